//! Files that a completed task lists must exist, now or in the history.
//!
//! Someone who checks the task looks there. A path that no commit ever contained was only planned,
//! mistyped, or never replaced by the real name. The rule checks `files`, `file`, `deliverables`
//! and keys such as `files_created` of tasks that are done, and there only what is certainly a path
//! in this repository: below a directory that exists, without prose, globs or line numbers, and
//! not ignored by Git. Each path is reported once per file. Nothing is checked in a shallow clone.
//!
//! # Bad
//!
//! ```yaml (lost=src/schema/carts.rs)
//! status: "in_progress"
//! completed_tasks: 1
//! overall_progress: 50
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     files: ["src/schema/carts.rs"]
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml (lost=src/schema/carts.rs)
//! status: "in_progress"
//! completed_tasks: 1
//! overall_progress: 50
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     files: ["src/schema/cart.rs"]
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!     files: ["src/schema/carts.rs"]
//! ```

use crate::collections::{HashMap, HashSet};
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::{Class, Name, TaskRef};
use crate::workspace::{modified_in, task_files};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "task-files-path",
    severity: Severity::Warning,
    summary: "a completed task lists a file that never existed",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

/// Maximum number of further places shown with a finding.
const SHOWN: usize = 3;

/// A path that never existed, and the tasks that list it.
struct Lost<'a> {
    id: Option<&'a str>,
    task: TaskRef,
    places: Vec<Name>,
}

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let lost_files = &context.workspace().history.lost_task_files;
    if lost_files.is_empty() {
        return;
    }
    let said = said_by_phase(context);
    let mut found: Vec<Lost<'_>> = Vec::new();
    let mut index_of: HashMap<String, usize> = HashMap::default();
    for (index, task) in (0..).zip(context.tasks()) {
        if task.state != Some(Class::Done) {
            continue;
        }
        for name in task_files(context.node(task.node)) {
            if !lost_files.contains(&name.text) || said.contains(&name.text) {
                continue;
            }
            if let Some(known) = index_of.get(&name.text) {
                found[*known].places.push(name);
                continue;
            }
            index_of.insert(name.text.clone(), found.len());
            found.push(Lost {
                id: task.id_text(),
                task: TaskRef {
                    file: context.id(),
                    index,
                },
                places: vec![name],
            });
        }
    }
    for lost in found {
        diagnostics.push(diagnostic(context, &lost));
    }
}

/// The entries of `files_modified` that `files-modified-path` reports already.
fn said_by_phase(context: &PhaseContext<'_>) -> HashSet<String> {
    match context.get("files_modified") {
        Some(list) if context.phase.is_done() => modified_in(list)
            .into_iter()
            .map(|name| name.text)
            .collect(),
        _ => HashSet::default(),
    }
}

fn diagnostic(context: &PhaseContext<'_>, lost: &Lost<'_>) -> Diagnostic {
    let (first, others) = (&lost.places[0], &lost.places[1..]);
    let done = match lost.id {
        Some(id) => format!("`{id}` is done"),
        None => "its task is done".to_owned(),
    };
    let message = format!(
        "`{}` is neither in the repository nor in its history, but {done}",
        first.text
    );
    let mut diagnostic = Diagnostic::new(Location::value(context.id(), first.node), message)
        .help("correct the path, relative to the root of the repository, or remove it")
        .task(lost.task);
    for other in others.iter().take(SHOWN) {
        let place = Location::value(context.id(), other.node);
        diagnostic = diagnostic.related(place, "also listed here");
    }
    diagnostic
}

#[cfg(test)]
mod tests {
    use crate::rules::Example;
    use crate::testing::{BASE_PATH, Sandbox, with};

    /// The findings about paths in a file with these keys and two completed tasks.
    fn found(keys: &str) -> Vec<&'static str> {
        let task = "status: completed, assigned_to: [alice], dependencies: []";
        let text = format!(
            "completed_tasks: 2\noverall_progress: 100\nsuccess_criteria: []\n{keys}\ntasks:\n  - {{id: TASK-1.1, {task}, files: [src/a/x.rs, src/a/y.rs]}}\n  - {{id: TASK-1.2, {task}, deliverables: {{path: src/a/x.rs}}}}"
        );
        let known = Example {
            lost: Some("src/a/x.rs".to_owned()),
            ..Example::default()
        };
        let bench = Sandbox::new(&[(BASE_PATH, &with(&text))]).knowing(&known);
        let rules = bench.run().into_iter().map(|found| found.rule);
        rules.filter(|rule| rule.ends_with("-path")).collect()
    }

    #[test]
    fn a_path_is_reported_once_per_file() {
        assert_eq!(found("status: review"), ["task-files-path"]);
    }

    #[test]
    fn a_path_that_the_phase_lists_too_is_reported_there() {
        let keys = "status: completed\ncompleted: 2026-02-06\nfiles_modified: [src/a/x.rs]";
        assert_eq!(found(keys), ["files-modified-path"]);
    }
}
