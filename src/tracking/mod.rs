//! Records the paths that commits change in the `files_modified` of their phase.
//!
//! [`trackable_paths()`] selects the paths of a commit that belong there, [`fill()`] adds them to a
//! document in its own style, and [`take_out()`] removes what was added before. Entries written by
//! people are never removed: a [`Journal`] records what we added, and nothing else is removed.
//!
//! Hooks call [`before_commit()`] once Git knows the content of a commit but not its message, and
//! [`after_commit()`] once the message is known.

mod aborted;
mod amend;
mod ancestry;
mod entries;
mod facts;
mod file_state;
mod fill;
mod journal;
mod known_lacks;
mod lacks;
mod listed;
mod outcome;
mod pending;
mod pending_queue;
mod plan_documents;
mod post_commit;
mod pre_commit;
mod rewrite;
mod sequencer;
mod share;
mod squash;
mod stashed;
mod stored_ids;
mod successor;
mod sync;
mod trackable;
mod unrecorded;
mod versions;

pub use amend::amend;
pub use entries::{FillError, fill, fill_both, listed, preview_both, take_out};
pub use facts::{Facts, active_phase};
pub use file_state::FileState;
pub use journal::{Addition, Journal, rewritten_journal};
pub use known_lacks::KnownLacks;
pub use lacks::{Filling, Lack, LackError, filling, lack, sync_all, undivided};
pub use listed::Listed;
pub use outcome::{AfterCommit, BeforeCommit, Deferred, Filled};
pub use pending::Pending;
pub use pending_queue::{add_waiting, forget, unlisted, waiting};
pub use plan_documents::PlanDocuments;
pub use post_commit::{after_commit, settle};
pub use pre_commit::before_commit;
pub use rewrite::{Rewrite, after_rewrite};
pub use share::{Parties, Shares, pointed};
pub use squash::squashed_tasks;
pub use sync::{Synced, added, sync};
pub use trackable::{Belonging, trackable_paths, work_paths};
pub use unrecorded::{divided, owes_nothing};
pub use versions::Obstacle;

/// Why something could not be recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Git failed to read or write.
    #[error(transparent)]
    Git(#[from] progress_git::git::GitError),
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] progress_git::write::WriteError),
    /// The list cannot be changed.
    #[error("cannot change `files_modified` of `{path}`: {source}")]
    Fill {
        /// The progress file.
        path: String,
        /// The cause.
        #[source]
        source: FillError,
    },
    /// Earlier records cannot be read or written.
    #[error(transparent)]
    Kept(#[from] progress_git::write::KeptError),
}
