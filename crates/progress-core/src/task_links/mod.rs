//! Links commits to tasks, based on the message, the diff and the branch.
//!
//! [`link()`] is a pure function: from a [`Message`], the known task IDs ([`TaskIndex`]) and the
//! [`Evidence`] about the commit, it determines which tasks the commit works on, which mentions are
//! ambiguous, and which explicit claims name unknown tasks. It never guesses: without decisive
//! evidence, a mention is ambiguous.

mod cited;
mod digest;
mod disambiguate;
mod elsewhere;
mod evidence;
mod facts;
mod generic;
mod link;
mod mention;
mod message;
mod named_ids;
mod named_tasks;
mod near_miss;
mod outcome;
mod phase_links;
mod phases;
mod steps;
mod task_index;
mod tokens;
mod unknown_tasks;
mod writing;

pub use cited::{Cited, CitedCommit};
pub use digest::{Digest, DigestTask, FileVersion};
pub use disambiguate::names_plan;
pub use evidence::{Evidence, FileChange, StatusChange, flips};
pub use link::link;
pub use mention::{Mention, MentionPlace, mentions};
pub use message::{Header, Kind, Message, Trailer};
pub use near_miss::{NearMiss, near_misses};
pub use outcome::{Ambiguous, Decider, Link, Outcome, Role, Source, Target, UnknownClaim};
pub use task_index::{Folder, KnownFile, TaskIndex};
pub use tokens::{Token, tokens};
pub use writing::{Cleanup, CleanupSettings, EditorHelp, TrailerRules, editor_help, with_trailer};
