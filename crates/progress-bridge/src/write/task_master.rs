//! Task Master: `tasks.json`, with a tag for each plan.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Written, order::scheduled};
use crate::read::TASK_MASTER_ID;
use crate::{Bundle, Plan, Status, Task};

/// The priorities that the tool accepts.
const PRIORITIES: &[&str] = &["low", "medium", "high", "critical"];

pub(super) fn write(bundle: &Bundle, now: &str) -> Written {
    let mut written = Written::default();
    let mut root = Map::new();
    for plan in &bundle.plans {
        let numbers = numbers(plan);
        let tasks = tasks(plan, &numbers, &mut written);
        let all = || plan.phases.iter().flat_map(|phase| &phase.tasks);
        let created = all().filter_map(|task| task.created.as_deref()).min();
        let changed = all().filter_map(|task| task.changed.as_deref()).max();
        let metadata = json!({
            "created": created.unwrap_or(now),
            "updated": changed.unwrap_or(now),
            "description": format!("Exported from the plan {}", plan.name),
        });
        root.insert(
            plan.name.clone(),
            json!({"tasks": tasks, "metadata": metadata}),
        );
    }
    written.json("tasks.json", &Value::Object(root));
    written
}

/// The number of a task, and of its parent.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Number {
    parent: Option<u64>,
    own: u64,
}

/// The tool has only numbers; IDs of another form are numbered in the order of the schedule.
fn numbers(plan: &Plan) -> BTreeMap<&str, Number> {
    let tasks = scheduled(plan);
    let mut numbers = BTreeMap::new();
    for task in &tasks {
        if let Some(number) = number(&task.id) {
            numbers.insert(task.id.as_str(), number);
        }
    }
    let mut parents = BTreeSet::new();
    for number in numbers.values() {
        if number.parent.is_none() {
            parents.insert(number.own);
        }
    }
    let has_parents = numbers
        .values()
        .all(|number| number.parent.is_none_or(|parent| parents.contains(&parent)));
    // All of them or none, so that a number always means the same.
    if numbers.len() < tasks.len() || !has_parents {
        numbers.clear();
        for (own, task) in (1..).zip(&tasks) {
            let number = Number { parent: None, own };
            numbers.insert(task.id.as_str(), number);
        }
    }
    numbers
}

/// `3` or `3.1`.
fn number(id: &str) -> Option<Number> {
    let canonical = |text: &str| text.parse::<u64>().ok().filter(|it| it.to_string() == text);
    Some(match id.split_once('.') {
        Some((parent, own)) => Number {
            parent: Some(canonical(parent)?),
            own: canonical(own)?,
        },
        None => Number {
            parent: None,
            own: canonical(id)?,
        },
    })
}

fn tasks(plan: &Plan, numbers: &BTreeMap<&str, Number>, written: &mut Written) -> Vec<Value> {
    let mut children: BTreeMap<u64, Vec<Value>> = BTreeMap::new();
    let mut top = Vec::new();
    let all: Vec<&Task> = plan.phases.iter().flat_map(|phase| &phase.tasks).collect();
    let mut by_id = BTreeMap::new();
    for task in &all {
        by_id.insert(task.id.clone(), *task);
    }
    for task in &all {
        let Some(number) = numbers.get(task.id.as_str()) else {
            continue;
        };
        let parent = number
            .parent
            .and_then(|parent| by_id.get(&parent.to_string()));
        let entry = entry(task, *number, parent.copied(), numbers, written);
        match number.parent {
            Some(parent) => children.entry(parent).or_default().push(entry),
            None => top.push((number.own, entry)),
        }
    }
    let mut tasks = Vec::with_capacity(top.len());
    for (number, mut entry) in top {
        entry["subtasks"] = children.remove(&number).unwrap_or_default().into();
        tasks.push(entry);
    }
    tasks
}

fn entry(
    task: &Task,
    number: Number,
    parent: Option<&Task>,
    numbers: &BTreeMap<&str, Number>,
    written: &mut Written,
) -> Value {
    let mut dependencies = Vec::new();
    for name in &task.dependencies {
        // A subtask waits for what its parent waits for anyway.
        if parent.is_some_and(|parent| parent.dependencies.contains(name)) {
            continue;
        }
        match numbers.get(name.as_str()) {
            Some(other) => dependencies.push(reference(*other, number)),
            None => written.remark("dependency outside the plan", task),
        }
    }
    let mut entry = json!({
        "id": number.own,
        "title": task.title,
        // Without a description, the tool refuses the whole file.
        "description": task.notes.as_deref().unwrap_or(&task.title),
        "status": status(task.status),
        "dependencies": dependencies,
        "priority": priority(task, written),
    });
    if number
        != self::number(&task.id).unwrap_or(Number {
            parent: None,
            own: 0,
        })
    {
        entry[TASK_MASTER_ID] = task.id.clone().into();
    }
    if !task.assignees.is_empty() {
        entry["assignees"] = task.assignees.clone().into();
    }
    if let Some(estimate) = &task.estimate {
        entry["estimate"] = estimate.clone().into();
    }
    entry
}

/// A number is a task, or between subtasks of one parent a sibling; `1.2` is any other subtask.
fn reference(other: Number, number: Number) -> Value {
    match other.parent {
        Some(parent) if number.parent == Some(parent) => other.own.into(),
        Some(parent) => format!("{parent}.{}", other.own).into(),
        None => other.own.into(),
    }
}

fn priority(task: &Task, written: &mut Written) -> &'static str {
    let word = task.priority.as_deref().unwrap_or("medium");
    let known = PRIORITIES
        .iter()
        .find(|known| known.eq_ignore_ascii_case(word));
    known.copied().unwrap_or_else(|| {
        written.remark("unsupported priority, written as medium", task);
        "medium"
    })
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => "pending",
        Status::InProgress => "in-progress",
        Status::Review => "review",
        Status::Completed => "done",
        Status::Blocked => "blocked",
        Status::Deferred => "deferred",
        Status::Cancelled => "cancelled",
    }
}
