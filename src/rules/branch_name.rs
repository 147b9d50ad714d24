//! A feature branch must be called as the configuration says, by default `feature/*`.
//!
//! Tools find a branch's plan by its name. A feature branch is one whose name sets out to be
//! one (`feat/…`, `features/…`, `feature-…`) or whose last part names a plan, versions
//! (`-v2`) left out. All others are nobody's business, unless the commits of `lint --commits`
//! work on tasks; `main`, `fix/…` and `release/…` are not even then. Where a commit or a push
//! depends on the name of a feature branch, this is an error. On a detached `HEAD` the name comes
//! from the CI's own variables.
//!
//! # Bad
//!
//! ```yaml (branch=feat/auth-v1)
//! phase: 1
//! ```
//!
//! ```yaml (branch=alice/work worked=TASK-1.1)
//! phase: 1
//! ```
//!
//! # Good
//!
//! ```yaml (branch=feature/auth-v1)
//! phase: 1
//! ```

use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Rule};
use crate::model::BranchName;
use crate::model::branch::listed;
use crate::workspace::Workspace;

/// The rule.
pub const RULE: Rule = Rule {
    name: "branch-name",
    severity: Severity::Warning,
    summary: "a feature branch is not called as the configuration says",
    fix: None,
    yields_to: &[],
    check: Check::Workspace(check),
};

fn check(workspace: &Workspace, drafts: &mut Drafts) {
    let Some(at_hand) = &workspace.branch else {
        return;
    };
    let patterns = &workspace.settings.branch_patterns;
    let Some(branch) = BranchName::parse(&at_hand.name) else {
        return;
    };
    let is_feature = workspace.is_feature(&branch);
    let range = workspace.range.as_ref();
    let carries_tasks = range.is_some_and(|range| !range.worked.is_empty());
    if patterns.matches(&at_hand.name) || !(is_feature || carries_tasks) {
        return;
    }
    let source = at_hand
        .from_variable
        .map_or_else(String::new, |name| format!(" (from {name})"));
    let kind = if is_feature {
        "the feature branch"
    } else {
        "commits work on tasks, but their branch"
    };
    let message = format!(
        "{kind} `{}`{source} does not match {}",
        at_hand.name,
        listed(patterns.patterns())
    );
    let mut draft = Draft::about_branch(message).help(branch.advice(patterns.patterns()));
    // A name that sets out to be nothing else is only advised to change.
    if workspace.settings.enforce_branch && is_feature {
        draft = draft.severity(Severity::Error);
    }
    drafts.push(draft);
}

#[cfg(test)]
mod tests {
    use crate::config::{Globs, Severity};
    use crate::testing::{BASE, BASE_PATH, Bench, Found};

    fn bench(branch: &str) -> Bench {
        Bench::new(&[(BASE_PATH, BASE)]).branch(Some(branch))
    }

    fn severities(found: &[Found]) -> Vec<Severity> {
        let ours = found.iter().filter(|found| found.rule == "branch-name");
        ours.map(|found| found.severity).collect()
    }

    #[test]
    fn only_feature_branches_are_judged() {
        assert_eq!(severities(&bench("feat/x").run()), [Severity::Warning]);
        assert_eq!(severities(&bench("auth-v2").run()), [Severity::Warning]);
        for branch in ["feature/auth-v1", "main", "fix/auth-v1", "alice/other"] {
            assert_eq!(severities(&bench(branch).run()), [], "{branch}");
        }
    }

    #[test]
    fn it_is_an_error_where_a_commit_depends_on_it() {
        let mut bench = bench("feat/auth-v1");
        bench.settings.enforce_branch = true;
        assert_eq!(severities(&bench.run()), [Severity::Error]);
    }

    #[test]
    fn the_configuration_decides() {
        let mut bench = bench("feat/auth-v1");
        bench.settings.branch_patterns = Globs::new(["feature/*", "feat/*"]).unwrap();
        assert_eq!(bench.run(), []);
    }
}
