//! What the commits of a range say and do, as far as rules ask for it.

use std::collections::{BTreeMap, BTreeSet};

/// A commit: its name, and its subject.
pub type CommitRef = (String, String);

/// What is known of a range of commits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitRange {
    /// Its commits, the oldest first.
    pub commits: Vec<CommitFacts>,
    /// By progress file: paths that its commits change and that `files_modified` lacks.
    pub missing: BTreeMap<String, Missing>,
    /// Tasks that commits work on: the progress file, and the ID; with the last of them.
    pub worked: BTreeMap<(String, String), CommitRef>,
    /// Tasks that a commit marks as done.
    pub done: BTreeSet<(String, String)>,
}

impl CommitRange {
    /// What is known of tasks alone.
    #[must_use]
    pub fn of_tasks(&self) -> Self {
        Self {
            worked: self.worked.clone(),
            done: self.done.clone(),
            ..Self::default()
        }
    }
}

/// What `files_modified` of one file lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// The paths, in the order of the commits.
    pub paths: Vec<String>,
    /// Whether only commits after the file's last change are to blame.
    pub is_late: bool,
    /// The first commit that changes one of them.
    pub commit: Option<CommitRef>,
}

/// What one commit says of tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitFacts {
    /// Its whole name.
    pub id: String,
    /// The first line of its message.
    pub subject: String,
    /// Tasks that it claims and no file has.
    pub unknown: Vec<Claimed>,
    /// Tasks that it names and several plans have: the ID, and the plans.
    pub ambiguous: Vec<(String, Vec<String>)>,
    /// Whether it does work and belongs to nothing.
    pub is_unlinked: bool,
}

/// A task that a commit claims and no file has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claimed {
    /// What the claim says.
    pub name: String,
    /// Tasks of nearly that name.
    pub nearest: Vec<String>,
}
