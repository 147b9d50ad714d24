//! Nothing can be completed before it was started.
//!
//! Holds for the phase and for each task, and within a day for times of one zone.
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
use crate::model::date::{Date, minute};
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

fn check_mapping<'a>(context: &PhaseContext<'a>, mapping: Node<'a>, drafts: &mut Drafts) {
    for (start, end) in PAIRS {
        let Some((start, started)) = date(mapping, start) else {
            continue;
        };
        let Some((end, completed)) = date(mapping, end) else {
            continue;
        };
        let text = |node: Node<'a>| node.text().unwrap_or_default();
        if completed < started || completed == started && is_before(text(end), text(start)) {
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

/// Whether a time of the same day lies before another. Clocks of two zones are not compared.
fn is_before(end: &str, start: &str) -> bool {
    let times = minute(end).zip(minute(start));
    times.is_some_and(|((end, here), (start, there))| {
        here.eq_ignore_ascii_case(there) && end < start
    })
}

fn date<'a>(mapping: Node<'a>, key: &str) -> Option<(Node<'a>, Date)> {
    let node = mapping.get(key)?;
    Some((node, Date::parse(node.some_text()?)?))
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
    fn times_of_one_day_compare_where_their_zones_are_the_same() {
        let start = "2026-02-05T19:30Z";
        assert_eq!(found(start, "2026-02-05T19:08Z"), ["\"2026-02-05T19:08Z\""]);
        assert_eq!(found(start, "2026-02-05 19:08:59z").len(), 1);
        for end in [
            "2026-02-05T19:30:01Z",
            "2026-02-05T20:08+02:00",
            "2026-02-05T03:00",
            "2026-02-05",
        ] {
            assert_eq!(found(start, end), [""; 0], "{end}");
        }
    }
}
