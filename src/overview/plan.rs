//! Files grouped into plans as people think of them.

use std::collections::{BTreeMap, HashMap};

use super::phase::{PhaseView, in_order};
use super::readiness::Settled;
use crate::derive::Counts;
use crate::model::FileId;
use crate::model::place::{FilePlace, plan_folder, same_plan};
use crate::source::name_of;
use crate::workspace::Workspace;

/// A plan and its phases.
#[derive(Debug)]
pub struct PlanView<'w> {
    /// What it is called: its `prd`, else its folder.
    pub name: &'w str,
    /// Its folder, relative to the root; empty for the root itself.
    pub folder: &'w str,
    /// Its files, in the order of the phases.
    pub phases: Vec<PhaseView<'w>>,
}

/// How far a plan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Something has been begun or done.
    Underway,
    /// Nothing has.
    Planned,
    /// Nothing is left to do.
    Over,
}

/// Every plan: those underway, then those that have not begun, then those that are over, each
/// by name.
///
/// A folder is a plan. Where it holds many (`quick-features/`), the files that bear their
/// plan's name themselves are plans of their own.
#[must_use]
pub fn plans(workspace: &Workspace) -> Vec<PlanView<'_>> {
    let settled = Settled::of(workspace);
    let mut groups: BTreeMap<(&str, &str), Vec<FileId>> = BTreeMap::new();
    for id in workspace.ids() {
        groups.entry(key(workspace, id)).or_default().push(id);
    }
    let mut plans = Vec::new();
    for ((folder, own), mut files) in groups {
        files.sort_by(|&one, &other| in_order(workspace, one, other));
        let phases = files.iter();
        let phases = phases.map(|&id| PhaseView::of(workspace, &settled, id));
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
    /// How far it has come.
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

    /// What the tasks of all phases add up to.
    ///
    /// A file that lists the tasks of all phases repeats those of the phases' own files: of the
    /// two, the longer list counts.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let sum = |of_all: bool| {
            let phases = self.phases.iter();
            let phases = phases.filter(|phase| phase.lists_all_phases() == of_all);
            let counts = phases.map(|phase| phase.counts);
            counts.fold(Counts::default(), Counts::with)
        };
        let (own, all) = (sum(false), sum(true));
        if all.total > own.total { all } else { own }
    }

    /// Where it stands among the plans; that of the branch at hand comes first.
    fn place(&self, workspace: &Workspace) -> (bool, Stage, &'w str, &'w str) {
        let branch = workspace.branch.as_ref();
        let branch = branch.and_then(|branch| crate::model::BranchName::parse(&branch.name));
        let is_at_hand = branch.is_some_and(|branch| branch.names(self.name));
        (!is_at_hand, self.stage(), self.name, self.folder)
    }
}

/// The folder of a file's plan, and the plan's name where the folder does not tell plans apart.
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

/// A plan's own name, else the `prd` that most files say, else the folder's name.
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
        let path = files.first().map(|&id| workspace.file(id).path.as_str());
        let path = path.unwrap_or_default();
        match name_of(plan_folder(path)) {
            "" => name_of(path),
            folder => folder,
        }
    })
}
