//! The commits of a range that is checked, and the facts about them that rules need.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use progress_core::collections::HashSet;
use progress_core::model::{Class, Phase};
use progress_core::task_links::{Evidence, Message, Outcome, Role, link};
use progress_core::workspace::{CommitFacts, CommitRange, Workspace};
use progress_git::git::{Commit, GitError, ObjectId, RangeError, Repository};

use super::changes::Changes;
use super::ledger::{Ledger, TaskName};
use crate::linking::{Linker, Present};
use crate::tracking::work_paths;

/// The commits of a range.
#[derive(Debug)]
pub struct CheckedCommits<'r> {
    pub(super) repository: &'r Repository,
    /// The commit from which the range starts.
    pub base: Commit,
    /// The commit whose history is left out, which need not be an ancestor of the others.
    pub(super) from: ObjectId,
    /// The commits, oldest first.
    pub(super) all: Vec<Commit>,
    /// What each commit changes, once it is known.
    pub(super) changes: OnceCell<Vec<Changes>>,
}

impl<'r> CheckedCommits<'r> {
    /// Reads the commits of a range, written as in `main..HEAD`.
    ///
    /// # Errors
    ///
    /// Fails if the range is invalid, or Git cannot read it.
    pub fn open(repository: &'r Repository, text: &str) -> Result<Self, CommitsError> {
        let range = repository.range(Some(text))?;
        let from = range.from.unwrap_or(range.to);
        // Changes on the other side in the meantime do not belong to this side.
        let Some(base) = repository.merge_base(from, range.to)? else {
            return Err(CommitsError::NoCommonAncestor {
                is_shallow: repository.is_shallow(),
            });
        };
        let mut commits: Vec<Commit> = repository
            .history(&range)?
            .collect::<Result<_, GitError>>()?;
        commits.reverse();
        Ok(Self {
            repository,
            base: repository.commit(base)?,
            from,
            all: commits,
            changes: OnceCell::new(),
        })
    }

    /// Whether the range has no commits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The number of commits.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Returns the facts about the range that rules need.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the history.
    pub fn facts(&self, workspace: &Workspace) -> Result<CommitRange, GitError> {
        let settings = &workspace.settings;
        let branch = workspace.branch.as_ref().map(|branch| branch.name.as_str());
        let mut linker = Linker::with_memory(self.repository, settings);
        // A progress file can name a commit only after it was made, so those at the end count.
        linker.cite(self.last().id)?;
        let mut commits = Vec::with_capacity(self.all.len());
        let mut ledger = Ledger::default();
        let changes = self.changes(&mut linker)?;
        for (at, (commit, changes)) in self.all.iter().zip(changes).enumerate() {
            let outcome = linker.link(commit, branch)?;
            commits.push(self.said(commit, &outcome, &mut linker)?);
            ledger.note_changes(at, commit, changes);
            // A commit that only tracks progress, a merge and a revert owe no paths to
            // `files_modified`.
            if outcome.role == Role::Works && !outcome.links.is_empty() {
                let belonging = work_paths(self.repository, settings, commit, &mut linker)?;
                ledger.note_work(at, outcome.links, belonging.paths);
            }
        }
        // A file that the range renames is known by its name at the end.
        let present = Present::new(&linker.known(self.last().tree)?);
        let done = self.done(workspace, &ledger, &present, &mut linker)?;
        linker.save();
        Ok(CommitRange {
            commits,
            missing: ledger.missing(workspace, &present, &self.all),
            worked: ledger.worked(&present, &self.all),
            done,
        })
    }

    /// What each commit changes.
    pub(super) fn changes(&self, linker: &mut Linker<'_>) -> Result<&[Changes], GitError> {
        if let Some(known) = self.changes.get() {
            return Ok(known);
        }
        let commits = self.all.iter();
        let found = commits
            .map(|commit| Changes::of(commit, linker))
            .collect::<Result<_, GitError>>()?;
        Ok(self.changes.get_or_init(|| found))
    }

    /// The last commit of the range; its base if it has no commits.
    #[must_use]
    pub fn last(&self) -> &Commit {
        self.all.last().unwrap_or(&self.base)
    }

    /// The tasks that a commit names. A claim of a task that is added only later is not unknown.
    fn said(
        &self,
        commit: &Commit,
        outcome: &Outcome,
        linker: &mut Linker<'_>,
    ) -> Result<CommitFacts, GitError> {
        let message = Message::parse(&commit.message);
        let mut facts = outcome.facts(commit.id.to_string(), message.subject);
        if !facts.unknown.is_empty() {
            // The tip has tasks that a later commit of the range adds.
            let known = linker.known(self.last().tree)?;
            let unknown = link(&message, &known, &Evidence::default()).unknown;
            facts
                .unknown
                .retain(|it| unknown.iter().any(|still| still.name == it.name));
        }
        Ok(facts)
    }

    /// The tasks that are done now but were not at the start of the range.
    fn done(
        &self,
        workspace: &Workspace,
        ledger: &Ledger,
        present: &Present,
        linker: &mut Linker<'_>,
    ) -> Result<BTreeSet<TaskName>, GitError> {
        let before = linker.known(self.base.tree)?;
        let statuses = &workspace.settings.statuses;
        let mut was_done: HashSet<(&str, &str)> = HashSet::default();
        for file in before.files() {
            for task in &file.digest.tasks {
                if statuses.read(&task.status).class != Class::Done {
                    continue;
                }
                // A task whose file was renamed in the range is still the same task.
                if let Some(path) = ledger.place_now(file, &task.id, present) {
                    was_done.insert((path, task.id.as_str()));
                }
            }
        }
        let mut done = BTreeSet::new();
        for id in workspace.ids() {
            let path = workspace.file(id).path.as_str();
            for task in workspace.phase(id).into_iter().flat_map(Phase::tasks) {
                let Some(id) = task.id_text() else {
                    continue;
                };
                if task.state == Some(Class::Done) && !was_done.contains(&(path, id)) {
                    done.insert((path.to_owned(), id.to_owned()));
                }
            }
        }
        Ok(done)
    }
}

/// Why the commits of a range cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum CommitsError {
    /// The range is invalid.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// The history cannot be read.
    #[error(transparent)]
    Git(#[from] GitError),
    /// There is no start from which to compare.
    #[error("the two ends of the range have no common ancestor")]
    NoCommonAncestor {
        /// Whether the clone is shallow, so that the ancestor may be missing from it.
        is_shallow: bool,
    },
}
