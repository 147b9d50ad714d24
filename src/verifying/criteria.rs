//! Collects the evidence about success criteria.

use progress_core::lint::CommitName;
use progress_core::model::{Criterion, FileId};
use progress_core::task_links::Message;
use progress_core::verdict::{CriterionEvidence, claims_of, judge_criterion};

use super::evidence::{Collector, Shared};
use super::{Claim, Verified};

/// Keys of a description.
const DESCRIPTION: &[&str] = &["description", "title", "name", "text", "criterion"];

impl Collector<'_> {
    /// Returns the verdict on a criterion; `None` if it is not met. `tasks` are the numbers of tasks
    /// of its phase: supported, done, and all that are not dropped.
    pub(super) fn criterion(
        &self,
        file: FileId,
        criterion: &Criterion,
        tasks: (usize, usize, usize),
        shared: &Shared<'_>,
    ) -> Option<Verified> {
        if !criterion.is_met() {
            return None;
        }
        let tree = self.workspace.file(file).document.tree()?;
        let node = tree.node(criterion.node);
        let claims = claims_of(node);
        let mut commits = Vec::new();
        if let Some((repository, _)) = self.repository {
            for name in &claims.commits {
                let id = repository.commit_named(name).ok();
                let commit = id.and_then(|id| repository.commit(id).ok());
                if let Some(commit) = commit {
                    let subject = Message::parse(&commit.message).subject;
                    commits.push(CommitName::new(commit.id.to_string(), subject));
                }
            }
        }
        let evidence = CriterionEvidence {
            extent: self.extent,
            files: Self::files(&claims, shared, &|_, _| false),
            commits,
            unknown_commits: self.unknown(&claims),
            has_words: claims.has_words,
            tasks,
        };
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
            judgement: judge_criterion(&evidence),
        })
    }
}
