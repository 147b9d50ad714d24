//! A task must be verified by something other than itself.
//!
//! A task that names itself in `verified_by` is not verified, and neither are tasks that name each
//! other, directly or in a longer cycle. One finding covers the whole file.
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

use crate::collections::{HashMap, HashSet};
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::Name;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "circular-verification",
    severity: Severity::Advice,
    summary: "a task verifies itself, or tasks verify each other in a cycle",
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
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for task in context.tasks() {
        if let Some(id) = task.id_text() {
            let value = context.node(task.node).get("verified_by");
            let names = value.map(Name::all_in).unwrap_or_default();
            pairs.extend(names.into_iter().map(|name| (id, name)));
        }
    }
    let found = circular(&pairs);
    let Some((closing, others)) = found.split_first() else {
        return;
    };
    let (id, name) = &closing.pair;
    let message = match closing.length {
        1 => format!("`{id}` is verified by itself"),
        2 => format!("`{}` and `{id}` verify each other", name.text),
        length => format!("`{id}` completes a cycle of {length} tasks that verify each other"),
    };
    let place = Location::value(context.id(), name.node);
    let mut diagnostic = Diagnostic::new(place, message)
        .help("name someone or something else in `verified_by`, such as a reviewer or a test");
    for other in others.iter().take(SHOWN) {
        let place = Location::value(context.id(), other.pair.1.node);
        diagnostic = diagnostic.related(place, "this one is circular too");
    }
    diagnostics.push(diagnostic);
}

/// A task and one that it names in `verified_by`.
type Pair<'a> = (&'a str, Name);

/// A pair that completes a cycle, and the number of tasks in the cycle.
struct Closing<'p, 'a> {
    pair: &'p Pair<'a>,
    length: usize,
}

/// The pairs that complete a cycle, in the order of the tasks: for two tasks, that of the second
/// one.
///
/// Each pair is followed once, so a cycle that shares all its pairs with others may be left out.
fn circular<'p, 'a>(pairs: &'p [Pair<'a>]) -> Vec<Closing<'p, 'a>> {
    let mut by_task: HashMap<&str, Vec<&Pair<'_>>> = HashMap::default();
    for pair in pairs {
        by_task.entry(pair.0).or_default().push(pair);
    }
    let mut found = Vec::new();
    let mut seen: HashSet<&str> = HashSet::default();
    for (start, _) in pairs {
        if !seen.insert(*start) {
            continue;
        }
        // The tasks from `start` to the current one, each with how many of its pairs are followed.
        let mut path: Vec<(&str, usize)> = vec![(*start, 0)];
        let mut depths: HashMap<&str, usize> = HashMap::from_iter([(*start, 0)]);
        while let Some((task, next)) = path.last_mut() {
            let Some(pair) = by_task.get(task).and_then(|pairs| pairs.get(*next)) else {
                depths.remove(task);
                path.pop();
                continue;
            };
            *next += 1;
            let name = pair.1.text.as_str();
            if let Some(depth) = depths.get(name) {
                let length = path.len() - depth;
                found.push(Closing { pair, length });
            } else if seen.insert(name) {
                depths.insert(name, path.len());
                path.push((name, 0));
            }
        }
    }
    // In order of the file, and repeated entries once.
    found.sort_by_key(|closing| closing.pair.1.node);
    found
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
    fn longer_circles_are_found() {
        let task = "status: pending, assigned_to: [alice], dependencies: []";
        let entry = |id: &str, by: &str| format!("  - {{id: {id}, {task}, verified_by: {by}}}\n");
        let tasks = [
            entry("TASK-1.1", "[bob, TASK-1.3]"),
            entry("TASK-1.2", "[TASK-1.1]"),
            entry("TASK-1.3", "[TASK-1.2]"),
            entry("TASK-1.4", "[TASK-1.1]"),
        ];
        let keys = format!(
            "total_tasks: 4\nparallelization: {{}}\ntasks:\n{}",
            tasks.concat()
        );
        let found = lint_with(&keys);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(
            found[0].message,
            "`TASK-1.2` completes a cycle of 3 tasks that verify each other"
        );
    }

    #[test]
    fn other_verifiers_are_fine() {
        assert!(messages("[TASK-1.2]", "[alice]").is_empty());
        assert!(messages("[TASK-1.2]", "[TASK-1.3]").is_empty());
        assert!(messages("null", "{by: TASK-1.2}").is_empty());
    }
}
