//! Ranges of commits.

use super::{GitError, ObjectId, RangeError, Repository};

/// The commits to walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Commits reachable from here are excluded.
    pub from: Option<ObjectId>,
    /// Commits reachable from here are included.
    pub to: ObjectId,
}

/// Minimum length of an abbreviated ID.
const SHORTEST: usize = 7;

impl Repository {
    /// Resolves `A..B`, a revision `B` with its whole history, or by default all of `HEAD`'s
    /// history.
    ///
    /// If `A` is an ID of zeros, which CI systems pass for a new branch, the range contains the
    /// commits that are not on the default branch.
    ///
    /// # Errors
    ///
    /// Fails if a revision is unknown, or if the start is empty: an unset variable is more likely
    /// than a range that starts at `HEAD`.
    pub fn range(&self, text: Option<&str>) -> Result<Range, RangeError> {
        let Some(text) = text else {
            let to = self.commit_named("HEAD")?;
            return Ok(Range { from: None, to });
        };
        if text.starts_with("..") {
            return Err(RangeError::NoStart {
                text: text.to_owned(),
            });
        }
        let Some((from, rest)) = text.split_once("..") else {
            let to = self.commit_named(text)?;
            return Ok(Range { from: None, to });
        };
        let (to, is_symmetric) = match rest.strip_prefix('.') {
            Some(to) => (to, true),
            None => (rest, false),
        };
        // Before the names are resolved: no commit has this ID.
        if self.is_zeros(from) {
            return self.new_branch(text, to);
        }
        let (from, to) = (self.commit_named(from)?, self.commit_named(to)?);
        if !is_symmetric {
            let from = Some(from);
            return Ok(Range { from, to });
        }
        // `A...B`: what is on `B` but not on `A`, since they diverged.
        let from = Some(self.merge_base(from, to)?.unwrap_or(from));
        Ok(Range { from, to })
    }

    /// Reads a time as Git does, such as `2 weeks ago`, in seconds since 1970. Git reads a text
    /// that it does not understand as the current time.
    ///
    /// # Errors
    ///
    /// Fails if `git` fails.
    pub fn time(&self, text: &str) -> Result<i64, GitError> {
        let line = self.git.line(&["rev-parse", &format!("--since={text}")])?;
        let seconds = line
            .strip_prefix("--max-age=")
            .and_then(|it| it.parse().ok());
        seconds.ok_or_else(|| GitError::new(format!("unexpected answer `{line}`")))
    }

    /// The commits of a new branch: those that are not on the default branch.
    fn new_branch(&self, text: &str, to: &str) -> Result<Range, RangeError> {
        let to = self.commit_named(to.trim_start_matches('.'))?;
        let Some(default) = self.default_branch() else {
            return Err(RangeError::NewBranch {
                text: text.to_owned(),
            });
        };
        let from = Some(self.merge_base(default, to)?.unwrap_or(default));
        Ok(Range { from, to })
    }

    /// Whether a range has no commits.
    ///
    /// # Errors
    ///
    /// Fails if the history cannot be read.
    pub fn is_empty(&self, range: &Range) -> Result<bool, GitError> {
        let Some(from) = range.from else {
            return Ok(false);
        };
        Ok(from == range.to || self.merge_base(from, range.to)? == Some(range.to))
    }

    /// Whether a name is an ID of zeros, which means no commit. An abbreviated one counts if no
    /// commit has it.
    fn is_zeros(&self, name: &str) -> bool {
        let is_zeros = name.len() >= SHORTEST && name.bytes().all(|byte| byte == b'0');
        is_zeros && (name.len() >= 40 || self.commit_named(name).is_err())
    }

    /// The tip of the default branch: the remote's, or otherwise a local one with a usual name.
    fn default_branch(&self) -> Option<ObjectId> {
        let names = [
            "refs/remotes/origin/HEAD",
            "refs/remotes/origin/main",
            "refs/remotes/origin/master",
            "refs/heads/main",
            "refs/heads/master",
        ];
        // A clone made by `git init` and `git fetch`, as in CI, may have no `origin/HEAD`.
        names.iter().find_map(|name| self.commit_named(name).ok())
    }
}
