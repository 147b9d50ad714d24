//! Reading holds for any text: nothing panics, and places fit what stands there.

use progress_core::document::{Document, Frontmatter};
use proptest::prelude::*;
use yaml_lossless::{Node, Style};

fn nodes(document: &Document) -> Vec<Node<'_>> {
    document
        .tree()
        .into_iter()
        .flat_map(yaml_lossless::Tree::nodes)
        .collect()
}

/// Pieces from which broken and whole frontmatter arises often.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("---\n".to_owned()),
        Just("---\r\n".to_owned()),
        Just("\u{feff}---\n".to_owned()),
        Just("tasks:\n".to_owned()),
        Just("  - id: \"T-1\"\n".to_owned()),
        Just("    dependencies: [T-2, 'T-3']\n".to_owned()),
        Just("note: |\n  ---\n  text\n".to_owned()),
        Just("a: &x {b: 1}\nc: *x\n".to_owned()),
        Just("# progress: ignore[schema]\n".to_owned()),
        "[a-z]{1,6}: [a-z0-9.\"'\\[\\]{},:# -]{0,12}\n",
        "\\PC{0,8}",
    ]
}

proptest! {
    #[test]
    fn any_text_makes_a_document(fragments in prop::collection::vec(fragment(), 0..24)) {
        let text = fragments.concat();
        let document = Document::parse(text.clone().into_bytes());
        prop_assert_eq!(document.text.as_str(), &text);
        for node in nodes(&document) {
            prop_assert!(text.get(node.span().range()).is_some());
            if let Some(parent) = node.parent() {
                prop_assert!(parent.span().start <= node.span().start);
                prop_assert!(parent.span().end >= node.span().end);
            }
        }
        if let Frontmatter::Unreadable(error) = &document.frontmatter {
            prop_assert!(text.get(error.span.range()).is_some());
        }
    }

    #[test]
    fn any_bytes_make_a_document(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut all = b"---\n".to_vec();
        all.extend(bytes);
        let _ = Document::parse(all);
    }

    /// Values written in any quoting come back, from the bytes that their node names.
    #[test]
    fn scalars_keep_value_and_place(
        values in prop::collection::vec("[a-zA-Zäß漢0-9 .:#'\"\\\\-]{0,12}", 1..8),
        crlf in any::<bool>(),
    ) {
        let ending = if crlf { "\r\n" } else { "\n" };
        let quote = |value: &String| format!("'{}'", value.replace('\'', "''"));
        let lines: Vec<String> = values.iter().map(|value| format!("  - {}", quote(value))).collect();
        let text = format!("---{ending}list:{ending}{}{ending}---{ending}", lines.join(ending));
        let document = Document::parse(text.into_bytes());
        let list = document.get("list").unwrap();
        prop_assert_eq!(list.items().len(), values.len());
        for (item, value) in list.items().zip(&values) {
            prop_assert_eq!(item.text(), Some(value.as_str()));
            prop_assert_eq!(item.style(), Style::SingleQuoted);
            prop_assert_eq!(document.text.slice(item.span()), quote(value));
        }
    }

    /// What we read agrees with an independent reader where that one reads it at all.
    #[test]
    fn values_agree_with_another_reader(fragments in prop::collection::vec(fragment(), 0..12)) {
        let yaml = fragments.concat().replace("---", "");
        let document = Document::parse(format!("---\n{yaml}\n---\n").into_bytes());
        let Some(tree) = document.tree() else { return Ok(()) };
        let other: Result<serde_yaml::Value, _> = serde_yaml::from_str(&yaml);
        if let Ok(serde_yaml::Value::Mapping(other)) = other {
            prop_assert_eq!(tree.root().entries().len(), other.len());
        }
    }
}
