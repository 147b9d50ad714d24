//! beads: a line of JSON for each issue.

use serde_json::{Value, json};

use super::Written;
use crate::read::{BEADS_PRIORITIES, BEADS_STATUS};
use crate::{Bundle, Status, Task};

pub(super) fn write(bundle: &Bundle, now: &str) -> Written {
    let mut written = Written::default();
    let mut text = String::new();
    let has_several = bundle.plans.len() > 1;
    for plan in &bundle.plans {
        for task in plan.phases.iter().flat_map(|phase| &phase.tasks) {
            let id = |id: &str| {
                if has_several {
                    format!("{}-{id}", plan.name)
                } else {
                    id.to_owned()
                }
            };
            // Of two versions of an issue, the tool keeps the one that was changed later.
            let at = task.changed.as_deref().unwrap_or(now);
            let created = task.created.as_deref().unwrap_or(at);
            let mut dependencies = Vec::new();
            for name in &task.dependencies {
                dependencies.push(json!({
                    "issue_id": id(&task.id),
                    "depends_on_id": id(name),
                    "type": "blocks",
                    "created_at": created,
                }));
            }
            let mut issue = issue(task, &id(&task.id), at, &mut written);
            issue["dependencies"] = dependencies.into();
            text.push_str(&issue.to_string());
            text.push('\n');
        }
    }
    written.files.push(("issues.jsonl".to_owned(), text));
    written
}

fn issue(task: &Task, id: &str, at: &str, written: &mut Written) -> Value {
    let mut issue = json!({
        "_type": "issue",
        "id": id,
        "title": title(task, written),
        "status": status(task.status),
        "priority": priority(task, written),
        "issue_type": "task",
        "created_at": task.created.as_deref().unwrap_or(at),
        "updated_at": at,
    });
    if let Some(assignee) = task.assignees.first() {
        issue["assignee"] = assignee.clone().into();
    }
    if task.assignees.len() > 1 {
        written.remark("assignees besides the first", task);
    }
    if let Some(notes) = &task.notes {
        issue["notes"] = notes.clone().into();
    }
    let closed = task.closed.as_deref().unwrap_or(at);
    match task.status {
        Status::Completed => issue["closed_at"] = closed.into(),
        // beads has no status for this, only a reason for closing and a place for custom keys.
        Status::Cancelled => {
            issue["closed_at"] = closed.into();
            issue["close_reason"] = "cancelled".into();
            issue["metadata"] = json!({BEADS_STATUS: "cancelled"});
        }
        Status::Review => issue["metadata"] = json!({BEADS_STATUS: "review"}),
        _ => {}
    }
    match task.estimate.as_deref().map(minutes) {
        Some(Some(minutes)) => issue["estimated_minutes"] = minutes.into(),
        Some(None) => written.remark("estimate that is not in minutes or hours", task),
        None => {}
    }
    issue
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => "open",
        Status::InProgress | Status::Review => "in_progress",
        Status::Completed | Status::Cancelled => "closed",
        Status::Blocked => "blocked",
        Status::Deferred => "deferred",
    }
}

/// From 0, the highest; 2 is the tool's own default.
fn priority(task: &Task, written: &mut Written) -> usize {
    let word = task.priority.as_deref().unwrap_or("medium");
    let place = BEADS_PRIORITIES
        .iter()
        .position(|known| known.eq_ignore_ascii_case(word));
    place.unwrap_or_else(|| {
        written.remark("unsupported priority, written as medium", task);
        2
    })
}

/// Maximum length of a title; the tool refuses longer ones.
const MAX_TITLE: usize = 500;

fn title(task: &Task, written: &mut Written) -> String {
    let title: String = task.title.chars().take(MAX_TITLE).collect();
    if title.len() < task.title.len() {
        written.remark("title that is too long, cut", task);
    }
    title
}

/// `90m` or `2h` in minutes.
fn minutes(estimate: &str) -> Option<u64> {
    let (number, factor) = match estimate.strip_suffix('m') {
        Some(number) => (number, 1),
        None => (estimate.strip_suffix('h')?, 60),
    };
    number.trim().parse::<u64>().ok()?.checked_mul(factor)
}
