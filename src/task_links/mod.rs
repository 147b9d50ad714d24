//! From commits to tasks: what a message, a diff and a branch say about the work they belong to.
//!
//! [`link()`] is a pure function: it reads a [`Message`], the task IDs that are [`TaskIndex`] and the
//! [`Evidence`] of the commit, and says which tasks the commit works on, what it leaves
//! ambiguous, and which explicit claims name nothing. It never guesses: where the evidence does
//! not decide, the mention is ambiguous.
//!
//! [`active()`] answers the question that hooks ask before there is a message: which phase is
//! being worked on.

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
