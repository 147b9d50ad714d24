//! The evidence about a task or a criterion, as plain data.

use crate::lint::CommitName;

/// How much of the history is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    #[default]
    Complete,
    /// The clone is shallow, so older commits are missing.
    Shallow,
    /// The repository has no commits, or there is no repository.
    Nothing,
}

/// Why a commit counts as work on a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// Its message names the task.
    Message,
    /// The progress file names the commit for the task.
    File,
    /// It changes the status of this many tasks, including this one, along with the work.
    Status(usize),
    /// It belongs to the phase as a whole.
    Phase,
}

/// Why a commit that is linked to a task may not be the work on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It adds the task to the plan, or reopens it, without starting it.
    Plans,
    /// Its subject says that it takes work back.
    TakesBack,
    /// Its subject says that the work is not finished.
    Unfinished,
}

/// A commit that changes more than progress files, plan documents and lock files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkCommit {
    /// The commit.
    pub name: CommitName,
    /// Why it counts.
    pub via: Via,
    /// The number of files it changes, besides progress files, plan documents and lock files.
    pub files: usize,
    /// Whether its subject or the paths that it changes have a word in common with the task.
    pub is_about_task: bool,
    /// Whether a later commit reverts it.
    pub is_reverted: bool,
    /// Why it may not be the work.
    pub doubt: Option<Doubt>,
}

/// Whether a file that a task lists exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It exists, and was changed while the task was open, or by a commit of the task or its phase.
    Changed,
    /// It exists.
    Exists,
    /// It existed at some time.
    Existed,
    /// It was created while the task was open, and deleted again before the task was done.
    Removed,
    /// It never existed, or was deleted again, but this may be the same file under another name.
    Renamed(String),
    /// It never existed.
    Never,
    /// It is not known whether it ever existed, or whether it belongs to this repository.
    Unknown,
}

/// A file that a task lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEvidence {
    /// The path as written.
    pub path: String,
    /// Whether it exists.
    pub state: FileState,
}

/// Who or what verified a task, as far as the repository can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verifier {
    /// The task itself, or its assignee.
    Itself,
    /// A task that is not done.
    OpenTask,
    /// A task that is done.
    DoneTask,
    /// Someone or something else.
    Other,
}

/// How the history shows the completion of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Completion {
    /// The history does not show it.
    #[default]
    Unknown,
    /// It is not committed yet.
    Uncommitted,
    /// The task was done when it was added to the plan.
    Added {
        /// The commit that added it.
        commit: CommitName,
        /// The number of tasks that the commit marks or adds as done.
        tasks: usize,
        /// The number of files that it changes besides progress files and documents of plans.
        files: usize,
        /// Whether its subject or the paths that it changes have a word in common with the task.
        is_about_task: bool,
    },
    /// A commit marked it as done.
    Marked {
        /// The commit.
        commit: CommitName,
        /// The number of commits after the task was added, including this one, that change more
        /// than progress files.
        work: usize,
        /// The commits among them that belong to no task, but may be work on this one according
        /// to their subjects.
        candidates: Vec<CommitName>,
    },
}

/// The evidence about a task that is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskEvidence {
    /// How much of the history is known.
    pub extent: Extent,
    /// The commits that work on it or its phase, newest first.
    pub commits: Vec<WorkCommit>,
    /// When it was done.
    pub completion: Completion,
    /// The files that it lists.
    pub files: Vec<FileEvidence>,
    /// A file that its description names, and the commit that created it while the task was open, or
    /// along with the task.
    pub named_file: Option<(String, CommitName)>,
    /// Whether a commit that was made while it was open may be its work, whatever that is linked to.
    pub may_be_other_work: bool,
    /// The commits that it names and that do not exist.
    pub unknown_commits: Vec<String>,
    /// Who or what verified it, as written.
    pub verified_by: Vec<(String, Verifier)>,
    /// Its dependencies that are not done, with the status of each.
    pub open_dependencies: Vec<(String, Option<String>)>,
    /// Its dependencies that were only worked on and done after it, with the commit that marked each
    /// as done.
    pub late_dependencies: Vec<(String, CommitName)>,
    /// The commit that reopened it, if commits worked on it before, which do not count.
    pub reopened: Option<CommitName>,
    /// How the body contradicts its status.
    pub contradictions: Vec<String>,
    /// Whether its own text says that it is only partly done.
    pub admits: Option<String>,
}

/// A commit and its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The commit.
    pub commit: CommitName,
    /// The day, such as `2026-02-05`.
    pub day: String,
}

/// When a phase was completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseCompletion {
    /// The commit.
    pub at: Dated,
    /// Whether that commit added the file with the phase already completed.
    pub is_added: bool,
}

/// When a phase was completed, and what became of a criterion that was pending then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lateness {
    /// The completion of the phase.
    pub completed: PhaseCompletion,
    /// When the criterion was met; `None` if that is not committed.
    pub met: Option<Dated>,
}

/// The evidence about a criterion that is met, or that is pending although its phase is completed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CriterionEvidence {
    /// How much of the history is known.
    pub extent: Extent,
    /// The files that its evidence names.
    pub files: Vec<FileEvidence>,
    /// The commits that its evidence names and that exist.
    pub commits: Vec<CommitName>,
    /// The commits that its evidence names and that do not exist.
    pub unknown_commits: Vec<String>,
    /// The commits that its evidence names and that cannot be looked up, because the history is not
    /// complete.
    pub unseen_commits: Vec<String>,
    /// Whether it has other evidence, which only people can check.
    pub has_words: bool,
    /// Who or what verified it, as written.
    pub verified_by: Vec<(String, Verifier)>,
    /// Its status, if it is pending.
    pub pending: Option<String>,
    /// When its phase was completed, if it is pending.
    pub completed: Option<PhaseCompletion>,
    /// If it was met only after the completion of its phase, when that was.
    pub late: Option<Lateness>,
    /// How many criteria of its phase are pending, and how many are pending or met.
    pub all_pending: (usize, usize),
    /// The number of tasks of its phase: supported, done, and all that are not dropped.
    pub tasks: (usize, usize, usize),
}
