//! `commit_refs` should contain the commits of the tasks.
//!
//! Whoever reviews or reverts a phase takes its commits from `commit_refs`; one that only a task
//! names is overlooked. The rule compares the list with the SHAs that completed tasks name in keys
//! such as `commit` and in their `evidence`. A file without the key is not checked. One finding
//! covers the whole file.
//!
//! # Bad
//!
//! ```yaml
//! status: "in_progress"
//! commit_refs: []
//! completed_tasks: 1
//! overall_progress: 50
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     evidence: [{ commit: "3fa1b22" }]
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml
//! status: "in_progress"
//! commit_refs: ["3fa1b22"]
//! completed_tasks: 1
//! overall_progress: 50
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     evidence: [{ commit: "3fa1b22" }]
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```

use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Value};

use crate::collections::HashSet;
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::Class;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "commit-refs-incomplete",
    severity: Severity::Advice,
    summary: "`commit_refs` lacks the commit of a completed task",
    fix: Some(Safety::Safe),
    suppressed_by: &[],
    check: Check::Advice(check),
};

/// Keys of tasks, and of their evidence, whose values are SHAs.
const KEYS: &[&str] = &[
    "commit",
    "commits",
    "commit_sha",
    "commit_hash",
    "commit_ref",
    "commit_refs",
    "completed_commit",
];

/// Maximum number of further places shown with the finding.
const SHOWN: usize = 3;

/// How many digits tell commits apart: Git abbreviates to seven or more.
const PREFIX: usize = 7;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    // A file without the key keeps no such list.
    let Some(list) = context.get("commit_refs") else {
        return;
    };
    let is_empty = list.is_null();
    if !list.is_sequence() && !is_empty {
        return;
    }
    let mut listed = HashSet::default();
    collect_listed(list, &mut listed);
    let mut missing = Vec::new();
    for task in context.tasks() {
        if task.state != Some(Class::Done) {
            continue;
        }
        let task = context.node(task.node);
        let evidence = task.get("evidence").into_iter().flat_map(Node::items);
        for mapping in std::iter::once(task).chain(evidence) {
            for sha in shas_in(mapping) {
                let text = sha.some_text().unwrap_or_default().trim();
                let is_unknown = context.workspace().history.unknown_commits.contains(text);
                if !is_unknown && listed.insert(prefix(text)) {
                    missing.push(sha);
                }
            }
        }
    }
    if let Some(diagnostic) = diagnostic(context, list, &missing) {
        diagnostics.push(diagnostic);
    }
}

fn diagnostic(
    context: &PhaseContext<'_>,
    list: Node<'_>,
    missing: &[Node<'_>],
) -> Option<Diagnostic> {
    let texts: Vec<&str> = missing
        .iter()
        .filter_map(|sha| Some(sha.some_text()?.trim()))
        .collect();
    let (first, others) = texts.split_first()?;
    let message = match others.len() {
        0 => format!("`{first}` is the commit of a task, but not in `commit_refs`"),
        1 => format!("`{first}` and 1 other commit of tasks are not in `commit_refs`"),
        more => format!("`{first}` and {more} other commits of tasks are not in `commit_refs`"),
    };
    let values = texts.iter().map(|text| Value::text(*text)).collect();
    let append = Change::Append(list.id(), values);
    let mut diagnostic = Diagnostic::new(Location::value(context.id(), list.id()), message)
        .help("add what is missing to `commit_refs`")
        .fix(Fix::safe(
            "add what is missing to `commit_refs`",
            vec![append],
        ));
    for sha in missing.iter().take(SHOWN) {
        let place = Location::value(context.id(), sha.id());
        diagnostic = diagnostic.related(place, "named here");
    }
    Some(diagnostic)
}

/// The values of a mapping that are SHAs and nothing else.
fn shas_in(mapping: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let named = mapping
        .entries()
        .filter(|(key, _)| key.text().is_some_and(|key| KEYS.contains(&key)));
    named
        .flat_map(|(_, value)| std::iter::once(value).chain(value.items()))
        .filter(|value| value.some_text().is_some_and(|text| is_sha(text.trim())))
}

/// Takes the SHAs anywhere in the list: an entry may have a remark, or be a mapping.
fn collect_listed(node: Node<'_>, listed: &mut HashSet<String>) {
    let text = node.some_text().unwrap_or_default();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    listed.extend(words.filter(|word| is_sha(word)).map(prefix));
    for item in node.items() {
        collect_listed(item, listed);
    }
    for (_, value) in node.entries() {
        collect_listed(value, listed);
    }
}

fn is_sha(text: &str) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = PREFIX..=40;
    LENGTHS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What two abbreviations of one commit have in common.
fn prefix(sha: &str) -> String {
    sha[..PREFIX].to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    fn reported(refs: &str, keys: &str) -> bool {
        let task = "status: completed, assigned_to: [alice], dependencies: []";
        let open = "status: pending, assigned_to: [alice], dependencies: [], commit: 9999999";
        let keys = format!(
            "commit_refs: {refs}\ncompleted_tasks: 1\nstatus: in_progress\noverall_progress: 50\ntasks:\n  - {{id: TASK-1.1, {task}, {keys}}}\n  - {{id: TASK-1.2, {open}}}"
        );
        let mut found = tokens_with(&keys).into_iter();
        found.any(|(rule, _)| rule == "commit-refs-incomplete")
    }

    #[test]
    fn commits_of_completed_tasks_are_missed() {
        for keys in [
            "commit: 3fa1b22",
            "commits: [3fa1b22]",
            "evidence: [{test: x}, {commit: 3fa1b22}]",
            "completed_commit: 3fa1b22c0ffee3fa1b22c0ffee3fa1b22c0ffee0",
        ] {
            assert!(reported("[]", keys), "{keys}");
            assert!(reported("null", keys), "{keys}");
            assert!(reported("[abcdef0]", keys), "{keys}");
        }
    }

    #[test]
    fn listed_commits_and_other_texts_are_fine() {
        let commit = "commit: 3fa1b22";
        for refs in [
            "[3fa1b22]",
            "[3fa1b22c0ffee]",
            "['3FA1B22 (the schema)']",
            "[{sha: 3fa1b22}]",
            "['a..3fa1b22']",
        ] {
            assert!(!reported(refs, commit), "{refs}");
        }
        for keys in ["commit: pending", "commit: null", "notes: 3fa1b22"] {
            assert!(!reported("[]", keys), "{keys}");
        }
    }
}
