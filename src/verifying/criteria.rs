//! Collects the evidence about success criteria.

use progress_core::lint::CommitName;
use progress_core::model::{Class, Criterion, FileId};
use progress_core::status::PhaseView;
use progress_core::task_links::Message;
use progress_core::verdict::{CriterionEvidence, claims_of, judge_criterion};

use super::evidence::{Collector, Shared};
use super::files::WorkTime;
use super::{Claim, Verified};

/// Keys of a description.
const DESCRIPTION: &[&str] = &["description", "title", "name", "text", "criterion"];

impl Collector<'_> {
    /// Returns the verdicts on the criteria of a phase that are met, and, if it is completed, on those
    /// that are pending. `tasks` are the numbers of its tasks: supported, done, and all that are not
    /// dropped.
    pub(super) fn criteria(
        &self,
        phase: &PhaseView<'_>,
        tasks: (usize, usize, usize),
        shared: &Shared<'_>,
    ) -> Vec<Verified> {
        let criteria = phase.phase.map_or(&[][..], |phase| &phase.criteria);
        let pending = criteria.iter().filter(|it| it.is_pending()).count();
        let met = criteria.iter().filter(|it| it.is_met()).count();
        let is_completed = phase.class() == Some(Class::Done);
        let mut verified = Vec::new();
        for criterion in criteria {
            let evidence = if criterion.is_met() {
                self.criterion_evidence(phase.id, criterion, tasks, shared)
            } else if is_completed && criterion.is_pending() {
                let status = criterion.status.as_ref();
                CriterionEvidence {
                    pending: status.map(|(name, _)| name.text.clone()),
                    all_pending: (pending, pending + met),
                    ..CriterionEvidence::default()
                }
            } else {
                continue;
            };
            verified.extend(self.criterion(phase.id, criterion, &evidence));
        }
        verified
    }

    fn criterion_evidence(
        &self,
        file: FileId,
        criterion: &Criterion,
        tasks: (usize, usize, usize),
        shared: &Shared<'_>,
    ) -> CriterionEvidence {
        let Some(tree) = self.workspace.file(file).document.tree() else {
            return CriterionEvidence::default();
        };
        let claims = claims_of(tree.node(criterion.node));
        let mut commits = Vec::new();
        if let Some((repository, _)) = self.repository {
            for name in claims.commits.iter().chain(&claims.possible_commits) {
                let id = repository.commit_named(name).ok();
                let commit = id.and_then(|id| repository.commit(id).ok());
                if let Some(commit) = commit {
                    let subject = Message::parse(&commit.message).subject;
                    commits.push(CommitName::new(commit.id.to_string(), subject));
                }
            }
        }
        CriterionEvidence {
            extent: self.extent,
            files: shared.files.states(&claims, &WorkTime::default()),
            commits,
            unknown_commits: self.unknown(&claims),
            has_words: claims.has_words,
            verified_by: self.verifiers(&claims, file, None, &[]),
            tasks,
            ..CriterionEvidence::default()
        }
    }

    fn criterion(
        &self,
        file: FileId,
        criterion: &Criterion,
        evidence: &CriterionEvidence,
    ) -> Option<Verified> {
        let tree = self.workspace.file(file).document.tree()?;
        let node = tree.node(criterion.node);
        let description = DESCRIPTION
            .iter()
            .find_map(|key| node.get(key)?.some_text());
        let status = criterion.status.as_ref();
        Some(Verified {
            file,
            claim: Claim::CriterionMet,
            id: criterion.id.as_ref().map(|id| id.text.clone()),
            description: description.map(str::to_owned),
            node: criterion.node,
            status: status.map_or(criterion.node, |(name, _)| name.node),
            judgement: judge_criterion(evidence),
        })
    }
}
