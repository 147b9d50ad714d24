//! Groups files into plans.

use std::collections::{BTreeMap, HashMap};

use super::order::in_order;
use super::phase_view::PhaseView;
use super::readiness::ReadinessIndex;
use crate::derive::Counts;
use crate::model::plan_path::{PlanPath, plan_folder, same_plan};
use crate::model::{BranchName, FileId};
use crate::source::name_of;
use crate::workspace::Workspace;

/// A plan and its phases.
#[derive(Debug)]
pub struct PlanView<'w> {
    /// Its name: its `prd`, or its directory.
    pub name: &'w str,
    /// Its directory, relative to the root; empty for the root itself.
    pub folder: &'w str,
    /// Its files, in phase order.
    pub phases: Vec<PhaseView<'w>>,
}

/// The stage of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Something has been started or done.
    Underway,
    /// Nothing has been started.
    Planned,
    /// Nothing is left to do.
    Over,
}

/// Returns every plan: those in progress, then those not started, then finished ones, each
/// sorted by name.
///
/// A directory is a plan. If it holds many (`quick-features/`), files that carry their plan's
/// name are separate plans.
#[must_use]
pub fn plans(workspace: &Workspace) -> Vec<PlanView<'_>> {
    let settled = ReadinessIndex::of(workspace);
    let mut groups: BTreeMap<(&str, &str), Vec<FileId>> = BTreeMap::new();
    for id in workspace.ids() {
        groups.entry(key(workspace, id)).or_default().push(id);
    }
    let mut plans = Vec::new();
    for ((folder, own), mut files) in groups {
        files.sort_by(|&one, &other| in_order(workspace, one, other));
        let phases = files
            .iter()
            .map(|&id| PhaseView::of(workspace, &settled, id));
        plans.push(PlanView {
            name: name(workspace, own, &files),
            folder,
            phases: phases.collect(),
        });
    }
    plans.sort_by(|one, other| one.rank(workspace).cmp(&other.rank(workspace)));
    plans
}

impl<'w> PlanView<'w> {
    /// Its stage.
    #[must_use]
    pub fn stage(&self) -> Stage {
        // Checked first, because a finished phase also counts as underway.
        if self.phases.iter().all(PhaseView::is_over) {
            Stage::Over
        } else if self.phases.iter().any(PhaseView::is_underway) {
            Stage::Underway
        } else {
            Stage::Planned
        }
    }

    /// The counts of the tasks of all phases.
    ///
    /// A file that lists the tasks of all phases repeats those of the phases' own files; the
    /// longer of the two lists counts.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut own = Counts::default();
        let mut all = Counts::default();
        for phase in &self.phases {
            if phase.lists_all_phases() {
                all = all.with(phase.counts);
            } else {
                own = own.with(phase.counts);
            }
        }
        // Phases without a file of their own are only in the list of all.
        if all.total > own.total { all } else { own }
    }

    /// Whether the current branch is named after it.
    #[must_use]
    pub fn is_current(&self, workspace: &Workspace) -> bool {
        let branch = workspace.branch.as_ref();
        let branch_name = branch.and_then(|branch| BranchName::parse(&branch.name));
        branch_name.is_some_and(|branch| branch.names(self.name))
    }

    /// Its rank among the plans; the plan of the current branch comes first.
    fn rank(&self, workspace: &Workspace) -> (bool, Stage, &'w str, &'w str) {
        let is_current = self.is_current(workspace);
        // `false` comes first.
        (!is_current, self.stage(), self.name, self.folder)
    }
}

/// The directory of a file's plan, and the plan's name if the directory holds several plans.
fn key(workspace: &Workspace, id: FileId) -> (&str, &str) {
    let path = workspace.file(id).path.as_str();
    let place = PlanPath::read(path);
    let own = match (prd(workspace, id), place.own_name()) {
        // Files in the root have no directory to share.
        (prd, own) if place.folder().is_empty() => prd.or(own).unwrap_or_default(),
        // The file is named after its plan but the directory is not: it holds many plans.
        (Some(prd), Some(own)) if same_plan(prd, own) && !same_plan(prd, place.folder()) => prd,
        _ => "",
    };
    (plan_folder(path), own)
}

fn prd(workspace: &Workspace, id: FileId) -> Option<&str> {
    let prd = workspace.phase(id)?.identity.prd.as_ref()?;
    Some(&prd.text)
}

/// A plan's own name, or the `prd` of most files, or the name of the directory.
fn name<'w>(workspace: &'w Workspace, own: &'w str, files: &[FileId]) -> &'w str {
    if !own.is_empty() {
        return own;
    }
    if let Some(prd) = most_frequent_prd(workspace, files) {
        return prd;
    }
    let path = match files.first() {
        Some(&id) => workspace.file(id).path.as_str(),
        None => "",
    };
    match name_of(plan_folder(path)) {
        // A file in the root has no directory to be named after.
        "" => name_of(path),
        folder => folder,
    }
}

/// The `prd` of most files; the first of several that are equally frequent.
fn most_frequent_prd<'w>(workspace: &'w Workspace, files: &[FileId]) -> Option<&'w str> {
    let prds: Vec<&str> = files.iter().filter_map(|&id| prd(workspace, id)).collect();
    let mut frequency: HashMap<&str, usize> = HashMap::new();
    for prd in &prds {
        *frequency.entry(prd).or_default() += 1;
    }
    let most = frequency.values().max().copied();
    // In the order of the files, which the map does not keep.
    prds.into_iter()
        .find(|prd| frequency.get(prd).copied() == most)
}
