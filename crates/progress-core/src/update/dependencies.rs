//! Checks the dependencies that a task is to have.

use crate::collections::HashMap;
use crate::display::nearest;
use crate::model::{FileId, Phase, Plans, Resolution, Task, TaskRef};

/// Why a task cannot have a dependency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DependencyError {
    /// It names the task itself.
    #[error("`{0}` cannot depend on itself")]
    Itself(String),
    /// The plan has no such task.
    #[error("unknown dependency `{name}`: no task of the plan has this ID")]
    Unknown {
        /// The dependency.
        name: String,
        /// The ID that was probably meant.
        near: Option<String>,
    },
    /// Only another plan has such a task.
    #[error("unknown dependency `{name}`: only another plan has a task with this ID")]
    OtherPlan {
        /// The dependency.
        name: String,
        /// How to name the task, if the plan has a name.
        qualified: Option<String>,
    },
    /// No file of the plan covers the phase.
    #[error("unknown dependency `{0}`: no file of the plan covers this phase")]
    UncoveredPhase(String),
    /// The task would wait for itself.
    #[error("`{}` would wait for itself: {}", .0.first().map_or("", String::as_str), .0.join(" → "))]
    Cycle(Vec<String>),
}

impl DependencyError {
    /// Returns what to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Unknown {
                near: Some(near), ..
            } => format!("did you mean `{near}`?"),
            Self::OtherPlan {
                qualified: Some(name),
                ..
            } => format!("if you mean that task, write `{name}`"),
            Self::Unknown { .. } | Self::OtherPlan { .. } => {
                "run `progress list PLAN` to list the tasks of the plan".to_owned()
            }
            Self::UncoveredPhase(_) => "run `progress status PLAN` to list its phases".to_owned(),
            Self::Itself(_) => "remove the task from its own dependencies".to_owned(),
            Self::Cycle(_) => "remove one of these dependencies".to_owned(),
        }
    }
}

/// Checks the dependencies that the task `id` of a file is to have; it need not exist yet.
///
/// An event such as `design review` is accepted, as is a name in a plan that cannot be read.
///
/// # Errors
///
/// Fails if a dependency is unknown, or if the task would wait for itself.
pub fn check_dependencies(
    plans: &Plans,
    file: FileId,
    id: &str,
    names: &[String],
) -> Result<(), DependencyError> {
    let mut first = Vec::with_capacity(names.len());
    for name in names {
        match plans.resolve(file, name) {
            // Checked first, because a new task cannot be resolved yet.
            _ if name == id => return Err(DependencyError::Itself(id.to_owned())),
            Resolution::Here(task) | Resolution::Plan(task) => first.push(task),
            Resolution::OtherPlan(task) if name.contains(':') => first.push(task),
            Resolution::OtherPlan(task) => {
                let prd = plans
                    .phase(task.file)
                    .and_then(|it| it.identity.prd.as_ref());
                return Err(DependencyError::OtherPlan {
                    name: name.clone(),
                    qualified: prd.map(|prd| format!("{}:{name}", prd.text)),
                });
            }
            Resolution::UncoveredPhase => {
                return Err(DependencyError::UncoveredPhase(name.clone()));
            }
            Resolution::Nothing => {
                let near = nearest(name, plans.plan_of(file).ids());
                return Err(DependencyError::Unknown {
                    name: name.clone(),
                    near: near.map(str::to_owned),
                });
            }
            Resolution::Phase(_)
            | Resolution::All
            | Resolution::Undecidable(_)
            | Resolution::Event => {}
        }
    }
    match cycle(plans, file, id, first) {
        Some(chain) => Err(DependencyError::Cycle(chain)),
        None => Ok(()),
    }
}

