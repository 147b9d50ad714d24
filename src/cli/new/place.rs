//! The path of a new phase's file.

use std::collections::BTreeMap;
use std::path::Path;

use progress_core::model::place::same_plan;
use progress_core::model::reference::PhaseLabel;
use progress_core::source::{RootedPath, folder_of, name_of};
use progress_core::status::PlanView;

use crate::cli::failure::Failure;

/// The directory for plans if there are none yet.
const DEFAULT: &str = ".claude/progress";
/// Maximum length of names, since they become file names.
const MAX_NAME: usize = 100;

/// The validated names of plan and phase.
pub(super) struct Names {
    pub prd: String,
    pub phase: String,
}

impl Names {
    /// Checks that the names are valid in file names.
    pub(super) fn check(prd: &str, phase: &str) -> Result<Self, Failure> {
        let phase = PhaseLabel::parse(phase).map_or(phase.trim(), |_| without_word(phase));
        for (what, name) in [("plan", prd), ("phase", phase)] {
            if !is_name(name) {
                let message =
                    format!("invalid {what} name `{name}`; it becomes part of a file name");
                let help =
                    "use letters, digits, `-`, `_` and `.`, and start with a letter or digit";
                return Err(Failure::new(message).help(help));
            }
        }
        Ok(Self {
            prd: prd.to_owned(),
            phase: phase.to_owned(),
        })
    }

    /// Returns the path: in the plan's directory or, for a new plan, next to those of other plans.
    pub(super) fn path(&self, root: &Path, plans: &[PlanView<'_>]) -> Result<RootedPath, Failure> {
        let own = plans.iter().find(|plan| {
            let folder = name_of(plan.folder);
            same_plan(&self.prd, folder) && (plan.name == self.prd || folder == self.prd)
        });
        if let Some(plan) = own {
            self.check_new(plan)?;
        }
        let folder = own.map_or_else(
            || join(&usual_folder(plans), &self.prd),
            |plan| plan.folder.to_owned(),
        );
        let name = format!("phase-{}-progress.md", self.phase.to_lowercase());
        Ok(RootedPath::new(root, Path::new(&join(&folder, &name))))
    }

    fn check_new(&self, plan: &PlanView<'_>) -> Result<(), Failure> {
        let label = PhaseLabel::parse(&self.phase);
        let is_same = |own: &str| {
            own.eq_ignore_ascii_case(&self.phase)
                || label.is_some() && PhaseLabel::parse(own) == label
        };
        let mut phases = plan.phases.iter();
        match phases.find(|phase| phase.label().is_some_and(is_same)) {
            None => Ok(()),
            Some(phase) => {
                let path = phase.file.path.as_str();
                let message = format!("phase {} is already tracked in `{path}`", self.phase);
                Err(Failure::new(message).help("edit that file, or choose another phase"))
            }
        }
    }
}

/// Strips the word from `phase-2`.
fn without_word(phase: &str) -> &str {
    let phase = phase.trim();
    match phase.get(..5) {
        Some(word) if word.eq_ignore_ascii_case("phase") => {
            phase[5..].trim_start_matches([' ', '-', '_'])
        }
        _ => phase,
    }
}

fn is_name(name: &str) -> bool {
    name.len() <= MAX_NAME
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        && !name.ends_with('.')
}

/// The directory that contains most plans' directories.
fn usual_folder(plans: &[PlanView<'_>]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for plan in plans {
        if !plan.folder.is_empty() && same_plan(plan.name, name_of(plan.folder)) {
            *counts.entry(folder_of(plan.folder)).or_default() += 1;
        }
    }
    let most = counts.values().max();
    let usual = counts.iter().find(|(_, count)| Some(*count) == most);
    usual.map_or(DEFAULT, |(folder, _)| folder).to_owned()
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
