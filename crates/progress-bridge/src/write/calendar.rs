//! iCalendar (RFC 5545): a to-do for each task.

use super::Written;
use crate::{Bundle, Phase, Plan, Status, Task};

/// Maximum length of a line in bytes, without its end.
const MAX_LINE: usize = 75;

pub(super) fn write(bundle: &Bundle, now: &str) -> Written {
    let mut written = Written::default();
    let mut text = String::new();
    line(&mut text, "BEGIN:VCALENDAR");
    line(&mut text, "VERSION:2.0");
    line(&mut text, "PRODID:-//progress//export//EN");
    for plan in &bundle.plans {
        for phase in &plan.phases {
            for task in &phase.tasks {
                let stamp = task.changed.as_deref().unwrap_or(now);
                todo(&mut text, plan, phase, task, &stamp.replace(['-', ':'], ""));
                if !task.assignees.is_empty() {
                    // An attendee of a calendar has an address.
                    written.remark("assignees", task);
                }
                if task.estimate.is_some() {
                    written.remark("estimate", task);
                }
                if matches!(
                    task.status,
                    Status::Review | Status::Blocked | Status::Deferred
                ) {
                    written.remark(
                        "status without a counterpart, written as the closest one",
                        task,
                    );
                }
            }
        }
    }
    line(&mut text, "END:VCALENDAR");
    written.files.push(("tasks.ics".to_owned(), text));
    written
}

fn todo(text: &mut String, plan: &Plan, phase: &Phase, task: &Task, stamp: &str) {
    line(text, "BEGIN:VTODO");
    line(text, &format!("UID:{}", uid(plan, &task.id)));
    line(text, &format!("DTSTAMP:{stamp}"));
    let summary = format!("{}: {}", task.id, task.title);
    line(text, &format!("SUMMARY:{}", escaped(&summary)));
    let (plan_name, title) = (escaped(&plan.name), escaped(&phase.title));
    line(text, &format!("CATEGORIES:{plan_name},{title}"));
    line(text, &format!("STATUS:{}", status(task.status)));
    if let Some(priority) = priority(task) {
        line(text, &format!("PRIORITY:{priority}"));
    }
    for name in &task.dependencies {
        // RFC 9253; readers that do not know it ignore the line.
        line(
            text,
            &format!("RELATED-TO;RELTYPE=DEPENDS-ON:{}", uid(plan, name)),
        );
    }
    if let Some(notes) = &task.notes {
        line(text, &format!("DESCRIPTION:{}", escaped(notes)));
    }
    line(text, "END:VTODO");
}

fn uid(plan: &Plan, id: &str) -> String {
    escaped(&format!("{id}@{}.progress", plan.name))
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Pending | Status::Blocked | Status::Deferred => "NEEDS-ACTION",
        Status::InProgress | Status::Review => "IN-PROCESS",
        Status::Completed => "COMPLETED",
        Status::Cancelled => "CANCELLED",
    }
}

/// From 1, the highest, to 9.
fn priority(task: &Task) -> Option<u8> {
    match task.priority.as_deref()?.to_ascii_lowercase().as_str() {
        "critical" => Some(1),
        "high" => Some(3),
        "medium" => Some(5),
        "low" => Some(7),
        "backlog" => Some(9),
        _ => None,
    }
}

/// A text value, in which these characters have a meaning.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            // Others would break the line.
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Adds a line, folded between characters where it is too long.
fn line(text: &mut String, content: &str) {
    let mut length = 0;
    for c in content.chars() {
        if length + c.len_utf8() > MAX_LINE {
            text.push_str("\r\n ");
            // The blank counts.
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    text.push_str("\r\n");
}
