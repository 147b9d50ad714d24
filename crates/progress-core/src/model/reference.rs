//! References to a task, a phase, or something that is not a task.
//!
//! ```text
//! ref       = id | phase | all | qualified | event
//! phase     = ["All "] ("Phase"|"PHASE"|"phase"|"phases") [ -_]? N [("-"|"to") M]
//!             [[ -_]("complete"|"completed"|"done"|"verified"|"sealed"|"tasks")]
//!           | "P" N [[ -_]("complete"|"done"|"verified"|"sealed")]
//! all       = "all[-previous]-phases[-complete]" | "All implementation tasks" | …
//! qualified = prd ":" id
//! ```

use super::id;

/// A parsed reference, before its task is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference<'a> {
    /// A phase, or a range of phases.
    Phases(PhaseLabel, Option<PhaseLabel>),
    /// Everything that comes before.
    All,
    /// A task of a named plan.
    Qualified {
        /// The plan's `prd`.
        prd: &'a str,
        /// The task's ID there.
        id: &'a str,
    },
    /// A text that looks like an ID.
    Id(&'a str),
    /// Anything else, such as a decision or a delivery.
    Event(&'a str),
}

/// A phase's number as text: `3`, `1.5`, `2a`; case-insensitive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhaseLabel(String);

impl PhaseLabel {
    /// Parses `3`, `1.5` or `2a`, with or without `phase` or `p` before it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.trim().to_ascii_lowercase();
        let named = lower
            .strip_prefix("phase")
            .or_else(|| lower.strip_prefix('p'));
        let number = match named {
            Some(rest) => rest.trim_start_matches([' ', '-', '_']),
            // Without the word before it, `-` would make the number negative.
            None => lower.as_str(),
        };
        match split_label(number)? {
            (label, "") => Some(label),
            _ => None,
        }
    }

    /// The leading integer, for phases that can be ordered.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        let number = self.0.trim_end_matches(|c: char| !c.is_ascii_digit());
        number.split('.').next().unwrap_or(number).parse().ok()
    }

    /// The label as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'a> Reference<'a> {
    /// Parses a reference. An existing task with exactly this ID takes precedence.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let trimmed = text.trim();
        if let Some((first, last)) = phases(trimmed) {
            return Self::Phases(first, last);
        }
        if is_all(trimmed) {
            return Self::All;
        }
        // Prose such as `review: approved` does not get here: no ID contains a space.
        if let Some((prd, task)) = trimmed.split_once(':')
            && is_slug(prd)
            && id::is_id(task)
        {
            return Self::Qualified { prd, id: task };
        }
        if id::is_id_shaped(trimmed) {
            Self::Id(trimmed)
        } else {
            Self::Event(trimmed)
        }
    }
}

const ENDINGS: &[&str] = &["complete", "completed", "done", "verified", "sealed"];

fn phases(text: &str) -> Option<(PhaseLabel, Option<PhaseLabel>)> {
    let lower = text.to_ascii_lowercase();
    let after_all = lower.strip_prefix("all ").unwrap_or(&lower);
    if let Some(after_word) = after_all
        .strip_prefix("phases")
        .or_else(|| after_all.strip_prefix("phase"))
    {
        let numbers = after_word.strip_prefix([' ', '-', '_']);
        let (first, after_first) = split_label(numbers.unwrap_or(after_word))?;
        let (last, rest) = match range_end(after_first) {
            Some((last, rest)) => (Some(last), rest),
            None => (None, after_first),
        };
        return if is_ending(rest, true) {
            Some((first, last))
        } else {
            None
        };
    }
    let number = text.strip_prefix('P')?.to_ascii_lowercase();
    let (first, rest) = split_label(&number)?;
    if is_ending(rest, false) {
        Some((first, None))
    } else {
        None
    }
}

fn range_end(text: &str) -> Option<(PhaseLabel, &str)> {
    let range = text.trim_start();
    let last = range
        .strip_prefix("to ")
        .or_else(|| range.strip_prefix(['-', '–']))?;
    split_label(last.trim_start())
}

fn is_ending(rest: &str, with_tasks: bool) -> bool {
    let word = rest.strip_prefix([' ', '-', '_']).unwrap_or(rest);
    rest.is_empty() || ENDINGS.contains(&word) || with_tasks && word == "tasks"
}

