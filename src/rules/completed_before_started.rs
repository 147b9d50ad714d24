//! Nothing can be completed before it was started.
//!
//! Holds for the phase and for each task.
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

use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Location, PhaseContext, Rule};
use crate::model::date::Date;
use crate::yaml::Node;

/// The rule.
pub const RULE: Rule = Rule {
    name: "completed-before-started",
    severity: Severity::Error,
    summary: "a completion date lies before the start date",
    fix: None,
    yields_to: &[],
    check: Check::Phase(check),
};

/// The keys that say when something began and ended, in pairs.
const PAIRS: &[(&str, &str)] = &[("started", "completed"), ("started_at", "completed_at")];

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    check_mapping(context, context.root(), drafts);
    for task in context.tasks() {
        check_mapping(context, context.node(task.node), drafts);
    }
}

fn check_mapping(context: &PhaseContext<'_>, mapping: Node<'_>, drafts: &mut Drafts) {
    for (start, end) in PAIRS {
        let Some((start, started)) = date(mapping, start) else {
            continue;
        };
        let Some((end, completed)) = date(mapping, end) else {
            continue;
        };
        if completed < started {
            let text = |node: Node<'_>| node.text().unwrap_or_default().to_owned();
            let message = format!(
                "completed on {}, before the start on {}",
                text(end),
                text(start)
            );
            drafts.push(
                Draft::new(Location::value(context.id(), end.id()), message)
                    .help("correct whichever of the two dates is wrong")
                    .related(Location::value(context.id(), start.id()), "the start"),
            );
        }
    }
}

fn date<'a>(mapping: Node<'a>, key: &str) -> Option<(Node<'a>, Date)> {
    let node = mapping.get(key)?;
    Some((node, Date::parse(node.some_text()?)?))
}
