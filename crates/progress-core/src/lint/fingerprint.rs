//! Fingerprints, which stay the same when a finding moves to another line.

use yaml_lossless::{Node, NodeId};

use crate::collections::Fnv;
use crate::display::shortened;
use crate::document::Document;
use crate::model::FileId;
use crate::workspace::Workspace;

/// Maximum characters of a name or an entry that identify it: ten thousand findings in one entry
/// must not each read all of it.
const MAX_PART: usize = 1_000;

/// Maximum keys of an entry among which to look for its ID; real entries have a dozen.
const MAX_KEYS: usize = 64;

/// Computes a finding's fingerprint from its rule, file, subject and the shape of its message.
///
/// Line numbers are never included. Below a task, the task's ID replaces its index; in any other
/// list, an entry's content does.
pub(super) fn of(
    workspace: &Workspace,
    rule: &str,
    place: Option<(FileId, Option<NodeId>)>,
    commit: Option<&str>,
    message: &str,
) -> String {
    let mut hash = Fnv::new();
    hash.add(rule);
    if let Some((file, node)) = place {
        // The findings of a renamed file keep their fingerprints.
        hash.add(workspace.name_now(workspace.file(file).path.as_str()));
        if let Some(tree) = workspace.file(file).document.tree()
            && let Some(node) = node
        {
            hash.add(&anchor(&workspace.file(file).document, tree.node(node)));
        }
    }
    // Two commits may have the same finding, word for word.
    if let Some(commit) = commit {
        hash.add(commit);
    }
    // Messages name other files, which may have been renamed too.
    hash.add_bytes(shape(&workspace.with_names_now(message)));
    hash.to_string()
}

/// The path of a node with list indices replaced by something stable.
pub(super) fn anchor(document: &Document, node: Node<'_>) -> String {
    let mut parts = Vec::new();
    let mut at = node;
    while let Some(parent) = at.parent() {
        match at.key() {
            Some(key) => parts.push(key.text().unwrap_or_default()),
            // The index of an entry changes whenever another is inserted above it.
            None => parts.push(entry_name(document, at)),
        }
        at = parent;
    }
    let parts: Vec<_> = parts
        .into_iter()
        .rev()
        .map(|part| shortened(part, MAX_PART))
        .collect();
    parts.join("/")
}

fn entry_name<'d>(document: &'d Document, entry: Node<'d>) -> &'d str {
    let mut keys = entry.entries().take(MAX_KEYS);
    let id = keys.find(|(key, _)| key.text() == Some("id"));
    let name = id.and_then(|(_, id)| id.text()).or_else(|| entry.text());
    // An entry without an ID is identified by its content.
    name.unwrap_or_else(|| document.text.slice(entry.span()))
}

/// The bytes of a message without its numbers, which change as a plan progresses.
fn shape(message: &str) -> impl Iterator<Item = u8> {
    message.bytes().filter(|byte| !byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::lint_with;

    #[test]
    fn an_entry_is_read_once_however_many_findings_it_has() {
        let status = "    status: x\n".repeat(10_000);
        let text = "d".repeat(500_000);
        for key in ["id", "description"] {
            let found = lint_with(&format!("tasks:\n  - {key}: {text}\n{status}"));
            assert!(found.len() >= 9_999);
        }
    }

    #[test]
    fn numbers_do_not_affect_the_fingerprint() {
        let shapes = ["says 3, counted 4", "says 10, counted 12"].map(shape);
        let [one, other] = shapes;
        assert!(one.eq(other));
    }
}
