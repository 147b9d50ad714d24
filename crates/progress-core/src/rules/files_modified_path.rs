//! Paths in `files_modified` of a completed phase must exist, now or in the history.
//!
//! The list records what a phase changed; a path that no commit ever contained was mistyped or
//! only planned. Directories are allowed. Globs, URLs and paths outside the repository are not
//! checked, and nothing is checked in a shallow clone. A path with a leading `/` is reported if
//! it exists in the repository without it.
//!
//! # Bad
//!
//! ```yaml (rooted=/src/auth.rs)
//! status: "completed"
//! completed: "2026-02-06"
//! completed_tasks: 2
//! overall_progress: 100
//! success_criteria: []
//! files_modified:
//!   - "/src/auth.rs"
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```
//!
//! # Good
//!
//! ```yaml (rooted=/src/auth.rs)
//! status: "completed"
//! completed: "2026-02-06"
//! completed_tasks: 2
//! overall_progress: 100
//! success_criteria: []
//! files_modified:
//!   - "src/auth.rs"
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "completed"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ```
//!
//! ```yaml (path=.claude/progress/auth-v1/phase-2-progress.md lost=src/login.rs)
//! phase: 2
//! status: "planning"
//! files_modified:
//!   - "src/login.rs"
//! tasks: []
//! total_tasks: 0
//! parallelization: {}
//! ```

use yaml_lossless::edit::{Change, Value};

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::Name;
use crate::workspace::modified_in;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "files-modified-path",
    severity: Severity::Warning,
    summary: "`files_modified` of a completed phase contains a path that never existed",
    fix: Some(Safety::Safe),
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    // Before the phase is done, the list may name files that are still to be written.
    if context.phase.done_status().is_none() {
        return;
    }
    let Some(value) = context.get("files_modified") else {
        return;
    };
    // `lost_paths` is empty if the history is shallow or incomplete.
    let history = &context.workspace().history;
    for name in modified_in(value) {
        if history.lost_paths.contains(&name.text) {
            diagnostics.push(lost(context, &name));
        } else if history.rooted_paths.contains(&name.text) {
            diagnostics.push(rooted(context, &name));
        }
    }
}

fn lost(context: &PhaseContext<'_>, name: &Name) -> Diagnostic {
    let message = format!(
        "`{}` is neither in the repository nor in its history",
        name.text
    );
    Diagnostic::new(Location::value(context.id(), name.node), message)
        .help("correct the path, relative to the root of the repository, or remove it")
}

fn rooted(context: &PhaseContext<'_>, name: &Name) -> Diagnostic {
    let path = name.text.trim_start_matches('/');
    let message = format!(
        "`{}` is an absolute path; the repository contains `{path}`",
        name.text
    );
    let change = Change::Set(name.node, Value::text(path));
    Diagnostic::new(Location::value(context.id(), name.node), message)
        .help(format!("write `{path}`"))
        .fix(Fix::safe("remove the leading `/`", vec![change]))
}

#[cfg(test)]
mod tests {
    use crate::rules::Example;
    use crate::testing::{BASE_PATH, Sandbox, with};

    fn tokens(status: &str) -> Vec<String> {
        let keys = format!("status: {status}\nfiles_modified: [src/atuh.rs, {{ path: src/x.rs }}]");
        let known = ["src/atuh.rs", "src/x.rs"].map(|path| Example {
            lost: Some(path.to_owned()),
            ..Example::default()
        });
        let bench = Sandbox::new(&[(BASE_PATH, &with(&keys))]);
        let found = known.iter().fold(bench, Sandbox::knowing).run().into_iter();
        let found = found.filter(|found| found.rule == "files-modified-path");
        found.map(|found| found.token).collect()
    }

    #[test]
    fn only_a_completed_phase_is_checked() {
        assert_eq!(tokens("completed"), ["src/atuh.rs", "src/x.rs"]);
        assert_eq!(tokens("in_progress"), [""; 0]);
    }
}
