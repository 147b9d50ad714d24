//! A check of the working tree in which nothing has changed prints what it printed before.
//!
//! Nothing is taken on trust: each file is found and read again, and each question that the rules
//! needed an answer to is asked again. What is saved is parsing, linting and the walk through the
//! history, which all follow from that.

use progress_core::collections::Fnv;
use progress_core::config::Severity;
use progress_git::git::Repository;
use serde::{Deserialize, Serialize};

use super::Check;
use crate::cache::Cache;
use crate::incremental::{Answers, Observer};
use crate::loading::discover;

/// A larger cache keeps only the latest result.
const MAX_BYTES: usize = 16 << 20;

/// What a check printed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Printed {
    /// The result.
    pub stdout: String,
    /// Warnings and notes.
    pub stderr: String,
    /// Whether there are findings severe enough to fail the check.
    pub has_findings: bool,
}

/// A stored result, with everything that it follows from.
#[derive(Serialize, Deserialize)]
struct Recording {
    circumstances: String,
    answers: Answers,
    printed: Printed,
}

/// The results of earlier checks.
#[derive(Debug)]
pub struct Replay {
    cache: Cache,
    /// The key of the latest result of such a check.
    key: String,
    /// Everything that the result follows from, besides the answers to questions.
    circumstances: String,
}

impl Replay {
    /// Opens the results of earlier checks; `None` if this one depends on more than is recorded.
    ///
    /// Finds the candidates, which the check need not repeat. `how` describes how the result is
    /// shown.
    #[must_use]
    pub fn open(check: &mut Check<'_>, how: &str) -> Option<Self> {
        let repository = check.source.repository?;
        let root = check.source.root;
        // A check of a part may search the rest for what the part refers to, which is not noted.
        let is_whole = check.targets.files.is_empty() && check.targets.folders == [root];
        let is_plain = is_whole
            && check.source.is_working_tree()
            && check.known.commit.is_none()
            && check.known.baseline.is_none()
            && check.range.is_none()
            && check.targets.piped.is_none();
        // Which commits exist changes with every fetch.
        let asks_for_commits = (check.settings).shows("commit-ref-unresolved", Severity::Advice);
        if !is_plain || asks_for_commits || !is_complete(repository) {
            return None;
        }
        let found = discover(root, root, Some(repository), &check.settings);
        if !found.errors.is_empty() {
            return None;
        }
        let candidates = found.files;
        let head = repository.head().ok()?.map(|commit| commit.id);
        let run = format!(
            "{how}\n{}\n{:?}\n{:?}\n{}",
            root.display(),
            check.settings,
            check.targets,
            check.wants_dates
        );
        let branch = check.source.branch();
        let circumstances = format!("{run}\n{head:?} {branch:?}\n{candidates:?}");
        check.candidates = Some(candidates);
        Some(Self {
            cache: Cache::open(repository.common_dir(), "results", &[], MAX_BYTES),
            key: key_of(&run),
            circumstances,
        })
    }

    /// Returns what the last check printed, if nothing that it follows from has changed.
    #[must_use]
    pub fn printed(&self, check: &Check<'_>) -> Option<Printed> {
        let recording: Recording = self.cache.get(&self.key)?;
        let repository = check.source.repository?;
        let contents = check.source.contents(&progress_core::fix::Texts::new());
        let is_same = recording.circumstances == self.circumstances
            && (recording.answers).still_hold(check.source.root, &*contents, repository);
        is_same.then_some(recording.printed)
    }

    /// Notes what the check asks from now on.
    pub fn observe(&self, check: &mut Check<'_>) {
        check.source.observe();
    }

    /// Stores what the check printed, unless a file changed meanwhile.
    pub fn keep(mut self, check: &mut Check<'_>, printed: Printed) {
        let observer = check.source.take_observer();
        let answers = observer.and_then(Observer::answers);
        let (Some(answers), Some(repository)) = (answers, check.source.repository) else {
            return;
        };
        let recording = Recording {
            circumstances: self.circumstances,
            answers,
            printed,
        };
        self.cache.put(&self.key, &recording);
        self.cache.save(|| repository.sharing());
    }
}

/// The key of a check: one with other arguments or settings does not replace its result.
fn key_of(run: &str) -> String {
    let mut hash = Fnv::new();
    hash.add(run);
    hash.to_string()
}

/// Whether everything that commits contain is here, so that `HEAD` says it all.
fn is_complete(repository: &Repository) -> bool {
    !repository.is_shallow() && !repository.is_partial()
}
