//! Who a task is assigned to should be an owner or a contributor of the phase.
//!
//! Off by default: many repositories list only those who answer for the phase. Checked where
//! `owners` or `contributors` names anybody.
//!
//! # Bad
//!
//! ```yaml
//! owners: ["alice"]
//! contributors: []
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["carol"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml
//! owners: ["alice"]
//! contributors: ["carol"]
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["carol"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Build it"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```

use crate::collections::HashSet;
use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Location, PhaseContext, Rule};
use crate::model::{Name, TaskRef};
use crate::yaml::Node;

/// The rule.
pub const RULE: Rule = Rule {
    name: "assignee-not-in-owners",
    severity: Severity::Off,
    summary: "a task is assigned to somebody who is neither owner nor contributor",
    fix: None,
    yields_to: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    let lists = ["owners", "contributors"]
        .into_iter()
        .filter_map(|key| context.get(key));
    let people: HashSet<&str> = lists
        .flat_map(Node::items)
        .filter_map(Node::some_text)
        .map(str::trim)
        .collect();
    if people.is_empty() {
        return;
    }
    for (index, task) in (0..).zip(context.tasks()) {
        let strangers = task
            .assignees
            .iter()
            .filter(|name| !people.contains(name.text.as_str()));
        for name in strangers {
            drafts.push(stranger(context, name).task(TaskRef {
                file: context.id(),
                index,
            }));
        }
    }
}

fn stranger(context: &PhaseContext<'_>, name: &Name) -> Draft {
    let place = Location::value(context.id(), name.node);
    let message = format!(
        "`{}` is neither an owner nor a contributor of this phase",
        name.text
    );
    Draft::new(place, message).help(format!("add `{}` to `contributors`", name.text))
}
