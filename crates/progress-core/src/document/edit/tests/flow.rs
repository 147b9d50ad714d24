//! Removal and addition of flow list items in one edit.

#![allow(
    clippy::needless_range_loop,
    reason = "several lists are indexed alike"
)]

use proptest::prelude::*;
use yaml_lossless::edit::{Change, Value};

use super::{at, edited, text};
use crate::document::Document;

#[test]
fn the_last_item_is_replaced_in_its_place() {
    let old = "a: [\n  { id: S0, d: x },\n  { id: S1, d: y }\n]\nb: 1";
    let new = edited(old, |root| {
        let list = at(root, &["a"]);
        let item = Value::Map(vec![("id".into(), text("S2")), ("d".into(), text("z"))]);
        vec![
            Change::Remove(list.item(1).unwrap().id()),
            Change::Append(list.id(), vec![item]),
        ]
    });
    let want = "a: [\n  { id: S0, d: x },\n  {id: \"S2\", d: \"z\"}\n]\nb: 1";
    assert_eq!(new.unwrap(), want);
}

/// A comment after an item goes with it; comments on their own lines stay.
#[test]
fn comments_go_with_the_items_before_them() {
    let old = "a: [\n  x, # about x\n  # all below\n  y, # about y\n  z # about z\n]";
    for (gone, added, want) in [
        (
            &[0][..],
            None,
            "a: [\n  # all below\n  y, # about y\n  z # about z\n]",
        ),
        (
            &[1],
            None,
            "a: [\n  x, # about x\n  # all below\n  z # about z\n]",
        ),
        (
            &[2],
            None,
            "a: [\n  x, # about x\n  # all below\n  y # about y\n]",
        ),
        (&[1, 2], None, "a: [\n  x # about x\n  # all below\n]"),
        (&[0, 1, 2], None, "a: [\n  # all below\n]"),
        (
            &[2],
            Some("new"),
            "a: [\n  x, # about x\n  # all below\n  y, # about y\n  new\n]",
        ),
        (&[0, 1, 2], Some("new"), "a: [\n  new\n  # all below\n]"),
    ] {
        let new = edited(old, |root| {
            let list = at(root, &["a"]);
            let remove = |item: &usize| Change::Remove(list.item(*item).unwrap().id());
            let mut changes: Vec<Change> = gone.iter().map(remove).collect();
            changes.extend(added.map(|name| Change::Append(list.id(), vec![Value::text(name)])));
            changes
        });
        assert_eq!(new.unwrap(), want, "{gone:?} {added:?}");
    }
    let old = "a: [\n  x, # about x\n  y # about y\n]";
    let new = edited(old, |root| {
        let items = at(root, &["a"]).items();
        items.map(|item| Change::Remove(item.id())).collect()
    });
    assert_eq!(new.unwrap(), "a: []");
}

#[test]
fn a_key_is_replaced_by_another() {
    let new = edited("a: { x: 1, y: 2 }", |root| {
        let map = at(root, &["a"]);
        vec![
            Change::Remove(map.get("y").unwrap().id()),
            Change::put(map, "z", Value::int(3), &["y"]),
        ]
    });
    assert_eq!(new.unwrap(), "a: { x: 1, z: 3 }");
}

/// A list of the items in one of the usual layouts.
fn list(items: usize, layout: usize) -> String {
    let names: Vec<String> = (0..items).map(|item| format!("i{item}")).collect();
    match layout {
        0 => format!("a: [{}]", names.join(", ")),
        1 => format!("a: [\n  {}\n]", names.join(",\n  ")),
        2 => format!("a: [\n    {},\n  ]", names.join(",\n    ")),
        3 => format!("a:\n  [ {} ]", names.join(" , ")),
        4 => format!("a: [{}]", names.join(",\n    ")),
        _ => format!("a: [\n  {},\n]", names.join(", ")),
    }
}

proptest! {
    /// Any combination of removals and additions gives the intended list.
    #[test]
    fn items_go_and_come_in_one_step(
        count in 1_usize..7,
        layout in 0_usize..6,
        gone in prop::collection::vec(any::<bool>(), 7),
        come in prop::collection::vec((0_usize..8, 1_usize..3), 0..4),
        crlf: bool,
    ) {
        let old = list(count, layout);
        let old = if crlf { old.replace('\n', "\r\n") } else { old };
        // The remaining items, each with the additions after it; additions at the start come first.
        let mut after: Vec<Vec<String>> = vec![Vec::new(); count + 1];
        let mut names = 0..;
        let new = edited(&old, |root| {
            let list = at(root, &["a"]);
            let mut changes = Vec::new();
            for item in 0..count {
                if gone[item] {
                    changes.push(Change::Remove(list.item(item).unwrap().id()));
                }
            }
            for (place, number) in &come {
                let place = (*place).min(count);
                let items: Vec<String> =
                    (&mut names).take(*number).map(|name| format!("n{name}")).collect();
                after[place].extend(items.clone());
                let items = items.into_iter().map(Value::text).collect();
                let behind = place.checked_sub(1);
                changes.push(Change::InsertItems {
                    list: list.id(),
                    after: behind.map(|item| list.item(item).unwrap().id()),
                    items,
                });
            }
            changes
        });
        let new = new.map_err(|reason| TestCaseError::fail(format!("{reason:?} of {old:?}")))?;
        let mut want = after[0].clone();
        for item in 0..count {
            if !gone[item] {
                want.push(format!("i{item}"));
            }
            want.extend(after[item + 1].clone());
        }
        let document = Document::parse(format!("---\n{new}\n---\n").into_bytes());
        let list = at(document.tree().unwrap().root(), &["a"]);
        let got: Vec<String> = list.items().map(|it| it.text().unwrap().to_owned()).collect();
        prop_assert_eq!(got, want, "{}", new);
    }
}
