//! Why a task is blocked.

use yaml_lossless::Node;

use crate::model::TaskRef;
use crate::model::blocker::{DESCRIPTION, REASONS, concerns, is_about, is_resolved};
use crate::workspace::Workspace;

/// Maximum blockers examined per task, so that a hostile file takes linear time.
const MAX_BLOCKERS: usize = 100;

/// Returns why a task is blocked, in the words of its file: what the blockers that name it say,
/// otherwise what the task itself says.
pub(super) fn block_reason(workspace: &Workspace, at: TaskRef) -> Option<String> {
    let task = workspace.plans.task(at)?;
    let document = &workspace.file(at.file).document;
    if let (Some(list), Some(id)) = (document.get("blockers"), task.id_text()) {
        let mut reasons = Vec::new();
        for entry in list.items().take(MAX_BLOCKERS) {
            if !is_resolved(entry) && concerns(entry, id) {
                reasons.extend(text_of_blocker(entry, id));
            }
        }
        if !reasons.is_empty() {
            return Some(reasons.join("; "));
        }
    }
    own_reason(document.tree()?.node(task.node))
}

fn text_of_blocker(entry: Node<'_>, id: &str) -> Option<String> {
    if let Some(text) = entry.some_text() {
        return Some(text.trim().to_owned());
    }
    if is_about(entry, &[id]) {
        let (_, reason) = entry.nth_entry(0)?;
        return reason.some_text().map(|text| text.trim().to_owned());
    }
    let keys = DESCRIPTION.iter().chain(["id"].iter());
    let mut texts = keys.filter_map(|key| entry.get(key)?.some_text());
    texts.next().map(|text| text.trim().to_owned())
}

fn own_reason(task: Node<'_>) -> Option<String> {
    for key in REASONS {
        let Some(value) = task.get(key) else { continue };
        let items: Vec<&str> = value.items().filter_map(Node::some_text).collect();
        if let Some(text) = value.some_text() {
            // Notes are added at the end, so the last line is about the current status.
            let mut lines = text.lines().rev().map(str::trim);
            if let Some(line) = lines.find(|line| !line.is_empty()) {
                return Some(line.to_owned());
            }
        } else if key.starts_with("note") {
            if let Some(last) = items.last() {
                return Some(last.trim().to_owned());
            }
        } else if !items.is_empty() {
            return Some(items.join(", "));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{loaded, with};

    #[test]
    fn a_blocked_task_has_a_reason() {
        let text = with(
            "blockers:
  - A-1 waits for the key
  - { id: B-1, description: no budget, blocks: [A-2, A-22] }
  - { id: B-2, description: A-2 is hard, status: resolved }
  - A-3: the vendor is closed
  - { id: B-4, tasks: A-4 }
tasks:
  - {id: A-1, status: blocked, notes: other}
  - {id: A-2, status: blocked}
  - {id: A-3, status: blocked}
  - {id: A-4, status: blocked}
  - {id: A-5, status: blocked, notes: \"first\\nwaits for review\\n\"}
  - {id: A-6, status: blocked, notes: [first, last], blocked_by: [A-1, A-2]}
  - {id: A-7, status: blocked, notes: [first, last]}
  - {id: A-8, status: blocked, notes: null}",
        );
        let workspace = loaded(&[("progress/auth-v1/phase-1-progress.md", &text)]);
        let file = workspace.ids().next().unwrap();
        let reasons: Vec<Option<String>> = (0..8)
            .map(|index| block_reason(&workspace, TaskRef { file, index }))
            .collect();
        let reasons: Vec<&str> = reasons
            .iter()
            .map(|it| it.as_deref().unwrap_or("-"))
            .collect();
        assert_eq!(
            reasons,
            [
                "A-1 waits for the key",
                "no budget",
                "the vendor is closed",
                "B-4",
                "waits for review",
                "A-1, A-2",
                "last",
                "-"
            ]
        );
    }
}
