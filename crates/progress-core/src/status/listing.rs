//! Lists the tasks of plans, whatever their status.

use std::collections::HashSet;

use super::filter::means;
use super::phase_view::PhaseView;
use super::plan_view::PlanView;
use super::readiness::{Readiness, ReadinessIndex};
use super::task_view::TaskView;
use crate::model::{Class, Phase, Status, Statuses, Task};

/// Conditions on a task, all of which must hold.
#[derive(Clone, Debug, Default)]
pub struct TaskConditions {
    /// Its status is equivalent to one of these; empty means any.
    pub statuses: Vec<Status>,
    /// Who works on it, and how urgent it is.
    pub work: WorkFilter,
    /// It is neither done nor dropped.
    pub is_unsettled: bool,
    /// It is blocked, or waits for another task.
    pub is_held_up: bool,
}

/// Conditions on who works on a task and how urgent it is, ignoring case.
#[derive(Clone, Debug, Default)]
pub struct WorkFilter {
    /// One of these is an assignee; empty means any.
    pub assignees: Vec<String>,
    /// Its priority is one of these; empty means any.
    pub priorities: Vec<String>,
}

impl WorkFilter {
    /// Whether a task meets the conditions.
    #[must_use]
    pub fn accepts(&self, task: &TaskView<'_>) -> bool {
        let is_assigned =
            self.assignees.is_empty() || task.assignees().any(|who| is_any(who, &self.assignees));
        let has_priority = self.priorities.is_empty()
            || task
                .priority
                .is_some_and(|own| is_any(own, &self.priorities));
        is_assigned && has_priority
    }
}

/// A task with its plan and phase.
#[derive(Clone, Debug)]
pub struct ListedTask<'v, 'w> {
    /// The plan.
    pub plan: &'v PlanView<'w>,
    /// The phase.
    pub phase: &'v PhaseView<'w>,
    /// The task.
    pub task: TaskView<'w>,
    /// Whether it can start.
    pub readiness: Readiness<'w>,
}

/// Returns the tasks that meet the conditions, in the order of plans, phases and files.
///
/// A task in a list of all phases is left out if its phase has a file with the same task.
#[must_use]
pub fn list_tasks<'v, 'w>(
    plans: &'v [PlanView<'w>],
    conditions: &TaskConditions,
    settled: &ReadinessIndex<'w>,
    statuses: &Statuses,
) -> Vec<ListedTask<'v, 'w>> {
    let mut listed = Vec::new();
    for plan in plans {
        let own_ids = ids_of_phases(plan);
        for phase in &plan.phases {
            for task in phase.task_views() {
                // A list of all phases also has tasks of phases without a file, so it is not left
                // out as a whole.
                let is_copy =
                    phase.lists_all_phases() && task.id().is_some_and(|id| own_ids.contains(id));
                let readiness = settled.readiness(task.at);
                if !is_copy && conditions.accept(&task, &readiness, statuses) {
                    listed.push(ListedTask {
                        plan,
                        phase,
                        task,
                        readiness,
                    });
                }
            }
        }
    }
    listed
}

/// The IDs of the tasks in the phases' own files.
fn ids_of_phases<'w>(plan: &PlanView<'w>) -> HashSet<&'w str> {
    let mut ids = HashSet::new();
    for phase in plan.phases.iter().filter(|it| !it.lists_all_phases()) {
        let tasks = phase.phase.map_or(&[][..], Phase::tasks);
        ids.extend(tasks.iter().filter_map(Task::id_text));
    }
    ids
}

impl TaskConditions {
    fn accept(&self, task: &TaskView<'_>, readiness: &Readiness<'_>, statuses: &Statuses) -> bool {
        let class = task.entry.state;
        let is_settled = class.is_some_and(Class::is_settled);
        let is_held_up = class == Some(Class::Blocked) || *readiness == Readiness::Waiting;
        self.accept_status(task, statuses)
            && self.work.accepts(task)
            && !(self.is_unsettled && is_settled)
            && (!self.is_held_up || is_held_up)
    }

    fn accept_status(&self, task: &TaskView<'_>, statuses: &Statuses) -> bool {
        if self.statuses.is_empty() {
            return true;
        }
        let Some(name) = &task.entry.status else {
            return false;
        };
        let own = statuses.read(&name.text);
        self.statuses.iter().any(|wanted| means(&own, wanted))
    }
}

