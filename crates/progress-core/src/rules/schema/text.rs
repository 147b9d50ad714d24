//! Which values are strings, whatever type YAML would give them.

use yaml_lossless::{Node, Scalar};

use crate::model::keys;

/// Whether a scalar is validated as a string: IDs, references, SHAs and dates are.
pub(super) fn is_text(node: Node<'_>) -> bool {
    let Some(key) = nearest_key(node).and_then(Node::text) else {
        return false;
    };
    matches!(
        key,
        "id" | "dependencies" | "depends_on" | "critical_path" | "commit_refs"
    ) || key.starts_with("batch_")
        // `started: true` is a mistake that treating it as text would hide.
        || is_date(key) && !matches!(node.scalar(), Some(Scalar::Bool(_)))
        || keys::names_commit(node)
        || is_numeric_sha(node)
}

/// The keys of dates.
pub(super) const DATES: &[&str] = &["started", "completed", "created", "updated"];

/// Whether a key's value is a date. No date is read by YAML as `true` or `false`.
pub(super) fn is_date(key: &str) -> bool {
    DATES.contains(&key)
}

/// A value's key, or the key of the (possibly nested) list that contains it.
fn nearest_key(node: Node<'_>) -> Option<Node<'_>> {
    let mut node = node;
    loop {
        match node.key() {
            Some(key) => return Some(key),
            None => node = node.parent()?,
        }
    }
}

/// Whether a text is digits around an `e`: a SHA that overflows as a number.
fn is_numeric_sha(node: Node<'_>) -> bool {
    let parts = node.text().and_then(|text| text.split_once('e'));
    parts.is_some_and(|(before, after)| has_digits(before) && has_digits(after))
}

/// Whether a text consists of several digits.
fn has_digits(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_digit())
}
