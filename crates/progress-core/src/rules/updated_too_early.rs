//! `updated` must not be earlier than the other dates in the file.
//!
//! People look at `updated` to judge whether a file can still be trusted; whoever recorded the
//! later date forgot to change it. Only dates of past events count; an open task may have planned
//! dates. A date without a time and one with a time may be in different time zones, so a difference
//! of one day between them is accepted.
//!
//! # Bad
//!
//! ```yaml
//! started: "2026-02-05"
//! updated: "2026-02-01"
//! status: "in_progress"
//! in_progress_tasks: 1
//! tasks:
//!   - { id: "TASK-1.1", status: "in_progress", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```
//!
//! # Good
//!
//! ```yaml
//! started: "2026-02-05"
//! updated: "2026-02-05"
//! status: "in_progress"
//! in_progress_tasks: 1
//! tasks:
//!   - { id: "TASK-1.1", status: "in_progress", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```

use yaml_lossless::edit::{Change, Value};
use yaml_lossless::{Node, Style};

use crate::config::Severity;
use crate::lint::{
    Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety, Yield,
};
use crate::model::Class;
use crate::model::date::{days_between, has_time, is_before};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "updated-too-early",
    severity: Severity::Warning,
    summary: "`updated` is earlier than another date in the file",
    fix: Some(Safety::Safe),
    suppressed_by: &[Yield::Place],
    check: Check::Phase(check),
};

const UPDATED: &[&str] = &["updated", "last_updated", "updated_at"];
const CREATED: &[&str] = &["created", "created_at"];
const STARTED: &[&str] = &["started", "started_at", "started_date"];
/// The keys of a finished task's dates.
const DONE: &[&str] = &[
    "started",
    "started_at",
    "started_date",
    "completed",
    "completed_at",
    "completed_date",
];
const COMPLETED: &[&str] = &["completed", "completed_at", "completed_date"];

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let stated = UPDATED.iter().find_map(|key| dated(context.root(), key));
    let Some((node, updated)) = stated else {
        return;
    };
    let mut latest = Latest {
        updated,
        found: None,
    };
    latest.look(context.root(), CREATED);
    latest.look(context.root(), happened(context.phase.class()));
    // Before the phase is done, `completed` may hold a planned date.
    if context.phase.is_done() {
        latest.look(context.root(), COMPLETED);
    }
    for task in context.tasks() {
        let mapping = context.node(task.node);
        match task.state {
            // Likewise, the dates of a task are certain only once it is done.
            Some(Class::Done) => latest.look(mapping, DONE),
            state => latest.look(mapping, happened(state)),
        }
    }
    let Some((later, date)) = latest.found else {
        return;
    };
    let key = node.key().and_then(Node::text).unwrap_or("updated");
    let what = later.key().and_then(Node::text).unwrap_or_default();
    let message = format!("`{key}` is {updated}, but `{what}` is {date}");
    let place = Location::value(context.id(), node.id());
    let new = in_form_of(updated, date);
    diagnostics.push(
        Diagnostic::new(place, message)
            .help(format!("write `{key}: {new}` or a later date"))
            .related(
                Location::value(context.id(), later.id()),
                "this date is later",
            )
            // Safe, because the file was certainly changed when the later date was recorded.
            .fix(Fix::safe(
                format!("set `{key}` to {new}"),
                vec![Change::Set(node.id(), value(node, &new))],
            )),
    );
}

/// The latest date that is after the stated one.
struct Latest<'a> {
    updated: &'a str,
    found: Option<(Node<'a>, &'a str)>,
}

impl<'a> Latest<'a> {
    /// Looks at these keys of a mapping.
    fn look(&mut self, mapping: Node<'a>, keys: &[&str]) {
        if keys.is_empty() {
            return;
        }
        for (key, node) in mapping.entries() {
            let is_asked = key.text().is_some_and(|key| keys.contains(&key));
            let date = if is_asked { node.some_text() } else { None };
            let Some(date) = date.map(str::trim) else {
                continue;
            };
            // The latest of all, so that one fix is enough.
            let earlier = self.found.map_or(self.updated, |(_, latest)| latest);
            if is_before(earlier, date) == Some(true) && is_clearly_before(self.updated, date) {
                self.found = Some((node, date));
            }
        }
    }
}

