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
        let Some((from, to)) = open_time(steps) else {
            let work = self.past.work.get(done).into_iter().flatten();
            let commit_words = self.past.words.get(&done);
            return Completion::Added {
                commit,
                tasks: self.past.completed.get(&done).copied().unwrap_or(0),
                files: work.filter(|it| !it.is_plan).count(),
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
            .any(|at| self.past.words_of(at, |path| path).resemble(words))
    }
}

/// The positions of the commits between which a task was open, both included; `None` if the history
/// does not show it as open.
pub(super) fn open_time(steps: &[Step]) -> Option<(usize, usize)> {
    let done = steps
        .iter()
        .rposition(|step| step.to == Some(Class::Done))?;
    let to = steps.get(done)?.at;
    // A task that was reopened counts from there on.
    let before = steps.get(..done)?;
    let reopened = before
        .iter()
        .rposition(|step| step.from == Some(Class::Done));
    let from = match reopened {
        Some(at) => before.get(at)?.at,
        None => before.first()?.at,
    };
    Some((from, to))
}
