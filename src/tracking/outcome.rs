//! What was done before and after a commit, for hooks to report.

use progress_git::git::Operation;

use super::pending::Pending;
use super::versions::Obstacle;

/// What was added to a progress file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The file.
    pub file: String,
    /// How many unlisted paths of this commit were added.
    pub added: usize,
    /// How many pending paths of earlier commits were added.
    pub folded: usize,
}

/// What was done before a commit.
#[derive(Debug, Default)]
pub struct BeforeCommit {
    /// The files that were filled.
    pub filled: Vec<Filled>,
    /// Paths that cannot be represented in YAML.
    pub unnameable: Vec<String>,
    /// The unknown task in `PROGRESS_TASK`, and the most similar known one.
    pub unknown: Option<(String, Option<String>)>,
    /// Files that could not be changed now: what they lack stays pending.
    pub deferred: Vec<Deferred>,
}

/// A progress file that is not changed for now.
#[derive(Debug)]
pub struct Deferred {
    /// The file.
    pub file: String,
    /// The reason.
    pub obstacle: Obstacle,
    /// The paths of this commit that belong there.
    pub paths: Vec<String>,
}

/// What was done after a commit.
#[derive(Debug, Default)]
pub struct AfterCommit {
    /// What the commit has recorded.
    pub recorded: Vec<Filled>,
    /// What is pending: each progress file, with the number of paths.
    pub waiting: Vec<(String, usize)>,
    /// What was written and staged instead: each progress file, with the paths.
    pub staged: Vec<(String, Vec<String>)>,
    /// The operation in progress; what is pending stays so until it is over.
    pub operation: Option<Operation>,
    /// What is no longer pending although its work remains: its commit is no longer on the branch.
    pub dropped: Vec<Pending>,
}
