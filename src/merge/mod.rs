//! Three versions of a file brought together by meaning.
//!
//! The result starts from our text: what their side did since the base is expressed as changes
//! to it, so that our layout and comments stay, and theirs come along with what they added.
//! Mappings merge by key; tasks, criteria and blockers by ID, other entries by content; lists of
//! texts as ordered sets; counters, percentages and the phase's status follow from the merged
//! tasks; the body merges by lines. Where that cannot be done, all is merged by lines, and what
//! comes out clean is held against the three versions.

mod align;
mod comments;
mod conflict;
mod dates;
pub mod driver;
mod fallback;
mod faults;
mod item;
mod lines;
mod marked;
mod plan;
mod structure;
#[cfg(test)]
mod tests;
mod text;
mod three;
mod undone;
mod values;
mod walk;

pub use conflict::{Conflict, ConflictKind, Part, Place};
pub use fallback::Fallback;
pub use faults::Fault;
pub use item::ItemKey;
pub(crate) use item::{Matches, id_of, keys, label_of, natural};
pub use three::{Side, Three};

use crate::git::{ConflictStyle, GitError};
use crate::model::{Moment, Statuses};

/// How to merge.
#[derive(Clone, Debug)]
pub struct Options {
    /// The path of the file, relative to the repository.
    pub path: String,
    /// The known status words.
    pub statuses: Statuses,
    /// The time.
    pub now: Moment,
    /// How many characters a conflict marker has.
    pub marker_size: u16,
    /// What the sides are called in conflict markers.
    pub labels: [String; 2],
    /// What stands between conflict markers.
    pub style: ConflictStyle,
    /// Whether the result is what another merge starts from: what is in conflict in the
    /// frontmatter keeps the value of the base, so that the result can be read.
    pub is_base: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            path: "progress.md".to_owned(),
            statuses: Statuses::default(),
            now: Moment::now(),
            marker_size: 7,
            labels: ["ours".to_owned(), "theirs".to_owned()],
            style: ConflictStyle::default(),
            is_base: false,
        }
    }
}

/// What came out of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The result; with markers around what is in conflict.
    pub bytes: Vec<u8>,
    /// What is in conflict.
    pub conflicts: Vec<Conflict>,
    /// Whether the file was merged by lines, since it could not be merged by meaning.
    pub by_lines: bool,
    /// Why that was so.
    pub fallback: Option<Fallback>,
}

/// Merges three versions of a file.
///
/// # Errors
///
/// Fails where even a merge by lines cannot be made.
pub fn merge(versions: Three<&[u8]>, options: &Options) -> Result<Merged, GitError> {
    let Three { base, ours, theirs } = versions;
    let clean = |bytes: &[u8]| Merged {
        bytes: bytes.to_vec(),
        conflicts: Vec::new(),
        by_lines: false,
        fallback: None,
    };
    if theirs == base || theirs == ours {
        return Ok(clean(ours));
    }
    if ours == base {
        return Ok(clean(theirs));
    }
    structure::merge(versions, options).or_else(|why| lines::merge(versions, options, why))
}
