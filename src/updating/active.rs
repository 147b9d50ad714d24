//! Records which tasks are being worked on in this worktree.

use progress_core::model::{Class, Statuses};
use progress_core::update::Instruction;
use progress_git::git::Repository;
use progress_git::write::KeptError;

use super::UpdatedFile;
use crate::active::{ActiveTask, change, read};

/// Which tasks an update starts, and which it ends.
#[derive(Debug, Default)]
pub struct ActiveChange {
    started: Vec<ActiveTask>,
    ended: Vec<ActiveTask>,
}

impl ActiveChange {
    /// What changes with these files.
    #[must_use]
    pub fn of(statuses: &Statuses, updated: &[UpdatedFile<'_>]) -> Self {
        let mut change = Self::default();
        for file in updated {
            for instruction in &file.order.tasks {
                let Some(status) = new_status(file, instruction) else {
                    continue;
                };
                let task = ActiveTask {
                    plan: file.prd.clone(),
                    path: file.path.as_str().to_owned(),
                    task: instruction.task.clone(),
                };
                match statuses.read(status).class {
                    Class::Active => change.started.push(task),
                    // It is still being worked on, if it was: reviews lead to changes, and a risk
                    // ends no work.
                    Class::AtRisk | Class::Review => {}
                    _ => change.ended.push(task),
                }
            }
        }
        change
    }

    /// Records tasks that became active, and forgets those that no longer are.
    ///
    /// # Errors
    ///
    /// Fails if the record cannot be read or written. It is then unchanged.
    pub fn record(self, repository: &Repository) -> Result<(), KeptError> {
        let Self { started, ended } = self;
        if started.is_empty() && ended.is_empty() {
            return Ok(());
        }
        // If the record cannot be read, changing it fails below, with the reason.
        if started.is_empty() && read(repository).is_ok_and(|tasks| tasks.is_empty()) {
            return Ok(());
        }
        change(repository, |tasks| {
            // A task that is started again moves to the end, which has the latest start.
            tasks.retain(|task| {
                !started
                    .iter()
                    .chain(&ended)
                    .any(|other| other.path == task.path && other.task == task.task)
            });
            tasks.extend(started);
        })
    }
}

/// The status that a task was given, by name or because it was unblocked.
fn new_status<'u>(file: &'u UpdatedFile<'_>, instruction: &'u Instruction) -> Option<&'u str> {
    if let Some(status) = &instruction.status {
        return Some(status);
    }
    // `progress unblock` names no status: the update decides.
    let mut values = file.outcome.changed.iter();
    let changed = values
        .find(|it| it.key == "status" && it.task.as_deref() == Some(instruction.task.as_str()))?;
    changed.new.as_deref()
}
