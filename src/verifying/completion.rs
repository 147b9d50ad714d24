//! When tasks were done, according to the history.

use progress_core::lint::CommitName;
use progress_core::model::Class;
use progress_core::source::name_of;
use progress_core::verdict::{Completion, Words, is_file, named_file};

use super::evidence::Collector;
use crate::history::Step;

/// Commits that may be a task's work are searched among this many.
const MAX_SEARCHED: usize = 200;

impl Collector<'_> {
    /// When a task was done, by the steps that it has taken.
    pub(super) fn completion(&self, steps: &[Step], words: (&Words, &Words)) -> Completion {
        if steps.last().is_none_or(|step| step.to != Some(Class::Done)) {
            return Completion::Uncommitted;
        }
        let done = steps.last().map_or(0, |step| step.at);
        let Some(commit) = self.past.name(done) else {
            return Completion::Unknown;
        };
        let Some(OpenTime { from, to, .. }) = self.open_time(steps) else {
            let commit_words = self.past.words.get(&done);
            return Completion::Added {
                commit,
                tasks: self.past.completed.get(&done).copied().unwrap_or(0),
                files: self.past.files_at(done),
                is_about_task: commit_words.is_some_and(|it| it.share_one(words.1)),
            };
        };
        let loose = self.past.loose.range(from..=to).rev().take(MAX_SEARCHED);
        let similar = loose.filter(|(_, subject)| subject.resemble(words.0));
        let candidates: Vec<CommitName> =
            similar.filter_map(|(at, _)| self.past.name(*at)).collect();
        Completion::Marked {
            commit,
            // What came with the task may be the work on it, recorded later.
            work: self.past.work_between(from, to),
            candidates,
        }
    }
}

impl Collector<'_> {
    /// A file that a description names and that a commit of a time created, with the last such commit.
    pub(super) fn named_file(
        &self,
        description: &str,
        time: Option<(usize, usize)>,
    ) -> Option<(String, CommitName)> {
        let (from, to) = time?;
        let named = named_file(description)?;
        let created = self.past.created.get(name_of(named))?.iter();
        let mut meanwhile = created
            .filter(|(at, path)| (from..=to).contains(at) && is_file(path, named))
            .rev();
        let (at, path) = meanwhile.next()?;
        // A name such as `mod.rs` may be that of any of several files.
        if meanwhile.any(|(_, other)| other != path) {
            return None;
        }
        Some((path.clone(), self.past.name(*at)?))
    }

    /// Whether a commit of a time may be work on a task, by its subject and the paths that it changes,
    /// whatever it is linked to.
    pub(super) fn may_be_other_work(&self, words: &Words, time: Option<(usize, usize)>) -> bool {
        let Some((from, to)) = time else { return false };
        let with_work = |at: &usize| self.past.work_between(*at, *at) > 0;
        (from..=to)
            .rev()
            .filter(with_work)
            .take(MAX_SEARCHED)
            .any(|at| self.past.all_words(at).is_some_and(|it| it.resemble(words)))
    }
}

/// The last time that a task was open.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenTime {
    /// The position of the commit that added or reopened it.
    pub(super) from: usize,
    /// The position of the commit that marked it as done, or of the last one if none did.
    pub(super) to: usize,
    /// Whether it was done before.
    pub(super) is_again: bool,
    /// Whether the first commit already started it.
    pub(super) is_started: bool,
}

impl OpenTime {
    /// Whether a commit was made while the task was open, the first and the last included.
    pub(super) fn contains(self, at: usize) -> bool {
        (self.from..=self.to).contains(&at)
    }
}

impl Collector<'_> {
    /// When a task was open last; `None` if the history does not show it as open.
    pub(super) fn open_time(&self, steps: &[Step]) -> Option<OpenTime> {
        let (last, before) = steps.split_last()?;
        let is_done = last.to == Some(Class::Done);
        let before = if is_done { before } else { steps };
        // A task that was reopened counts from there on. In review, it is still the same work.
        let mut newest = before.iter().rev();
        let reopening =
            newest.find(|it| it.from == Some(Class::Done) && it.to.is_some_and(is_open));
        let opening = reopening.or(before.first())?;
        let end = self.past.commits.len().saturating_sub(1);
        Some(OpenTime {
            from: opening.at,
            to: if is_done { last.at } else { end },
            is_again: reopening.is_some(),
            is_started: !matches!(opening.to, Some(Class::Open | Class::Blocked)),
        })
    }
}

/// Whether work is left to do.
pub(super) fn is_open(state: Class) -> bool {
    matches!(
        state,
        Class::Open | Class::Active | Class::Blocked | Class::AtRisk
    )
}
