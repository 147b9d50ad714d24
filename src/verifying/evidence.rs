//! Collects the evidence about tasks and criteria.

use std::collections::BTreeMap;

use progress_core::collections::{HashMap, HashSet};
use progress_core::document::Document;
use progress_core::model::{Class, FileId, TaskRef};
use progress_core::source::Contents;
use progress_core::status::{
    ListedTask, PlanView, ReadinessIndex, TaskConditions, list_tasks, open_dependencies,
};
use progress_core::verdict::{
    Claims, Completion, Extent, FileEvidence, FileState, TaskEvidence, Verdict, Words, admission,
    claims_of, judge_task,
};
use progress_core::workspace::Workspace;
use progress_git::git::{ObjectId, Repository};
use yaml_lossless::Node;

use super::commits::{Search, is_since};
use super::completion::OpenTime;
use super::course::LastTrees;
use super::files::{NamedFiles, WorkTime};
use super::past::{Linked, Past};
use super::{Claim, Verified, Wanted};
use crate::tracking::PlanDocuments;

/// Everything that evidence is taken from.
pub(super) struct Collector<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) contents: &'a dyn Contents,
    pub(super) repository: Option<(&'a Repository, ObjectId)>,
    pub(super) past: &'a Past,
    pub(super) extent: Extent,
    pub(super) trees: LastTrees<'a>,
}

/// What several tasks need.
pub(super) struct Shared<'a> {
    pub(super) files: NamedFiles,
    contradictions: HashMap<TaskRef, String>,
    pub(super) readiness: ReadinessIndex<'a>,
    pub(super) plan_documents: HashMap<FileId, PlanDocuments<'a>>,
}

impl<'a> Collector<'a> {
    /// Returns the verdicts on the wanted tasks and criteria.
    pub(super) fn verify(&self, plans: &[PlanView<'a>], wanted: &Wanted) -> Vec<Verified> {
        let readiness = ReadinessIndex::of(self.workspace);
        let statuses = &self.workspace.settings.statuses;
        let mut tasks = list_tasks(plans, &TaskConditions::default(), &readiness, statuses);
        tasks.retain(|listed| listed.task.entry.state == Some(Class::Done));
        let shared = self.shared(plans, &tasks, readiness);
        let mut verified = Vec::new();
        let mut of_files: BTreeMap<FileId, (usize, usize)> = BTreeMap::new();
        for listed in &tasks {
            let item = self.task(listed, &shared);
            let counts = of_files.entry(item.file).or_default();
            counts.0 += usize::from(item.judgement.verdict == Verdict::Supported);
            counts.1 += 1;
            if self.is_wanted(listed, wanted) {
                verified.push(item);
            }
        }
        if wanted.task.is_none() && wanted.completed.is_none() {
            for phase in plans.iter().flat_map(|plan| &plan.phases) {
                if wanted.file.is_some_and(|file| file != phase.id) {
                    continue;
                }
                let (supported, done) = of_files.get(&phase.id).copied().unwrap_or_default();
                let tasks = (supported, done, phase.counts.total - phase.counts.dropped);
                let criteria = self.criteria(phase, tasks, &shared);
                let is_wanted = |it: &Verified| wanted.criterion.is_none_or(|node| it.node == node);
                verified.extend(criteria.into_iter().filter(is_wanted));
            }
        }
        // In the order of the plans, each file with its tasks and then its criteria.
        let order: HashMap<FileId, usize> = plans
            .iter()
            .flat_map(|plan| &plan.phases)
            .enumerate()
            .map(|(at, phase)| (phase.id, at))
            .collect();
        verified.sort_by_key(|item| (order.get(&item.file).copied(), item.claim));
        verified
    }

    fn is_wanted(&self, listed: &ListedTask<'_, '_>, wanted: &Wanted) -> bool {
        let at = listed.task.at;
        let is_completed = wanted.completed.as_ref().is_none_or(|completed| {
            let path = self.workspace.file(at.file).path.as_str();
            let id = listed.task.id().unwrap_or_default();
            completed.contains(&(path.to_owned(), id.to_owned()))
        });
        wanted.criterion.is_none()
            && wanted.file.is_none_or(|file| file == at.file)
            && wanted.task.is_none_or(|task| task == at)
            && is_completed
    }

    fn shared(
        &self,
        plans: &[PlanView<'a>],
        tasks: &[ListedTask<'_, 'a>],
        readiness: ReadinessIndex<'a>,
    ) -> Shared<'a> {
        let mut texts = HashSet::default();
        for listed in tasks {
            if let Some(node) = self.node_of(listed.task.at) {
                let claims = claims_of(node);
                texts.extend(claims.files.into_iter().chain(claims.possible_files));
            }
        }
        let mut plan_documents = HashMap::default();
        for phase in plans.iter().flat_map(|plan| &plan.phases) {
            let document: &'a Document = &self.workspace.file(phase.id).document;
            let Some(tree) = document.tree() else {
                continue;
            };
            plan_documents.insert(phase.id, PlanDocuments::of(tree.root()));
            for criterion in phase.phase.iter().flat_map(|phase| &phase.criteria) {
                let claims = claims_of(tree.node(criterion.node));
                texts.extend(claims.files.into_iter().chain(claims.possible_files));
            }
        }
        Shared {
            files: NamedFiles::find(&texts, self.contents, self.repository, self.past),
            contradictions: self.contradictions(tasks),
            readiness,
            plan_documents,
        }
    }

    fn node_of(&self, at: TaskRef) -> Option<Node<'a>> {
        let task = self.workspace.plans.task(at)?;
        let tree = self.workspace.file(at.file).document.tree()?;
        Some(tree.node(task.node))
    }

