//! What became of a file.

use progress_core::derive::{Disagreement, Figure};
use progress_core::source::RootedPath;
use progress_merge::{Conflict, Fallback, ResolveError, Resolved};

use super::Unresolved;

/// A file that was in conflict.
#[derive(Debug)]
pub struct ResolvedFile {
    /// The file.
    pub path: RootedPath,
    /// Whether the index records the conflict.
    pub is_unmerged: bool,
    /// What became of it.
    pub outcome: Outcome,
    /// The conflicts that are left.
    pub conflicts: Vec<Conflict>,
    /// Why it was merged by lines, if it was.
    pub fallback: Option<Fallback>,
    /// The figures, status and dates that were corrected after the merge.
    pub recounted: Vec<Figure>,
    /// Whether the base is unknown, so that what only one side has was kept.
    pub is_base_unknown: bool,
    /// The text before.
    pub before: Vec<u8>,
    /// The text after, if it differs.
    pub after: Option<Vec<u8>>,
}

/// What became of a file.
#[derive(Debug)]
pub enum Outcome {
    /// It has no conflicts left.
    Resolved,
    /// It has no conflicts left, but its tasks contradict each other, so nothing was counted.
    Doubtful(Disagreement),
    /// Conflicts are left.
    Conflicted,
    /// It was left as it is.
    Refused(Reason),
}

/// Why a file was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    /// One side removed the file, and the other changed it.
    #[error("one side removed the file, and the other changed it")]
    Removed,
    /// It is in conflict, but has no markers.
    #[error("there are no conflict markers")]
    Unmarked,
    /// The markers cannot be used.
    #[error(transparent)]
    Markers(#[from] ResolveError),
    /// No version is a progress file.
    #[error("it is not a progress file")]
    OtherFile,
}

impl Reason {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Removed => "keep it with `git add`, or remove it with `git rm`",
            Self::Unmarked => {
                "if it is resolved, run `git add`; `git checkout --merge` restores the conflict"
            }
            Self::Markers(ResolveError::Markers(_)) => {
                "fix the markers, or restore them with `git checkout --merge`"
            }
            Self::Markers(ResolveError::BaseNeeded) => {
                "show the base with `git checkout --conflict=diff3`, and run this again"
            }
            Self::Markers(ResolveError::Merge(_)) | Self::OtherFile => "resolve it by hand",
        }
    }
}

impl ResolvedFile {
    pub(super) fn of(file: &Unresolved, current: &[u8], merged: Result<Resolved, Reason>) -> Self {
        let mut result = Self {
            before: current.to_vec(),
            is_unmerged: file.unmerged.is_some(),
            ..Self::refused(&file.path, Reason::Unmarked)
        };
        let resolved = match merged {
            Ok(resolved) => resolved,
            Err(reason) => {
                result.outcome = Outcome::Refused(reason);
                return result;
            }
        };
        if resolved.is_progress && resolved.text != current {
            result.after = Some(resolved.text);
        }
        result.outcome = match resolved.doubt {
            _ if !resolved.conflicts.is_empty() => Outcome::Conflicted,
            Some(doubt) => Outcome::Doubtful(doubt),
            None => Outcome::Resolved,
        };
        result.conflicts = resolved.conflicts;
        result.fallback = resolved.fallback;
        result.recounted = resolved.recounted;
        result.is_base_unknown = resolved.is_base_unknown;
        result
    }

    pub(super) fn refused(path: &RootedPath, reason: Reason) -> Self {
        Self {
            path: path.clone(),
            is_unmerged: true,
            outcome: Outcome::Refused(reason),
            conflicts: Vec::new(),
            fallback: None,
            recounted: Vec::new(),
            is_base_unknown: false,
            before: Vec::new(),
            after: None,
        }
    }

    /// Whether nothing is left to do for a person.
    #[must_use]
    pub fn is_resolved(&self) -> bool {
        matches!(self.outcome, Outcome::Resolved)
    }
}
