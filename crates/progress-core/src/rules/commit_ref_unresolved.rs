//! A commit named in a file should exist in the repository.
//!
//! Rebasing or squashing replaces commits and leaves the old names dangling. The rule checks
//! keys that refer to commits, such as `commit_refs` and `commit`; it checks nothing in a
//! shallow clone. It is off by default because a commit that was squashed or never fetched is no
//! mistake in the file.
//!
//! # Bad
//!
//! ```yaml (unknown=deadbeef)
//! commit_refs: ["deadbeef"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! commit_refs: ["756e518"]
//! ```

use crate::collections::HashSet;
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::keys;
use crate::workspace::commits_in;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "commit-ref-unresolved",
    severity: Severity::Off,
    summary: "a file names a commit that is not in the repository",
    fix: None,
    suppressed_by: &[],
    check: Check::Advice(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let unknown = &context.workspace().history.unknown_commits;
    if unknown.is_empty() {
        return;
    }
    let mut seen = HashSet::default();
    for node in context.tree.nodes() {
        // The key of a key is the key itself.
        let is_value = node.key().is_none_or(|key| key.id() != node.id());
        if !is_value || node.is_alias() || !keys::names_commit(node) {
            continue;
        }
        for name in commits_in(node).filter(|name| unknown.contains(*name)) {
            // A phase and its tasks often name the same commit.
            if !seen.insert(name) {
                continue;
            }
            let message = format!("commit `{name}` is not in the repository");
            let diagnostic = Diagnostic::new(Location::value(context.id(), node.id()), message)
                .help("name the commit that replaced it, or fetch the branch that contains it");
            diagnostics.push(diagnostic);
        }
    }
}
