//! The names of a new phase and its plan, and the path of its file.

use std::collections::BTreeMap;
use std::path::Path;

use progress_core::model::plan_path::same_plan;
use progress_core::model::reference::PhaseLabel;
use progress_core::scaffold::NewPhase;
use progress_core::source::{RootedPath, folder_of, name_of};
use progress_core::status::PlanView;

/// The directory for plans if there are none yet.
const DEFAULT: &str = ".claude/progress";
/// Maximum length of names, since they become file names.
const MAX_NAME: usize = 100;

/// The validated names of plan and phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseNames {
    /// The name of the plan.
    pub prd: String,
    /// The number or name of the phase.
    pub phase: String,
}

/// A name that cannot be part of a file name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid {what} name `{name}`; it becomes part of a file name")]
pub struct InvalidName {
    /// What has the name.
    what: &'static str,
    name: String,
}

/// A phase that exists already.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("phase {phase} is already tracked in `{path}`")]
pub struct PhaseExists {
    phase: String,
    path: String,
}

impl PhaseNames {
    /// Checks that the names are valid in file names.
    ///
    /// # Errors
    ///
    /// Fails if one is not.
    pub fn check(prd: &str, phase: &str) -> Result<Self, InvalidName> {
        let phase = match PhaseLabel::parse(phase) {
            // The name of the file adds the word itself.
            Some(_) => without_word(phase),
            None => phase.trim(),
        };
        for (what, name) in [("plan", prd), ("phase", phase)] {
            if !is_name(name) {
                return Err(InvalidName {
                    what,
                    name: name.to_owned(),
                });
            }
        }
        Ok(Self {
            prd: prd.to_owned(),
            phase: phase.to_owned(),
        })
    }
}

/// Returns the path: in the plan's directory or, for a new plan, next to those of other plans.
pub(super) fn path_of(
    phase: &NewPhase,
    root: &Path,
    plans: &[PlanView<'_>],
) -> Result<RootedPath, PhaseExists> {
    let own = plans.iter().find(|plan| {
        let folder = name_of(plan.folder);
        same_plan(&phase.prd, folder) && (plan.name == phase.prd || folder == phase.prd)
    });
    let folder = match own {
        Some(plan) => {
            check_new(&phase.phase, plan)?;
            plan.folder.to_owned()
        }
        None => join(&usual_folder(plans), &phase.prd),
    };
    let name = format!("phase-{}-progress.md", phase.phase.to_lowercase());
    Ok(RootedPath::new(root, Path::new(&join(&folder, &name))))
}

fn check_new(name: &str, plan: &PlanView<'_>) -> Result<(), PhaseExists> {
    for phase in &plan.phases {
        if phase.label().is_some_and(|own| is_same_phase(own, name)) {
            return Err(PhaseExists {
                phase: name.to_owned(),
                path: phase.file.path.as_str().to_owned(),
            });
        }
    }
    Ok(())
}

fn is_same_phase(own: &str, name: &str) -> bool {
    let label = PhaseLabel::parse(name);
    // The file name is in lowercase, so names that differ only in case would be the same file.
    own.eq_ignore_ascii_case(name) || label.is_some() && PhaseLabel::parse(own) == label
}

/// Strips the word from `phase-2`.
fn without_word(phase: &str) -> &str {
    let text = phase.trim();
    match text.split_at_checked("phase".len()) {
        Some((word, rest)) if word.eq_ignore_ascii_case("phase") => {
            rest.trim_start_matches([' ', '-', '_'])
        }
        _ => text,
    }
}

fn is_name(name: &str) -> bool {
    name.len() <= MAX_NAME
        // A name must not look like an option, or be hidden.
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        // Windows drops a final dot.
        && !name.ends_with('.')
}

/// The directory that contains most plans' directories.
fn usual_folder(plans: &[PlanView<'_>]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for plan in plans {
        // Only plans in a folder of their own show where such folders are kept.
        if !plan.folder.is_empty() && same_plan(plan.name, name_of(plan.folder)) {
            *counts.entry(folder_of(plan.folder)).or_default() += 1;
        }
    }
    let most = counts.values().max();
    // Of several with as many plans, the first by name, so that the result does not vary.
    match counts.iter().find(|(_, count)| Some(*count) == most) {
        Some((folder, _)) => (*folder).to_owned(),
        None => DEFAULT.to_owned(),
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_not_part_of_a_phase() {
        for text in ["2", "phase 2", "Phase-2", " phase_2 "] {
            let names = PhaseNames::check("shop-v1", text).unwrap();
            assert_eq!(names.phase, "2", "{text}");
        }
        let names = PhaseNames::check("shop-v1", "all").unwrap();
        assert_eq!(names.phase, "all");
    }

    #[test]
    fn names_are_safe_in_file_names() {
        for (prd, phase) in [("../shop", "1"), ("", "1"), ("shop.", "1"), ("shop", "1/2")] {
            assert!(PhaseNames::check(prd, phase).is_err(), "{prd} {phase}");
        }
        let error = PhaseNames::check("shop", "a b").unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid phase name `a b`; it becomes part of a file name"
        );
    }

    #[test]
    fn a_phase_is_the_same_however_it_is_written() {
        assert!(is_same_phase("Phase 2", "2"));
        assert!(is_same_phase("ALL", "all"));
        assert!(!is_same_phase("2", "3"));
        assert!(!is_same_phase("setup", "all"));
    }
}
