//! Edits are exact for any frontmatter: the value is as intended, and no other byte changes.

use progress_core::document::Document;
use proptest::prelude::*;
use yaml_lossless::edit::{Change, EditError, Reason, Value};
use yaml_lossless::{Node, NodeId};

/// Lines that can be combined, in layouts that people use.
fn fragment() -> impl Strategy<Value = String> {
    let text = || {
        prop_oneof![
            "[a-z]{1,6}",
            "'[a-z ,:#]{0,6}'",
            "\"[a-z ,:#é]{0,6}\"",
            Just("2026-01-01".to_owned()),
            Just("1.10".to_owned()),
            Just("null".to_owned()),
            Just(String::new()),
        ]
    };
    let flow = || prop::collection::vec("[a-z]{1,4}|'[a-z,]{1,4}'", 0..4);
    let comment = || prop_oneof![Just(""), Just("  # why"), Just(" ")];
    prop_oneof![
        (text(), comment()).prop_map(|(text, comment)| format!("K: {text}{comment}\n")),
        (flow(), comment())
            .prop_map(|(items, comment)| format!("K: [{}]{comment}\n", items.join(", "))),
        flow().prop_map(|items| format!("K: [\n  {}\n]\n", items.join(", # x\n  "))),
        (flow(), comment()).prop_map(|(items, comment)| {
            let items: Vec<String> = items
                .iter()
                .map(|item| format!("  - {item}{comment}\n"))
                .collect();
            format!("K:{comment}\n{}", items.concat())
        }),
        (text(), text()).prop_map(|(one, other)| {
            format!("K:\n- id: {one}\n  # about it\n  s: {other}\n\n- id: x\n  l:\n  - y\n")
        }),
        Just("K: {a: 1, b: [x, y], c: }\n".to_owned()),
        Just("K: |\n  some\n  text\n\n".to_owned()),
        Just("K: >+\n  some\n\n".to_owned()),
        Just("K:\n  a: &x b\n  c: *x\n".to_owned()),
        Just("# a comment\n".to_owned()),
        Just("\n".to_owned()),
    ]
}

fn file() -> impl Strategy<Value = String> {
    let fragments = prop::collection::vec(fragment(), 1..8);
    (fragments, any::<bool>(), any::<bool>()).prop_map(|(fragments, crlf, bom)| {
        let numbered = fragments
            .iter()
            .enumerate()
            .map(|(index, fragment)| fragment.replacen('K', &format!("key{index}"), 1));
        let text = format!(
            "---\nfirst: 1\n{}---\nbody: [\n",
            numbered.collect::<String>()
        );
        let text = if crlf {
            text.replace('\n', "\r\n")
        } else {
            text
        };
        if bom { format!("\u{feff}{text}") } else { text }
    })
}

fn wanted() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        "\\PC{0,8}".prop_map(Value::Text),
        "[a-z0-9:#,. \n\t\"'-]{0,8}".prop_map(Value::Text),
        Just(Value::text("2026-02-05")),
        Just(Value::int(7)),
        Just(Value::null()),
    ];
    scalar.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::List),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..3)
                .prop_map(|map| Value::Map(map.into_iter().collect())),
        ]
    })
}

/// Returns a change of each kind that applies to the node.
fn changes_of(node: Node<'_>, value: &Value) -> Vec<Change> {
    let mut changes = vec![Change::Set(node.id(), value.clone())];
    if node.is_sequence() || node.is_null() {
        changes.push(Change::Append(node.id(), vec![value.clone()]));
    }
    if node.is_mapping() {
        changes.push(Change::put(node, "added", value.clone(), &["id", "first"]));
    }
    if node.parent().is_some() {
        changes.push(Change::Remove(node.id()));
    }
    changes
}

/// Whether an edit failed verification. After `>+`, blank lines are content, so the entry that
/// follows cannot always be removed.
fn is_wrong(error: &EditError, old: &str) -> bool {
    matches!(error.reason, Reason::Unverified | Reason::Overlap) && !old.contains(">+")
}

