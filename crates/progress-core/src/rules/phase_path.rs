//! `phase` must match the phase in the file name.
//!
//! Tools and people find a phase by its file name. A name such as `phase-1-3` stands for a
//! range; `phase-4b` also matches `4`.
//!
//! # Bad
//!
//! ```yaml (path=.claude/progress/auth-v1/phase-2-progress.md)
//! phase: 1
//! ```
//!
//! # Good
//!
//! ```yaml (path=.claude/progress/auth-v1/phase-1-progress.md)
//! phase: 1
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::plan_path::{PlanPath, compatible};
use crate::model::reference::PhaseLabel;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "phase-path",
    severity: Severity::Error,
    summary: "`phase` does not match the phase in the file name",
    fix: None,
    // A placeholder such as `[PHASE_NUMBER]` names no phase.
    suppressed_by: &[Yield::Key("template-placeholder")],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let place = PlanPath::read(context.file.path());
    let stated = context.phase.identity.phase.as_ref();
    let (Some(named), Some(covered), Some(stated)) =
        (place.phases(), context.phase.covers(), stated)
    else {
        return;
    };
    if agree(&named, &covered) {
        return;
    }
    let message = format!(
        "`phase` is `{}`, but the file name says phase {}",
        stated.text,
        named.0.as_str()
    );
    let diagnostic = Diagnostic::new(Location::value(context.id(), stated.node), message)
        .help("correct `phase`, or rename the file")
        .key(context.root().id(), "phase");
    diagnostics.push(diagnostic);
}

type Range = (PhaseLabel, PhaseLabel);

/// Whether two ranges share a phase.
fn agree(one: &Range, other: &Range) -> bool {
    if compatible(&one.0, &other.0) {
        return true;
    }
    // `4a` and `4b` have the same number, but are two phases: only ranges are compared by number.
    let is_range = one.0 != one.1 || other.0 != other.1;
    match (numbers(one), numbers(other)) {
        (Some(one), Some(other)) if is_range => one.0 <= other.1 && other.0 <= one.1,
        _ => false,
    }
}

/// The numbers at both ends of a range.
fn numbers(range: &Range) -> Option<(u32, u32)> {
    Some((range.0.number()?, range.1.number()?))
}

#[cfg(test)]
mod tests {
    use crate::testing::{Sandbox, with};

    fn is_clean(name: &str, phase: &str) -> bool {
        let path = format!("progress/auth-v1/{name}");
        let text = with(&format!("phase: {phase}"));
        Sandbox::new(&[(&path, &text)]).run().is_empty()
    }

    #[test]
    fn names_for_the_same_phase_agree() {
        for (name, phase) in [
            ("phase-1-3-progress.md", "2"),
            ("phase-1-3-progress.md", "\"1-3\""),
            ("phase-4b-progress.md", "4"),
            ("phase-p2a-progress.md", "\"P2a\""),
            ("phase-m1-progress.md", "\"M1\""),
            ("phase-01-progress.md", "1"),
            ("all-phases-progress.md", "1"),
            ("phase-1-core-mvp-progress.md", "1"),
            ("phase-3-progress.md", "\"Foundation\""),
        ] {
            assert!(is_clean(name, phase), "{name} {phase}");
        }
    }

    #[test]
    fn names_for_other_phases_are_reported() {
        for (name, phase) in [
            ("phase-1-3-progress.md", "4"),
            ("phase-4b-progress.md", "\"4a\""),
            ("phase-2-progress.md", "\"P3\""),
        ] {
            assert!(!is_clean(name, phase), "{name} {phase}");
        }
    }
}
