//! Entries of `blockers`: what holds up a phase.

mod resolution;

use yaml_lossless::Node;

pub(crate) use resolution::is_resolved;

/// Keys that may hold the description of a blocker.
pub(crate) const DESCRIPTION: &[&str] = &["description", "title", "name", "reason"];

/// Keys in which a blocked task may itself say why, the most specific first.
pub(crate) const REASONS: &[&str] = &[
    "blocked_reason",
    "blocked_by",
    "blocked_on",
    "blocker",
    "blockers",
    "reason",
    "notes",
    "note",
];

/// Maximum length of a text that is searched for the ID of a task.
const MAX_SEARCHED: usize = 4_096;

/// Whether an entry of `blockers` is about a task: it lists the task as blocked, or its text names it.
#[must_use]
pub(crate) fn concerns(entry: Node<'_>, id: &str) -> bool {
    if let Some(text) = entry.text() {
        return text.len() <= MAX_SEARCHED && names(text, id);
    }
    if is_about(entry, &[id]) {
        return true;
    }
    for (key, value) in entry.entries() {
        let is_named = |node: Node<'_>| node.text().is_some_and(|it| it.trim() == id);
        if blocks(key.text()) && (is_named(value) || value.items().any(is_named)) {
            return true;
        }
    }
    ["description", "title"].iter().any(|key| {
        let text = entry.get(key).and_then(Node::some_text);
        text.is_some_and(|text| text.len() <= MAX_SEARCHED && names(text, id))
    })
}

/// Whether a blocker's key lists the tasks that it blocks.
pub(crate) fn blocks(key: Option<&str>) -> bool {
    const KEYS: &[&str] = &[
        "task",
        "tasks",
        "blocks",
        "blocking",
        "blocking_tasks",
        "blocked_tasks",
        "affects",
        "affected_tasks",
    ];
    key.is_some_and(|key| KEYS.contains(&key))
}

/// Whether a blocker is written as `ID: reason`, which is a mapping.
pub(crate) fn is_about(entry: Node<'_>, ids: &[&str]) -> bool {
    match entry.nth_entry(0) {
        Some((key, _)) => {
            entry.entries().len() == 1 && key.text().is_some_and(|it| ids.contains(&it))
        }
        None => false,
    }
}

/// Whether a text begins with an ID.
pub(crate) fn starts_with(text: &str, id: &str) -> bool {
    // People set off the ID: `[A-1]: …`, `**A-1** …`.
    let text = text.trim_start_matches(['[', '(', '*', '`', ' ']);
    text.strip_prefix(id).is_some_and(ends_here)
}

/// Whether a text contains an ID that is not a part of a longer one.
pub(crate) fn names(text: &str, id: &str) -> bool {
    text.match_indices(id).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(is_in_id) && ends_here(&text[at + id.len()..])
    })
}

/// Whether an ID ends before this text. A dot may end a sentence.
fn ends_here(rest: &str) -> bool {
    let mut rest = rest.chars();
    match rest.next() {
        Some('.') => !rest.next().is_some_and(char::is_alphanumeric),
        Some(c) => !is_in_id(c),
        None => true,
    }
}

fn is_in_id(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}
