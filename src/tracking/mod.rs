//! What commits change, recorded in the `files_modified` of the phase they belong to.
//!
//! [`trackable_paths()`] says which paths of a commit belong there, [`fill()`] adds them to a document
//! in its own style, [`take_out()`] takes back what was added before. What people wrote is never
//! taken away: what we added is remembered in a [`Journal`], and nothing else goes.
//!
//! Hooks call [`before_commit()`] when Git has settled what is in a commit but nobody has written
//! its message, and [`after_commit()`] when the message is known.

mod aborted;
mod amend;
mod aside;
mod entries;
mod fill;
mod journal;
mod listed;
mod pending;
mod pending_queue;
mod plan_documents;
mod post_commit;
mod pre_commit;
mod renames;
mod rewrite;
mod sequencer;
mod share;
mod squash;
mod successor;
mod sync;
mod trackable;
mod unrecorded;
mod versions;

pub use amend::amend;
pub use entries::{FillError, fill, fill_both, listed, take_out};
pub use journal::{Addition, Journal, rewritten_journal};
pub use listed::Listed;
pub use pending::Pending;
pub use pending_queue::{add_waiting, forget, unlisted, waiting};
pub use post_commit::{AfterCommit, after_commit, settle};
pub use pre_commit::{BeforeCommit, Deferred, Facts, Filled, active_phase, before_commit};
pub use renames::{Moves, Present};
pub use rewrite::{Rewrite, after_rewrite};
pub use share::{Parties, Shares, pointed};
pub use squash::squashed_tasks;
pub use sync::{Synced, added, sync};
pub use trackable::{Belonging, trackable_paths};
pub use unrecorded::divided;
pub use versions::{Left, Obstacle};

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
