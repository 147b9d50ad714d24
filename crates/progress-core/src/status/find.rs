//! Finds tasks by name.

use super::phase_view::PhaseView;
use super::plan_view::PlanView;
use crate::display::nearest;
use crate::model::task_name::{self, TaskHolder};
use crate::model::{Task, TaskRef};

/// Maximum candidates listed for an ambiguous name.
const MAX_LISTED: usize = 5;

/// A task with its plan and phase.
#[derive(Clone, Copy, Debug)]
pub struct FoundTask<'v, 'w> {
    /// The plan.
    pub plan: &'v PlanView<'w>,
    /// The phase.
    pub phase: &'v PhaseView<'w>,
    /// The task.
    pub at: TaskRef,
}

/// The error for a name that matches no task, or several.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSingleTask {
    /// No task has the ID.
    #[error("unknown task `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// The ID that was probably meant.
        near: Option<String>,
    },
    /// Several tasks have the ID.
    #[error("several tasks are named `{name}`: {}", shown(.tasks))]
    Ambiguous {
        /// The name.
        name: String,
        /// The plan and the path of each.
        tasks: Vec<(String, String)>,
    },
}

fn shown(tasks: &[(String, String)]) -> String {
    let mut places: Vec<String> = tasks
        .iter()
        .take(MAX_LISTED)
        .map(|(plan, path)| format!("in `{plan}`, `{path}`"))
        .collect();
    if tasks.len() > MAX_LISTED {
        places.push("…".to_owned());
    }
    places.join(", ")
}

/// Finds a task by `ID` or `PLAN:ID`. A task in a phase's own file takes precedence over one in
/// a list of all phases.
///
/// # Errors
///
/// Fails if no task has this name, or several do.
pub fn find<'v, 'w>(
    plans: &'v [PlanView<'w>],
    name: &str,
) -> Result<FoundTask<'v, 'w>, NoSingleTask> {
    let (mut found, _) = task_name::select(name, |id| with_id(plans, id));
    // A list of all phases repeats the task, which would make nearly every ID ambiguous.
    if found.iter().any(|it| !it.phase.lists_all_phases()) {
        found.retain(|it| !it.phase.lists_all_phases());
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(NoSingleTask::Unknown {
            name: name.to_owned(),
            near: near(plans, name),
        }),
        _ => Err(NoSingleTask::Ambiguous {
            name: name.to_owned(),
            tasks: found.iter().map(place).collect(),
        }),
    }
}

impl TaskHolder for FoundTask<'_, '_> {
    fn plan_name(&self) -> Option<&str> {
        Some(self.plan.name)
    }

    fn file_path(&self) -> &str {
        self.phase.file.path.as_str()
    }
}

fn with_id<'v, 'w>(plans: &'v [PlanView<'w>], id: &str) -> Vec<FoundTask<'v, 'w>> {
    let mut found = Vec::new();
    for plan in plans {
        for phase in &plan.phases {
            for (index, task) in (0..).zip(phase.tasks()) {
                if task.id_text() == Some(id) {
                    let file = phase.id;
                    let at = TaskRef { file, index };
                    found.push(FoundTask { plan, phase, at });
                }
            }
        }
    }
    found
}

fn place(found: &FoundTask<'_, '_>) -> (String, String) {
    let path = found.phase.file.path.as_str();
    (found.plan.name.to_owned(), path.to_owned())
}

fn near(plans: &[PlanView<'_>], name: &str) -> Option<String> {
    let id = task_name::bare_id(name);
    let tasks = plans
        .iter()
        .flat_map(|plan| &plan.phases)
        .flat_map(PhaseView::tasks);
    nearest(id, tasks.filter_map(Task::id_text)).map(str::to_owned)
}
