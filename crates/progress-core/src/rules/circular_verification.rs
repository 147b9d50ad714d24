//! A task must be verified by something other than itself.
//!
//! A task that names itself in `verified_by` is not verified, and neither are two tasks that name
//! each other. One finding covers the whole file.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     verified_by: ["TASK-1.2"]
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     verified_by: ["TASK-1.1"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     verified_by: ["TASK-1.2"]
//!   - id: "TASK-1.2"
//!     description: "Review the schema"
//!     status: "pending"
//!     assigned_to: ["bob"]
//!     dependencies: []
//!     verified_by: ["carol"]
//! ```

use crate::collections::HashSet;
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::Name;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "circular-verification",
    severity: Severity::Advice,
    summary: "a task is verified by itself, or two tasks verify each other",
    fix: None,
    suppressed_by: &[],
    check: Check::Advice(check),
};

/// Maximum number of further places shown with the finding.
const SHOWN: usize = 3;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let document = context.file.document();
    let yaml = document.text.slice(document.yaml).as_bytes();
    if memchr::memmem::find(yaml, b"verified_by").is_none() {
        return;
    }
    let mut pairs: Vec<(&str, Name)> = Vec::new();
    for task in context.tasks() {
        if let Some(id) = task.id_text() {
            let value = context.node(task.node).get("verified_by");
            let names = value.map(Name::all_in).unwrap_or_default();
            pairs.extend(names.into_iter().map(|name| (id, name)));
        }
    }
    // Who verifies whom, where that proves nothing. Of two tasks, the second is shown.
    let mut seen: HashSet<(&str, &str)> = HashSet::default();
    let mut found: Vec<&(&str, Name)> = Vec::new();
    for pair in &pairs {
        let (id, name) = (pair.0, pair.1.text.as_str());
        // For a task that names itself, the pair is its own reverse.
        if seen.insert((id, name)) && seen.contains(&(name, id)) {
            found.push(pair);
        }
    }
    let Some(((id, name), others)) = found.split_first() else {
        return;
    };
    let message = if name.text == *id {
        format!("`{id}` is verified by itself")
    } else {
        format!("`{}` and `{id}` verify each other", name.text)
    };
    let place = Location::value(context.id(), name.node);
    let mut diagnostic = Diagnostic::new(place, message)
        .help("name someone or something else in `verified_by`, such as a reviewer or a test");
    for (_, other) in others.iter().take(SHOWN) {
        let place = Location::value(context.id(), other.node);
        diagnostic = diagnostic.related(place, "this one is circular too");
    }
    diagnostics.push(diagnostic);
}

#[cfg(test)]
mod tests {
    use crate::testing::lint_with;

    fn messages(one: &str, other: &str) -> Vec<String> {
        let task = "status: pending, assigned_to: [alice], dependencies: []";
        let keys = format!(
            "tasks:\n  - {{id: TASK-1.1, {task}, verified_by: {one}}}\n  - {{id: TASK-1.2, {task}, verified_by: {other}}}"
        );
        let found = lint_with(&keys).into_iter();
        let own = found.filter(|found| found.rule == "circular-verification");
        own.map(|found| found.message).collect()
    }

    #[test]
    fn a_file_has_one_finding() {
        let both = "`TASK-1.1` and `TASK-1.2` verify each other";
        assert_eq!(messages("[TASK-1.2]", "TASK-1.1"), [both]);
        let itself = "`TASK-1.1` is verified by itself";
        assert_eq!(messages("[bob, TASK-1.1]", "[TASK-1.2]"), [itself]);
    }

    #[test]
    fn other_verifiers_are_fine() {
        assert!(messages("[TASK-1.2]", "[alice]").is_empty());
        assert!(messages("[TASK-1.2]", "[TASK-1.3]").is_empty());
        assert!(messages("null", "{by: TASK-1.2}").is_empty());
    }
}