fn values(document: &Document) -> Vec<NodeId> {
    let nodes = document.tree().unwrap().nodes();
    let is_value = |node: &Node<'_>| node.key().is_none_or(|key| key.id() != node.id());
    nodes.filter(is_value).map(Node::id).collect()
}

/// Checks that the old and new text are equal around the edits.
fn assert_rest_is_kept(old: &str, new: &str, edits: &[yaml_lossless::text::Edit]) {
    let (mut from, mut at) = (0, 0);
    for edit in edits {
        let range = edit.span.range();
        let kept = &old[from..range.start];
        assert_eq!(&new[at..at + kept.len()], kept);
        at += kept.len() + edit.text.len();
        from = range.end;
    }
    assert_eq!(&new[at..], &old[from..]);
}

fn check(document: &Document, change: &Change) -> Result<bool, TestCaseError> {
    let old = document.text.as_str();
    let edited = match document.edit(std::slice::from_ref(change)) {
        Ok(edited) => edited,
        Err(error) => {
            prop_assert!(!is_wrong(&error, old), "{error} {change:?}\n{old}");
            return Ok(false);
        }
    };
    let new = &edited.document;
    assert_rest_is_kept(old, new.text.as_str(), &edited.edits);
    prop_assert_eq!(new.body_text(), document.body_text());
    prop_assert_eq!(old.matches("\r\n").count() == old.matches('\n').count(), {
        let new = new.text.as_str();
        new.matches("\r\n").count() == new.matches('\n').count()
    });
    prop_assert!(
        comments(new.text.as_str()) >= comments(old) || matches!(change, Change::Remove(_))
    );
    if let Change::Set(node, value) = change {
        let route = document.tree().unwrap().node(*node).route();
        let same = new
            .tree()
            .unwrap()
            .nodes()
            .filter(|node| node.route() == route);
        let node = same
            .filter(|node| node.key().is_none_or(|key| key.id() != node.id()))
            .last();
        let again = new.edit(&[Change::Set(node.unwrap().id(), value.clone())]);
        let again = again.map(|again| again.document.text.as_str().to_owned());
        // A second run has nothing left to do, except for lists inside a comment.
        if let Ok(again) = again {
            prop_assert_eq!(again, new.text.as_str());
        }
    }
    Ok(true)
}

/// Counts the comments in a text; a value that looks like one is quoted.
fn comments(text: &str) -> usize {
    let counts = [" # why", " # about", " # x"].map(|comment| text.matches(comment).count());
    counts.iter().sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_change_of_every_node_is_exact_or_refused(text in file(), value in wanted()) {
        let document = Document::parse(text.into_bytes());
        prop_assume!(document.tree().is_some());
        let tree = document.tree().unwrap();
        for node in values(&document) {
            for change in changes_of(tree.node(node), &value) {
                check(&document, &change)?;
            }
        }
    }
}

/// Runs on real files if `PROGRESS_CORPUS` is set to a directory.
#[test]
fn real_files_can_be_edited() {
    let Some(folder) = std::env::var_os("PROGRESS_CORPUS") else {
        return;
    };
    let values_to_set = [
        Value::text("completed"),
        Value::text("no: [really]"),
        Value::texts(["a", "b c"]),
    ];
    let (mut made, mut refused) = (0_usize, 0_usize);
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry
            .path()
            .extension()
            .is_none_or(|extension| extension != "md")
        {
            continue;
        }
        let document = Document::parse(std::fs::read(entry.path()).unwrap());
        let Some(tree) = document.tree() else {
            continue;
        };
        let nodes = values(&document);
        let step = nodes.len().div_ceil(40).max(1);
        for node in nodes.into_iter().step_by(step) {
            for value in &values_to_set {
                for change in changes_of(tree.node(node), value) {
                    match check(&document, &change) {
                        Ok(true) => made += 1,
                        Ok(false) => refused += 1,
                        Err(error) => panic!("{}: {error}", entry.path().display()),
                    }
                }
            }
        }
    }
    println!("{made} edits made, {refused} refused");
    assert!(refused * 10 < made, "{refused} refused, {made} made");
}
