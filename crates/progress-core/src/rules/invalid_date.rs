//! A date must be a valid calendar date in the form YYYY-MM-DD.
//!
//! Dates are compared and sorted; `2026-02-31` cannot be. A time may follow the date.
//!
//! # Bad
//!
//! ```yaml
//! started: "2026-02-31"
//! ```
//!
//! # Good
//!
//! ```yaml
//! started: "2026-02-28"
//! ```

use yaml_lossless::{Node, Scalar};

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::date::Date;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "invalid-date",
    severity: Severity::Error,
    summary: "a date is not a valid calendar date",
    fix: None,
    // A template's placeholder is reported as such.
    suppressed_by: &[Yield::Place],
    check: Check::Phase(check),
};

/// Keys of a phase or a task whose value is a date.
const KEYS: &[&str] = &[
    "started",
    "completed",
    "created",
    "updated",
    "started_at",
    "completed_at",
    "created_at",
    "updated_at",
    "last_updated",
    "completed_date",
    "started_date",
];

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    check_mapping(context, context.root(), diagnostics);
    for task in context.tasks() {
        check_mapping(context, context.node(task.node), diagnostics);
    }
}

fn check_mapping(context: &PhaseContext<'_>, mapping: Node<'_>, diagnostics: &mut Diagnostics) {
    for (key, value) in mapping.entries() {
        let Some(name) = key.text().filter(|name| KEYS.contains(name)) else {
            continue;
        };
        let Some(text) = written_date(value).filter(|text| Date::parse(text).is_none()) else {
            continue;
        };
        let message = format!("`{name}` is `{text}`, which is not a valid date");
        let place = Location::value(context.id(), value.id());
        diagnostics.push(Diagnostic::new(place, message).help("write the date as \"YYYY-MM-DD\""));
    }
}

/// The text of a value meant as a date: not null or blank, and not a boolean, which `schema`
/// reports.
fn written_date(value: Node<'_>) -> Option<&str> {
    match value.scalar()? {
        Scalar::Null | Scalar::Bool(_) => None,
        _ => value.text().map(str::trim).filter(|text| !text.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    #[test]
    fn impossible_dates_are_reported_at_their_token() {
        let task = "assigned_to: [alice], dependencies: []";
        let found = tokens_with(&format!(
            "started: 2026-02-31\ntasks:\n  - {{id: TASK-1.1, status: pending, {task}, started: '2026-13-01'}}\n  - {{id: TASK-1.2, status: pending, {task}}}"
        ));
        assert_eq!(
            found,
            [
                ("invalid-date", "2026-02-31".to_owned()),
                ("invalid-date", "'2026-13-01'".to_owned())
            ]
        );
    }

    #[test]
    fn times_null_and_blanks_are_valid() {
        for keys in [
            "started: 2026-02-05T12:30:00Z",
            "started: ''",
            "started: null",
            "updated: 2026-02-05 12:30",
        ] {
            assert_eq!(tokens_with(keys), [], "{keys}");
        }
    }
}
