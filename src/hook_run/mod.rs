//! What Git hooks decide and write, without their arguments and their output.
//!
//! [`HookInput`] is what Git gives a hook. [`prepare_message()`] names the task in a message, and [`check_message()`] checks what the author
//! made of it. [`leave_out_later()`] and [`leave_out_post_commit()`] spare later hooks of the same
//! commit. [`reopened()`] and [`contradicted_merges()`] find mistakes in what is staged, and
//! [`PushCheck`] checks the branches of a push. What hooks record is in
//! [`tracking`](crate::tracking).

mod hook_input;
mod idle;
mod linked;
mod merged;
mod message;
mod note;
mod outgoing;
mod prepare;
mod push;
mod reopened;
mod rewritten;
mod scope;

use std::io;

pub use hook_input::HookInput;
pub use idle::{leave_out_later, leave_out_post_commit};
pub use linked::{CheckedMessage, Unlinked, WrongPhase, check_message};
pub use merged::{contradicted_merges, merged_commits};
pub use prepare::prepare_message;
use progress_core::task_links::KnownFile;
use progress_git::git::GitError;
use progress_git::write::{KeptError, WriteError};
pub use push::{BranchCheck, Misnamed, Push, PushCheck, UnknownTask};
pub use reopened::reopened;
pub use rewritten::read_rewrite;
pub use scope::{LintScope, has_plans, has_record, lint_scope};

use crate::tracking::RecordError;

/// Why a hook failed.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// Git or our records failed.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The message cannot be read.
    #[error("cannot read the commit message: {0}")]
    ReadMessage(#[source] io::Error),
    /// The message cannot be written.
    #[error("cannot write the commit message: {0}")]
    WriteMessage(#[source] io::Error),
}

impl HookError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Record(RecordError::Kept(error)) => Some(error.help()),
            _ => None,
        }
    }
}

impl From<GitError> for HookError {
    fn from(error: GitError) -> Self {
        Self::Record(error.into())
    }
}

impl From<KeptError> for HookError {
    fn from(error: KeptError) -> Self {
        Self::Record(error.into())
    }
}

impl From<WriteError> for HookError {
    fn from(error: WriteError) -> Self {
        Self::Record(error.into())
    }
}

/// `ID`, or `plan:ID` if another file has a task of that ID.
fn task_name(file: &KnownFile, id: &str, holders: usize) -> String {
    if holders > 1 {
        format!("{}:{id}", file.plan())
    } else {
        id.to_owned()
    }
}
