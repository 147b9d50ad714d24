//! Facts about the commits of a range that rules need.

use std::collections::{BTreeMap, BTreeSet};

/// A commit: its ID and subject.
pub type CommitRef = (String, String);

/// Facts about a range of commits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitRange {
    /// Its commits, oldest first.
    pub commits: Vec<CommitFacts>,
    /// Paths changed by its commits that are missing from `files_modified`, by progress file.
    pub missing: BTreeMap<String, Missing>,
    /// Tasks that commits work on (progress file and ID), with the last such commit.
    pub worked: BTreeMap<(String, String), CommitRef>,
    /// Tasks that a commit marks as done.
    pub done: BTreeSet<(String, String)>,
}

impl CommitRange {
    /// The facts about tasks alone.
    #[must_use]
    pub fn of_tasks(&self) -> Self {
        Self {
            worked: self.worked.clone(),
            done: self.done.clone(),
            ..Self::default()
        }
    }
}

/// Paths missing from `files_modified` of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// The paths, in the order of the commits.
    pub paths: Vec<String>,
    /// Whether only commits after the file's last change caused this.
    pub is_late: bool,
    /// The first commit that changes one of them.
    pub commit: Option<CommitRef>,
}

/// Facts about one commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitFacts {
    /// Its full ID.
    pub id: String,
    /// The first line of its message.
    pub subject: String,
    /// Unknown tasks that it claims.
    pub unknown: Vec<Claimed>,
    /// Tasks that it names and that several plans define: the ID, and the plans.
    pub ambiguous: Vec<(String, Vec<String>)>,
    /// Whether it does work but belongs to no task.
    pub is_unlinked: bool,
}

/// An unknown task that a commit claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claimed {
    /// The claimed name.
    pub name: String,
    /// Tasks with similar names.
    pub nearest: Vec<String>,
}
