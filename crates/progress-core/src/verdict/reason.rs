//! The reasons for a verdict.

use crate::display::{plural, shortened, visible};
use crate::lint::CommitName;

/// Maximum characters shown of a text from a file.
const MAX_TEXT: usize = 100;

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
    /// There is evidence that only people can check.
    Words,
    /// How many done tasks of the phase are supported, and how many are done.
    Tasks(usize, usize),

    /// All commits that work on it were reverted.
    Reverted(CommitName),
    /// Listed files that never existed.
    FilesMissing(String, usize),
    /// A named commit does not exist.
    CommitMissing(String),
    /// The body says otherwise.
    Contradiction(String),
    /// The task itself says that something is missing.
    Admits(String),
    /// A dependency is not done.
    OpenDependency(String, Option<String>),
    /// It is verified by a task that is not done.
    OpenVerifier(String),
    /// It is verified only by itself.
    SelfVerified(String),
    /// Nothing but progress files changed from when it was added until it was done.
    NoWork(CommitName),
    /// No commit works on it or its phase.
    NoCommit,
    /// No task of the phase is done.
    NoTasks,
    /// Tasks of the phase are not done.
    OpenTasks(usize),

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
            | Self::Words
            | Self::Tasks(..) => Bearing::For,
            Self::AddedDone(_)
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
            Self::Words => "evidence-for-people",
            Self::Tasks(..) => "tasks-supported",
            Self::Reverted(_) => "reverted",
            Self::FilesMissing(..) => "files-missing",
            Self::CommitMissing(_) => "commit-missing",
            Self::Contradiction(_) => "body-disagrees",
            Self::Admits(_) => "says-incomplete",
            Self::OpenDependency(..) => "dependency-open",
            Self::OpenVerifier(_) => "verifier-open",
            Self::SelfVerified(_) => "verified-by-itself",
            Self::NoWork(_) => "no-work",
            Self::NoCommit => "no-commit",
            Self::NoTasks => "no-tasks-done",
            Self::OpenTasks(_) => "tasks-open",
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
            | Self::NoWork(commit)
            | Self::AddedDone(commit) => Some(commit),
            _ => None,
        }
    }

    /// Its text: one line, safe to show.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Named(commit, count) => of_commits(*count, "names it", "name it", commit),
            Self::Cited(commit, count) => {
                of_commits(*count, "is recorded for it", "are recorded for it", commit)
            }
            Self::Status(commit, others) => {
                let and = match others {
                    0 => String::new(),
                    1 => " and that of 1 other task".to_owned(),
                    count => format!(" and that of {count} other tasks"),
                };
                let commit = commit.shown();
                format!("a commit with work changes its status{and}: {commit}")
            }
            Self::AddedWithWork(commit, others) => {
                let and = match others {
                    0 => String::new(),
                    1 => " and 1 other task".to_owned(),
                    count => format!(" and {count} other tasks"),
                };
                format!(
                    "a commit with work adds it{and} as done: {}",
                    commit.shown()
                )
            }
            Self::NamedFile(path, commit) => format!(
                "a commit creates `{}`, which the description names: {}",
                safe(path),
                commit.shown()
            ),
            Self::PhaseWork(commit, count) => {
                of_commits(*count, "works on its phase", "work on its phase", commit)
            }
            Self::FilesChanged(count, all) => {
                format!("{count} of {} created or changed for it", files(*all))
            }
            Self::FilesExist(count, all) => format!("{count} of {} exist", files(*all)),
            Self::Verified(by) => format!("verified by `{}`", safe(by)),
            Self::Candidates(commit, count) => of_commits(
                *count,
                "made while it was open may be its work",
                "made while it was open may be its work",
                commit,
            ),
            Self::Evidence(what) => format!("its evidence exists: {}", safe(what)),
            Self::Words => "its evidence can only be checked by people".to_owned(),
            Self::Tasks(supported, done) => {
                let tasks = plural(*done, "done task", "done tasks");
                format!("{supported} of {tasks} of its phase supported")
            }
            Self::Reverted(commit) => format!("its work was reverted: {}", commit.shown()),
            Self::FilesMissing(path, count) => match count {
                1 => format!("`{}` never existed", safe(path)),
                _ => format!(
                    "{count} listed files never existed, such as `{}`",
                    safe(path)
                ),
            },
            Self::CommitMissing(name) => format!("commit `{}` does not exist", safe(name)),
            Self::Contradiction(text) => safe(text),
            Self::Admits(text) => format!("its own text says otherwise: {}", safe(text)),
            Self::OpenDependency(name, status) => {
                let name = safe(name);
                match status {
                    Some(status) => format!("its dependency `{name}` is `{}`", safe(status)),
                    None => format!("its dependency `{name}` is not done"),
                }
            }
            Self::OpenVerifier(name) => format!("`{}`, which verifies it, is not done", safe(name)),
            Self::SelfVerified(name) => format!("verified only by itself: `{}`", safe(name)),
            Self::NoWork(commit) => format!(
                "nothing but progress files changed from when it was added until it was done: {}",
                commit.shown()
            ),
            Self::NoCommit => "no commit works on it or on its phase".to_owned(),
            Self::NoTasks => "no task of its phase is done".to_owned(),
            Self::OpenTasks(count) => {
                let tasks = plural(*count, "task", "tasks");
                let verb = if *count == 1 { "is" } else { "are" };
                format!("{tasks} of its phase {verb} not done")
            }
            Self::AddedDone(commit) => {
                format!("it was done when it was added: {}", commit.shown())
            }
            Self::Uncommitted => "its completion is not committed yet".to_owned(),
            Self::Shallow => "the clone is shallow, so commits are missing".to_owned(),
            Self::NoHistory => "there is no history".to_owned(),
            Self::Unlinked(count) => {
                let commits = plural(*count, "commit", "commits");
                format!("{commits} with work made while it was open, but not linked to it")
            }
        }
    }
}

fn of_commits(count: usize, one: &str, several: &str, example: &CommitName) -> String {
    let verb = if count == 1 { one } else { several };
    let commits = plural(count, "commit", "commits");
    let last = if count == 1 { "" } else { "the last: " };
    format!("{commits} {verb}: {last}{}", example.shown())
}

fn files(count: usize) -> String {
    plural(count, "listed file", "listed files")
}

fn safe(text: &str) -> String {
    visible(&shortened(text, MAX_TEXT)).into_owned()
}
