//! Dependencies that were not done when a task was.

use progress_core::lint::CommitName;
use progress_core::model::{Class, TaskRef};
use progress_core::status::dependencies;

use super::completion::is_open;
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

    /// The commit that marked a task as done, if it was open at a time, and the work on it came after
    /// that too. Without known work, only the records may have been late.
    fn done_after(&self, at: TaskRef, time: usize) -> Option<CommitName> {
        let id = self.workspace.plans.task(at)?.id_text()?;
        let path = self.workspace.file(at.file).path.as_str();
        let steps = self.past.steps.get(&(path.to_owned(), id.to_owned()))?;
        let last = steps.last().filter(|step| step.to == Some(Class::Done))?;
        let was_open = state_at(steps, time).is_some_and(is_open);
        let key = (path.to_owned(), Some(id.to_owned()));
        let work = self.past.linked.get(&key)?;
        if last.at > time && was_open && work.iter().all(|it| it.at > time) {
            self.past.name(last.at)
        } else {
            None
        }
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
