//! Collects the evidence about tasks and criteria.

use std::collections::BTreeMap;

use progress_core::collections::{HashMap, HashSet};
use progress_core::document::Document;
use progress_core::lint;
use progress_core::model::{Class, FileId, TaskRef};
use progress_core::rules;
use progress_core::source::Contents;
use progress_core::status::{
    ListedTask, PlanView, ReadinessIndex, TaskConditions, list_tasks, open_dependencies,
};
use progress_core::task_links::Source as LinkSource;
use progress_core::verdict::{
    Claims, Extent, FileEvidence, FileState, TaskEvidence, Verdict, Verifier, Via, Words,
    WorkCommit, admission, claims_of, judge_task,
};
use progress_core::workspace::Workspace;
use progress_git::git::{ObjectId, Repository};
use yaml_lossless::Node;

use super::completion::open_time;
use super::files::NamedFiles;
use super::past::{Linked, Past, PastWork};
use super::{Claim, Verified, Wanted};
use crate::tracking::PlanDocuments;

/// The rule that finds contradictions in the body.
const BODY_RULE: &str = "body-status-disagrees";

/// Everything that evidence is taken from.
pub(super) struct Collector<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) contents: &'a dyn Contents,
    pub(super) repository: Option<(&'a Repository, ObjectId)>,
    pub(super) past: &'a Past,
    pub(super) extent: Extent,
}

