//! Links commits to tasks, based on the message, the diff and the branch.
//!
//! [`link()`] is a pure function: from a [`Message`], the known task IDs ([`TaskIndex`]) and the
//! [`Evidence`] about the commit, it determines which tasks the commit works on, which mentions are
//! ambiguous, and which explicit claims name unknown tasks. It never guesses: without decisive
//! evidence, a mention is ambiguous.
//!
//! [`active()`] answers the question of hooks that run before there is a message: which phase is
//! being worked on?

mod active;
mod aside;
mod cache;
mod cited;
mod claims;
mod digest;
mod disambiguate;
mod evidence;
mod expand;
mod facts;
mod generic;
mod link;
mod linker;
mod mention;
mod message;
mod near_miss;
mod outcome;
mod phase_links;
mod phases;
mod staged_commit;
mod steps;
mod task_index;
mod token;
mod touched;
mod writing;

pub use active::{
    Active, ActiveFacts, ActiveSource, Pick, Undecided, active, active_tasks, tasks_at_hand,
};
pub use cache::count_digests;
pub use digest::{Digest, DigestTask};
pub use evidence::{Evidence, StatusChange, flips};
pub use expand::MAX_RANGE;
pub use link::link;
pub use linker::Linker;
pub use mention::{Mention, Place, mentions};
pub use message::{Header, Kind, Message, Trailer};
pub use near_miss::{NearMiss, near_misses};
pub use outcome::{Ambiguous, Decider, Link, Outcome, Role, Source, Target, UnknownClaim};
pub use staged_commit::StagedCommit;
pub use task_index::{Folder, KnownFile, TaskIndex};
pub use token::{Token, tokens};
pub use touched::Touched;
pub use writing::{Cleanup, Draft, Shown, TrailerRules, shown, with_trailer};
