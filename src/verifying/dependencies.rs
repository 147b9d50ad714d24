//! Dependencies that were not done when a task was.

use progress_core::lint::CommitName;
use progress_core::model::{Class, TaskRef};
use progress_core::status::dependencies;
use progress_core::task_links::tokens;
use progress_core::verdict::Words;

use super::completion::{MAX_SEARCHED, is_open};
use super::evidence::{Collector, Shared};
use crate::history::Step;

impl Collector<'_> {
    /// The dependencies of a task, done by the commit at `done`, that were done only later, each with
    /// the commit that marked it as done.
    pub(super) fn late_dependencies(
        &self,
        at: TaskRef,
        done: usize,
        shared: &Shared<'_>,
    ) -> Vec<(String, CommitName)> {
        let mut late = Vec::new();
        for dependency in dependencies(&shared.readiness, at) {
            if let Some(other) = dependency.task
                && let Some(commit) = self.done_after(other, done)
            {
                late.push((dependency.text.to_owned(), commit));
            }
        }
        late
    }

    /// The commit that marked a task as done, if nothing shows that it was done at a time before.
    fn done_after(&self, at: TaskRef, time: usize) -> Option<CommitName> {
        let task = self.workspace.plans.task(at)?;
        let id = task.id_text()?;
        let path = self.workspace.file(at.file).path.as_str();
        let steps = self.past.steps.get(&(path.to_owned(), id.to_owned()))?;
        let last = steps.last().filter(|step| step.to == Some(Class::Done))?;
        let was_open = state_at(steps, time).is_some_and(is_open);
        if last.at <= time || !was_open {
            return None;
        }
        // It may have been done before that was recorded.
        let key = (path.to_owned(), Some(id.to_owned()));
        let mut linked = self.past.linked.get(&key).into_iter().flatten();
        if linked.any(|work| work.at <= time) {
            return None;
        }
        let added = steps.first()?.at;
        let words = Words::of(self.description(at).unwrap_or_default());
        if self.is_named(id, added, time) || self.may_be_other_work(&words, Some((added, time))) {
            return None;
        }
        self.past.name(last.at)
    }

    /// Whether a commit after one and up to another names a task, even if it changes only documents.
    fn is_named(&self, id: &str, after: usize, until: usize) -> bool {
        let commits = self.past.commits.get(after + 1..=until);
        let newest = commits.unwrap_or_default().iter().rev().take(MAX_SEARCHED);
        let mut messages = newest.map(|commit| &commit.message);
        messages.any(|message| tokens(message).any(|token| token.text == id))
    }

    fn description(&self, at: TaskRef) -> Option<&str> {
        let node = self.node_of(at)?;
        ["description", "title", "name"]
            .iter()
            .find_map(|key| node.get(key)?.some_text())
    }
}

/// The state of a task after the commit at a position; `None` if the task did not exist.
fn state_at(steps: &[Step], at: usize) -> Option<Class> {
    let before = steps.iter().take_while(|step| step.at <= at);
    match before.last() {
        Some(step) => step.to,
        None => steps.first()?.from,
    }
}
