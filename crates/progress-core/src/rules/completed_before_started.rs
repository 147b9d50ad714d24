//! Completion must not precede the start.
//!
//! Applies to the phase and to each task, and to times when both values have one.
//!
//! # Bad
//!
//! ```yaml
//! started: "2026-02-05"
//! completed: "2026-02-01"
//! ```
//!
//! # Good
//!
//! ```yaml
//! started: "2026-02-05"
//! completed: "2026-02-06"
//! ```

use yaml_lossless::Node;

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::date::is_before;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "completed-before-started",
    severity: Severity::Error,
    summary: "a completion date is before the start date",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

/// Pairs of keys that record when something started and ended.
const PAIRS: &[(&str, &str)] = &[("started", "completed"), ("started_at", "completed_at")];

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    check_mapping(context, context.root(), diagnostics);
    for task in context.tasks() {
        check_mapping(context, context.node(task.node), diagnostics);
    }
}

fn check_mapping(context: &PhaseContext<'_>, mapping: Node<'_>, diagnostics: &mut Diagnostics) {
    for (start, end) in PAIRS {
        let Some((start, started)) = text(mapping, start) else {
            continue;
        };
        let Some((end, completed)) = text(mapping, end) else {
            continue;
        };
        // `None` means that one of them is not a date, which `invalid-date` reports.
        if is_before(completed, started) == Some(true) {
            let message = format!("completed on {completed}, but started on {started}");
            let place = Location::value(context.id(), end.id());
            let diagnostic = Diagnostic::new(place, message)
                .help("correct whichever date is wrong")
                .related(Location::value(context.id(), start.id()), "started here");
            diagnostics.push(diagnostic);
        }
    }
}

fn text<'a>(mapping: Node<'a>, key: &str) -> Option<(Node<'a>, &'a str)> {
    let node = mapping.get(key)?;
    Some((node, node.some_text()?))
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    fn found(started: &str, completed: &str) -> Vec<String> {
        let keys = format!("started: \"{started}\"\ncompleted: \"{completed}\"");
        let found = tokens_with(&keys).into_iter();
        let found = found.filter(|(rule, _)| *rule == "completed-before-started");
        found.map(|(_, token)| token).collect()
    }

    #[test]
    fn times_are_compared_if_both_are_present() {
        let start = "2026-02-05T19:30Z";
        assert_eq!(found(start, "2026-02-05T19:08Z"), ["\"2026-02-05T19:08Z\""]);
        assert_eq!(found(start, "2026-02-05 19:08:59z").len(), 1);
        for end in [
            "2026-02-05T19:30:01Z",
            "2026-02-05T21:30+02:00",
            "2026-02-05T12:00-08:00",
            "2026-02-05T03:00",
            "2026-02-05",
        ] {
            assert_eq!(found(start, end), [""; 0], "{end}");
        }
    }
}
