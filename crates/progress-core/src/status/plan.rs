//! Groups files into plans.

use std::collections::{BTreeMap, HashMap};

use super::phase::{PhaseView, in_order};
use super::readiness::ReadinessIndex;
use crate::derive::Counts;
use crate::model::FileId;
use crate::model::place::{FilePlace, plan_folder, same_plan};
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
    plans.sort_by(|one, other| one.place(workspace).cmp(&other.place(workspace)));
    plans
}

impl<'w> PlanView<'w> {
    /// Its stage.
    #[must_use]
    pub fn stage(&self) -> Stage {
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
        let sum = |of_all: bool| {
            let phases = self
                .phases
                .iter()
                .filter(|phase| phase.lists_all_phases() == of_all);
            let counts = phases.map(|phase| phase.counts);
            counts.fold(Counts::default(), Counts::with)
        };
        let (own, all) = (sum(false), sum(true));
        if all.total > own.total { all } else { own }
    }

    /// Its rank among the plans; the plan of the current branch comes first.
    fn place(&self, workspace: &Workspace) -> (bool, Stage, &'w str, &'w str) {
        let branch = workspace.branch.as_ref();
        let branch = branch.and_then(|branch| crate::model::BranchName::parse(&branch.name));
        let is_at_hand = branch.is_some_and(|branch| branch.names(self.name));
        (!is_at_hand, self.stage(), self.name, self.folder)
    }
}

/// The directory of a file's plan, and the plan's name if the directory holds several plans.
fn key(workspace: &Workspace, id: FileId) -> (&str, &str) {
    let path = workspace.file(id).path.as_str();
    let place = FilePlace::read(path);
    let prd = prd(workspace, id);
    let own = match (prd, place.own_name()) {
        (prd, own) if place.folder().is_empty() => prd.or(own).unwrap_or_default(),
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
    let mut said: HashMap<&str, usize> = HashMap::new();
    let prds = || files.iter().filter_map(|&id| prd(workspace, id));
    for prd in prds() {
        *said.entry(prd).or_default() += 1;
    }
    let most = said.values().max().copied();
    let named = prds().find(|prd| said.get(prd).copied() == most);
    named.unwrap_or_else(|| {
        let path = files
            .first()
            .map(|&id| workspace.file(id).path.as_str())
            .unwrap_or_default();
        match name_of(plan_folder(path)) {
            "" => name_of(path),
            folder => folder,
        }
    })
}
