//! `files_modified` must list what the commits of the phase change.
//!
//! The list is how people find a phase's code, and it is only worth something if it is complete.
//! Looked at are the commits of `lint --commits` that belong to a task of the phase, and the last
//! tree of the range. Where only commits after the file's last change are missing, it is a
//! warning: a commit whose message alone tells the phase can be recorded no earlier than by the
//! next. Left out are progress files and what `files_modified.exclude` names.
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
use crate::lint::{Check, Draft, Drafts, Location, PhaseContext, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "files-modified-incomplete",
    severity: Severity::Error,
    summary: "`files_modified` lacks what commits of the phase change",
    fix: None,
    yields_to: &[],
    check: Check::Phase(check),
};

/// So many paths are named.
const SHOWN: usize = 5;

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    let range = context.workspace().range.as_ref();
    let missing = range.and_then(|range| range.missing.get(context.file.path()));
    let Some(missing) = missing.filter(|missing| !missing.paths.is_empty()) else {
        return;
    };
    let place = match context.get("files_modified") {
        Some(list) => Location::key(context.id(), list.id()),
        None => Location::value(context.id(), context.anchor().id()),
    };
    let shown = missing.paths.iter().take(SHOWN);
    let mut shown: Vec<String> = shown.map(|path| format!("`{path}`")).collect();
    if missing.paths.len() > SHOWN {
        shown.push(format!("{} more", missing.paths.len() - SHOWN));
    }
    let message = format!(
        "`files_modified` lacks {}, which commits of this phase change",
        shown.join(", ")
    );
    let mut draft = Draft::new(place, message).help("`progress sync` adds what is missing");
    if let Some((id, subject)) = &missing.commit {
        draft = draft.commit(id, subject);
    }
    drafts.push(if missing.is_late {
        draft.severity(Severity::Warning)
    } else {
        draft
    });
}
