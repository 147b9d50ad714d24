//! Each assignee should be an owner or a contributor of the phase.
//!
//! Off by default, because many repositories list only the people accountable for a phase.
//! Checked only if `owners` or `contributors` names somebody.
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

use std::collections::BTreeSet;

use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Value};

use crate::collections::HashSet;
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::{Name, TaskRef};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "assignee-not-in-owners",
    severity: Severity::Off,
    summary: "an assignee is neither an owner nor a contributor of the phase",
    fix: Some(Safety::Unsafe),
    suppressed_by: &[],
    check: Check::Advice(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
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
    let is_stranger = |name: &&Name| !people.contains(name.text.as_str());
    let all = context
        .tasks()
        .iter()
        .flat_map(|task| &task.assignees)
        .filter(is_stranger)
        .map(|name| name.text.as_str());
    let fix = fix(context, &all.collect());
    for (index, task) in (0..).zip(context.tasks()) {
        for name in task.assignees.iter().filter(is_stranger) {
            let mut diagnostic = stranger(context, name);
            if let Some(fix) = &fix {
                diagnostic = diagnostic.fix(fix.clone());
            }
            diagnostics.push(diagnostic.task(TaskRef {
                file: context.id(),
                index,
            }));
        }
    }
}

fn stranger(context: &PhaseContext<'_>, name: &Name) -> Diagnostic {
    let place = Location::value(context.id(), name.node);
    let message = format!(
        "`{}` is neither an owner nor a contributor of this phase",
        name.text
    );
    Diagnostic::new(place, message).help(format!("add `{}` to `contributors`", name.text))
}

/// Adds all of them at once, because separate fixes would edit the same place.
fn fix(context: &PhaseContext<'_>, strangers: &BTreeSet<&str>) -> Option<Fix> {
    let list = context.get("contributors");
    // A single name as text would first have to become a list.
    let list = list.filter(|list| list.is_sequence() || list.is_null())?;
    let items = strangers.iter().map(|&name| Value::text(name)).collect();
    let add = vec![Change::Append(list.id(), items)];
    let title = match strangers.len() {
        0 => return None,
        1 => "add the assignee to `contributors`".to_owned(),
        several => format!("add {several} assignees to `contributors`"),
    };
    // The name may just as well be misspelled.
    Some(Fix::uncertain(title, add))
}
