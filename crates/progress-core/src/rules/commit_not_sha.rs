//! A commit of a finished task must be named by its SHA.
//!
//! `pending` and `TBD` are placeholders that were meant to be replaced when the work was
//! committed; `git show` and the links between commits and tasks need the SHA. The rule checks
//! values of a single word in keys such as `commit`, `commits` and `commit_refs` of tasks and
//! phases that are done, and in the `evidence` of such tasks. Tags, branches and `none` are
//! allowed. One finding covers the whole file.
//!
//! # Bad
//!
//! ```yaml
//! status: "in_progress"
//! completed_tasks: 1
//! overall_progress: 50
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     commit: "pending"
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
//!     commit: "pending"
//! ```

use yaml_lossless::{Node, Scalar};

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::{Class, names_nothing};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "commit-not-sha",
    severity: Severity::Warning,
    summary: "a commit is named by something other than its SHA",
    fix: None,
    suppressed_by: &[Yield::Place],
    check: Check::Phase(check),
};

/// Keys whose values name commits.
const KEYS: &[&str] = &[
    "commit",
    "commits",
    "commit_ref",
    "commit_refs",
    "commit_sha",
    "commit_shas",
    "commit_hash",
    "sha",
    "shas",
];

/// Maximum number of further places shown with the finding.
const SHOWN: usize = 3;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let document = context.file.document();
    let yaml = document.text.slice(document.yaml).as_bytes();
    // Most files name no commit.
    if !["commit", "sha"]
        .iter()
        .any(|word| memchr::memmem::find(yaml, word.as_bytes()).is_some())
    {
        return;
    }
    let mut found = Vec::new();
    // Before the phase is done, a placeholder may still be replaced.
    if context.phase.is_done() {
        collect(context.root(), &mut found);
    }
    for task in context.tasks() {
        if task.state == Some(Class::Done) {
            let task = context.node(task.node);
            collect(task, &mut found);
            for item in task.get("evidence").into_iter().flat_map(Node::items) {
                collect(item, &mut found);
            }
        }
    }
    if let Some(diagnostic) = diagnostic(context, &found) {
        diagnostics.push(diagnostic);
    }
}

fn diagnostic(context: &PhaseContext<'_>, found: &[Node<'_>]) -> Option<Diagnostic> {
    let (first, others) = found.split_first()?;
    let text = first.text()?;
    let message = match others.len() {
        0 => format!("`{text}` is not the SHA of a commit"),
        1 => format!("`{text}` is not the SHA of a commit, and neither is 1 other value"),
        more => format!("`{text}` is not the SHA of a commit, and neither are {more} other values"),
    };
    let place = Location::value(context.id(), first.id());
    let mut diagnostic = Diagnostic::new(place, message)
        .help("use the SHA from `git log`, or remove the key if there is no commit");
    for other in others.iter().take(SHOWN) {
        let place = Location::value(context.id(), other.id());
        diagnostic = diagnostic.related(place, "this is not a SHA either");
    }
    Some(diagnostic)
}

/// Collects the values of a mapping that should be SHAs and are not.
fn collect<'a>(mapping: Node<'a>, found: &mut Vec<Node<'a>>) {
    for (key, value) in mapping.entries() {
        if !key.text().is_some_and(|key| KEYS.contains(&key)) {
            continue;
        }
        if is_something_else(value) {
            found.push(value);
        }
        found.extend(value.items().filter(|item| is_something_else(*item)));
    }
}

/// Whether a value is a single word that cannot name a commit.
fn is_something_else(value: Node<'_>) -> bool {
    // A number may be a SHA without quotes, which `sha-not-quoted` reports.
    let Some(Scalar::Text(text)) = value.scalar() else {
        return false;
    };
    let text = text.trim();
    // Several words may be the commit's subject, and signs are those of URLs, tags and revisions.
    let is_word = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let is_word = is_word && !text.is_empty();
    is_word && !names_nothing(text) && !may_name_commit(text)
}

/// Whether a word has a part that may be an abbreviated SHA, or is a tag or a branch.
fn may_name_commit(text: &str) -> bool {
    /// The shortest abbreviation that Git accepts.
    const SHORTEST: usize = 4;
    const BRANCHES: &[&str] = &["HEAD", "FETCH_HEAD", "main", "master", "develop", "trunk"];
    let mut parts = text.split(['-', '_']);
    let has_sha = parts
        .any(|part| part.len() >= SHORTEST && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let tag = text.strip_prefix(['v', 'V']);
    let is_tag = tag.is_some_and(|tag| tag.starts_with(|c: char| c.is_ascii_digit()));
    has_sha || is_tag || BRANCHES.contains(&text)
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    fn tokens(commit: &str) -> Vec<String> {
        let task = "status: completed, assigned_to: [alice], dependencies: []";
        let keys = format!(
            "completed_tasks: 2\nstatus: review\noverall_progress: 100\ntasks:\n  - {{id: TASK-1.1, {task}, {commit}}}\n  - {{id: TASK-1.2, {task}}}"
        );
        let found = tokens_with(&keys).into_iter();
        let found = found.filter(|(rule, _)| *rule == "commit-not-sha");
        found.map(|(_, token)| token).collect()
    }

    #[test]
    fn placeholders_are_found_once_per_file() {
        for (commit, token) in [
            ("commit: pending", "pending"),
            ("commits: [3fa1b22, \"TBD\", later]", "\"TBD\""),
            ("evidence: [{test: x}, {commit: wave2}]", "wave2"),
            ("commit_refs: [auto-generated]", "auto-generated"),
        ] {
            assert_eq!(tokens(commit), [token], "{commit}");
        }
    }

    #[test]
    fn whatever_may_name_a_commit_is_allowed() {
        for commit in [
            "commit: 3fa1b22",
            "commit: 3fa1b22-dirty",
            "commit: beef",
            "commit: null",
            "commit: ''",
            "commit: none",
            "commit: N/A",
            "commit: v1.2",
            "commit: v2",
            "commit: main",
            "commit: feature/x",
            "commit: HEAD~1",
            "commit: 'https://x/y'",
            "commit: Store carts",
            "commit: true",
            "commit_message: wip",
            "evidence: [pending]",
        ] {
            assert_eq!(tokens(commit), [""; 0], "{commit}");
        }
    }
}
