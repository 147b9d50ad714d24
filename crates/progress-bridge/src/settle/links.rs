//! Dependencies: on tasks that exist, each once, and those of the parent.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::{add_note, one_line};
use crate::{Bundle, Format, Plan, Status, Task};

/// The parts of the notes about something unknown.
const WAITS: &str = "waits for ";
const NOT_IMPORTED: &str = ", which was not imported";
/// The parts of the notes about a status that nothing explains.
const BLOCKED: &str = "blocked in ";
const NO_REASON: &str = ", without a reason";

/// Maximum depth of subtasks that is followed.
const MAX_DEPTH: usize = 50;

pub(super) fn connect(
    plan: &mut Plan,
    format: Format,
    renamed: &BTreeMap<String, String>,
    bundle: &mut Bundle,
) {
    let ids: BTreeSet<String> = tasks(plan).map(|task| task.id.clone()).collect();
    for phase in &mut plan.phases {
        for task in &mut phase.tasks {
            resolve(task, &ids, renamed, bundle);
        }
    }
    // A task with parts is done with them.
    if matches!(format, Format::Kiro | Format::OpenSpec | Format::Markdown) {
        wait_for_parts(plan);
    }
    // These two do not start a subtask before what its parent waits for.
    if matches!(format, Format::TaskMaster | Format::Beads) {
        inherit(plan);
    }
    for phase in &mut plan.phases {
        for task in &mut phase.tasks {
            if task.status == Status::Blocked && task.notes.is_none() {
                task.notes = Some(format!("{BLOCKED}{format}{NO_REASON}"));
            }
        }
    }
}

fn tasks(plan: &Plan) -> impl Iterator<Item = &Task> {
    plan.phases.iter().flat_map(|phase| &phase.tasks)
}

/// Keeps the dependencies that exist.
fn resolve(
    task: &mut Task,
    ids: &BTreeSet<String>,
    renamed: &BTreeMap<String, String>,
    bundle: &mut Bundle,
) {
    let mut kept: Vec<String> = Vec::new();
    for name in std::mem::take(&mut task.dependencies) {
        let name = renamed.get(&name).cloned().unwrap_or(name);
        if name.is_empty() {
            continue;
        }
        if name == task.id {
            bundle.remark("dependency on itself, left out", &task.id);
        } else if !ids.contains(&name) {
            missing(task, &name, bundle);
        } else if !kept.contains(&name) {
            kept.push(name);
        }
    }
    task.dependencies = kept;
}

/// Whether a text consists of what an import writes in the notes of a task to say why it is blocked.
#[must_use]
pub fn says_why_blocked(notes: &str) -> bool {
    let is_between = |text: &str, start: &str, end: &str| {
        let rest = text.strip_prefix(start);
        rest.is_some_and(|rest| rest.ends_with(end))
    };
    notes
        .split("; ")
        .all(|text| is_between(text, WAITS, NOT_IMPORTED) || is_between(text, BLOCKED, NO_REASON))
}

/// A task that waits for something unknown must not look as if it could start.
fn missing(task: &mut Task, name: &str, bundle: &mut Bundle) {
    let shown: String = one_line(name).chars().take(80).collect();
    let text = format!("{WAITS}{shown}{NOT_IMPORTED}");
    add_note(&mut task.notes, &text);
    if task.status == Status::Pending {
        task.status = Status::Blocked;
        bundle.remark(
            "dependency on a task that does not exist; marked as blocked",
            &task.id,
        );
    } else {
        bundle.remark(
            "dependency on a task that does not exist, left out",
            &task.id,
        );
    }
}

/// Lets a task wait for its parts, unless work was done in another order.
fn wait_for_parts(plan: &mut Plan) {
    let mut parts: BTreeMap<String, Vec<(String, Status, Vec<String>)>> = BTreeMap::new();
    for task in tasks(plan) {
        if let Some(parent) = &task.parent {
            let part = (task.id.clone(), task.status, task.dependencies.clone());
            parts.entry(parent.clone()).or_default().push(part);
        }
    }
    for phase in &mut plan.phases {
        for task in &mut phase.tasks {
            let before: BTreeSet<String> = task.dependencies.iter().cloned().collect();
            for (id, status, names) in parts.remove(&task.source).unwrap_or_default() {
                let is_over = task.status == Status::Completed && status != Status::Completed;
                if !is_over && !before.contains(&id) && !names.contains(&task.id) {
                    task.dependencies.push(id);
                }
            }
        }
    }
}

/// Adds the dependencies of the tasks that a task is a part of.
fn inherit(plan: &mut Plan) {
    let mut own: BTreeMap<String, (Option<String>, Vec<String>)> = BTreeMap::new();
    let mut source_of: BTreeMap<String, String> = BTreeMap::new();
    for task in tasks(plan) {
        let entry = (task.parent.clone(), task.dependencies.clone());
        own.insert(task.source.clone(), entry);
        source_of.insert(task.id.clone(), task.source.clone());
    }
    for phase in &mut plan.phases {
        for task in &mut phase.tasks {
            let mut next = task.parent.clone();
            for _ in 0..MAX_DEPTH {
                let Some((above, names)) = next.as_ref().and_then(|it| own.get(it)) else {
                    break;
                };
                for name in names {
                    // A parent may wait for its own subtasks, which do not wait for each other.
                    let parent = source_of.get(name).and_then(|it| own.get(it));
                    let is_inside = parent.is_some_and(|(parent, _)| *parent == next);
                    if *name != task.id && !is_inside && !task.dependencies.contains(name) {
                        task.dependencies.push(name.clone());
                    }
                }
                next.clone_from(above);
            }
        }
    }
}
