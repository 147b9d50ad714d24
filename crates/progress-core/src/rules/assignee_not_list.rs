//! `assigned_to` must be a list, even for a single name.
//!
//! Given a string, a reader that expects a list fails or iterates over its characters, and
//! `alice, bob` is a single name.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: alice
//!     dependencies: []
//! total_tasks: 1
//! parallelization: {}
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
//! total_tasks: 1
//! parallelization: {}
//! ```

use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Value};

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::TaskRef;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "assignee-not-list",
    severity: Severity::Warning,
    summary: "`assigned_to` is not a list",
    fix: Some(Safety::Safe),
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    for (index, task) in (0..).zip(context.tasks()) {
        let Some(node) = task.assigned_to.map(|node| context.node(node)) else {
            continue;
        };
        let Some(text) = node.some_text().map(str::trim) else {
            continue;
        };
        // A blank text names nobody, which `task-missing-assignee` reports.
        if text.is_empty() {
            continue;
        }
        let names: Vec<&str> = text
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let place = Location::value(context.id(), node.id());
        let diagnostic = Diagnostic::new(
            place,
            format!("`assigned_to` must be a list, found the string `{text}`"),
        )
        .help(format!("write `[{}]`", quoted.join(", ")))
        .task(TaskRef {
            file: context.id(),
            index,
        })
        .key(task.node, "assigned_to");
        diagnostics.push(match fix(node, &names) {
            Some(fix) => diagnostic.fix(fix),
            None => diagnostic,
        });
    }
}

/// Wraps a single name as written. A string certainly names several people only if there are
/// single words between its commas; if it contains brackets or quotes, a comma may be inside
/// them.
fn fix(node: Node<'_>, names: &[&str]) -> Option<Fix> {
    let encloses = |name: &&str| name.contains(['[', ']', '{', '}', '(', ')', '<', '>', '"', '\'']);
    if let [name] = names {
        // Brackets mean that it is already a list, or a placeholder.
        if name.starts_with(['[', '{']) {
            return None;
        }
        // Kept as written: `'@alice'` needs its quotes. A trailing comma or line break is not part
        // of the name.
        let item = if node.text() == Some(name) {
            Value::Kept(node.id())
        } else {
            Value::text(*name)
        };
        let wrapped = Change::Set(node.id(), Value::List(vec![item]));
        return Some(Fix::safe("write a list", vec![wrapped]));
    }
    if names.is_empty() || names.iter().any(encloses) {
        return None;
    }
    let title = format!("write a list of {}", names.len());
    let split = vec![Change::Set(node.id(), Value::texts(names.iter().copied()))];
    // `alice, the lead` may be one person.
    if names.iter().any(|name| name.contains(char::is_whitespace)) {
        return Some(Fix::uncertain(title, split));
    }
    Some(Fix::safe(title, split))
}

#[cfg(test)]
mod tests {
    use crate::lint::Safety;
    use crate::testing::{fixed_with, lint_with};

    #[test]
    fn an_ambiguous_list_of_names_is_not_fixed() {
        let fixed = |assigned_to: &str| {
            let keys = format!(
                "total_tasks: 1\nparallelization: {{}}\ntasks:\n  - id: A-1\n    description: x\n    status: pending\n    dependencies: []\n    assigned_to: {assigned_to}"
            );
            let (after, _) = fixed_with(&keys, Safety::Unsafe);
            let line = after
                .lines()
                .find_map(|line| line.split_once("assigned_to: "));
            line.map(|(_, value)| value.to_owned())
        };
        for kept in ["\"[alice, bob]\"", "alice (lead, reviewer)", "\"[TBD]\""] {
            assert_eq!(fixed(kept).as_deref(), Some(kept));
        }
        assert_eq!(fixed("\"alice,\"").as_deref(), Some("[alice]"));
        assert_eq!(fixed("|\n      alice").as_deref(), Some("[alice]"));
        assert_eq!(fixed("'@alice' # her").as_deref(), Some("['@alice'] # her"));
        assert_eq!(fixed("al b, c").as_deref(), Some("[al b, c]"));
    }

    fn helps(assigned_to: &str) -> Vec<String> {
        let keys = format!(
            "total_tasks: 1\nparallelization: {{}}\ntasks:\n  - id: A-1\n    description: x\n    status: pending\n    dependencies: []\n    assigned_to: {assigned_to}"
        );
        lint_with(&keys)
            .into_iter()
            .map(|found| found.rule.to_owned() + ": " + &found.help)
            .collect()
    }

    #[test]
    fn one_name_or_several_become_a_list() {
        assert_eq!(helps("alice"), ["assignee-not-list: write `[\"alice\"]`"]);
        assert_eq!(
            helps("alice, bob"),
            ["assignee-not-list: write `[\"alice\", \"bob\"]`"]
        );
        assert_eq!(helps("\n      - alice"), [""; 0]);
    }
}
