//! A change to any document is refused, or made without touching the bytes around it.
//!
//! The first three bytes choose the node, the kind of change and the value; the rest is the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use progress_core::document::Document;
use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Value};

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let [node, kind, value, file @ ..] = bytes else { return };
    let document = Document::parse(file.to_vec());
    let Some(tree) = document.tree() else { return };
    let nodes: Vec<Node<'_>> = tree.nodes().collect();
    let node = nodes[usize::from(*node) % nodes.len()];
    let change = change(node, *kind, chosen(*value));
    let Ok(edited) = document.edit(&[change]) else { return };
    let (old, new) = (document.text.as_str(), edited.document.text.as_str());
    let mut made = String::new();
    let mut kept = 0;
    for edit in &edited.edits {
        let place = edit.span.range();
        assert!(kept <= place.start && place.end <= document.body.start as usize);
        made.push_str(&old[kept..place.start]);
        made.push_str(&edit.text);
        kept = place.end;
    }
    made.push_str(&old[kept..]);
    assert_eq!(made, new);
    assert_eq!(edited.document.body_text(), document.body_text());
    assert!(edited.document.tree().is_some());
});

fn change(node: Node<'_>, kind: u8, value: Value) -> Change {
    match kind % 5 {
        0 => Change::Set(node.id(), value),
        1 => Change::Append(node.id(), vec![value]),
        2 => Change::put(node, "added", value, &["id"]),
        3 => Change::Rename(node.id(), "renamed".to_owned()),
        _ => Change::Remove(node.id()),
    }
}

fn chosen(number: u8) -> Value {
    match number % 6 {
        0 => Value::text("completed"),
        1 => Value::text("a: b # c\n"),
        2 => Value::int(7),
        3 => Value::null(),
        4 => Value::List(vec![Value::text("1.10"), Value::text("x")]),
        _ => Value::Map(vec![("id".to_owned(), Value::text("'"))]),
    }
}
