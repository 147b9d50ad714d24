//! Entries of `blockers`: what holds up a phase.

use yaml_lossless::Node;

/// Words that mark a blocker as resolved.
const RESOLVED: &[&str] = &[
    "resolved",
    "closed",
    "done",
    "completed",
    "complete",
    "mitigated",
    "cleared",
    "fixed",
    "none",
    "n/a",
];

/// Whether an entry of `blockers` is marked as resolved, or is empty.
#[must_use]
pub fn is_resolved(entry: Node<'_>) -> bool {
    let says_so = |text: &str| {
        let text = text.trim().to_lowercase();
        RESOLVED.iter().any(|word| {
            text.strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    };
    if let Some(text) = entry.text() {
        return entry.is_null()
            || says_so(text.trim_start_matches(['[', '(', '*', '~', '✅', ' ']));
    }
    let status = entry.get("status").and_then(Node::some_text);
    let resolved = ["resolved", "resolved_at", "resolution"]
        .iter()
        .filter_map(|key| entry.get(key)?.some_text());
    status.is_some_and(says_so) || resolved.into_iter().any(|text| text != "false")
}
