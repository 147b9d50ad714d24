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
pub(crate) fn is_resolved(entry: Node<'_>) -> bool {
    if let Some(text) = entry.text() {
        // Some tick, strike or bracket the word: `[RESOLVED] …`, `~~Done~~`, `✅ Fixed`.
        return entry.is_null()
            || says_resolved(text.trim_start_matches(['[', '(', '*', '~', '✅', ' ']));
    }
    let status = entry.get("status").and_then(Node::some_text);
    if status.is_some_and(says_resolved) {
        return true;
    }
    // A date or a remark says that it is resolved, too.
    ["resolved", "resolved_at", "resolution"]
        .iter()
        .filter_map(|key| entry.get(key)?.some_text())
        // `resolved: false` is the flag of an open blocker.
        .any(|text| text != "false")
}

/// Whether a text starts with a word for resolved.
fn says_resolved(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    RESOLVED.iter().any(|word| {
        lower
            .strip_prefix(word)
            // `nonexistent` does not start with the word `none`.
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}