/// The chain of dependencies by which the task would wait for itself.
fn cycle(plans: &Plans, file: FileId, id: &str, first: Vec<TaskRef>) -> Option<Vec<String>> {
    let mut before: HashMap<TaskRef, Option<TaskRef>> = HashMap::default();
    let mut open = Vec::new();
    for task in first {
        if before.insert(task, None).is_none() {
            open.push(task);
        }
    }
    while let Some(at) = open.pop() {
        let Some(task) = plans.task(at) else { continue };
        if at.file == file && task.id_text() == Some(id) {
            return Some(chain(plans, &before, at, id));
        }
        for name in &task.references {
            let next = match plans.resolve(at.file, &name.text) {
                Resolution::Here(next) | Resolution::Plan(next) => next,
                // Without its plan, an ID that only another plan has is a mistake of that task, not
                // a dependency.
                Resolution::OtherPlan(next) if name.text.contains(':') => next,
                // A dependency on a task that does not exist yet.
                Resolution::Nothing if name.text == id && is_same_plan(plans, at.file, file) => {
                    let mut chain = chain(plans, &before, at, id);
                    chain.push(id.to_owned());
                    return Some(chain);
                }
                _ => continue,
            };
            before.entry(next).or_insert_with(|| {
                open.push(next);
                Some(at)
            });
        }
    }
    None
}

fn is_same_plan(plans: &Plans, one: FileId, other: FileId) -> bool {
    plans.plan_id(one) == plans.plan_id(other)
}

/// The IDs from the task `id` to the task at the end of a search.
fn chain(
    plans: &Plans,
    before: &HashMap<TaskRef, Option<TaskRef>>,
    end: TaskRef,
    id: &str,
) -> Vec<String> {
    let mut ids = Vec::new();
    let mut next = Some(end);
    while let Some(at) = next {
        let own = plans.task(at).and_then(Task::id_text);
        ids.push(own.unwrap_or("-").to_owned());
        next = before.get(&at).copied().flatten();
    }
    ids.push(id.to_owned());
    ids.reverse();
    ids
}

/// Whether a task of the file's plan has this ID; then where.
#[must_use]
pub fn existing<'p>(plans: &'p Plans, file: FileId, id: &str) -> Option<(TaskRef, &'p Phase)> {
    let task = plans.plan_of(file).tasks_named(id).first().copied()?;
    Some((task, plans.phase(task.file)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{loaded, with};

    /// The message for dependencies of the task `id` in the first phase, or nothing.
    fn checked(id: &str, names: &[&str]) -> String {
        let first = with(
            "phase: 1\ntasks:
  - {id: A-1, status: done, dependencies: []}
  - {id: A-2, status: pending, dependencies: [A-1]}
  - {id: A-3, status: pending, dependencies: [B-1, A-9]}",
        );
        let second = with("phase: 2\ntasks:\n  - {id: B-1, status: pending, dependencies: [A-2]}");
        let other = with(
            "prd: other-v1\nphase: 1\ntasks:\n  - {id: C-1, status: pending, dependencies: []}",
        );
        let workspace = loaded(&[
            ("progress/auth-v1/phase-1-progress.md", &first),
            ("progress/auth-v1/phase-2-progress.md", &second),
            ("progress/other-v1/phase-1-progress.md", &other),
        ]);
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        match check_dependencies(&workspace.plans, FileId(0), id, &names) {
            Ok(()) => String::new(),
            Err(error) => format!("{error}; {}", error.help()),
        }
    }

    #[test]
    fn known_tasks_phases_and_events_are_accepted() {
        let names = ["A-1", "B-1", "Phase 2", "other-v1:C-1", "design review"];
        assert_eq!(checked("A-5", &names), "");
        assert_eq!(checked("A-3", &["A-2"]), "");
    }

    #[test]
    fn unknown_tasks_are_refused() {
        assert_eq!(
            checked("A-5", &["A-11"]),
            "unknown dependency `A-11`: no task of the plan has this ID; did you mean `A-1`?"
        );
        assert_eq!(
            checked("A-5", &["C-1"]),
            "unknown dependency `C-1`: only another plan has a task with this ID; \
             if you mean that task, write `other-v1:C-1`"
        );
        assert!(checked("A-5", &["Phase 7"]).contains("no file of the plan covers this phase"));
    }

    #[test]
    fn a_task_cannot_wait_for_itself() {
        assert!(checked("A-2", &["A-2"]).starts_with("`A-2` cannot depend on itself"));
        assert!(
            checked("A-2", &["A-3"])
                .starts_with("`A-2` would wait for itself: A-2 → A-3 → B-1 → A-2;")
        );
        assert!(
            checked("A-9", &["A-3"]).starts_with("`A-9` would wait for itself: A-9 → A-3 → A-9")
        );
    }
}
