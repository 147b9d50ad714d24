//! Whether a task that is done, or a criterion that is met, is supported by evidence.
//!
//! [`judge_task`] and [`judge_criterion`] are pure: from the evidence, which is plain data, they
//! decide on a [`Verdict`] and give their [`Reason`]s. What cannot be known is [`Verdict::Unknown`].

mod claims;
mod criterion;
mod evidence;
mod file_names;
mod lack;
mod other_name;
mod reason;
mod similar;
mod task;
#[cfg(test)]
mod tests;

pub use claims::{Claims, admission, claims_of};
pub use criterion::judge_criterion;
pub use evidence::{
    Completion, CriterionEvidence, Dated, Doubt, Extent, FileEvidence, FileState, Lateness,
    PhaseCompletion, TaskEvidence, Verifier, Via, WorkCommit,
};
pub use file_names::{is_file, named_file, without_ending};
pub use lack::Lack;
pub use other_name::{FileKey, is_named_by_directory};
pub use reason::{Bearing, Reason};
pub use similar::Words;
pub use task::judge_task;

use crate::model::Class;

/// How well a claim is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Something in the repository shows it, and nothing contradicts it.
    Supported,
    /// Something points to it, but not clearly, or something contradicts it.
    Weak,
    /// Nothing shows it although something should, or the evidence contradicts it.
    Unsupported,
    /// The repository cannot tell.
    Unknown,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: &'static [Self] = &[
        Self::Supported,
        Self::Weak,
        Self::Unsupported,
        Self::Unknown,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Weak => "weak",
            Self::Unsupported => "unsupported",
            Self::Unknown => "unknown",
        }
    }

    /// Its place in a list with the worst first.
    #[must_use]
    pub fn rank(self) -> usize {
        match self {
            Self::Unsupported => 0,
            Self::Weak => 1,
            Self::Unknown => 2,
            Self::Supported => 3,
        }
    }
}

/// A verdict with its reasons, the strongest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The reasons.
    pub reasons: Vec<Reason>,
}

/// Whether a task is done without a commit that works on it.
#[must_use]
pub fn is_done_without_commit(state: Option<Class>, is_worked_on: bool) -> bool {
    state == Some(Class::Done) && !is_worked_on
}

/// Whether commits work on a task that is neither done nor dropped.
#[must_use]
pub fn is_commit_without_done(state: Option<Class>, is_worked_on: bool) -> bool {
    is_worked_on && state.is_some_and(|state| !state.is_settled())
}
