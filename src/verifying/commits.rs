//! The commits that work on tasks and phases.

use progress_core::collections::HashSet;
use progress_core::lint::CommitName;
use progress_core::model::FileId;
use progress_core::task_links::Source as LinkSource;
use progress_core::verdict::{Doubt, Via, Words, WorkCommit};

use super::completion::OpenTime;
use super::evidence::{Collector, Shared};
use super::past::{Linked, PastWork};
use super::work::{WorkPath, doubt_of, is_planning};

/// What commits are searched for.
#[derive(Clone, Copy)]
pub(super) struct Search<'s> {
    /// The words of the description.
    pub(super) words: &'s Words,
    /// The progress file.
    pub(super) file: FileId,
    /// When the task was open last.
    pub(super) open: Option<OpenTime>,
}

/// Whether a commit was made since a task was reopened; what was done before did not suffice.
pub(super) fn is_since(at: usize, open: Option<OpenTime>) -> bool {
    open.is_none_or(|open| !open.is_again || open.from <= at)
}

impl Collector<'_> {
    /// The commit that reopened a task, if commits worked on it or its phase before.
    pub(super) fn reopening(&self, keys: &[&Linked], open: Option<OpenTime>) -> Option<CommitName> {
        let mut linked = keys
            .iter()
            .filter_map(|key| self.past.linked.get(*key))
            .flatten();
        if linked.any(|work| !is_since(work.at, open)) {
            self.past.name(open?.from)
        } else {
            None
        }
    }

    /// The commits that work on a task or a phase, newest first.
    pub(super) fn commits(
        &self,
        key: &Linked,
        search: Search<'_>,
        shared: &Shared<'_>,
    ) -> Vec<WorkCommit> {
        let mut commits = Vec::new();
        let linked = self.past.linked.get(key).map_or(&[][..], Vec::as_slice);
        let undone = self.undone(linked);
        for work in linked.iter().rev() {
            if !is_since(work.at, search.open) {
                break;
            }
            let Some(mut commit) = self.work_commit(work, key, search, shared) else {
                continue;
            };
            commit.is_reverted |= undone.contains(&work.at);
            commits.push(commit);
        }
        commits
    }

    /// The positions of the commits of a task that a later one takes back without Git's note, and of
    /// that one. It must change all their files: a subject alone may mean anything.
    fn undone(&self, linked: &[PastWork]) -> HashSet<usize> {
        let mut undone = HashSet::default();
        for undoing in linked
            .iter()
            .filter(|it| self.past.undoing.contains(&it.at))
        {
            let paths = self.paths(undoing.at);
            for work in linked.iter().filter(|it| it.at < undoing.at) {
                let own = self.paths(work.at);
                if !own.is_empty() && own.is_subset(&paths) {
                    undone.extend([work.at, undoing.at]);
                }
            }
        }
        undone
    }

    /// The paths that a commit changes as work.
    fn paths(&self, at: usize) -> HashSet<&str> {
        let work = self.past.work.get(at).into_iter().flatten();
        work.filter(|it| it.is_work())
            .map(|it| it.path.as_str())
            .collect()
    }

    fn work_commit(
        &self,
        work: &PastWork,
        key: &Linked,
        search: Search<'_>,
        shared: &Shared<'_>,
    ) -> Option<WorkCommit> {
        let words = search.words;
        let documents = shared.plan_documents.get(&search.file);
        let documents = documents.filter(|plans| !plans.is_empty());
        let changed = self.past.work.get(work.at)?.iter();
        let changed = changed
            .filter(|it| !it.is_plan && !documents.is_some_and(|plans| plans.contains(&it.path)));
        if !changed.clone().any(WorkPath::is_work) {
            return None;
        }
        // A commit may change thousands, and be linked to as many tasks.
        let files = match documents {
            Some(_) => changed.count(),
            None => self.past.files_at(work.at),
        };
        let via = match work.source {
            _ if key.1.is_none() => Via::Phase,
            LinkSource::Named(_) => Via::Message,
            LinkSource::Evidence => Via::File,
            LinkSource::Status => Via::Status(work.shared),
            LinkSource::Phase => Via::Phase,
        };
        let commit = self.past.commits.get(work.at)?;
        // The commit that adds the task, or reopens it, without starting it.
        let open = search.open.filter(|open| !open.is_started);
        let is_opening = open.is_some_and(|open| open.from == work.at);
        Some(WorkCommit {
            name: self.past.name(work.at)?,
            via,
            files,
            // Without a description, nothing says that it is about something else.
            is_about_task: words.is_empty()
                || self
                    .past
                    .words
                    .get(&work.at)
                    .is_some_and(|it| it.share_one(words)),
            is_reverted: self.past.reverted.contains(&commit.id),
            doubt: if is_opening && is_planning(&commit.message) {
                Some(Doubt::Plans)
            } else {
                doubt_of(&commit.message)
            },
        })
    }
}
