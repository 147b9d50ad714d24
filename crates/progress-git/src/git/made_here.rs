//! Which commits were made in this clone.

use std::collections::HashSet;

use super::{GitError, ObjectId, Repository};

/// Maximum seconds between the date of a commit and the time at which the command that made it sets a
/// reference to it.
const MAX_DELAY: u64 = 5;

impl Repository {
    /// The commits that this clone made since a time (in seconds since 1970), on `HEAD` or a local
    /// branch: those that a reference was set to as soon as they were made. Fetched commits are older
    /// by then. `None` if Git keeps no record of that.
    ///
    /// # Errors
    ///
    /// Fails if `git` cannot read the record.
    pub fn made_here(&self, since: u64) -> Result<Option<HashSet<ObjectId>>, GitError> {
        let since = format!("--max-age={since}");
        let log = [
            "log",
            "--no-show-signature",
            "--walk-reflogs",
            "--date=unix",
            "--format=%H %ct %gd",
            &since,
            "HEAD",
            "--branches",
        ];
        let text = self.git.run(&log)?;
        let text = String::from_utf8_lossy(&text);
        if text.is_empty() {
            return Ok(None);
        }
        Ok(Some(text.lines().filter_map(made).collect()))
    }
}

/// The commit of an entry such as `1234abcd… 1795955739 HEAD@{1795955740}`, if the entry was made
/// with it.
fn made(entry: &str) -> Option<ObjectId> {
    let mut parts = entry.splitn(3, ' ');
    let id = ObjectId::from_hex(parts.next()?)?;
    let committed: i64 = parts.next()?.parse().ok()?;
    let (_, time) = parts.next()?.rsplit_once("@{")?;
    let time: i64 = time.strip_suffix('}')?.parse().ok()?;
    (time.abs_diff(committed) <= MAX_DELAY).then_some(id)
}