/// The keys whose dates have passed if something has begun.
fn happened(class: Option<Class>) -> &'static [&'static str] {
    match class {
        // What was not begun, or was dropped, may still have the dates that were planned.
        None | Some(Class::Open | Class::Dropped | Class::Unknown) => &[],
        _ => STARTED,
    }
}

fn dated<'a>(mapping: Node<'a>, key: &str) -> Option<(Node<'a>, &'a str)> {
    let node = mapping.get(key)?;
    Some((node, node.some_text()?.trim()))
}

/// Whether a date is before another, whatever the zone of one without a time is.
fn is_clearly_before(one: &str, other: &str) -> bool {
    let tolerated = i32::from(has_time(one) != has_time(other));
    is_before(one, other) == Some(true)
        && days_between(one, other).is_some_and(|days| tolerated == 0 || days > tolerated)
}

/// A date in the form of another: alone, or with a time. A date without a time gets that of the
/// other, so that only the day changes.
fn in_form_of(old: &str, date: &str) -> String {
    // A date has ten characters, and both were parsed.
    let (Some(day), Some(time)) = (date.get(..10), old.get(10..)) else {
        return date.to_owned();
    };
    if time.is_empty() || date.len() == 10 {
        format!("{day}{time}")
    } else {
        date.to_owned()
    }
}

/// A date, without quotes if the old one has none.
fn value(old: Node<'_>, date: &str) -> Value {
    match old.style() {
        Style::Plain => Value::Plain(date.to_owned()),
        _ => Value::text(date),
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::Safety;
    use crate::testing::{fixed_with, tokens_with};

    fn task(status: &str, dates: &str) -> String {
        let rest = "assigned_to: [alice], dependencies: []";
        format!(
            "status: review\ncompleted_tasks: 2\noverall_progress: 100\ntasks:\n  - {{id: TASK-1.1, status: {status}, {rest}, {dates}}}\n  - {{id: TASK-1.2, status: completed, {rest}}}"
        )
    }

    fn found(keys: &str) -> Vec<String> {
        let found = tokens_with(keys).into_iter();
        let own = found.filter(|(rule, _)| *rule == "updated-too-early");
        own.map(|(_, token)| token).collect()
    }

    #[test]
    fn the_latest_date_of_a_task_counts_if_it_has_passed() {
        let dates = "started: 2026-02-07, completed: '2026-02-08T10:00Z'";
        let keys = format!("updated: 2026-02-06\n{}", task("done", dates));
        assert_eq!(found(&keys), ["2026-02-06"]);
        let (text, _) = fixed_with(&keys, Safety::Safe);
        assert!(text.contains("updated: 2026-02-08\n"), "{text}");
        let planned = task("pending", dates);
        assert_eq!(found(&format!("updated: 2026-02-06\n{planned}")), [""; 0]);
    }

    #[test]
    fn zones_are_tolerated() {
        let keys = |date: &str| {
            let dates = format!("completed: '{date}'");
            format!("last_updated: 2026-02-06\n{}", task("done", &dates))
        };
        assert_eq!(found(&keys("2026-02-07T03:00Z")), [""; 0]);
        assert_eq!(found(&keys("2026-02-07")).len(), 1);
        assert_eq!(found(&keys("2026-02-08T03:00Z")).len(), 1);
        assert_eq!(found(&keys("soon")), [""; 0]);
    }

    #[test]
    fn times_are_compared() {
        let keys = "updated: \"2026-02-06T10:00Z\"\ncreated: \"2026-02-06T11:00Z\"";
        assert_eq!(found(keys).len(), 1);
        let (text, _) = fixed_with(keys, Safety::Safe);
        assert!(text.contains("updated: \"2026-02-06T11:00Z\""), "{text}");
        let keys = "updated: 2026-02-06T10:00Z\ncreated: 2026-02-08";
        let (text, _) = fixed_with(keys, Safety::Safe);
        assert!(text.contains("updated: 2026-02-08T10:00Z\n"), "{text}");
    }
}
