//! A phase should be tracked in only one file of its plan.
//!
//! Two files that track the same phase each count their own tasks, and neither shows how far the
//! phase has come. Often the second one is a follow-up or a report and should have a different
//! `type`.
//!
//! # Bad
//!
//! ```yaml (path=.claude/progress/auth-v1/phase-1-progress.md)
//! phase: 1
//! ```
//!
//! ```yaml (path=.claude/progress/auth-v1/phase-1-followup-progress.md)
//! phase: 1
//! tasks: []
//! total_tasks: 0
//! parallelization: {}
//! ```
//!
//! # Good
//!
//! ```yaml (path=.claude/progress/auth-v1/phase-1-progress.md)
//! phase: 1
//! ```
//!
//! ```yaml (path=.claude/progress/auth-v1/phase-2-progress.md)
//! phase: 2
//! tasks: []
//! total_tasks: 0
//! parallelization: {}
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "two-files-one-phase",
    severity: Severity::Off,
    summary: "another file of the plan tracks the same phase",
    fix: None,
    // A placeholder such as `[PHASE_NUMBER]` names no phase.
    suppressed_by: &[Yield::Key("template-placeholder")],
    check: Check::Advice(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(phase) = &context.phase.identity.phase else {
        return;
    };
    let (plans, own) = (context.plans(), context.id());
    let mut files = plans.files_of_same_phase(own).iter().copied();
    // A directory may hold several plans, each with a phase 1.
    let Some(other) = files.find(|&other| other != own && plans.same_prd(own, other)) else {
        return;
    };
    let path = context.workspace().file(other).path.as_str();
    let message = format!("phase `{}` is also tracked in {path}", phase.text);
    let mut diagnostic = Diagnostic::new(Location::value(own, phase.node), message)
        .help("keep one file per phase; give a follow-up its own phase or `type`")
        .key(context.root().id(), "phase");
    if let Some(same) = plans
        .phase(other)
        .and_then(|other| other.identity.phase.as_ref())
    {
        diagnostic = diagnostic.related(Location::value(other, same.node), "also tracked here");
    }
    diagnostics.push(diagnostic);
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sandbox, with};

    fn count(one: &str, other: &str) -> usize {
        let follow_up = with(&format!(
            "{other}\ntasks: []\ntotal_tasks: 0\nparallelization: {{}}"
        ));
        let files = [
            ("progress/auth-v1/phase-1-progress.md", with(one)),
            ("progress/auth-v1/phase-1-b-progress.md", follow_up),
        ];
        let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
        let found = Sandbox::new(&files).enable(super::RULE.name).run();
        found
            .iter()
            .filter(|found| found.rule == super::RULE.name)
            .count()
    }

    #[test]
    fn advice_does_not_hide_errors() {
        let text = with("phase: -1");
        let files = ["a", "b"].map(|name| format!("progress/auth-v1/{name}-progress.md"));
        let files = files.each_ref().map(|path| (path.as_str(), text.as_str()));
        let found = Sandbox::new(&files).run();
        assert!(
            found.iter().any(|found| found.rule == "schema"),
            "{found:#?}"
        );
    }

    #[test]
    fn both_files_are_reported_however_they_write_the_phase() {
        assert_eq!(count("phase: 1", "phase: \"P1\""), 2);
        assert_eq!(count("phase: 1", "phase: \"1-2\""), 0);
        assert_eq!(count("phase: \"Setup\"", "phase: \"setup\""), 2);
    }
}