    fn task(&self, listed: &ListedTask<'_, 'a>, shared: &Shared<'a>) -> Verified {
        let at = listed.task.at;
        let entry = listed.task.entry;
        let claims = self.node_of(at).map(claims_of).unwrap_or_default();
        let description = listed.task.description;
        let assignees: Vec<&str> = listed.task.assignees().collect();
        let contradiction = shared.contradictions.get(&at);
        let mut evidence = TaskEvidence {
            extent: self.extent,
            unknown_commits: self.unknown(&claims),
            verified_by: self.verifiers(&claims, at.file, Some(at), &assignees),
            contradictions: contradiction.cloned().into_iter().collect(),
            admits: self.node_of(at).and_then(admission).map(str::to_owned),
            ..TaskEvidence::default()
        };
        for open in open_dependencies(&shared.readiness, at) {
            let status = open.status.map(str::to_owned);
            evidence
                .open_dependencies
                .push((open.text.to_owned(), status));
        }
        if let Some(id) = listed.task.id() {
            self.add_past(listed, id, &claims, shared, &mut evidence);
        }
        Verified {
            file: at.file,
            claim: Claim::TaskDone,
            id: listed.task.id().map(str::to_owned),
            description: description.map(str::to_owned),
            node: entry.node,
            status: entry
                .status
                .as_ref()
                .map_or(entry.node, |status| status.node),
            judgement: judge_task(&evidence),
        }
    }

    /// Adds what the history shows about a task.
    fn add_past(
        &self,
        listed: &ListedTask<'_, 'a>,
        id: &str,
        claims: &Claims,
        shared: &Shared<'a>,
        evidence: &mut TaskEvidence,
    ) {
        let at = listed.task.at;
        let path = self.workspace.file(at.file).path.as_str();
        let description = listed.task.description.unwrap_or_default();
        let words = Words::of(description);
        // Every commit of the plan is about what the plan is named after.
        let own_words = words.clone().without(&Words::of(listed.plan.name));
        let steps = self.past.steps.get(&(path.to_owned(), id.to_owned()));
        let steps = steps.map_or(&[][..], Vec::as_slice);
        let open = self.open_time(steps);
        let of_task = (path.to_owned(), Some(id.to_owned()));
        let of_phase = (path.to_owned(), None);
        let search = Search {
            words: &own_words,
            file: at.file,
            open,
        };
        evidence.commits = self.commits(&of_task, search, shared);
        evidence
            .commits
            .extend(self.commits(&of_phase, search, shared));
        evidence.reopened = self.reopening(&[&of_task, &of_phase], open);
        evidence.completion = self.completion(steps, (&words, &own_words));
        if let Completion::Marked { .. } = evidence.completion
            && let Some(open) = open
        {
            evidence.late_dependencies = self.late_dependencies(at, open.to, shared);
        }
        let time = match (open, steps.last()) {
            (Some(open), _) => Some((open.from, open.to)),
            // It came with the commit that added it as done.
            (None, Some(step)) => Some((step.at, step.at)),
            (None, None) => None,
        };
        evidence.named_file = self.named_file(description, time);
        let positions = self.positions(&[&of_task, &of_phase], open);
        let work = WorkTime { positions, open };
        evidence.files = shared.files.states(claims, &work);
        let is_missing =
            |it: &FileEvidence| matches!(it.state, FileState::Never | FileState::Removed);
        // Only then it matters, and it takes a look at every commit of the time.
        if evidence.files.iter().any(is_missing) {
            let others = &shared.files.others;
            others.stand_in(&mut evidence.files, time);
            evidence.may_be_other_work = self.may_be_other_work(&words, time);
        }
    }

    fn positions(&self, keys: &[&Linked], open: Option<OpenTime>) -> HashSet<usize> {
        let linked = keys.iter().filter_map(|key| self.past.linked.get(*key));
        let counts = linked.flatten().filter(|work| is_since(work.at, open));
        counts.map(|work| work.at).collect()
    }

    pub(super) fn unknown(&self, claims: &Claims) -> Vec<String> {
        let mut unknown = claims.commits.clone();
        // In a shallow clone, a commit may only be missing from the clone.
        let is_known = |name: &String| match self.repository {
            Some((repository, _)) if self.extent == Extent::Complete => {
                repository.has_object(name) != Some(false)
            }
            _ => true,
        };
        unknown.retain(|name| !is_known(name));
        unknown
    }
}
