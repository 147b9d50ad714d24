//! The name of a feature branch should end with the name of a plan.
//!
//! Tools use the name, compared with each plan's `prd` ignoring versions (`-v2`), to find the
//! plan that the branch works on. Repositories without plans are not checked.
//!
//! # Bad
//!
//! ```yaml (branch=feature/auht-v1)
//! prd: "auth-v1"
//! phase: 1
//! ```
//!
//! # Good
//!
//! ```yaml (branch=feature/auth-v2)
//! prd: "auth-v1"
//! phase: 1
//! ```

use crate::config::Severity;
use crate::display::nearest;
use crate::lint::{Check, Diagnostic, Diagnostics, Rule};
use crate::model::BranchName;
use crate::workspace::Workspace;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "branch-plan-unknown",
    severity: Severity::Advice,
    summary: "a feature branch is not named after any plan",
    fix: None,
    suppressed_by: &[],
    check: Check::Workspace(check),
};

fn check(workspace: &Workspace, diagnostics: &mut Diagnostics) {
    let Some(at_hand) = &workspace.branch else {
        return;
    };
    let Some(branch) = BranchName::parse(&at_hand.name) else {
        return;
    };
    // Any other branch may have nothing to do with plans.
    let is_feature =
        branch.says_feature() || workspace.settings.branch_patterns.matches(&at_hand.name);
    // Without plans, there is nothing that the branch could be named after.
    let mut plans = workspace.plans.names().peekable();
    if !is_feature || plans.peek().is_none() || plans.any(|prd| branch.names(prd)) {
        return;
    }
    let slug = branch.slug();
    let message = format!("no plan named `{slug}` for branch `{}`", at_hand.name);
    // `auth-v1-phase-2` is too long for a misspelling, but contains the name of a plan. The longest
    // one says the most.
    let help = match nearest(slug, workspace.plans.names()).or_else(|| {
        workspace
            .plans
            .names()
            .filter(|prd| slug.contains(prd))
            .max_by_key(|prd| prd.len())
    }) {
        Some(near) => format!("did you mean the plan `{near}`?"),
        None => "name the branch after the `prd` of the plan it works on".to_owned(),
    };
    diagnostics.push(Diagnostic::about_branch(message).help(help));
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE, BASE_PATH, Sandbox};

    fn helps(branch: &str) -> Vec<String> {
        let found = Sandbox::new(&[(BASE_PATH, BASE)])
            .branch(Some(branch))
            .run();
        let ours = found
            .into_iter()
            .filter(|found| found.rule == "branch-plan-unknown");
        ours.map(|found| found.help).collect()
    }

    #[test]
    fn the_most_similar_plan_is_suggested() {
        assert_eq!(
            helps("feature/auht-v1"),
            ["did you mean the plan `auth-v1`?"]
        );
        assert_eq!(
            helps("feature/auth-v1-phase-2"),
            ["did you mean the plan `auth-v1`?"]
        );
        assert_eq!(helps("feature/weather").len(), 1);
    }

    #[test]
    fn versions_and_other_branches_are_ignored() {
        for branch in [
            "feature/auth",
            "feature/auth-v3",
            "main",
            "fix/x",
            "alice/x",
        ] {
            assert!(helps(branch).is_empty(), "{branch}");
        }
    }

    #[test]
    fn without_plans_nothing_is_reported() {
        assert_eq!(Sandbox::new(&[]).branch(Some("feature/x")).run(), []);
    }
}
