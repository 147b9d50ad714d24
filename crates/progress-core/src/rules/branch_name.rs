//! The name of a feature branch must match the configured pattern, `feature/*` by default.
//!
//! Tools find a branch's plan by its name. A branch counts as a feature branch if its name
//! starts like one (`feat/…`, `features/…`, `feature-…`) or if its last part is the name of a
//! plan, ignoring versions (`-v2`). Other branches are checked only by `lint --commits`, and
//! only if their commits work on tasks; `main`, `fix/…` and `release/…` are never checked. When
//! a commit or push depends on the name of a feature branch, the finding is an error. On a
//! detached `HEAD` the name is taken from the CI system's environment variables.
//!
//! # Bad
//!
//! ```yaml (branch=feat/auth-v1)
//! prd: "auth-v1"
//! phase: 1
//! ```
//!
//! ```yaml (branch=alice/work worked=TASK-1.1)
//! prd: "auth-v1"
//! phase: 1
//! ```
//!
//! # Good
//!
//! ```yaml (branch=feature/auth-v1)
//! prd: "auth-v1"
//! phase: 1
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Rule};
use crate::model::BranchName;
use crate::model::branch::listed;
use crate::workspace::Workspace;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "branch-name",
    severity: Severity::Warning,
    summary: "the name of a feature branch does not match the configured pattern",
    fix: None,
    suppressed_by: &[],
    check: Check::Workspace(check),
};

fn check(workspace: &Workspace, diagnostics: &mut Diagnostics) {
    let Some(at_hand) = &workspace.branch else {
        return;
    };
    let patterns = &workspace.settings.branch_patterns;
    let Some(branch) = BranchName::parse(&at_hand.name) else {
        return;
    };
    let is_feature =
        branch.says_feature() || workspace.plans.names().any(|plan| branch.names(plan));
    let range = workspace.range.as_ref();
    // Without a range, it is unknown what the branch's commits work on.
    let carries_tasks = range.is_some_and(|range| !range.worked.is_empty());
    if patterns.matches(&at_hand.name) || !(is_feature || carries_tasks) {
        return;
    }
    // The variable may be what is wrong, so it is named.
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
    let mut diagnostic = Diagnostic::about_branch(message).help(branch.advice(patterns.patterns()));
    // Other names are never an error.
    if workspace.settings.enforce_branch && is_feature {
        diagnostic = diagnostic.severity(Severity::Error);
    }
    diagnostics.push(diagnostic);
}

#[cfg(test)]
mod tests {
    use crate::config::{Globs, Severity};
    use crate::testing::{BASE, BASE_PATH, Found, Sandbox};

    fn bench(branch: &str) -> Sandbox {
        Sandbox::new(&[(BASE_PATH, BASE)]).branch(Some(branch))
    }

    fn severities(found: &[Found]) -> Vec<Severity> {
        let ours = found.iter().filter(|found| found.rule == "branch-name");
        ours.map(|found| found.severity).collect()
    }

    #[test]
    fn only_feature_branches_are_checked() {
        assert_eq!(severities(&bench("feat/x").run()), [Severity::Warning]);
        assert_eq!(severities(&bench("auth-v2").run()), [Severity::Warning]);
        for branch in ["feature/auth-v1", "main", "fix/auth-v1", "alice/other"] {
            assert_eq!(severities(&bench(branch).run()), [], "{branch}");
        }
    }

    #[test]
    fn it_is_an_error_if_a_commit_depends_on_it() {
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
