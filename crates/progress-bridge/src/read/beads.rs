//! beads: `issues.jsonl`, one issue a line.

use serde_json::{Map, Value};

use super::Input;
use super::json::{parse, says, text};
use super::text::{add_note, one_line};
use crate::{Bundle, Phase, Plan, ReadError, Status, Task, plan_name};

/// Kinds of dependencies that hold an issue up; the others are only links.
const BLOCKING: &[&str] = &["blocks", "conditional-blocks", "waits-for"];

/// Kinds of issues that the tool never offers as work, but others may wait for.
const WAITING: &[&str] = &["gate", "merge-request", "molecule"];

/// Kinds of issues that say something about the team.
const NO_WORK: &[&str] = &["message", "agent", "role", "rig"];

/// Priorities from 0 to 4.
pub(crate) const PRIORITIES: &[&str] = &["critical", "high", "medium", "low", "backlog"];

/// The key in `metadata` for a status that the tool does not have.
pub(crate) const OWN_STATUS: &str = "progress_status";

/// Keys without a counterpart, with what they are called in the report.
const LEFT: &[(&str, &str)] = &[
    ("description", "description"),
    ("design", "design"),
    ("acceptance_criteria", "acceptance criteria"),
    ("notes", "notes"),
    ("labels", "labels"),
    ("comments", "comments"),
    ("due_at", "due date"),
    ("external_ref", "external reference"),
];

pub(super) fn read(input: Input<'_>, now: &str, bundle: &mut Bundle) -> Result<(), ReadError> {
    let mut tasks = Vec::new();
    let mut next = 0;
    for line in input.text.split_inclusive('\n') {
        let start = next;
        next += line.len();
        if line.trim().is_empty() {
            continue;
        }
        let value = parse(input, line, start)?;
        let Some(entry) = value.as_object() else {
            return Err(input.invalid(start, "expected an object"));
        };
        // Memories are in the same file.
        if text(entry.get("_type")).is_some_and(|kind| kind != "issue") {
            continue;
        }
        let Some(id) = text(entry.get("id")) else {
            return Err(input.invalid(start, "an issue without an `id`"));
        };
        if text(entry.get("status")).as_deref() == Some("tombstone") {
            continue;
        }
        if text(entry.get("issue_type")).is_some_and(|kind| NO_WORK.contains(&kind.as_str())) {
            bundle.remark("issue that is not a task, left out", &id);
            continue;
        }
        tasks.push(task(input, &id, entry, now, bundle));
    }
    let prefix = tasks.first().and_then(|task| task.id.rsplit_once('-'));
    let name = prefix.and_then(|(prefix, _)| plan_name(prefix));
    bundle.plans.push(Plan {
        name: name.unwrap_or_else(|| "beads".to_owned()),
        phases: vec![Phase {
            name: Some("1".to_owned()),
            title: "Issues".to_owned(),
            tasks,
        }],
    });
    Ok(())
}

fn task(
    input: Input<'_>,
    id: &str,
    entry: &Map<String, Value>,
    now: &str,
    bundle: &mut Bundle,
) -> Task {
    for (key, what) in LEFT {
        if says(entry.get(*key)) {
            bundle.remark(what, id);
        }
    }
    let mut task = Task {
        id: id.to_owned(),
        title: one_line(&text(entry.get("title")).unwrap_or_else(|| id.to_owned())),
        assignees: text(entry.get("assignee")).into_iter().collect(),
        priority: priority(entry.get("priority")),
        estimate: estimate(entry.get("estimated_minutes")),
        source: input.source(id),
        ..Task::default()
    };
    task.status = own_status(entry)
        .unwrap_or_else(|| status(&text(entry.get("status")).unwrap_or_default(), id, bundle));
    if let Some(reason) = text(entry.get("close_reason")) {
        add_note(&mut task.notes, &format!("closed: {}", one_line(&reason)));
    }
    if task.status == Status::Pending {
        hold_back(&mut task, entry, now);
    }
    let list = entry.get("dependencies").and_then(Value::as_array);
    for value in list.into_iter().flatten() {
        depend(input, value, &mut task, bundle);
    }
    task
}

/// The tool offers an open issue neither before its time, nor if it is of a kind that opens by itself.
fn hold_back(task: &mut Task, entry: &Map<String, Value>, now: &str) {
    let kind = text(entry.get("issue_type")).unwrap_or_default();
    if WAITING.contains(&kind.as_str()) {
        task.status = Status::Blocked;
        add_note(&mut task.notes, &format!("a {kind} is settled by the tool"));
    }
    // Times are compared as texts, to the second or, with another time zone, to the day.
    let until = text(entry.get("defer_until")).unwrap_or_default();
    let length = if until.ends_with('Z') {
        "2026-01-01T12:00:00"
    } else {
        "2026-01-01"
    }
    .len();
    if let (Some(until), Some(now)) = (until.get(..length), now.get(..length))
        && until > now
    {
        task.status = Status::Deferred;
        add_note(&mut task.notes, &format!("deferred until {until}"));
    }
}

fn depend(input: Input<'_>, value: &Value, task: &mut Task, bundle: &mut Bundle) {
    let kind = text(value.get("type")).unwrap_or_else(|| "blocks".to_owned());
    let Some(other) = text(value.get("depends_on_id")) else {
        return;
    };
    if kind == "parent-child" {
        task.parent = Some(input.source(&other));
    } else if BLOCKING.contains(&kind.as_str()) {
        task.dependencies.push(other);
    } else {
        bundle.remark("link other than a dependency", &task.id);
    }
}

fn status(word: &str, id: &str, bundle: &mut Bundle) -> Status {
    match word {
        "open" => Status::Pending,
        "in_progress" | "hooked" => Status::InProgress,
        "blocked" => Status::Blocked,
        "closed" => Status::Completed,
        "deferred" => Status::Deferred,
        // A pinned issue is never worked off.
        "pinned" => {
            bundle.remark("pinned issue, read as deferred", id);
            Status::Deferred
        }
        _ => {
            // The tool offers only what is open.
            bundle.remark("status of the project's own, read as in progress", id);
            Status::InProgress
        }
    }
}

/// A status that an export wrote, as long as the tool's own still agrees.
fn own_status(entry: &Map<String, Value>) -> Option<Status> {
    let own = text(entry.get("metadata")?.get(OWN_STATUS))?;
    let word = text(entry.get("status"))?;
    match (own.as_str(), word.as_str()) {
        ("cancelled", "closed") => Some(Status::Cancelled),
        ("review", "in_progress") => Some(Status::Review),
        _ => None,
    }
}

fn priority(value: Option<&Value>) -> Option<String> {
    let number = usize::try_from(value?.as_u64()?).ok()?;
    PRIORITIES.get(number).map(|&word| word.to_owned())
}

fn estimate(value: Option<&Value>) -> Option<String> {
    let minutes = value?.as_u64().filter(|&minutes| minutes > 0)?;
    Some(format!("{minutes}m"))
}
