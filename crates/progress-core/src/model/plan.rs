//! The files of a plan, and the definitions of task IDs.

use std::sync::OnceLock;

use super::cover::Covers;
use super::id_index::{IdIndex, IsOfPhase, Named};
use super::reference::PhaseLabel;
use super::{FileGraph, Phase, Resolution, Tasks};
use crate::collections::HashMap;
use crate::source::name_of;

/// Identifies a file of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// Identifies a plan of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanId(pub u32);

/// Identifies a task of the workspace by its file and its index among that file's tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskRef {
    /// The file that defines the task.
    pub file: FileId,
    /// Index into [`Phase::tasks`].
    pub index: u32,
}

/// The progress files of one folder.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files, in the order of their paths.
    pub files: Vec<FileId>,
    /// Files whose tasks are unknown: they do not parse, or have no list of tasks.
    pub opaque: Vec<FileId>,
    ids: IdIndex,
    covers: OnceLock<Covers>,
    cycles: OnceLock<Vec<Vec<TaskRef>>>,
    /// The files that track each phase.
    phases: OnceLock<HashMap<String, Vec<FileId>>>,
    is_collection: OnceLock<bool>,
}

impl Plan {
    /// The tasks with an ID, in the order of files and entries.
    #[must_use]
    pub(crate) fn tasks_named(&self, id: &str) -> &[TaskRef] {
        self.named(id).map_or(&[], Named::tasks)
    }

    pub(super) fn named(&self, id: &str) -> Option<&Named> {
        self.ids.get(id)
    }

    /// Whether the folder contains many plans, according to `test` for any of its files; cached.
    pub(crate) fn is_collection(&self, test: impl Fn(FileId) -> bool) -> bool {
        *self
            .is_collection
            .get_or_init(|| self.files.iter().any(|&file| test(file)))
    }

    /// Every ID of the plan, in the order of files and entries.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &str> {
        self.ids.texts()
    }
}

/// A file's contribution to its plan.
#[derive(Debug)]
pub struct Member {
    /// The folder, relative to the root.
    pub folder: String,
    /// Whether the file is not named after a phase (`all-phases-progress.md`).
    pub all_phases: bool,
    /// The frontmatter, if it can be read.
    pub phase: Option<Phase>,
}

/// All plans of a workspace.
#[derive(Debug, Default)]
pub struct Plans {
    members: Vec<Member>,
    graphs: Vec<OnceLock<FileGraph>>,
    folders: Vec<Plan>,
    plan_of: Vec<PlanId>,
    /// The plans of each `prd`.
    by_prd: HashMap<String, Vec<PlanId>>,
    /// The first definition of each ID across all plans.
    everywhere: OnceLock<HashMap<String, TaskRef>>,
    /// A number for each file's `prd` without its version; `None` if it has none.
    prds: Vec<Option<u32>>,
}

impl Plans {
    /// Groups files by folder and indexes their IDs. [`FileId`]s are indices of the members.
    #[must_use]
    pub fn new(members: Vec<Member>) -> Self {
        let mut plans = Self::default();
        let mut by_folder: HashMap<&str, PlanId> = HashMap::default();
        for (index, member) in members.iter().enumerate() {
            let file = FileId(narrow(index));
            let id = *by_folder.entry(&member.folder).or_insert_with(|| {
                plans.folders.push(Plan::default());
                PlanId(narrow(plans.folders.len() - 1))
            });
            plans.plan_of.push(id);
            let plan = &mut plans.folders[id.0 as usize];
            plan.files.push(file);
            // A task that no other file has may be in one of these.
            match &member.phase {
                Some(phase) if matches!(phase.tasks, Tasks::List(_)) => {}
                _ => plan.opaque.push(file),
            }
        }
        for (index, member) in members.iter().enumerate() {
            plans.add(FileId(narrow(index)), member);
        }
        plans.graphs.resize_with(members.len(), OnceLock::new);
        plans.prds = numbered(&members);
        plans.members = members;
        plans
    }

    /// Returns the members, in order.
    #[must_use]
    pub fn into_members(self) -> Vec<Member> {
        self.members
    }

    fn add(&mut self, file: FileId, member: &Member) {
        let Some(phase) = &member.phase else { return };
        let plan_id = self.plan_of[file.0 as usize];
        if let Some(prd) = &phase.identity.prd {
            let plans = self.by_prd.entry(prd.text.clone()).or_default();
            // The files of a folder usually state the same `prd`.
            if !plans.contains(&plan_id) {
                plans.push(plan_id);
            }
        }
        let plan = &mut self.folders[plan_id.0 as usize];
        plan.ids.reserve(phase.tasks().len());
        let is_of_phase = IsOfPhase(!member.all_phases);
        for (index, task) in (0..).zip(phase.tasks()) {
            if let Some(id) = task.id_text() {
                plan.ids.add(id, TaskRef { file, index }, is_of_phase);
            }
        }
    }

    /// Every plan.
    pub fn all(&self) -> impl Iterator<Item = &Plan> {
        self.folders.iter()
    }

    /// The plan that a file belongs to.
    #[must_use]
    pub fn plan_of(&self, file: FileId) -> &Plan {
        &self.folders[self.plan_id(file).0 as usize]
    }

    /// The ID of the plan that a file belongs to.
    #[must_use]
    pub fn plan_id(&self, file: FileId) -> PlanId {
        self.plan_of[file.0 as usize]
    }

