//! When tasks were done, according to the history.

use progress_core::lint::CommitName;
use progress_core::model::Class;
use progress_core::verdict::{Completion, Words};

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
            // What came with the plan is not the work on it.
            work: self.past.work_between(from + 1, to),
            candidates,
        }
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
