//! Whether a blocker is resolved.

use yaml_lossless::Node;

use crate::model::status::normalize;

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

/// Words that may follow a word for resolved: `Resolved by …`, `Fixed in …`, `None at this time`.
/// Before any other word, it is a part of a sentence: `None of …`, `Closed beta …`.
const AFTER_RESOLVED: &[&str] = &[
    "after",
    "and",
    "as",
    "at",
    "because",
    "by",
    "currently",
    "during",
    "for",
    "identified",
    "in",
    "known",
    "now",
    "on",
    "per",
    "remaining",
    "since",
    "so",
    "through",
    "using",
    "via",
    "when",
    "with",
    "yet",
];

/// Words that deny a resolution if they are all that is said: `no longer relevant` denies nothing.
const NO: &[&str] = &[
    "false", "no", "n", "off", "none", "n/a", "na", // A lone dash, normalized.
    "_", "open", "active", "unknown",
];

/// Words that deny a resolution even if a remark follows: `pending: the vendor was asked`.
const UNRESOLVED: &[&str] = &[
    "pending",
    "unresolved",
    "blocked",
    "tbd",
    "todo",
    "waiting",
    "awaiting",
    "ongoing",
    "in_progress",
    "not_yet",
    "not_resolved",
    "not_started",
];

/// Whether an entry of `blockers` is marked as resolved, or is empty.
#[must_use]
pub(crate) fn is_resolved(entry: Node<'_>) -> bool {
    if let Some(text) = entry.text() {
        return entry.is_null() || says_resolved(text);
    }
    if let Some(status) = entry.get("status").and_then(Node::some_text) {
        if says_resolved(status) {
            return true;
        }
        // The resolution of an open blocker is a plan.
        if denies_resolution(status) {
            return false;
        }
    }
    // A date or a remark says that it is resolved, too.
    ["resolved", "resolved_at", "resolution"]
        .iter()
        .filter_map(|key| entry.get(key)?.some_text())
        .any(|text| !denies_resolution(text))
}

/// Whether a text starts with a word for resolved that is not a part of a sentence.
fn says_resolved(text: &str) -> bool {
    // Some tick, strike or bracket the word: `[RESOLVED] …`, `~~Done~~`, `✅ Fixed`.
    let text = text.trim_matches(['[', '(', '*', '~', '✅', ' ']).trim();
    let lower = text.to_lowercase();
    RESOLVED.iter().any(|word| match lower.strip_prefix(word) {
        Some(rest) => is_set_off(rest) || is_in_capitals(text, word),
        None => false,
    })
}

/// Whether a word for resolved is complete before this text, and does not qualify what follows.
fn is_set_off(rest: &str) -> bool {
    // `nonexistent` does not start with the word `none`, and `fixed-price` is a word of its own.
    let after = rest.strip_prefix(['-', '_', '/']).unwrap_or(rest);
    if after.starts_with(char::is_alphanumeric) {
        return false;
    }
    let Some(rest) = rest.strip_prefix(' ') else {
        return true;
    };
    let next: String = rest
        .trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric())
        .collect();
    // A date, a number or a sign: `Closed 2026-02-05`, `Resolved - the key arrived`.
    !next.starts_with(char::is_alphabetic) || AFTER_RESOLVED.contains(&next.as_str())
}

/// Whether a text starts with this word in capitals, as a mark: `RESOLVED the key arrived`.
fn is_in_capitals(text: &str, word: &str) -> bool {
    let capitals = word.to_uppercase();
    // `NONE of …` only stresses the word.
    word != "none"
        && text
            .strip_prefix(capitals.as_str())
            .is_some_and(|rest| rest.starts_with(' '))
}

/// Whether the value of `resolved`, `resolution` or `status` says that a blocker is open.
fn denies_resolution(text: &str) -> bool {
    let said = normalize(text);
    said.is_empty()
        || NO.contains(&said.as_str())
        || UNRESOLVED.iter().any(|word| match said.strip_prefix(word) {
            Some(rest) => !rest.starts_with(char::is_alphanumeric),
            None => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn resolved(entry: &str) -> bool {
        let text = format!("---\nblockers:\n- {entry}\n---\n");
        let document = Document::parse(text.into_bytes());
        is_resolved(document.get("blockers").unwrap().item(0).unwrap())
    }

    #[test]
    fn a_word_for_resolved_counts_if_it_is_set_off() {
        for entry in [
            "none",
            "None.",
            "N/A",
            "None at this time",
            "None - all clear",
            "None (yet)",
            "'[RESOLVED] the key'",
            "'~~Done~~'",
            "✅ Fixed",
            "'Resolved: the key arrived'",
            "Resolved in 3fa1b22",
            "Closed 2026-02-05",
            "'**Fixed** the key'",
            "RESOLVED the key arrived",
            "{status: Resolved by Bob}",
            "{status: done}",
        ] {
            assert!(resolved(entry), "{entry}");
        }
    }

    #[test]
    fn a_sentence_that_starts_with_such_a_word_is_open() {
        for entry in [
            "None of the reviewers has time",
            "Fixed-price contract is missing",
            "Closed beta has no seats",
            "Complete specification is missing",
            "Nonexistent schema",
            "the key",
            "{status: fixed-price}",
        ] {
            assert!(!resolved(entry), "{entry}");
        }
    }

    #[test]
    fn a_resolution_must_not_deny_itself() {
        for keys in [
            "resolved: true",
            "resolved: 2026-02-05",
            "resolved: 'yes'",
            "resolved_at: 2026-02-05",
            "resolution: got a key",
            "resolution: no longer relevant",
            "resolution: opened a ticket",
            "status: resolved, resolution: pending",
        ] {
            assert!(resolved(&format!("{{id: B, {keys}}}")), "{keys}");
        }
        for keys in [
            "resolved: false",
            "resolved: no",
            "resolved: 'No'",
            "resolved: FALSE",
            "resolved: ''",
            "resolved: not yet",
            "resolved_at: TBD",
            "resolution: pending",
            "resolution: 'Pending: vendor asked'",
            "resolution: waiting for the vendor",
            "resolution: '-'",
            "resolution: n/a",
            "resolution: In progress",
            "status: open, resolution: ask the vendor",
            "status: active, resolved: null",
        ] {
            assert!(!resolved(&format!("{{id: B, {keys}}}")), "{keys}");
        }
    }
}
