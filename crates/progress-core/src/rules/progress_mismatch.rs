//! The percentage must agree with the tasks.
//!
//! `overall_progress` is the share of tasks that are done, rounded down; rounding to the nearest
//! integer or excluding dropped tasks from the total is accepted too, and so is the share of
//! `actual_points` in `estimated_points`. `progress`, if present, must have the same value.
//!
//! # Bad
//!
//! ```yaml
//! overall_progress: 50
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```
//!
//! # Good
//!
//! ```yaml
//! overall_progress: 0
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```

use yaml_lossless::{Node, Scalar};

use crate::config::Severity;
use crate::derive::{Counts, recount, stated_percent};
use crate::lint::{
    Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety, Yield,
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "progress-mismatch",
    severity: Severity::Warning,
    summary: "the percentage disagrees with the tasks",
    fix: Some(Safety::Safe),
    // A wrong count usually makes the percentage wrong too. For the others, see `count-mismatch`.
    suppressed_by: &[
        Yield::File("count-mismatch"),
        Yield::File("phase-done-open-tasks"),
        Yield::Key("duplicate-key"),
    ],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let counts = Counts::of(context.phase);
    // A task with an unknown status may or may not count as done.
    if counts.total == 0 || counts.unknown > 0 {
        return;
    }
    let points = points(context);
    let is_wrong = |node: &Node<'_>| {
        stated_percent(*node)
            .is_some_and(|stated| !counts.accept(stated) && !points.contains(&stated))
    };
    let overall = context.get("overall_progress");
    let mirror = context.get("progress").filter(is_wrong);
    // One finding for both, because the fix sets both.
    let Some(wrong) = overall.filter(is_wrong).or(mirror) else {
        return;
    };
    let place = Location::value(context.id(), wrong.id());
    let key = wrong.key().and_then(Node::text).unwrap_or_default();
    let message = format!(
        "`{key}` is {}, but {} of {} tasks are done ({}%)",
        wrong.text().unwrap_or_default(),
        counts.completed,
        counts.total,
        counts.percent(),
    );
    let mut diagnostic = Diagnostic::new(place, message)
        .help(format!("write `{key}: {}`", counts.percent()))
        .key(context.root().id(), key);
    if let Some(mirror) = mirror.filter(|mirror| mirror.id() != wrong.id()) {
        diagnostic = diagnostic.related(
            Location::value(context.id(), mirror.id()),
            "this copy is also wrong",
        );
    }
    if let Some(fix) = fix(context, &counts) {
        diagnostic = diagnostic.fix(fix);
    }
    diagnostics.push(diagnostic);
}

/// The percentages that points state, rounded down and to the nearest.
fn points(context: &PhaseContext<'_>) -> Vec<f64> {
    let number = |key: &str| match context.get(key)?.scalar()? {
        Scalar::Int(points) => i32::try_from(points).ok().map(f64::from),
        Scalar::Float(points) => Some(points),
        _ => None,
    };
    let (Some(actual), Some(estimated)) = (number("actual_points"), number("estimated_points"))
    else {
        return Vec::new();
    };
    if estimated <= 0.0 {
        return Vec::new();
    }
    let percent = 100.0 * actual / estimated;
    vec![percent, percent.floor(), percent.round()]
}

/// Sets the percentage and its copy, unless the file contradicts itself.
fn fix(context: &PhaseContext<'_>, counts: &Counts) -> Option<Fix> {
    let figures = recount(context.root(), context.phase).ok()?;
    let mut changes = Vec::new();
    for figure in &figures {
        // `count-mismatch` corrects the counters.
        if figure.key.ends_with("progress") {
            changes.push(figure.change());
        }
    }
    let title = format!("set the percentage to {}", counts.percent());
    Some(Fix::safe(title, changes))
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    const ONE_OF_TWO: &str = "status: in_progress\ncompleted_tasks: 1\ntasks:\n  - id: TASK-1.1\n    status: done\n    assigned_to: [alice]\n    dependencies: []\n  - id: TASK-1.2\n    status: deferred\n    assigned_to: [alice]\n    dependencies: []";

    fn progress(value: &str) -> Vec<&'static str> {
        let found = tokens_with(&format!("overall_progress: {value}\n{ONE_OF_TWO}"));
        found
            .into_iter()
            .map(|(rule, _)| rule)
            .filter(|rule| *rule == "progress-mismatch")
            .collect()
    }

    #[test]
    fn dropped_tasks_may_be_excluded() {
        assert!(progress("50").is_empty());
        assert!(progress("100").is_empty());
        assert!(progress("\"100%\"").is_empty());
        assert_eq!(progress("75"), ["progress-mismatch"]);
    }

    #[test]
    fn a_wrong_count_explains_a_wrong_percentage() {
        let found = tokens_with("completed_tasks: 1\noverall_progress: 50");
        assert_eq!(found, [("count-mismatch", "1".to_owned())]);
    }

    #[test]
    fn points_may_be_counted() {
        let points = "actual_points: 6\nestimated_points: 8";
        assert!(progress(&format!("75\n{points}")).is_empty());
        assert_eq!(progress(&format!("80\n{points}")), ["progress-mismatch"]);
        assert_eq!(progress("75\nactual_points: 6"), ["progress-mismatch"]);
    }

    #[test]
    fn the_copy_is_checked_even_alone() {
        let found = tokens_with("overall_progress: 0\nprogress: 10");
        assert_eq!(found, [("progress-mismatch", "10".to_owned())]);
    }
}
