//! Collects the evidence about success criteria.

use progress_core::lint::CommitName;
use progress_core::model::{Class, Criterion, FileId};
use progress_core::status::PhaseView;
use progress_core::task_links::Message;
use progress_core::verdict::{CriterionEvidence, Extent, claims_of, judge_criterion};

use yaml_lossless::Node;

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
        let course = if is_completed {
            self.course(phase.id, criteria)
        } else {
            None
        };
        let mut verified = Vec::new();
        for criterion in criteria {
            let evidence = if criterion.is_met() {
                CriterionEvidence {
                    late: course.as_ref().and_then(|it| it.lateness(criterion)),
                    ..self.criterion_evidence(phase.id, criterion, tasks, shared)
                }
            } else if is_completed && criterion.is_pending() {
                let status = criterion.status.as_ref();
                CriterionEvidence {
                    pending: status.map(|(name, _)| name.text.clone()),
                    all_pending: (pending, pending + met),
                    completed: course.as_ref().map(|it| it.completed.clone()),
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
        let (mut commits, mut unseen_commits) = (Vec::new(), Vec::new());
        // Among other words, a number may be a date, and letters a word.
        let certain = claims.commits.iter().map(|name| (name, true));
        let possible = claims.possible_commits.iter();
        let possible = possible.map(|name| (name, has_letters_and_digits(name)));
        for (name, is_commit) in certain.chain(possible) {
            match self.commit_named(name) {
                Some(commit) => commits.push(commit),
                None if is_commit && self.extent != Extent::Complete => {
                    unseen_commits.push(name.clone());
                }
                None => {}
            }
        }
        let mut files = shared.files.states(&claims, &WorkTime::default());
        shared.files.others.stand_in(&mut files, None);
        CriterionEvidence {
            extent: self.extent,
            files,
            commits,
            unseen_commits,
            unknown_commits: self.unknown(&claims),
            has_words: claims.has_words,
            verified_by: self.verifiers(&claims, file, None, &[]),
            tasks,
            ..CriterionEvidence::default()
        }
    }

    fn commit_named(&self, name: &str) -> Option<CommitName> {
        let (repository, _) = self.repository?;
        let commit = repository
            .commit(repository.commit_named(name).ok()?)
            .ok()?;
        let subject = Message::parse(&commit.message).subject;
        Some(CommitName::new(commit.id.to_string(), subject))
    }

    fn criterion(
        &self,
        file: FileId,
        criterion: &Criterion,
        evidence: &CriterionEvidence,
    ) -> Option<Verified> {
        let tree = self.workspace.file(file).document.tree()?;
        let node = tree.node(criterion.node);
        let description = description_of(node);
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

fn has_letters_and_digits(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.iter().any(u8::is_ascii_alphabetic) && bytes.iter().any(u8::is_ascii_digit)
}

/// The description of a criterion.
pub(super) fn description_of(criterion: Node<'_>) -> Option<&str> {
    let mut keys = DESCRIPTION.iter();
    keys.find_map(|key| criterion.get(key)?.some_text())
}
