//! A commit that a file names should be in the repository.
//!
//! A rebase or a squash leaves commits behind under names that lead nowhere. Looked at are keys
//! that speak of commits (`commit_refs`, `commit`); in a shallow clone nothing is. It is
//! advice, because the commit may be on a branch that was never fetched.
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

use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Location, PhaseContext, Rule};
use crate::model::keys;
use crate::workspace::commits_in;

/// The rule.
pub const RULE: Rule = Rule {
    name: "commit-ref-unresolved",
    severity: Severity::Advice,
    summary: "a file names a commit that the repository does not have",
    fix: None,
    yields_to: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    let unknown = &context.workspace().history.unknown_commits;
    if unknown.is_empty() {
        return;
    }
    for node in context.tree.nodes() {
        let is_value = node.key().is_none_or(|key| key.id() != node.id());
        if !is_value || node.is_alias() || !keys::names_commit(node) {
            continue;
        }
        for name in commits_in(node).filter(|name| unknown.contains(*name)) {
            let message = format!("the repository has no commit `{name}`");
            let draft = Draft::new(Location::value(context.id(), node.id()), message)
                .help("name the commit that took its place, or fetch the branch that has it");
            drafts.push(draft);
        }
    }
}
