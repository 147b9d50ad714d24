//! A progress file must have tasks.
//!
//! Counters, schedule and references are all based on them. A phase without tasks says so with
//! `tasks: []`; if `total_tasks` counts some all the same, they are still to be listed. If the
//! tasks are under another key, in a code block or in a table, the finding says where. Documents
//! about a phase, such as completion notes, need no tasks.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//! total_tasks: 0
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

use memchr::memmem;
use yaml_lossless::Node;
use yaml_lossless::text::Span;

use crate::config::Severity;
use crate::derive::is_unlisted;
use crate::document::Document;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::markdown::{Block, LineKind, blocks, cells, lines};
use crate::model::Tasks;
use crate::source::name_of;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "tasks-missing",
    severity: Severity::Warning,
    summary: "a progress file has no tasks",
    fix: None,
    // The tasks may be under a misspelled key.
    suppressed_by: &[Yield::Key("unknown-key")],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    if is_other_document(context) {
        return;
    }
    let file = context.id();
    if let Some(tasks) = unlisted(context) {
        let total = context.get("total_tasks").and_then(Node::text);
        let total = total.unwrap_or_default();
        let message = format!("`tasks` is empty, but `total_tasks` is {total}");
        let diagnostic = Diagnostic::new(Location::key(file, tasks.id()), message)
            .help("list the tasks of this phase, or write `total_tasks: 0` if it has none");
        diagnostics.push(diagnostic.key(context.root().id(), "tasks"));
        return;
    }
    if !matches!(context.phase.tasks, Tasks::Missing) {
        return;
    }
    let diagnostic = match context.get("tasks") {
        Some(empty) => Diagnostic::new(Location::key(file, empty.id()), "`tasks` is empty")
            .help("list the tasks of this phase, or write `tasks: []` if it has none"),
        None => elsewhere(context).unwrap_or_else(|| {
            Diagnostic::new(whole(context), "this progress file has no `tasks`")
                .help("add `tasks:` with the tasks of this phase, or `tasks: []` if it has none")
        }),
    };
    diagnostics.push(diagnostic.key(context.root().id(), "tasks"));
}

/// The empty list of tasks of a phase that counts some.
fn unlisted<'c>(context: &PhaseContext<'c>) -> Option<Node<'c>> {
    let tasks = context.get("tasks").filter(|tasks| tasks.is_sequence())?;
    is_unlisted(context.root(), context.phase).then_some(tasks)
}

/// Words in the names of documents about a phase that track no tasks.
const OTHER_DOCUMENTS: &[&str] = &[
    "completion",
    "context",
    "handoff",
    "notes",
    "report",
    "summary",
    "work_plan",
    "work-plan",
];

/// Whether the file is a document about a phase that need not track its tasks.
pub(super) fn is_other_document(context: &PhaseContext<'_>) -> bool {
    let name = name_of(context.file.path()).to_ascii_lowercase();
    OTHER_DOCUMENTS.iter().any(|word| name.contains(word))
}

fn whole(context: &PhaseContext<'_>) -> Location {
    Location::of(context.id(), context.root().id(), context.anchor().id())
}

/// Says where the tasks are, if not at the top level.
fn elsewhere(context: &PhaseContext<'_>) -> Option<Diagnostic> {
    if let Some((key, tasks)) = nested(context.root()) {
        let place = Location::key(context.id(), tasks.id());
        let message = format!("the tasks are in `{key}.tasks`, where nothing checks them");
        return Some(Diagnostic::new(place, message).help("move them to `tasks` at the top level"));
    }
    let document = context.file.document();
    if is_in_code(document) {
        return Some(
            Diagnostic::new(whole(context), "the tasks are in a code block of the body")
                .help("move them to `tasks` in the frontmatter"),
        );
    }
    // Last, because only a guess by the names of columns says that the table lists the tasks.
    let table = table_of_tasks(document)?;
    let place = Location::span(context.id(), table);
    Some(
        Diagnostic::new(place, "the tasks are only in a table of the body")
            .help("list them in `tasks` in the frontmatter"),
    )
}

/// A list of tasks below another top-level key, as in `phase_4: {tasks: […]}`.
fn nested(root: Node<'_>) -> Option<(&str, Node<'_>)> {
    let mut entries = root.entries();
    entries.find_map(|(key, value)| {
        // As in `phases: [{tasks: […]}]`.
        let first = value.items().next().unwrap_or(value);
        let tasks = first.get("tasks").filter(|tasks| tasks.is_sequence())?;
        Some((key.text()?, tasks))
    })
}

