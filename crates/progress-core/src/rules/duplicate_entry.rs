//! A list must not contain the same entry twice.
//!
//! A repeated entry says nothing new. Usually it was meant to be something else, or two tools
//! recorded the same fact. The rule checks the `dependencies` and `evidence` of tasks, the batches,
//! `files_modified` and `commit_refs`.
//!
//! # Bad
//!
//! ```yaml
//! files_modified: ["src/schema.rs", "src/api.rs", "src/schema.rs"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! files_modified: ["src/schema.rs", "src/api.rs"]
//! ```

use std::borrow::Cow;

use yaml_lossless::Node;
use yaml_lossless::edit::Change;

use crate::collections::HashMap;
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::item;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "duplicate-entry",
    severity: Severity::Warning,
    summary: "a list contains the same entry twice",
    fix: Some(Safety::Safe),
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let lists = ["files_modified", "commit_refs"].map(|key| context.get(key));
    for list in lists.into_iter().flatten() {
        check_list(context, list, diagnostics);
    }
    for task in context.tasks() {
        if let Some(list) = task.dependencies.or(task.depends_on) {
            check_list(context, context.node(list), diagnostics);
        }
        if let Some(list) = context.node(task.node).get("evidence") {
            check_list(context, list, diagnostics);
        }
    }
    for batch in &context.phase.schedule.batches {
        check_list(context, context.node(batch.node), diagnostics);
    }
}

/// Lists up to this length are compared entry by entry.
const SHORT: usize = 8;

/// Whether a short list of texts has an entry twice; true if it has other entries.
fn repeats(list: Node<'_>) -> bool {
    let mut texts: [&str; SHORT] = [""; SHORT];
    for (at, entry) in list.items().enumerate() {
        let Some(text) = entry.text().map(str::trim) else {
            return true;
        };
        if texts[..at].contains(&text) {
            return true;
        }
        // In bounds, because `check_list` asks only about lists that are not longer.
        texts[at] = text;
    }
    false
}

/// Reports the repeated entries of a list as one finding.
fn check_list(context: &PhaseContext<'_>, list: Node<'_>, diagnostics: &mut Diagnostics) {
    if list.items().len() < 2 || diagnostics.is_full() {
        return;
    }
    // Most lists are short, and none of their entries repeats another.
    if list.items().len() <= SHORT && !repeats(list) {
        return;
    }
    let mut seen: HashMap<Cow<'_, str>, Node<'_>> = HashMap::default();
    let mut repeated: Vec<(Node<'_>, Node<'_>)> = Vec::new();
    // Empty entries repeat nothing.
    for entry in list.items().filter(|entry| !entry.is_null()) {
        let key = match entry.text() {
            Some(text) => Cow::Borrowed(text.trim()),
            // Two mappings are the same, whatever the order of their keys.
            None => Cow::Owned(item::content(entry)),
        };
        let first = *seen.entry(key).or_insert(entry);
        if first.id() != entry.id() {
            repeated.push((first, entry));
        }
    }
    let Some((first, entry)) = repeated.first() else {
        return;
    };
    let shown = entry.text().map_or_else(
        || "this entry".to_owned(),
        |text| format!("`{}`", text.trim()),
    );
    let name = list.key().and_then(Node::text).unwrap_or_default();
    let message = match repeated.len() {
        1 => format!("{shown} is in `{name}` twice"),
        count => format!("{shown} is in `{name}` twice, the first of {count} repeated entries"),
    };
    let changes = repeated.iter().map(|(_, entry)| Change::Remove(entry.id()));
    let diagnostic = Diagnostic::new(Location::value(context.id(), entry.id()), message)
        .help("remove it, or write what was meant")
        .related(
            Location::value(context.id(), first.id()),
            "first listed here",
        )
        .fix(Fix::safe("remove the repeated entries", changes.collect()));
    diagnostics.push(diagnostic);
}

#[cfg(test)]
mod tests {
    use crate::lint::Safety;
    use crate::testing::{fixed_with, tokens_with};

    const TASKS: &str = "tasks:\n  - id: TASK-1.1\n    status: pending\n    assigned_to: [alice]\n    dependencies: []\n    evidence:\n      - test: a\n        count: 1\n      - test: b\n      - count: 1\n        test: a\n  - {id: TASK-1.2, status: pending, assigned_to: [alice], dependencies: [TASK-1.1, TASK-1.1]}\nparallelization:\n  batch_1: [TASK-1.1]\n  batch_2: [TASK-1.2, \"TASK-1.2\"]";

    #[test]
    fn each_list_is_checked_and_fixed() {
        let rules: Vec<_> = tokens_with(TASKS)
            .into_iter()
            .map(|found| found.0)
            .collect();
        assert_eq!(rules, ["duplicate-entry"; 3]);
        let (text, left) = fixed_with(TASKS, Safety::Safe);
        assert_eq!(left, [""; 0]);
        assert!(
            text.contains("        count: 1\n      - test: b\n  - {id"),
            "{text}"
        );
        assert!(text.contains("dependencies: [TASK-1.1]}"), "{text}");
        assert!(text.contains("batch_2: [TASK-1.2]"), "{text}");
    }

    #[test]
    fn one_finding_covers_a_list() {
        let found = tokens_with("files_modified: [a.rs, a.rs, b.rs, b.rs, ./a.rs]");
        assert_eq!(found, [("duplicate-entry", "a.rs".to_owned())]);
    }
}