fn is_any(own: &str, wanted: &[String]) -> bool {
    let own = own.to_lowercase();
    wanted.iter().any(|it| it.trim().to_lowercase() == own)
}

/// Every status of a task that may be used in a condition: known ones, and those that occur.
#[must_use]
pub fn task_words(statuses: &Statuses, plans: &[PlanView<'_>]) -> Vec<String> {
    let mut words: Vec<String> = statuses.words().map(str::to_owned).collect();
    for phase in plans.iter().flat_map(|plan| &plan.phases) {
        for task in phase.phase.map_or(&[][..], Phase::tasks) {
            if let Some(name) = &task.status
                // All other words are known, and so listed already.
                && task.state == Some(Class::Unknown)
            {
                words.push(statuses.read(&name.text).word);
            }
        }
    }
    words
}

/// Priorities that any file may use, most urgent first.
const PRIORITIES: &[&str] = &["critical", "high", "medium", "low"];

/// Every priority that may be used in a condition: usual ones, and those that occur.
#[must_use]
pub fn priority_words<'w>(plans: &[PlanView<'w>]) -> Vec<&'w str> {
    let mut words = PRIORITIES.to_vec();
    for phase in plans.iter().flat_map(|plan| &plan.phases) {
        words.extend(phase.task_views().iter().filter_map(|task| task.priority));
    }
    words
}

/// Everyone that a task is assigned to.
#[must_use]
pub fn assignee_names<'w>(plans: &[PlanView<'w>]) -> Vec<&'w str> {
    let mut names = Vec::new();
    for phase in plans.iter().flat_map(|plan| &plan.phases) {
        for task in phase.phase.map_or(&[][..], Phase::tasks) {
            names.extend(task.assignees.iter().map(|name| name.text.as_str()));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::plans;
    use crate::testing::{loaded, with};

    const TASKS: &str = "tasks:
  - {id: A, status: done, assigned_to: [ann], dependencies: [], priority: low}
  - {id: B, status: in-progress, assigned_to: [Bob, ann], dependencies: [], priority: high}
  - {id: C, status: pending, assigned_to: [bob], dependencies: [B]}
  - {id: D, status: blocked, assigned_to: [], dependencies: []}
  - {id: E, status: baking, assigned_to: [], dependencies: []}";

    /// The IDs of the tasks that meet the conditions.
    fn ids(conditions: &TaskConditions) -> String {
        let workspace = loaded(&[
            ("progress/auth-v1/phase-1-progress.md", &with(TASKS)),
            (
                "progress/auth-v1/all-phases-progress.md",
                &with("tasks:\n  - {id: A, status: todo}\n  - {id: Z, status: todo}"),
            ),
        ]);
        let plans = plans(&workspace);
        let settled = ReadinessIndex::of(&workspace);
        let listed = list_tasks(&plans, conditions, &settled, &Statuses::default());
        let mut ids: Vec<&str> = listed.iter().filter_map(|it| it.task.id()).collect();
        ids.sort_unstable();
        ids.concat()
    }

    #[test]
    fn every_task_is_listed_once() {
        assert_eq!(ids(&TaskConditions::default()), "ABCDEZ");
    }

    #[test]
    fn conditions_are_combined() {
        let statuses = Statuses::default();
        let texts = |texts: &[&str]| texts.iter().map(|&it| it.to_owned()).collect();
        let with_status = |words: &[&str]| TaskConditions {
            statuses: words.iter().map(|word| statuses.read(word)).collect(),
            ..TaskConditions::default()
        };
        assert_eq!(ids(&with_status(&["completed", "baking"])), "AE");
        assert_eq!(ids(&with_status(&["todo"])), "CZ");
        let with_work = |assignees: &[&str], priorities: &[&str]| TaskConditions {
            work: WorkFilter {
                assignees: texts(assignees),
                priorities: texts(priorities),
            },
            ..TaskConditions::default()
        };
        assert_eq!(ids(&with_work(&["BOB "], &[])), "BC");
        assert_eq!(ids(&with_work(&["carol", "bob"], &["High"])), "B");
        assert_eq!(ids(&with_work(&["carol"], &[])), "");
        let unsettled = TaskConditions {
            is_unsettled: true,
            ..TaskConditions::default()
        };
        assert_eq!(ids(&unsettled), "BCDEZ");
        let held_up = TaskConditions {
            is_held_up: true,
            ..TaskConditions::default()
        };
        assert_eq!(ids(&held_up), "CD");
    }
}
