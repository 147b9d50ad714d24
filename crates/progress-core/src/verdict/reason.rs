//! The reasons for a verdict.

mod text;

pub(super) use text::safe;

use crate::lint::CommitName;

use super::Lack;
use super::evidence::{Lateness, PhaseCompletion};

/// Whether a reason speaks for or against a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// For it.
    For,
    /// Against it.
    Against,
    /// Neither: it limits what can be known.
    Neither,
}

/// A reason for a verdict. Commits are shown by an example, with how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Commits that name the task do work.
    Named(CommitName, usize),
    /// The progress file names a commit that does work.
    Cited(CommitName, usize),
    /// A commit with work changes the status of the task and of this many others.
    Status(CommitName, usize),
    /// A commit with work adds the task as done, along with this many others.
    AddedWithWork(CommitName, usize),
    /// A commit creates a file that the description names.
    NamedFile(String, CommitName),
    /// Commits work on the phase as a whole.
    PhaseWork(CommitName, usize),
    /// How many of the listed files were changed for the task, and how many are listed.
    FilesChanged(usize, usize),
    /// How many of the listed files exist, and how many are listed.
    FilesExist(usize, usize),
    /// Someone or something else verified it.
    Verified(String),
    /// Commits that belong to no task may be its work.
    Candidates(CommitName, usize),
    /// The evidence names commits or files that exist.
    Evidence(String),
    /// How many done tasks of the phase are supported, and how many are done.
    Tasks(usize, usize),

    /// All commits that work on it were reverted.
    Reverted(CommitName),
    /// Listed files that never existed.
    FilesMissing(String, usize),
    /// Listed files that were created while it was open, and deleted before it was done.
    FilesRemoved(String, usize),
    /// A named commit does not exist.
    CommitMissing(String),
    /// The body says otherwise.
    Contradiction(String),
    /// The task itself says that something is missing.
    Admits(String),
    /// A dependency is not done.
    OpenDependency(String, Option<String>),
    /// A dependency was worked on and done only after it.
    LateDependency(String, CommitName),
    /// It was reopened after the commits that work on it.
    Reopened(CommitName),
    /// It is verified by a task that is not done.
    OpenVerifier(String),
    /// It is verified only by itself.
    SelfVerified(String),
    /// Nothing but progress files changed while it was open.
    NoWork(CommitName),
    /// No commit works on it or its phase.
    NoCommit,
    /// No task of the phase is done.
    NoTasks,
    /// Tasks of the phase are not done.
    OpenTasks(usize),
    /// The phase is completed, but the criterion has this status.
    Pending(String, Option<PhaseCompletion>),

    /// Something is lacking that would decide.
    Lacks(Lack),
    /// Listed files that do not exist, but may have another name: the first, its other name, and
    /// how many there are.
    FilesRenamed(String, String, usize),
    /// It was met only after its phase was completed.
    Late(Lateness),
    /// It was done when it was added.
    AddedDone(CommitName),
    /// It is not committed.
    Uncommitted,
    /// Commits are missing because the clone is shallow.
    Shallow,
    /// The repository has no commits, or there is no repository.
    NoHistory,
    /// The commits made while it was open are linked to nothing.
    Unlinked(usize),
}

impl Reason {
    /// Whether it speaks for or against the claim.
    #[must_use]
    pub fn bearing(&self) -> Bearing {
        match self {
            Self::Named(..)
            | Self::Cited(..)
            | Self::Status(..)
            | Self::AddedWithWork(..)
            | Self::NamedFile(..)
            | Self::PhaseWork(..)
            | Self::FilesChanged(..)
            | Self::FilesExist(..)
            | Self::Verified(_)
            | Self::Candidates(..)
            | Self::Evidence(_)
            | Self::Tasks(..) => Bearing::For,
            Self::Lacks(_)
            | Self::Late(_)
            | Self::FilesRenamed(..)
            | Self::AddedDone(_)
            | Self::Uncommitted
            | Self::Shallow
            | Self::NoHistory
            | Self::Unlinked(_) => Bearing::Neither,
            _ => Bearing::Against,
        }
    }

    /// Its name, for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Named(..) => "commit-names-task",
            Self::Cited(..) => "file-names-commit",
            Self::Status(..) => "status-with-work",
            Self::AddedWithWork(..) => "added-with-work",
            Self::NamedFile(..) => "commit-creates-file",
            Self::PhaseWork(..) => "commit-of-phase",
            Self::FilesChanged(..) => "files-changed",
            Self::FilesExist(..) => "files-exist",
            Self::Verified(_) => "verified",
            Self::Candidates(..) => "similar-commits",
            Self::Evidence(_) => "evidence-exists",
            Self::Tasks(..) => "tasks-supported",
            Self::Reverted(_) => "reverted",
            Self::FilesMissing(..) => "files-missing",
            Self::FilesRemoved(..) => "files-removed",
            Self::FilesRenamed(..) => "files-renamed",
            Self::CommitMissing(_) => "commit-missing",
            Self::Contradiction(_) => "body-disagrees",
            Self::Admits(_) => "says-incomplete",
            Self::OpenDependency(..) => "dependency-open",
            Self::LateDependency(..) => "dependency-late",
            Self::Reopened(_) => "reopened",
            Self::OpenVerifier(_) => "verifier-open",
            Self::SelfVerified(_) => "verified-by-itself",
            Self::NoWork(_) => "no-work",
            Self::NoCommit => "no-commit",
            Self::NoTasks => "no-tasks-done",
            Self::OpenTasks(_) => "tasks-open",
            Self::Pending(..) => "criterion-pending",
            Self::Late(_) => "met-late",
            Self::Lacks(lack) => lack.name(),
            Self::AddedDone(_) => "added-as-done",
            Self::Uncommitted => "not-committed",
            Self::Shallow => "shallow-clone",
            Self::NoHistory => "no-history",
            Self::Unlinked(_) => "unlinked-commits",
        }
    }

    /// The commit that it is about.
    #[must_use]
    pub fn commit(&self) -> Option<&CommitName> {
        match self {
            Self::Named(commit, _)
            | Self::Cited(commit, _)
            | Self::Status(commit, _)
            | Self::AddedWithWork(commit, _)
            | Self::NamedFile(_, commit)
            | Self::PhaseWork(commit, _)
            | Self::Candidates(commit, _)
            | Self::Reverted(commit)
            | Self::LateDependency(_, commit)
            | Self::Reopened(commit)
            | Self::NoWork(commit)
            | Self::AddedDone(commit) => Some(commit),
            Self::Pending(_, Some(completed)) => Some(&completed.at.commit),
            Self::Late(lateness) => Some(&lateness.completed.at.commit),
            _ => None,
        }
    }
}
