//! New phases, and what an import leaves as it is.

use progress_bridge::{Status, Task};
use progress_core::scaffold::{NewPhase, NewTask};

use super::compare::others;
use crate::updating::{InvalidName, PhaseNames};

/// A value that changed here and in the source since the last import; it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The task.
    pub task: String,
    /// The file.
    pub path: String,
    /// The key.
    pub key: &'static str,
    /// The value here.
    pub here: String,
    /// The value in the source.
    pub there: String,
}

/// A task that is no longer in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The task.
    pub task: String,
    /// The file.
    pub path: String,
}

/// The tasks of a phase without a file.
pub(super) struct NewTasks {
    pub plan: String,
    pub phase: String,
    pub title: String,
    pub tasks: Vec<Task>,
}

/// The phases to write; `assignee` is nobody in particular, and no owner. What is done in the source
/// is done from `today` on, since the source does not say since when.
pub(super) fn new_phases(
    additions: Vec<NewTasks>,
    assignee: &str,
    today: &str,
) -> Result<Vec<NewPhase>, InvalidName> {
    let mut phases = Vec::with_capacity(additions.len());
    for new in additions {
        let names = PhaseNames::check(&new.plan, &new.phase)?;
        phases.push(NewPhase {
            prd: names.prd,
            phase: names.phase,
            title: new.title,
            completed: is_completed(&new.tasks).then(|| today.to_owned()),
            owners: owners(&new.tasks, assignee),
            tasks: new.tasks.into_iter().map(task).collect(),
            ..NewPhase::default()
        });
    }
    Ok(phases)
}

/// Whether all tasks are done, apart from those that nobody will do.
fn is_completed(tasks: &[Task]) -> bool {
    let is_over = |task: &Task| matches!(task.status, Status::Completed | Status::Cancelled);
    tasks.iter().all(is_over) && tasks.iter().any(|task| task.status == Status::Completed)
}

/// Everybody who works on a task, in order.
fn owners(tasks: &[Task], assignee: &str) -> Vec<String> {
    let mut owners: Vec<String> = Vec::new();
    for name in tasks.iter().flat_map(|task| &task.assignees) {
        if name != assignee && !owners.contains(name) {
            owners.push(name.clone());
        }
    }
    owners
}

fn task(task: Task) -> NewTask {
    NewTask {
        others: others(&task),
        id: task.id,
        description: task.title,
        status: task.status.as_str().to_owned(),
        assigned_to: task.assignees,
        dependencies: task.dependencies,
        estimated_effort: task.estimate,
        priority: task.priority,
    }
}
