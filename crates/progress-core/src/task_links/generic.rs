//! Generic IDs, which any plan may have: `TASK-1.4`, `P2-T5`, and numbering shared by several
//! plans.

use std::cell::OnceCell;

use super::TaskIndex;
use super::task_index::is_same_plan;
use crate::collections::{HashMap, HashSet};

/// Words in an ID that identify no plan: words for tasks, and common layers of software.
const COMMON: &[&str] = &[
    "ac",
    "api",
    "backend",
    "batch",
    "be",
    "bug",
    "cli",
    "db",
    "doc",
    "docs",
    "e",
    "epic",
    "fe",
    "feat",
    "feature",
    "fix",
    "frontend",
    "gate",
    "infra",
    "int",
    "issue",
    "item",
    "m",
    "milestone",
    "ops",
    "p",
    "perf",
    "ph",
    "phase",
    "qa",
    "repo",
    "req",
    "s",
    "sc",
    "sec",
    "sprint",
    "st",
    "step",
    "story",
    "subtask",
    "svc",
    "t",
    "task",
    "test",
    "tests",
    "todo",
    "ui",
    "us",
    "ux",
    "v",
    "val",
    "w",
    "wave",
];

/// Distinguishes generic IDs from those that identify their plan.
pub(super) struct Generic<'k> {
    known: &'k TaskIndex,
    /// The words of IDs with which several plans number their tasks.
    shared: OnceCell<HashSet<String>>,
}

impl<'k> Generic<'k> {
    pub(super) fn new(known: &'k TaskIndex) -> Self {
        Self {
            known,
            shared: OnceCell::new(),
        }
    }

    /// Whether an ID is generic.
    pub(super) fn is_generic(&self, id: &str) -> bool {
        let words = words_of(id);
        // A number alone has no words.
        if words.is_empty() || words.split(' ').all(|word| COMMON.contains(&word)) {
            return true;
        }
        self.shared
            .get_or_init(|| words_of_several_plans(self.known))
            .contains(&words)
    }
}

/// Returns the words of IDs that several plans use.
fn words_of_several_plans(known: &TaskIndex) -> HashSet<String> {
    let mut first_plans: HashMap<&str, &str> = HashMap::default();
    let mut shared = HashSet::default();
    let folders = known.folders().iter();
    for (words, plan) in folders.flat_map(|folder| folder.numbering(words_of)) {
        match first_plans.get(words) {
            // `auth-v1` and `auth-v2` are versions of one plan.
            Some(first) if is_same_plan(first, plan) => {}
            Some(_) => {
                shared.insert(words.to_owned());
            }
            None => {
                first_plans.insert(words, plan);
            }
        }
    }
    shared
}

/// Returns the words of an ID in lowercase, without numbers: `cai p` for `CAI-P4-03`.
fn words_of(id: &str) -> String {
    let mut words = String::new();
    for word in id.split(|c: char| !c.is_ascii_alphabetic()) {
        if !word.is_empty() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&word.to_ascii_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task_links::task_index::tests::file;

    #[test]
    fn an_id_may_be_generic() {
        let known = TaskIndex::of_files([
            file("p/a/1.md", "a-v1", "1", &["AUTH-1.1", "OWN-1", "CAI-P4-03"]),
            file("p/a/2.md", "a-v2", "2", &["AUTH-2.1"]),
            file("p/b/1.md", "b", "1", &["OWN-7"]),
        ]);
        let generic = Generic::new(&known);
        for id in [
            "TASK-1.4", "P2-T5", "T1", "1.4", "Phase-2", "BE-001", "UI-3", "P4-V1", "OWN-1",
        ] {
            assert!(generic.is_generic(id), "{id}");
        }
        for id in ["AUTH-1.1", "CAI-P4-03", "LINK-504"] {
            assert!(!generic.is_generic(id), "{id}");
        }
    }
}
