//! Whether the subject of a commit resembles the description of a task.

use std::collections::BTreeSet;

/// Words that say nothing about what a task is about, besides those of fewer letters than
/// [`SHORTEST`].
const COMMON: &[&str] = &[
    "added",
    "adds",
    "also",
    "change",
    "changes",
    "code",
    "complete",
    "create",
    "creates",
    "docs",
    "document",
    "ensure",
    "existing",
    "feat",
    "feature",
    "file",
    "files",
    "from",
    "implement",
    "implementation",
    "implements",
    "into",
    "make",
    "phase",
    "refactor",
    "support",
    "task",
    "tasks",
    "test",
    "tests",
    "that",
    "this",
    "update",
    "updates",
    "using",
    "verify",
    "when",
    "with",
];
const SHORTEST: usize = 4;
/// How many words two texts must share.
const SHARED: usize = 2;

/// The words of a text that say what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(BTreeSet<String>);

impl Words {
    /// Collects the words of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut words = BTreeSet::new();
        for word in apart(text).split(|c: char| !c.is_alphanumeric()) {
            let word = word.to_lowercase();
            // `endpoints` and `endpoint` are about the same.
            let word = word.strip_suffix('s').unwrap_or(&word);
            if word.chars().count() >= SHORTEST && !COMMON.contains(&word) {
                words.insert(word.to_owned());
            }
        }
        Self(words)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Leaves out the words of another text.
    #[must_use]
    pub fn without(self, other: &Self) -> Self {
        Self(self.0.difference(&other.0).cloned().collect())
    }

    /// Whether two texts have a word in common.
    #[must_use]
    pub fn share_one(&self, other: &Self) -> bool {
        !self.0.is_disjoint(&other.0)
    }

    /// Whether two texts are probably about the same.
    #[must_use]
    pub fn resemble(&self, other: &Self) -> bool {
        self.0.intersection(&other.0).count() >= SHARED
    }
}

/// Separates the words in names such as `PathSegmentExtractor`.
pub(super) fn apart(text: &str) -> String {
    let mut separated = String::with_capacity(text.len() + 8);
    let mut was_lower = false;
    for c in text.chars() {
        if was_lower && c.is_uppercase() {
            separated.push(' ');
        }
        was_lower = c.is_lowercase();
        separated.push(c);
    }
    separated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_in_common_make_texts_similar() {
        let task = Words::of("Create the scoring endpoints for artifacts");
        assert!(task.resemble(&Words::of("feat(api): add artifact scoring")));
        assert!(!task.resemble(&Words::of("feat(web): create the artifact page")));
        let name = Words::of("PathSegmentExtractor");
        assert!(name.share_one(&Words::of("src/segment.rs")));
        assert!(
            !name
                .without(&Words::of("segments"))
                .share_one(&Words::of("segment"))
        );
        assert!(!task.resemble(&Words::of("test: update tests and create files")));
    }
}
