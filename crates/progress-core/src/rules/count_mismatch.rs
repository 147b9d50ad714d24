//! The counters must agree with the tasks.
//!
//! People and dashboards read `total_tasks`, `completed_tasks`, `in_progress_tasks`,
//! `blocked_tasks` and `at_risk_tasks`, but the tasks are the source of truth. A missing counter
//! is not checked. `total_tasks` includes dropped tasks (deferred, skipped, cancelled,
//! superseded). A task with an unknown status may count toward any counter. `blocked_tasks` may be
//! higher if `blockers` has entries, which it may count, and it may include open tasks that wait for
//! a dependency.
//!
//! # Bad
//!
//! ```yaml
//! total_tasks: 3
//! completed_tasks: 1
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```
//!
//! # Good
//!
//! ```yaml
//! total_tasks: 2
//! completed_tasks: 0
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```

use std::cell::LazyCell;

use yaml_lossless::{Node, Scalar};

use crate::config::Severity;
use crate::derive::{Counts, Figure, is_unlisted, recount};
use crate::lint::{
    Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety, Yield,
};
use crate::model::{Class, Tasks};

use super::done_before_dependency;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "count-mismatch",
    severity: Severity::Error,
    summary: "a counter disagrees with the tasks",
    fix: Some(Safety::Safe),
    // Whether the phase is done decides what its counters should say, and with two values for a
    // counter it is unclear which one to check.
    suppressed_by: &[
        Yield::File("phase-done-open-tasks"),
        Yield::Key("duplicate-key"),
    ],
    check: Check::Phase(check),
};

/// Maximum number of counted tasks shown with a finding.
const SHOWN: usize = 3;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    if !matches!(context.phase.tasks, Tasks::List(_)) {
        return;
    }
    // The counters are right, and the tasks are missing.
    if is_unlisted(context.root(), context.phase) {
        return;
    }
    let counts = Counts::of(context.phase);
    // Most files have no wrong counter. If the file contradicts itself, the findings have no fix.
    let figures = LazyCell::new(|| recount(context.root(), context.phase).unwrap_or_default());
    // Every task counts, whatever its status is.
    let total = (counts.total, 0);
    for (key, class, (counted, unknown)) in [
        ("total_tasks", None, total),
        (
            "completed_tasks",
            Some(Class::Done),
            (counts.completed, counts.unknown),
        ),
        (
            "in_progress_tasks",
            Some(Class::Active),
            (counts.in_progress, counts.unknown),
        ),
        (
            "blocked_tasks",
            Some(Class::Blocked),
            (counts.blocked, counts.unknown),
        ),
        (
            "at_risk_tasks",
            Some(Class::AtRisk),
            (counts.at_risk, counts.unknown),
        ),
    ] {
        let Some(node) = context.get(key) else {
            continue;
        };
        let agrees = match node.scalar() {
            Some(Scalar::Int(stated)) => usize::try_from(stated)
                .is_ok_and(|stated| (counted..=counted + unknown).contains(&stated)),
            // `schema` reports values that are not integers.
            Some(Scalar::Float(stated)) => {
                stated.fract() != 0.0 || is_within(stated, counted, counted + unknown)
            }
            _ => true,
        };
        // Blockers may block tasks whose status does not say so; the counter is their only record.
        let may_count_blockers =
            class == Some(Class::Blocked) && has_blockers(context) && is_more_than(node, counted);
        let may_count_waiting = class == Some(Class::Blocked)
            && is_more_than(node, counted)
            && !is_more_than(node, counted + unknown + waiting(context));
        if agrees || may_count_blockers || may_count_waiting {
            continue;
        }
        let mut diagnostic =
            diagnostic(context, key, node, class, counted).key(context.root().id(), key);
        // If no task is marked as at risk, the counter may be the only record of a risk.
        let may_tell_more = class == Some(Class::AtRisk) && counted == 0 && !all_settled(context);
        let figure = figures.iter().find(|figure| figure.node == node.id());
        if !may_tell_more && let Some(figure) = figure {
            diagnostic = diagnostic.fix(fix(figure, counted));
        }
        diagnostics.push(diagnostic);
    }
}

/// The number of open tasks that wait for a dependency: in the sense of many people, they are
/// blocked.
fn waiting(context: &PhaseContext<'_>) -> usize {
    let open = context
        .tasks()
        .iter()
        .filter(|task| task.state == Some(Class::Open));
    open.filter(|task| {
        let mut names = task.references.iter();
        names.any(|name| done_before_dependency::unfinished(context, name).is_some())
    })
    .count()
}

fn has_blockers(context: &PhaseContext<'_>) -> bool {
    context
        .get("blockers")
        .is_some_and(|blockers| blockers.items().next().is_some())
}

fn is_more_than(node: Node<'_>, counted: usize) -> bool {
    match node.scalar() {
        Some(Scalar::Int(stated)) => usize::try_from(stated).is_ok_and(|stated| stated > counted),
        _ => false,
    }
}

/// Whether a number written as `4.0` or `4e0`, or too large for an integer, is in a range.
fn is_within(stated: f64, least: usize, most: usize) -> bool {
    (as_float(least)..=as_float(most)).contains(&stated)
}

fn as_float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

fn all_settled(context: &PhaseContext<'_>) -> bool {
    let mut states = context.tasks().iter().map(|task| task.state);
    states.all(|state| state.is_some_and(Class::is_settled))
}

fn fix(figure: &Figure, counted: usize) -> Fix {
    let title = format!("set `{}` to {counted}", figure.key);
    Fix::safe(title, vec![figure.change()])
}

fn diagnostic(
    context: &PhaseContext<'_>,
    key: &str,
    node: Node<'_>,
    class: Option<Class>,
    counted: usize,
) -> Diagnostic {
    let stated = node.text().unwrap_or_default();
    let what = match class {
        None => "there are",
        Some(_) => "the tasks say",
    };
    let message = format!("`{key}` is {stated}, but {what} {counted}");
    let place = Location::value(context.id(), node.id());
    let mut diagnostic = Diagnostic::new(place, message).help(format!("write `{key}: {counted}`"));
    // Less certain than the others, because the tasks may not show which of them are at risk.
    if key == "at_risk_tasks" {
        diagnostic = diagnostic.severity(Severity::Warning);
    }
    let Some(class) = class else {
        return diagnostic;
    };
    let counted = context
        .tasks()
        .iter()
        .filter(|task| task.state == Some(class));
    for status in counted.filter_map(|task| task.status.as_ref()).take(SHOWN) {
        diagnostic = diagnostic.related(Location::value(context.id(), status.node), "counted here");
    }
    diagnostic
}

#[cfg(test)]
mod tests {
    use crate::config::Severity;
    use crate::lint::Safety;
    use crate::testing::{fixed_with, lint_with, tokens_with};

    #[test]
    fn a_task_with_an_unknown_status_may_count_as_anything() {
        let tasks = "tasks:\n  - {id: A-1, status: baking, assigned_to: [alice], dependencies: []}\n  - {id: A-2, assigned_to: [alice], dependencies: []}\nparallelization: {}";
        let counts = |completed: usize| {
            let found = tokens_with(&format!("completed_tasks: {completed}\n{tasks}"));
            let own = found
                .into_iter()
                .filter(|(rule, _)| *rule == "count-mismatch");
            own.map(|(_, token)| token).collect::<Vec<_>>()
        };
        assert!(counts(0).is_empty());
        assert!(counts(2).is_empty());
        assert_eq!(counts(3), ["3"]);
    }

    #[test]
    fn absent_counters_are_not_checked_and_dropped_tasks_are_in_the_total() {
        let task = "status: deferred, assigned_to: [alice], dependencies: []";
        let keys = format!(
            "total_tasks: 2\ntasks:\n  - {{id: TASK-1.1, {task}}}\n  - {{id: TASK-1.2, {task}}}"
        );
        assert_eq!(tokens_with(&keys), []);
    }

    #[test]
    fn a_wrong_count_of_tasks_at_risk_is_a_warning() {
        let found = lint_with("at_risk_tasks: 1");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].severity, Severity::Warning);
    }

    #[test]
    fn blockers_may_be_counted_instead_of_blocked_tasks() {
        let blockers = "blockers: [\"Keys are missing\"]\nblocked_tasks";
        let count = |keys: &str| {
            let found = tokens_with(keys).into_iter();
            found.filter(|(rule, _)| *rule == "count-mismatch").count()
        };
        assert_eq!(count(&format!("{blockers}: 3")), 0);
        assert_eq!(count("blocked_tasks: 3"), 1);
    }

    #[test]
    fn tasks_that_wait_for_a_dependency_may_count_as_blocked() {
        let task = |id: &str, needs: &str| {
            format!(
                "  - {{id: {id}, status: pending, assigned_to: [a], dependencies: [{needs}]}}\n"
            )
        };
        let tasks = [task("A-1", ""), task("A-2", "A-1"), task("A-3", "A-2")].concat();
        let count = |blocked: usize| {
            let keys = format!(
                "total_tasks: 3\nblocked_tasks: {blocked}\ntasks:\n{tasks}parallelization: {{}}"
            );
            let found = tokens_with(&keys).into_iter();
            found
                .filter(|(rule, token)| *rule == "count-mismatch" && *token == blocked.to_string())
                .count()
        };
        assert_eq!([0, 1, 2, 3].map(count), [0, 0, 0, 1]);
    }

    #[test]
    fn a_counter_that_is_the_only_record_of_a_risk_is_not_fixed() {
        let kept = |keys: &str| fixed_with(keys, Safety::Unsafe).0.contains(keys);
        assert!(kept("at_risk_tasks: 1 # the API"));
        assert!(!kept("blocked_tasks: 1"));
    }
}
