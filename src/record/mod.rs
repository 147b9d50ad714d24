//! What commits change, recorded in the `files_modified` of the phase they belong to.
//!
//! [`belonging()`] says which paths of a commit belong there, [`fill()`] adds them to a document
//! in its own style, [`take_out()`] takes back what was added before. What people wrote is never
//! taken away: what we added is remembered in a [`Journal`], and nothing else goes.
//!
//! Hooks call [`before_commit()`] when Git has settled what is in a commit but nobody has written
//! its message, and [`after_commit()`] when the message is known.

mod after;
mod amend;
mod amid;
mod aside;
mod before;
mod belong;
mod entries;
mod fill;
mod journal;
mod leftover;
mod listed;
mod moves;
mod owed;
mod pending;
mod place;
mod plan_documents;
mod rewrite;
mod share;
mod squash;
mod successor;
mod sync;
mod waiting;

pub use after::{AfterCommit, after_commit, settle};
pub use amend::amend;
pub use before::{BeforeCommit, Deferred, Facts, Filled, active_phase, before_commit};
pub use belong::{Belonging, belonging};
pub use entries::{FillError, fill, fill_both, listed, take_out};
pub use journal::{Addition, Journal, rewritten_journal};
pub use listed::Listed;
pub use moves::{Moves, Present};
pub use owed::divided;
pub use pending::Pending;
pub use place::{Left, Obstacle};
pub use rewrite::{Rewrite, after_rewrite};
pub use share::{Parties, Shares, pointed};
pub use squash::squashed_tasks;
pub use sync::{Synced, added, sync};
pub use waiting::{add_waiting, forget, unlisted, waiting};

/// Why something could not be recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Git cannot read or write.
    #[error(transparent)]
    Git(#[from] crate::git::GitError),
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] crate::write::WriteError),
    /// The list cannot be changed.
    #[error("`files_modified` of `{path}` cannot be changed: {source}")]
    Fill {
        /// The progress file.
        path: String,
        /// Why not.
        #[source]
        source: FillError,
    },
    /// What was recorded earlier cannot be read or kept.
    #[error(transparent)]
    Kept(#[from] crate::write::KeptError),
}
