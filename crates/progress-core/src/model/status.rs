//! Status words and their meanings.

use std::collections::BTreeMap;

/// The meaning of a status for counts, order and completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Finished.
    Done,
    /// Being worked on.
    Active,
    /// Not started.
    Open,
    /// Abandoned or postponed indefinitely.
    Dropped,
    /// Waiting for something external.
    Blocked,
    /// At risk.
    AtRisk,
    /// Waiting for approval.
    Review,
    /// An unknown word; neither done nor dropped.
    Unknown,
}

/// Whose status it is: tasks and phases use different words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A task's.
    Task,
    /// A phase's.
    Phase,
}

/// The known status words: those of the format and those from the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statuses {
    added: BTreeMap<String, Class>,
}

/// A parsed status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The normalized word: lowercase, with `_` for `-` and spaces.
    pub word: String,
    /// Its meaning.
    pub class: Class,
}

impl Class {
    /// Whether no work is left.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }
}

const WORDS: &[(&str, Class)] = &[
    ("completed", Class::Done),
    ("complete", Class::Done),
    ("done", Class::Done),
    ("merged", Class::Done),
    ("in_progress", Class::Active),
    ("pending", Class::Open),
    ("not_started", Class::Open),
    ("planning", Class::Open),
    ("todo", Class::Open),
    ("deferred", Class::Dropped),
    ("skipped", Class::Dropped),
    ("cancelled", Class::Dropped),
    ("superseded", Class::Dropped),
    ("blocked", Class::Blocked),
    ("at_risk", Class::AtRisk),
    ("review", Class::Review),
];

/// Noncanonical words that are not rewritten, because no canonical word says the same.
const KEPT: &[&str] = &[
    "deferred",
    "skipped",
    "cancelled",
    "superseded",
    "merged",
    "review",
];

impl Statuses {
    /// Creates the format's words plus these.
    #[must_use]
    pub fn with(added: impl IntoIterator<Item = (String, Class)>) -> Self {
        Self {
            added: added
                .into_iter()
                .map(|(word, class)| (normalize(&word), class))
                .collect(),
        }
    }

    /// Parses a status.
    #[must_use]
    pub fn read(&self, text: &str) -> Status {
        let word = normalize(text);
        let class = self.class_of(&word);
        Status { word, class }
    }

    /// Parses a status of which only the meaning matters.
    #[must_use]
    pub fn class(&self, text: &str) -> Class {
        // Most statuses are already normalized, and a file may have a million of them.
        match self.class_of(text) {
            Class::Unknown => self.read(text).class,
            class => class,
        }
    }

    fn class_of(&self, word: &str) -> Class {
        let known = WORDS.iter().find(|(known, _)| *known == word);
        match (self.added.get(word), known) {
            // The configuration may also change the meaning of a word of the format.
            (Some(&class), _) | (None, Some(&(_, class))) => class,
            (None, None) => Class::Unknown,
        }
    }

    /// Every known word.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let known = WORDS.iter().map(|(word, _)| *word);
        known.chain(self.added.keys().map(String::as_str))
    }

    /// The words to suggest. Other spellings are understood, and so is `merged`, which no
    /// description of the format mentions.
    pub fn suggested(&self, subject: Subject) -> impl Iterator<Item = &str> {
        self.words().filter(move |word| {
            let is_added = self.added.contains_key(*word);
            is_added || *word != "merged" && self.canonical(word, subject).is_none()
        })
    }

    /// The canonical word for `text`; `None` if it should be kept.
    #[must_use]
    pub fn canonical(&self, text: &str, subject: Subject) -> Option<&'static str> {
        let Status { word, class } = self.read(text);
        if KEPT.contains(&word.as_str()) && text.trim() == word || self.added.contains_key(&word) {
            return None;
        }
        let canonical = match (class, subject) {
            (Class::Done, _) => "completed",
            (Class::Active, _) => "in_progress",
            (Class::Open, Subject::Task) => "pending",
            (Class::Open, Subject::Phase) => "planning",
            (Class::Blocked, _) => "blocked",
            (Class::AtRisk, Subject::Task) => "at_risk",
            // Phases have no canonical word for this, so it is kept.
            (Class::AtRisk, Subject::Phase) | (Class::Unknown, _) => return None,
            (Class::Dropped | Class::Review, _) => {
                KEPT.iter().find(|kept| **kept == word).copied()?
            }
        };
        // It counts as done but says more, so only its spelling is corrected.
        let canonical = if word == "merged" {
            "merged"
        } else {
            canonical
        };
        if canonical == text {
            return None;
        }
        Some(canonical)
    }
}

/// Lowercases and trims a word, and replaces `-` and spaces with `_`.
#[must_use]
pub fn normalize(text: &str) -> String {
    let trimmed = text.trim();
    if !trimmed.is_ascii() {
        return trimmed.to_lowercase().replace(['-', ' '], "_");
    }
    // This runs for every status: most need no second copy.
    let mut word = trimmed.to_owned();
    word.make_ascii_lowercase();
    if word.contains(['-', ' ']) {
        word = word.replace(['-', ' '], "_");
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter() {
        let statuses = Statuses::default();
        assert_eq!(statuses.read("In-Progress").class, Class::Active);
        assert_eq!(statuses.read("not started").class, Class::Open);
        assert_eq!(statuses.read("partial").class, Class::Unknown);
    }

    #[test]
    fn a_configuration_adds_words() {
        let statuses = Statuses::with([("Partially-Done".to_owned(), Class::Active)]);
        assert_eq!(statuses.read("partially done").class, Class::Active);
        assert_eq!(statuses.canonical("partially_done", Subject::Task), None);
    }

    #[test]
    fn only_words_that_are_described_are_suggested() {
        let statuses = Statuses::with([("partial".to_owned(), Class::Active)]);
        let words: Vec<&str> = statuses.suggested(Subject::Task).collect();
        assert!(words.contains(&"completed") && words.contains(&"partial"));
        assert!(!words.contains(&"done") && !words.contains(&"merged"));
        assert!(!words.contains(&"planning"));
    }

    #[test]
    fn canonical_words_differ_for_tasks_and_phases() {
        let statuses = Statuses::default();
        assert_eq!(statuses.canonical("done", Subject::Task), Some("completed"));
        assert_eq!(statuses.canonical("completed", Subject::Task), None);
        assert_eq!(
            statuses.canonical("pending", Subject::Phase),
            Some("planning")
        );
        assert_eq!(
            statuses.canonical("in-progress", Subject::Task),
            Some("in_progress")
        );
        assert_eq!(statuses.canonical("deferred", Subject::Task), None);
        assert_eq!(
            statuses.canonical("Deferred", Subject::Task),
            Some("deferred")
        );
        assert_eq!(statuses.canonical("partial", Subject::Task), None);
    }
}