    /// The name of the plan that a file belongs to: its `prd`, or the folder's name if it has none.
    #[must_use]
    pub fn name(&self, file: FileId) -> &str {
        let phase = self.phase(file);
        match phase.and_then(|phase| phase.identity.prd.as_ref()) {
            Some(prd) => prd.text.as_str(),
            None => name_of(&self.member(file).folder),
        }
    }

    /// The name of each file's plan.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let files = (0..).map(FileId).take(self.members.len());
        files.map(|file| self.name(file))
    }

    /// A file's frontmatter, if it can be read.
    #[must_use]
    pub fn phase(&self, file: FileId) -> Option<&Phase> {
        self.member(file).phase.as_ref()
    }

    /// A task of the workspace.
    #[must_use]
    pub fn task(&self, task: TaskRef) -> Option<&super::Task> {
        self.phase(task.file)?.tasks().get(task.index as usize)
    }

    /// The dependency graph of a file's tasks.
    #[must_use]
    pub(crate) fn graph(&self, file: FileId) -> &FileGraph {
        self.graphs[file.0 as usize].get_or_init(|| FileGraph::of(self, file))
    }

    /// Resolves a reference in `file`.
    #[must_use]
    pub fn resolve(&self, file: FileId, reference: &str) -> Resolution {
        super::resolve::resolve(self, file, reference)
    }

    /// The dependency cycles of the file's plan.
    #[must_use]
    pub(crate) fn cycles(&self, file: FileId) -> &[Vec<TaskRef>] {
        let plan = self.plan_of(file);
        plan.cycles
            .get_or_init(|| super::resolve::cycles(self, plan))
    }

    /// The files of the same folder that track the same phase, including the file itself.
    #[must_use]
    pub(crate) fn files_of_same_phase(&self, file: FileId) -> &[FileId] {
        let plan = self.plan_of(file);
        let phases = plan.phases.get_or_init(|| {
            let mut phases: HashMap<String, Vec<FileId>> = HashMap::default();
            for &file in &plan.files {
                if let Some(name) = self.phase(file).and_then(Phase::name) {
                    phases.entry(name).or_default().push(file);
                }
            }
            phases
        });
        let name = self.phase(file).and_then(Phase::name);
        name.and_then(|name| phases.get(&name))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether two files of one folder track the same `prd`, as far as they state one.
    #[must_use]
    pub(crate) fn same_prd(&self, one: FileId, other: FileId) -> bool {
        match (self.prd_number(one), self.prd_number(other)) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        }
    }

    fn prd_number(&self, file: FileId) -> Option<u32> {
        self.prds.get(file.0 as usize).copied().flatten()
    }

    /// The first and the last phase that a file covers.
    #[must_use]
    pub(crate) fn covered(&self, file: FileId) -> Option<&(PhaseLabel, PhaseLabel)> {
        self.covers(self.plan_of(file)).labels(file)
    }

    pub(super) fn covers<'p>(&self, plan: &'p Plan) -> &'p Covers {
        plan.covers.get_or_init(|| Covers::of(self, &plan.files))
    }

    /// Whether a file lists the tasks of all phases, alongside files for each of them.
    #[must_use]
    pub(crate) fn lists_all_phases(&self, file: FileId) -> bool {
        self.member(file).all_phases
    }

    pub(super) fn member(&self, file: FileId) -> &Member {
        &self.members[file.0 as usize]
    }

    pub(super) fn plans_of_prd(&self, prd: &str) -> impl Iterator<Item = &Plan> {
        let plans = self.by_prd.get(prd).map_or(&[][..], Vec::as_slice);
        plans.iter().map(|id| &self.folders[id.0 as usize])
    }

    pub(super) fn first_anywhere(&self, id: &str) -> Option<TaskRef> {
        // Only an ID that its own plan lacks is looked up here, so most runs never need this table.
        let everywhere = self.everywhere.get_or_init(|| {
            let mut first = HashMap::default();
            for (file, member) in (0..).map(FileId).zip(&self.members) {
                let tasks = member.phase.iter().flat_map(Phase::tasks);
                for (index, task) in (0..).zip(tasks) {
                    if let Some(id) = task.id_text() {
                        let known = first.entry(id.to_owned());
                        known.or_insert(TaskRef { file, index });
                    }
                }
            }
            first
        });
        everywhere.get(id).copied()
    }
}

/// A number for each file's `prd`, ignoring versions.
fn numbered(members: &[Member]) -> Vec<Option<u32>> {
    let mut numbers: HashMap<&str, u32> = HashMap::default();
    let prds = members.iter().map(|member| {
        let prd = member.phase.as_ref()?.identity.prd.as_ref()?;
        let next = narrow(numbers.len());
        Some(*numbers.entry(without_version(&prd.text)).or_insert(next))
    });
    prds.collect()
}

/// A plan's name without its version: `auth-v2` is `auth`.
#[must_use]
pub(crate) fn without_version(prd: &str) -> &str {
    // From the end, because every candidate for a commit is compared with every name.
    let is_number = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let mut rest = prd.as_bytes();
    while let [before @ .., last] = rest
        && is_number(last)
    {
        rest = before;
    }
    match rest {
        // `-v` is part of the name in `data-view`, and of `auth-v`, which has no number.
        [name @ .., b'-', b'v'] if rest.len() < prd.len() => &prd[..name.len()],
        _ => prd,
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
