//! Spec Kit: `tasks.md` for each plan, in the order of the schedule.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Written, order::scheduled};
use crate::{Bundle, Plan, Status, Task};

pub(super) fn write(bundle: &Bundle) -> Written {
    let mut written = Written::default();
    for plan in &bundle.plans {
        let text = document(plan, &mut written);
        written
            .files
            .push((format!("{}/tasks.md", plan.name), text));
    }
    written
}

fn document(plan: &Plan, written: &mut Written) -> String {
    let numbers = numbers(plan);
    let mut text = format!("# Tasks: {}\n", plan.name);
    for (number, phase) in (1..).zip(&plan.phases) {
        let name = match &phase.name {
            Some(name) => name.clone(),
            None => number.to_string(),
        };
        let _ = write!(text, "\n## Phase {name}: {}\n\n", phase.title);
        for task in &phase.tasks {
            match task.status {
                // The format has no mark for it, and an open box would mean that it is to be done.
                Status::Cancelled | Status::Deferred => {
                    written.remark("task that was dropped, left out", task);
                }
                _ => text.push_str(&line(task, &numbers, written)),
            }
        }
    }
    text
}

/// The tool's IDs; other IDs stay in the text.
fn numbers(plan: &Plan) -> BTreeMap<&str, String> {
    let tasks = scheduled(plan);
    let is_own = |id: &str| {
        let digits = id.strip_prefix('T').unwrap_or_default();
        digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let all_own = tasks.iter().all(|task| is_own(&task.id));
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

fn line(task: &Task, numbers: &BTreeMap<&str, String>, written: &mut Written) -> String {
    let mark = if task.status == Status::Completed {
        'X'
    } else {
        ' '
    };
    let id = numbers
        .get(task.id.as_str())
        .map_or(task.id.as_str(), String::as_str);
    let mut text = format!("- [{mark}] {id} ");
    if id != task.id {
        let _ = write!(text, "{}: ", task.id);
    }
    text.push_str(&task.title);
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
    text
}
