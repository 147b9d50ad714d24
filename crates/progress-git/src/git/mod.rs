//! Access to Git through plain types. The only importer of `git2`.
//!
//! libgit2 reads objects and references. Where it cannot (SHA-256, reftable, a split or sparse
//! index, objects left out of a partial clone), the `git` command does, through the same types.

mod altered;
mod amend;
mod attributes;
mod brought;
mod changes;
mod command;
mod commit;
mod config;
mod conversation;
mod environment;
mod error;
mod every_path;
mod file_times;
mod history;
mod ignored;
mod index;
mod index_lock;
mod index_parser;
mod lazy_index;
mod lines;
mod made_here;
mod mailmap;
mod object;
mod objects;
mod open;
mod process_timeout;
mod range;
mod raw_tree;
mod reachable;
mod rebase;
mod renames;
mod repository;
mod settings;
mod sharing;
mod snapshot;
mod stage;
mod submodules;
mod talk;
mod trace;
mod tree_lister;
mod unmerged;
mod whole_history;

pub use changes::{Change, TreeComparer, changes};
pub use commit::Commit;
pub use config::{Setting, user_setting, version_numbers};
pub use error::{GitError, RangeError};
pub use every_path::EveryPath;
pub use file_times::FileTimes;
pub use index::Marks;
pub use index_parser::is_index;
pub use lines::{ConflictStyle, Lines, Markers, is_binary, merge_lines};
pub use mailmap::Mailmap;
pub use object::{Child, EntryKind, ObjectId};
pub use objects::Uncached;
pub use range::Range;
pub use renames::{Side, pair_renames};
pub use repository::Repository;
pub use sharing::Sharing;
pub use snapshot::{Entry, Snapshot};
pub use stage::Operation;
pub use trace::Traced;
pub use tree_lister::{ListedFolder, Lister, Listing};
pub use unmerged::Unmerged;
