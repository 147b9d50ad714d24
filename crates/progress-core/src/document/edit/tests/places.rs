//! Edits at a position of a list, and values copied from other files.

use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Layout, Reason, Value};

use super::{at, edited, text};
use crate::document::Document;

#[test]
fn neighbours_go_together() {
    for (gone, left) in [
        (&["0", "1"][..], "[z, w]"),
        (&["1", "2"], "[x, w]"),
        (&["0", "2"], "[y, w]"),
        (&["0", "1", "3"], "[z]"),
        (&["3", "2", "1", "0"], "[]"),
    ] {
        let new = edited("f: [x, y, z, w] # c", |root| {
            let item = |index: &&str| Change::Remove(at(root, &["f", index]).id());
            gone.iter().map(item).collect()
        });
        assert_eq!(new.unwrap(), format!("f: {left} # c"));
    }
}

fn all(root: Node<'_>) -> Vec<Change> {
    let items = at(root, &["f"]).items();
    items.map(|item| Change::Remove(item.id())).collect()
}

#[test]
fn all_items_of_a_list_go_with_their_lines() {
    let old = "f: # c\n  # x\n  - x: 1 # why\n    y: 2\n  - z\n# g\ng: 1";
    assert_eq!(edited(old, all).unwrap(), "f: [] # c\n# g\ng: 1");
    let new = edited(old, |root| {
        let added = Change::Append(at(root, &["f"]).id(), vec![text("new")]);
        all(root).into_iter().chain([added]).collect()
    });
    assert_eq!(new.unwrap(), "f: # c\n  - new\n# g\ng: 1");
}

fn insert_items(yaml: &str, behind: Option<&str>, items: &[&str]) -> Result<String, Reason> {
    edited(yaml, |root| {
        vec![Change::InsertItems {
            list: at(root, &["f"]).id(),
            after: behind.map(|index| at(root, &["f", index]).id()),
            items: items.iter().map(|item| text(item)).collect(),
        }]
    })
}

#[test]
fn items_are_added_at_a_place() {
    for (old, behind, new) in [
        ("f: [x, y]", None, "f: [a, b, x, y]"),
        ("f: [x, y]", Some("0"), "f: [x, a, b, y]"),
        (
            "f: [\n  x, # why\n  y\n]",
            Some("0"),
            "f: [\n  x, # why\n  a,\n  b,\n  y\n]",
        ),
        ("f: [\n  x,\n  y\n]", None, "f: [\n  a,\n  b,\n  x,\n  y\n]"),
        (
            "f: # c\n  # first\n  - x\n  - y",
            None,
            "f: # c\n  - a\n  - b\n  # first\n  - x\n  - y",
        ),
        (
            "f:\n  - x # c\n  # of y\n  - y",
            Some("0"),
            "f:\n  - x # c\n  - a\n  - b\n  # of y\n  - y",
        ),
    ] {
        assert_eq!(insert_items(old, behind, &["a", "b"]).unwrap(), new);
    }
    assert_eq!(
        insert_items("f: []", None, &["a"]).unwrap_err(),
        Reason::Kind
    );
}

fn reordered(yaml: &str, order: &[&str]) -> Result<String, Reason> {
    edited(yaml, |root| {
        let ids = order.iter().map(|index| at(root, &["f", index]).id());
        vec![Change::Reorder(at(root, &["f"]).id(), ids.collect())]
    })
}

#[test]
fn items_change_places() {
    for (old, new) in [
        ("f: [x, 'y', {z: 1}] # c", "f: [{z: 1}, x, 'y'] # c"),
        (
            "f:\n  # of x\n  - a: x # c\n    b: 1\n\n  - y\n  # of z\n  # too\n  - z\ng: 1",
            "f:\n  # of z\n  # too\n  - z\n\n  # of x\n  - a: x # c\n    b: 1\n  - y\ng: 1",
        ),
    ] {
        assert_eq!(reordered(old, &["2", "0", "1"]).unwrap(), new);
    }
    assert_eq!(reordered("f: [x, y]", &["0"]).unwrap_err(), Reason::Kind);
    assert_eq!(
        reordered("f: [x, y]", &["0", "0"]).unwrap_err(),
        Reason::Kind
    );
}

#[test]
fn values_come_from_another_file_as_they_are_written() {
    let other = Document::parse(
        "---\nt:\n- id: 'A'  # id\n  n: |\n    x\n    # y\n\n# of B\n- id: B\nq: \"1\"\n---\n"
            .into(),
    );
    let layout = Layout::new(other.text.as_str(), other.tree().unwrap());
    let copy = |route: &[&str]| Value::Copied(layout.copy(at(layout.root(), route)).unwrap());
    let (first, second) = (copy(&["t", "0"]), copy(&["t", "1"]));
    let (note, one) = (copy(&["t", "0", "n"]), copy(&["q"]));
    let new = edited("t:\n    - id: C", |root| {
        let list = at(root, &["t"]);
        let item = at(root, &["t", "0"]).id();
        let added = |value| Change::InsertItems {
            list: list.id(),
            after: Some(item),
            items: vec![value],
        };
        vec![
            added(first),
            added(second),
            Change::put(root, "q", one.clone(), &[]),
        ]
    });
    assert_eq!(
        new.unwrap(),
        "t:\n    - id: C\n    - id: 'A'  # id\n      n: |\n        x\n        # y\n\n    # of B\n    - id: B\nq: \"1\""
    );
    let new = edited("f: [x]\nn: short\ng: {a: 1}", |root| {
        vec![
            Change::Append(at(root, &["f"]).id(), vec![one.clone()]),
            Change::Set(at(root, &["n"]).id(), note.clone()),
            Change::Set(at(root, &["g", "a"]).id(), note.clone()),
        ]
    });
    assert_eq!(
        new.unwrap(),
        "f: [x, \"1\"]\nn: |\n  x\n  # y\ng: {a: \"x\\n# y\\n\"}"
    );
}
