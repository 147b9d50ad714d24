//! `files_modified` must list every path that the phase's commits change.
//!
//! Readers use the list to find a phase's code, so it has to be complete. Checks the commits of
//! `lint --commits` that belong to a task of the phase, against the last tree of the range. If
//! only commits made after the file's last change are missing, the finding is a warning: a
//! commit that is linked to the phase by its message alone can be recorded by the next commit at
//! the earliest. Progress files and paths matching `files_modified.exclude` are ignored.
//!
//! # Bad
//!
//! ```yaml (missing=src/dates.rs)
//! files_modified: ["src/main.rs"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! files_modified: ["src/main.rs", "src/dates.rs"]
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "files-modified-incomplete",
    severity: Severity::Error,
    summary: "`files_modified` is missing paths that the phase's commits change",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

/// Maximum number of paths named.
const SHOWN: usize = 5;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let range = context.workspace().range.as_ref();
    let missing = range.and_then(|range| range.missing.get(context.file.path()));
    let Some(missing) = missing.filter(|missing| !missing.paths.is_empty()) else {
        return;
    };
    let place = match context.get("files_modified") {
        Some(list) => Location::key(context.id(), list.id()),
        // Without the key, all of the paths are missing.
        None => Location::value(context.id(), context.anchor().id()),
    };
    let mut shown: Vec<String> = missing
        .paths
        .iter()
        .take(SHOWN)
        .map(|path| format!("`{path}`"))
        .collect();
    if missing.paths.len() > SHOWN {
        shown.push(format!("{} more", missing.paths.len() - SHOWN));
    }
    let message = format!(
        "`files_modified` is missing {}, changed by commits of this phase",
        shown.join(", ")
    );
    let mut diagnostic =
        Diagnostic::new(place, message).help("run `progress sync` to add what is missing");
    if let Some((id, subject)) = &missing.commit {
        diagnostic = diagnostic.commit(id, subject);
    }
    // The commit itself could not record its paths yet; the next one can.
    diagnostics.push(if missing.is_late {
        diagnostic.severity(Severity::Warning)
    } else {
        diagnostic
    });
}
