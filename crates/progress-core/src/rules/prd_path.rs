//! `prd` must match the name of the directory or of the file.
//!
//! The files of a plan share a directory named after the plan, ignoring versions (`-v2`). A file
//! that is not named after a phase may carry the plan's name itself, so that one directory
//! (`quick-features/`) can hold many plans.
//!
//! # Bad
//!
//! ```yaml (path=.claude/progress/auth-v1/phase-1-progress.md)
//! prd: "phase-1"
//! ```
//!
//! # Good
//!
//! ```yaml (path=.claude/progress/quick-features/dark-mode-progress.md)
//! prd: "dark-mode-v1"
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::FileId;
use crate::model::plan_path::{PlanPath, same_plan};
use crate::source::{folder_of, name_of};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "prd-path",
    severity: Severity::Warning,
    summary: "`prd` matches neither the directory nor the file name",
    fix: None,
    // A placeholder such as `[PRD_ID]` names no plan.
    suppressed_by: &[Yield::Key("template-placeholder")],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(prd) = &context.phase.identity.prd else {
        return;
    };
    let place = PlanPath::read(context.file.path());
    let (folder, own) = (place.folder(), place.own_name());
    // In the root, or in a directory of all plans, only the file can name its plan.
    let expected = if folder.is_empty() { own } else { Some(folder) };
    let (Some(expected), false) = (expected, is_named(&prd.text, &place)) else {
        return;
    };
    // The name of a plan may begin like that of a phase: `phase-out-v1/phase-1-progress.md`.
    if same_plan(&prd.text, name_of(folder_of(context.file.path()))) {
        return;
    }
    // A file named after a phase does not say to which of the plans it belongs.
    if own.is_none() && holds_many_plans(context) {
        return;
    }
    let own = own.filter(|own| *own != expected);
    let or_file = own.map_or_else(String::new, |own| format!(" and the file `{own}`"));
    let whose = if folder.is_empty() {
        "file"
    } else {
        "directory"
    };
    let message = format!(
        "`prd` is `{}`, but the {whose} is named `{expected}`{or_file}",
        prd.text
    );
    let diagnostic = Diagnostic::new(Location::value(context.id(), prd.node), message)
        .help("write the directory's name, or move the file")
        .key(context.root().id(), "prd");
    diagnostics.push(diagnostic);
}

fn is_named(prd: &str, place: &PlanPath<'_>) -> bool {
    same_plan(prd, place.folder()) || place.own_name().is_some_and(|own| same_plan(prd, own))
}

/// Whether another file in the directory carries its plan's name itself.
fn holds_many_plans(context: &PhaseContext<'_>) -> bool {
    let bears_own = |id: FileId| {
        let place = PlanPath::read(context.workspace().file(id).path.as_str());
        let prd = context
            .plans()
            .phase(id)
            .and_then(|phase| phase.identity.prd.as_ref());
        prd.zip(place.own_name()).is_some_and(|(prd, own)| {
            same_plan(&prd.text, own) && !same_plan(&prd.text, place.folder())
        })
    };
    context.plan().is_collection(bears_own)
}

#[cfg(test)]
mod tests {
    use crate::testing::{Found, Sandbox, with};

    fn lint(path: &str, prd: &str) -> Vec<Found> {
        let text = with(&format!("prd: {prd}"));
        Sandbox::new(&[(path, &text)]).run()
    }

    #[test]
    fn folder_or_file_names_the_plan() {
        for (path, prd) in [
            ("progress/auth/phase-1-progress.md", "auth-v2"),
            ("progress/auth-v1/all-phases-progress.md", "auth"),
            ("progress/auth-progress.md", "auth-v1"),
            ("progress/auth-v1/notes-progress.md", "auth-v1"),
            ("progress/auth/phase-1/progress.md", "auth"),
            ("phase-1-progress.md", "auth"),
            ("progress/phase-out-v1/phase-1-progress.md", "phase-out-v1"),
        ] {
            assert_eq!(lint(path, prd), [], "{path} {prd}");
        }
    }

    #[test]
    fn a_different_name_is_reported() {
        let found = lint("progress/auth/phase-1-progress.md", "phase-1");
        assert_eq!(
            found[0].message,
            "`prd` is `phase-1`, but the directory is named `auth`"
        );
        let found = lint("progress/quick-features/dark-progress.md", "light");
        assert_eq!(
            found[0].message,
            "`prd` is `light`, but the directory is named `quick-features` and the file `dark`"
        );
        assert_eq!(lint("progress/dark-progress.md", "light").len(), 1);
    }
}
