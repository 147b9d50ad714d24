//! A completed phase should record when it was started.
//!
//! The start date shows how long the phase took. Checked if the key `started` is present but null
//! or empty. The fix uses the earliest date of the tasks.
//!
//! # Bad
//!
//! ```yaml
//! status: "completed"
//! started: null
//! completed: "2026-02-06"
//! completed_tasks: 2
//! overall_progress: 100
//! success_criteria: []
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     started: "2026-02-05"
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml
//! status: "completed"
//! started: "2026-02-05"
//! completed: "2026-02-06"
//! completed_tasks: 2
//! overall_progress: 100
//! success_criteria: []
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```

use yaml_lossless::edit::{Change, Value};

use crate::config::Severity;
use crate::derive::dates::{date_text, is_empty};
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::date::is_before;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "started-date-missing",
    severity: Severity::Advice,
    summary: "a completed phase has no start date",
    fix: Some(Safety::Unsafe),
    suppressed_by: &[],
    check: Check::Advice(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(status) = context.phase.done_status() else {
        return;
    };
    let Some(started) = context.get("started").filter(|node| is_empty(*node)) else {
        return;
    };
    let message = format!("the phase is `{}`, but `started` is empty", status.text);
    let mut diagnostic = Diagnostic::new(Location::value(context.id(), started.id()), message)
        .help("write the date on which work began as \"YYYY-MM-DD\"")
        .related(
            Location::value(context.id(), status.node),
            "marked as done here",
        );
    if let Some(day) = earliest(context) {
        let title = format!("write `{day}`, the earliest date of the tasks");
        // Unsafe, because work may have begun before the first date that somebody recorded.
        let change = Change::Set(started.id(), Value::text(day));
        diagnostic = diagnostic.fix(Fix::uncertain(title, vec![change]));
    }
    diagnostics.push(diagnostic);
}

/// The day of the earliest date of the tasks.
fn earliest<'a>(context: &PhaseContext<'a>) -> Option<&'a str> {
    let keys = ["started", "started_at", "started_date"];
    let mut earliest: Option<&str> = None;
    for task in context.tasks() {
        let task = context.node(task.node);
        let dates = keys.iter().filter_map(|key| date_text(task.get(key)?));
        for date in dates {
            if earliest.is_none_or(|earliest| is_before(date, earliest) == Some(true)) {
                earliest = Some(date);
            }
        }
    }
    // Only the day: in a task, a time may follow.
    earliest?.trim().get(..10)
}