fn is_in_code(document: &Document) -> bool {
    // Most bodies have no such text, and need not be split into lines.
    if memmem::find(document.body_text().as_bytes(), b"tasks:").is_none() {
        return false;
    }
    lines(&document.text, document.body).any(|line| {
        line.kind == LineKind::Code && document.text.slice(line.span).trim_end() == "tasks:"
    })
}

/// The header of a table that has a column of tasks and one of their status.
fn table_of_tasks(document: &Document) -> Option<Span> {
    let text = document.text.as_str();
    blocks(&document.text, document.body)
        .into_iter()
        .find_map(|block| {
            let Block::Table { header, .. } = block else {
                return None;
            };
            let header = header?;
            let columns: Vec<String> = cells(text, header)
                .map(|cell| document.text.slice(cell).to_ascii_lowercase())
                .collect();
            let has = |word: &str| columns.iter().any(|column| column.contains(word));
            (has("task") && has("status")).then_some(header)
        })
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE, BASE_PATH, Sandbox, lint_with};

    fn found(text: &str) -> Vec<(&'static str, String)> {
        let found = Sandbox::new(&[(BASE_PATH, text)]).run().into_iter();
        found
            .map(|found| (found.rule, found.token))
            .filter(|(rule, _)| rule.contains("tasks-") || *rule == "unknown-key")
            .collect()
    }

    #[test]
    fn counted_tasks_that_are_not_listed_are_missing() {
        let empty = |total: &str| {
            let keys = format!("total_tasks: {total}\ntasks: []\nparallelization: {{}}");
            let found = lint_with(&keys).into_iter();
            let own = found.filter(|it| matches!(it.rule, "tasks-missing" | "count-mismatch"));
            own.map(|it| it.rule).collect::<Vec<_>>()
        };
        // The counter is the only record of the tasks, so nothing may rewrite it.
        assert_eq!(empty("7"), ["tasks-missing"]);
        assert!(empty("0").is_empty());
    }

    #[test]
    fn a_missing_key_is_reported_at_the_type() {
        let without = BASE.replace("tasks:\n", "todo:\n");
        let without = without.replace("_todo:", "_tasks:");
        assert_eq!(found(&without), [("tasks-missing", "progress".to_owned())]);
    }

    #[test]
    fn tasks_elsewhere_are_named() {
        let message = |keys: &str| {
            let (keys, body) = keys.split_once('|').unwrap();
            let text = format!(
                "---\ntype: progress\nprd: a\nphase: 1\nstatus: planning\n{keys}---\n{body}"
            );
            let found = Sandbox::new(&[(BASE_PATH, &text)]).run();
            let of_rule = found.into_iter().find(|it| it.rule == "tasks-missing");
            of_rule.map(|found| found.message).unwrap_or_default()
        };
        assert!(message("phase_4: {tasks: [{id: A-1}]}\n|").contains("`phase_4.tasks`"));
        assert!(message("phases: [{tasks: [{id: A-1}]}]\n|").contains("`phases.tasks`"));
        assert!(message("|```yaml\ntasks:\n  - id: A-1\n```\n").contains("code block"));
        assert!(message("|\n| Task | Status |\n|---|---|\n| A-1 | done |\n").contains("table"));
        assert!(message("|\n| Name | Size |\n|---|---|\n| a | b |\n").contains("has no"));
    }

    #[test]
    fn documents_about_a_phase_need_no_tasks() {
        let text = BASE
            .replace("tasks:\n", "todo:\n")
            .replace("_todo:", "_tasks:");
        let path = BASE_PATH.replace("progress.md", "completion-notes.md");
        let text = text.replace("status: \"planning\"\n", "");
        let found = Sandbox::new(&[(&path, &text)]).run();
        let is_about_keys = |rule: &str| ["tasks-missing", "schema"].contains(&rule);
        assert!(found.iter().all(|it| !is_about_keys(it.rule)), "{found:?}");
    }

    #[test]
    fn an_empty_list_is_valid() {
        assert_eq!(
            lint_with("tasks: []\ntotal_tasks: 0\nparallelization: {}"),
            []
        );
    }

    #[test]
    fn a_misspelled_key_takes_precedence() {
        let misspelt = BASE.replace("\ntasks:\n", "\ntaskss:\n");
        assert_eq!(found(&misspelt), [("unknown-key", "taskss".to_owned())]);
    }
}