/// Splits off digits, optional `.digits`, and an optional letter that ends the word.
fn split_label(text: &str) -> Option<(PhaseLabel, &str)> {
    let mut end = count_digits(text);
    if end == 0 {
        return None;
    }
    if let Some(fraction) = text[end..].strip_prefix('.') {
        match count_digits(fraction) {
            0 => {}
            length => end += 1 + length,
        }
    }
    let mut letters = text[end..].chars();
    // The `a` of `2a` belongs to the label, but not the `t` of `2tasks`.
    if letters.next().is_some_and(|c| c.is_ascii_lowercase())
        && letters.next().is_none_or(|c| !c.is_ascii_alphanumeric())
    {
        end += 1;
    }
    let (label, rest) = text.split_at(end);
    // `02` and `2` are one phase.
    let whole = label.trim_start_matches('0');
    let label = if whole.is_empty() || !whole.starts_with(|c: char| c.is_ascii_digit()) {
        format!("0{whole}")
    } else {
        whole.to_owned()
    };
    Some((PhaseLabel(label), rest))
}

fn count_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Words that may follow `all`.
const WHICH: &[&str] = &[
    "of",
    "the",
    "previous",
    "prior",
    "above",
    "other",
    "earlier",
    "implementation",
    "preceding",
    "remaining",
];

fn is_all(text: &str) -> bool {
    let spaced = text.to_ascii_lowercase().replace(['-', '_'], " ");
    let mut words = spaced.split_whitespace().peekable();
    if words.next() != Some("all") {
        return false;
    }
    while words.next_if(|word| WHICH.contains(word)).is_some() {}
    match words.next() {
        None => true,
        Some("phases" | "phase" | "tasks" | "batches" | "previous" | "above") => {
            words.all(|word| ENDINGS.contains(&word) || matches!(word, "are" | "above" | "tasks"))
        }
        // `all hands meeting` is an event.
        Some(_) => false,
    }
}

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> PhaseLabel {
        PhaseLabel(text.to_owned())
    }

    #[test]
    fn phases_are_recognized() {
        for (text, first, last) in [
            ("Phase 1", "1", None),
            ("phase-2-complete", "2", None),
            ("PHASE_3 done", "3", None),
            ("All Phase 1 tasks", "1", None),
            ("phases 1-3", "1", Some("3")),
            ("Phase 1 to 3 complete", "1", Some("3")),
            ("P4", "4", None),
            ("P4-complete", "4", None),
            ("Phase 2a", "2a", None),
            ("phase-01", "1", None),
            ("Phase 0", "0", None),
            ("Phase 1.5", "1.5", None),
        ] {
            let expected = Reference::Phases(label(first), last.map(label));
            assert_eq!(Reference::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn labels_are_read_with_or_without_the_word() {
        for text in ["2", " 02", "phase-2", "Phase 2", "p2", "P_2"] {
            assert_eq!(PhaseLabel::parse(text), Some(label("2")), "{text}");
        }
        for text in ["-1", "_1", "one", "2 b", ""] {
            assert_eq!(PhaseLabel::parse(text), None, "{text}");
        }
    }

    #[test]
    fn everything_before_is_recognized() {
        for text in [
            "all-phases",
            "all-previous-phases",
            "All implementation tasks",
            "all-phases-complete",
            "all",
            "All previous tasks",
        ] {
            assert_eq!(Reference::parse(text), Reference::All, "{text}");
        }
    }

    #[test]
    fn the_rest_are_ids_plans_and_events() {
        assert_eq!(Reference::parse(" TASK-1.2 "), Reference::Id("TASK-1.2"));
        assert_eq!(Reference::parse("P2-T5"), Reference::Id("P2-T5"));
        assert_eq!(
            Reference::parse("auth-v1:TASK-1"),
            Reference::Qualified {
                prd: "auth-v1",
                id: "TASK-1"
            }
        );
        assert!(matches!(
            Reference::parse("design sign-off"),
            Reference::Event(_)
        ));
        assert!(matches!(
            Reference::parse("all hands meeting"),
            Reference::Event(_)
        ));
        assert!(matches!(Reference::parse("Phase one"), Reference::Event(_)));
    }
}
