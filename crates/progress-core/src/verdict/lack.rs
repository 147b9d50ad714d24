//! What is lacking for a clear verdict.

use super::evidence::{Doubt, Extent};
use super::reason::safe;
use crate::display::plural;

/// Why the evidence does not decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// How many criteria of the completed phase are pending too, and how many are pending or met.
    MostPending(usize, usize),
    /// None of this many done tasks of the phase is supported.
    NoTaskSupported(usize),
    /// There is evidence that only people can check.
    Words,
    /// The criterion names no evidence.
    NoEvidence,
    /// The evidence names a commit that cannot be looked up in this much of the history.
    CommitUnseen(String, Extent),
    /// It is not known where the file is that the evidence names.
    FileUnknown(String),
    /// The commit changes fewer files than it completes tasks: the files, and the tasks.
    FewFiles(usize, usize),
    /// The commit completes this many tasks at once.
    ManyTasks(usize),
    /// The commit has no word in common with the description.
    NoCommonWord,
    /// The commit that names it may not be the work on it.
    Doubtful(Doubt),
    /// No commit names it or changes its status along with work.
    NotLinked,
}

impl Lack {
    /// Its name, for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Words => "evidence-for-people",
            Self::MostPending(..) => "criteria-pending",
            Self::NoTaskSupported(_) => "no-tasks-supported",
            Self::NoEvidence => "no-evidence",
            Self::CommitUnseen(..) => "commit-unseen",
            Self::FileUnknown(_) => "file-unknown",
            Self::FewFiles(..) => "few-files",
            Self::ManyTasks(_) => "many-tasks",
            Self::NoCommonWord => "no-common-word",
            Self::Doubtful(Doubt::Plans) => "commit-plans",
            Self::Doubtful(Doubt::TakesBack) => "commit-takes-back",
            Self::Doubtful(Doubt::Unfinished) => "commit-unfinished",
            Self::NotLinked => "not-linked",
        }
    }

    /// Its text: one line, safe to show.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Words => "its evidence can only be checked by people".to_owned(),
            Self::MostPending(pending, all) => format!(
                "{pending} of {all} criteria of its phase are not marked as met, so they may not be \
                 up to date"
            ),
            Self::NoTaskSupported(1) => "the done task of its phase is not supported".to_owned(),
            Self::NoTaskSupported(done) => {
                format!("none of the {done} done tasks of its phase is supported")
            }
            Self::NoEvidence => "it names no evidence".to_owned(),
            Self::CommitUnseen(name, Extent::Shallow) => {
                format!("its commit `{}` is not in this shallow clone", safe(name))
            }
            Self::CommitUnseen(name, _) => {
                format!("its commit `{}` cannot be looked up", safe(name))
            }
            Self::FileUnknown(path) => format!(
                "`{}` does not exist, but may be in another directory or repository",
                safe(path)
            ),
            Self::FewFiles(files, tasks) => format!(
                "the commit changes only {} for {}",
                plural(*files, "file", "files"),
                plural(*tasks, "task", "tasks")
            ),
            Self::ManyTasks(tasks) => {
                format!("with {tasks} tasks in one commit, it is unclear which of them it works on")
            }
            Self::NoCommonWord => {
                "the commit has no word in common with the description".to_owned()
            }
            Self::Doubtful(doubt) => doubtful(*doubt).to_owned(),
            Self::NotLinked => "no commit with work names it or changes its status".to_owned(),
        }
    }
}

fn doubtful(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Plans => "the commit plans it, according to its subject",
        Doubt::TakesBack => "the commit takes work back, according to its subject",
        Doubt::Unfinished => "the commit is unfinished, according to its subject",
    }
}
