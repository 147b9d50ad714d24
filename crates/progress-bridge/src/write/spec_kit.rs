//! Spec Kit: `tasks.md` for each plan, in the order of the schedule.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Written, order::scheduled};
use crate::read::spec_kit::is_id;
use crate::read::text::one_line;
use crate::{Bundle, Phase, Plan, Status, Task, plan_name};

pub(super) fn write(bundle: &Bundle) -> Written {
    let mut written = Written::default();
    let mut taken = BTreeSet::new();
    for plan in &bundle.plans {
        let text = document(plan, &mut written);
        let folder = folder(plan, &mut taken);
        written.files.push((format!("{folder}/tasks.md"), text));
    }
    written
}

/// A folder of its own for a plan, whatever its name contains.
fn folder(plan: &Plan, taken: &mut BTreeSet<String>) -> String {
    let wanted = plan_name(&plan.name).unwrap_or_else(|| "plan".to_owned());
    let mut folder = wanted.clone();
    let mut number = 2;
    while !taken.insert(folder.to_lowercase()) {
        folder = format!("{wanted}-{number}");
        number += 1;
    }
    folder
}

fn document(plan: &Plan, written: &mut Written) -> String {
    let numbers = numbers(plan);
    let mut text = format!("# Tasks: {}\n", one_line(&plan.name));
    for (number, phase) in (1..).zip(&plan.phases) {
        let name = match &phase.name {
            Some(name) => one_line(name),
            None => number.to_string(),
        };
        let _ = write!(text, "\n## Phase {name}: {}\n\n", one_line(&phase.title));
        let parallel = parallel(phase);
        for task in &phase.tasks {
            // The format has no mark for it, and an open box would mean that it is to be done.
            if is_dropped(task) {
                let what = match task.status {
                    Status::Deferred => "deferred task, left out",
                    _ => "cancelled task, left out",
                };
                written.remark(what, task);
                continue;
            }
            let is_parallel = parallel.contains(task.id.as_str());
            text.push_str(&line(task, is_parallel, &numbers, written));
        }
    }
    text
}

fn is_dropped(task: &Task) -> bool {
    matches!(task.status, Status::Cancelled | Status::Deferred)
}

/// The tasks that the tool may start together: neighbors that do not wait for each other. Between two
/// groups of them, one task is left unmarked, since they would otherwise be one group.
fn parallel(phase: &Phase) -> BTreeSet<&str> {
    let mut parallel = BTreeSet::new();
    let mut group: BTreeSet<&str> = BTreeSet::new();
    let mut waited: BTreeSet<&str> = BTreeSet::new();
    for task in phase.tasks.iter().filter(|task| !is_dropped(task)) {
        let names = || task.dependencies.iter().map(String::as_str);
        if names().any(|name| group.contains(name)) || waited.contains(task.id.as_str()) {
            let is_marked = group.len() > 1;
            group.clear();
            waited.clear();
            if is_marked {
                continue;
            }
        }
        group.insert(&task.id);
        waited.extend(names());
        match group.len() {
            1 => {}
            2 => parallel.extend(group.iter().copied()),
            _ => {
                parallel.insert(task.id.as_str());
            }
        }
    }
    parallel
}

/// The tool's IDs; other IDs stay in the text.
fn numbers(plan: &Plan) -> BTreeMap<&str, String> {
    let tasks = scheduled(plan);
    let all_own = tasks.iter().all(|task| is_id(&task.id));
    let mut numbers = BTreeMap::new();
    for (number, task) in (1..).zip(tasks) {
        let id = if all_own {
            task.id.clone()
        } else {
            format!("T{number:03}")
        };
        numbers.insert(task.id.as_str(), id);
    }
    numbers
}

fn line(
    task: &Task,
    is_parallel: bool,
    numbers: &BTreeMap<&str, String>,
    written: &mut Written,
) -> String {
    let mark = if task.status == Status::Completed {
        'X'
    } else {
        ' '
    };
    let id = numbers
        .get(task.id.as_str())
        .map_or(task.id.as_str(), String::as_str);
    let mut text = format!("- [{mark}] {id} ");
    if is_parallel {
        text.push_str("[P] ");
    }
    if id != task.id {
        let _ = write!(text, "{}: ", task.id);
    }
    text.push_str(&one_line(&task.title));
    let known = task
        .dependencies
        .iter()
        .filter_map(|name| numbers.get(name.as_str()));
    let names: Vec<&str> = known.map(String::as_str).collect();
    if !names.is_empty() {
        let _ = write!(text, " (depends on {})", names.join(", "));
    }
    text.push('\n');
    if !matches!(task.status, Status::Completed | Status::Pending) {
        written.remark("status other than open and done, written as open", task);
    }
    if !task.assignees.is_empty() {
        written.remark("assignees", task);
    }
    if task.priority.is_some() {
        written.remark("priority", task);
    }
    if task.estimate.is_some() {
        written.remark("estimate", task);
    }
    if task.notes.is_some() {
        written.remark("notes", task);
    }
    text
}
