#![doc = include_str!("../README.md")]
//!
//! # How
//!
//! The result starts from our text. Their changes since the base are applied to it, so that our
//! layout and comments stay, and what they added keeps theirs.
//! Mappings merge by key; tasks, criteria and blockers by ID, other entries by content; lists of
//! texts as ordered sets; counters, percentages and the phase's status follow from the merged
//! tasks; the body merges by lines. If that is impossible, the whole file is merged by lines, and
//! a clean result is checked against the three versions.

mod comments;
mod conflict;
mod conflicted;
mod dates;
mod fallback;
mod faults;
mod lines;
mod list_order;
mod marked;
mod plan;
mod renames;
mod resolved;
mod structure;
mod task_places;
#[cfg(test)]
mod tests;
mod text;
mod three;
mod undone;
mod value_path;
mod values;
mod walk;

use std::borrow::Cow;

pub use conflict::Conflict;
use conflict::ConflictKind;
use conflicted::side_with_conflicts;
pub use conflicted::{Conflicted, MarkerError, Notation};
pub use fallback::Fallback;
use progress_core::model::{Moment, Statuses};
use progress_git::git::{ConflictStyle, GitError};
pub use resolved::{Recorded, ResolveError, Resolved, resolve, resolve_marked};
pub use three::{Side, Three};

/// How to merge.
#[derive(Clone, Debug)]
pub struct Options {
    /// The path of the file, relative to the repository.
    pub path: String,
    /// The known status words.
    pub statuses: Statuses,
    /// The current time.
    pub now: Moment,
    /// The length of a conflict marker.
    pub marker_size: u16,
    /// Labels of the sides in conflict markers.
    pub labels: [String; 2],
    /// What conflict markers enclose.
    pub style: ConflictStyle,
    /// Whether the result is the base of another merge. Conflicts in the frontmatter then keep the
    /// base's value, so that the result stays readable.
    pub is_base: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            path: "progress.md".to_owned(),
            statuses: Statuses::default(),
            now: Moment::now(),
            // Git's default.
            marker_size: 7,
            labels: ["ours".to_owned(), "theirs".to_owned()],
            style: ConflictStyle::default(),
            is_base: false,
        }
    }
}

/// The result of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged<'v> {
    /// The merged file, with markers around conflicts. Large parts that the versions have are
    /// borrowed from them.
    pub pieces: Vec<Cow<'v, [u8]>>,
    /// The conflicts.
    pub conflicts: Vec<Conflict>,
    /// Whether the file was merged by lines because it could not be merged by meaning.
    pub by_lines: bool,
    /// Why it was merged by lines.
    pub fallback: Option<Fallback>,
}

impl Merged<'_> {
    /// The merged file as a whole.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.pieces.concat()
    }
}

/// Merges three versions of a file.
///
/// # Errors
///
/// Fails if even a line merge is impossible.
pub fn merge<'v>(versions: Three<&'v [u8]>, options: &Options) -> Result<Merged<'v>, GitError> {
    let Three { base, ours, theirs } = versions;
    // A side that changed nothing needs no merge, even if the file cannot be read.
    if theirs == base || theirs == ours {
        return Ok(clean(ours));
    }
    if ours == base {
        return Ok(clean(theirs));
    }
    let mut merged = match structure::merge(versions, options) {
        Ok(merged) => merged,
        Err(why) => lines::merge(versions, options, why)?,
    };
    if merged.conflicts.is_empty() {
        let side = side_with_conflicts(versions, &merged, options.marker_size);
        let kind = side.map(ConflictKind::Earlier);
        merged.conflicts.extend(kind.map(Conflict::new));
    }
    Ok(merged)
}

fn clean(version: &[u8]) -> Merged<'_> {
    Merged {
        pieces: vec![Cow::Borrowed(version)],
        conflicts: Vec::new(),
        by_lines: false,
        fallback: None,
    }
}