/// What several tasks need.
pub(super) struct Shared<'a> {
    files: NamedFiles,
    contradictions: HashMap<TaskRef, String>,
    readiness: ReadinessIndex<'a>,
    plan_documents: HashMap<FileId, PlanDocuments<'a>>,
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
                for criterion in phase.phase.iter().flat_map(|phase| &phase.criteria) {
                    verified.extend(self.criterion(phase.id, criterion, tasks, &shared));
                }
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
        wanted.file.is_none_or(|file| file == at.file)
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
                texts.extend(claims_of(node).files);
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
                texts.extend(claims_of(tree.node(criterion.node)).files);
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

    /// What the bodies say about tasks that are done. A body that contradicts most of them is not
    /// kept up to date, and contradicts none.
    fn contradictions(&self, tasks: &[ListedTask<'_, '_>]) -> HashMap<TaskRef, String> {
        let mut done: BTreeMap<FileId, usize> = BTreeMap::new();
        for listed in tasks {
            *done.entry(listed.task.at.file).or_default() += 1;
        }
        let mut found = HashMap::default();
        let Some(entry) = rules::find(BODY_RULE) else {
            return found;
        };
        for (file, count) in done {
            let findings = lint::findings_in(self.workspace, &[entry.rule], &[file]);
            let mut of_file: HashMap<TaskRef, String> = HashMap::default();
            for finding in findings {
                let pointer = finding.place().and_then(|place| place.pointer.as_deref());
                if let Some(index) = pointer.and_then(task_index) {
                    let at = TaskRef { file, index };
                    of_file.entry(at).or_insert(finding.message);
                }
            }
            if of_file.len() * 2 < count {
                found.extend(of_file);
            }
        }
        found
    }

    fn task(&self, listed: &ListedTask<'_, 'a>, shared: &Shared<'a>) -> Verified {
        let at = listed.task.at;
        let entry = listed.task.entry;
        let path = self.workspace.file(at.file).path.as_str();
        let claims = self.node_of(at).map(claims_of).unwrap_or_default();
        let description = listed.task.description;
        let mut evidence = TaskEvidence {
            extent: self.extent,
            unknown_commits: self.unknown(&claims),
            verified_by: self.verifiers(listed, &claims),
            contradictions: shared
                .contradictions
                .get(&at)
                .cloned()
                .into_iter()
                .collect(),
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
            let key = (path.to_owned(), Some(id.to_owned()));
            let words = Words::of(description.unwrap_or_default());
            // Every commit of the plan is about what the plan is named after.
            let own_words = words.clone().without(&Words::of(listed.plan.name));
            evidence.commits = self.commits(&key, &own_words, at.file, shared);
            let phase = (path.to_owned(), None);
            let of_phase = self.commits(&phase, &own_words, at.file, shared);
            evidence.commits.extend(of_phase);
            let steps = self.past.steps.get(&(path.to_owned(), id.to_owned()));
            evidence.completion =
                self.completion(steps.map_or(&[], Vec::as_slice), (&words, &own_words));
            let open = open_time(steps.map_or(&[], Vec::as_slice));
            let time = open.or_else(|| {
                // It came with the commit that added it as done.
                let added = steps.and_then(|steps| steps.last())?.at;
                Some((added, added))
            });
            evidence.named_file = self.named_file(description.unwrap_or_default(), time);
            let positions = self.positions(&[&key, &phase]);
            evidence.files = Self::files(&claims, shared, &|position, is_new| {
                let is_meanwhile =
                    open.is_some_and(|(from, to)| from <= position && position <= to);
                positions.contains(&position) || is_new && is_meanwhile
            });
            let is_missing = |it: &FileEvidence| it.state == FileState::Never;
            // Only then it matters, and it takes a look at every commit of the time.
            if evidence.files.iter().any(is_missing) {
                evidence.may_be_other_work = self.may_be_other_work(&words, time);
            }
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

    fn positions(&self, keys: &[&Linked]) -> HashSet<usize> {
        let linked = keys.iter().filter_map(|key| self.past.linked.get(*key));
        linked.flatten().map(|work| work.at).collect()
    }

    pub(super) fn files(
        claims: &Claims,
        shared: &Shared<'_>,
        is_for_task: &dyn Fn(usize, bool) -> bool,
    ) -> Vec<FileEvidence> {
        let mut files = Vec::with_capacity(claims.files.len());
        for path in &claims.files {
            files.push(FileEvidence {
                path: path.clone(),
                state: shared.files.state(path, is_for_task),
            });
        }
        files
    }

    /// The commits that work on a task or a phase, newest first.
    fn commits(
        &self,
        key: &Linked,
        words: &Words,
        file: FileId,
        shared: &Shared<'_>,
    ) -> Vec<WorkCommit> {
        let mut commits = Vec::new();
        let linked = self.past.linked.get(key).map_or(&[][..], Vec::as_slice);
        let undone = self.undone(linked);
        for work in linked.iter().rev() {
            let Some(mut commit) = self.work_commit(work, (key, words), file, shared) else {
                continue;
            };
            commit.is_reverted |= undone.contains(&work.at);
            commits.push(commit);
        }
        commits
    }

    /// The positions of the commits of a task that a later one takes back without Git's note, and of
    /// that one. It must change all their files: a subject alone may mean anything.
    fn undone(&self, linked: &[PastWork]) -> HashSet<usize> {
        let mut undone = HashSet::default();
        for undoing in linked
            .iter()
            .filter(|it| self.past.undoing.contains(&it.at))
        {
            let paths = self.paths(undoing.at);
            for work in linked.iter().filter(|it| it.at < undoing.at) {
                let own = self.paths(work.at);
                if !own.is_empty() && own.is_subset(&paths) {
                    undone.extend([work.at, undoing.at]);
                }
            }
        }
        undone
    }

    /// The paths that a commit changes as work.
    fn paths(&self, at: usize) -> HashSet<&str> {
        let work = self.past.work.get(at).into_iter().flatten();
        work.filter(|it| !it.is_plan)
            .map(|it| it.path.as_str())
            .collect()
    }

    fn work_commit(
        &self,
        work: &PastWork,
        (key, words): (&Linked, &Words),
        file: FileId,
        shared: &Shared<'_>,
    ) -> Option<WorkCommit> {
        let documents = shared.plan_documents.get(&file);
        let paths = self.past.work.get(work.at)?.iter();
        let files = paths
            .filter(|it| !it.is_plan && !documents.is_some_and(|plans| plans.contains(&it.path)))
            .count();
        if files == 0 {
            return None;
        }
        let via = match work.source {
            _ if key.1.is_none() => Via::Phase,
            LinkSource::Named(_) => Via::Message,
            LinkSource::Evidence => Via::File,
            LinkSource::Status => Via::Status(work.shared),
            LinkSource::Phase => Via::Phase,
        };
        let commit = self.past.commits.get(work.at)?;
        Some(WorkCommit {
            name: self.past.name(work.at)?,
            via,
            files,
            // Without a description, nothing says that it is about something else.
            is_about_task: words.is_empty()
                || self
                    .past
                    .words
                    .get(&work.at)
                    .is_some_and(|it| it.share_one(words)),
            is_reverted: self.past.reverted.contains(&commit.id),
        })
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

    fn verifiers(&self, listed: &ListedTask<'_, '_>, claims: &Claims) -> Vec<(String, Verifier)> {
        let at = listed.task.at;
        let mut verifiers = Vec::new();
        for name in &claims.verified_by {
            let target = self.workspace.plans.resolve(at.file, name).task();
            let is_own = target == Some(at) || listed.task.assignees().any(|who| who == name);
            let state = target.and_then(|at| self.workspace.plans.task(at)?.state);
            let verifier = match state {
                _ if is_own => Verifier::Itself,
                Some(Class::Done) => Verifier::DoneTask,
                Some(Class::Open | Class::Active | Class::Blocked | Class::AtRisk) => {
                    Verifier::OpenTask
                }
                _ => Verifier::Other,
            };
            verifiers.push((name.clone(), verifier));
        }
        verifiers
    }
}

/// The index in `/tasks/3/status`.
fn task_index(pointer: &str) -> Option<u32> {
    let rest = pointer.strip_prefix("/tasks/")?;
    rest.split('/').next()?.parse().ok()
}
