//! Issues in the form of GitHub's REST API. `POST /repos/OWNER/REPO/issues` takes all but `state` and
//! `state_reason`, which `PATCH` takes afterwards.

use serde_json::{Value, json};

use crate::{Bundle, Phase, Plan, Status, Task};

pub(super) fn write(bundle: &Bundle) -> String {
    let mut issues = Vec::new();
    for plan in &bundle.plans {
        for phase in &plan.phases {
            for task in &phase.tasks {
                issues.push(issue(plan, phase, task));
            }
        }
    }
    let mut text = serde_json::to_string_pretty(&issues).unwrap_or_default();
    text.push('\n');
    text
}

fn issue(plan: &Plan, phase: &Phase, task: &Task) -> Value {
    let mut labels = vec![format!("plan:{}", plan.name)];
    labels.extend(phase.name.as_ref().map(|name| format!("phase:{name}")));
    labels.extend(
        task.priority
            .as_ref()
            .map(|word| format!("priority:{word}")),
    );
    if !matches!(task.status, Status::Pending | Status::Completed) {
        labels.push(format!("status:{}", task.status.as_str()));
    }
    let mut lines = Vec::new();
    if !task.dependencies.is_empty() {
        lines.push(format!("Depends on: {}", task.dependencies.join(", ")));
    }
    lines.extend(
        task.estimate
            .as_ref()
            .map(|text| format!("Estimate: {text}")),
    );
    lines.extend(task.notes.clone());
    let state = if task.status.is_settled() {
        "closed"
    } else {
        "open"
    };
    let reason = match task.status {
        Status::Completed => Some("completed"),
        Status::Deferred | Status::Cancelled => Some("not_planned"),
        _ => None,
    };
    json!({
        "title": format!("{}: {}", task.id, task.title),
        "body": lines.join("\n\n"),
        // Nothing here is known to be a user of GitHub, but the names are all there is.
        "assignees": task.assignees,
        "labels": labels,
        "state": state,
        "state_reason": reason,
    })
}
