//! Which commits were made in this clone.

use std::collections::HashSet;

use super::{GitError, ObjectId, Repository};

/// Maximum seconds between the date of a commit and the time at which the command that made it sets a
/// reference to it.
const MAX_DELAY: u64 = 5;
/// How a message goes on if a branch was moved to a later commit.
const FORWARD: &str = "fast-forward";
/// The same for the end of a rebase.
const RETURN: &str = "returning to ";
/// The same for the start of a rebase, in earlier versions of Git.
const CHECKOUT: &str = "checkout ";

impl Repository {
    /// The commits that this clone made since a time (in seconds since 1970), on `HEAD` or a local
    /// branch: those that a reference was set to as soon as they were made, by a command that makes
    /// commits. `None` if Git keeps no record of that.
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
            "--format=%H %ct %gd %gs",
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

/// The commit of an entry such as `1234abcd… 1795955739 HEAD@{1795955740} commit: Fix it`, if the
/// entry was made with it.
fn made(entry: &str) -> Option<ObjectId> {
    let mut parts = entry.splitn(4, ' ');
    let id = parts.next()?;
    let committed: i64 = parts.next()?.parse().ok()?;
    let (_, time) = parts.next()?.rsplit_once("@{")?;
    let time: i64 = time.strip_suffix('}')?.parse().ok()?;
    if time.abs_diff(committed) > MAX_DELAY || only_moves(parts.next().unwrap_or_default(), id) {
        return None;
    }
    ObjectId::from_hex(id)
}

/// Whether a message of Git says that a reference was set to a commit that was there before. That may
/// have been fetched right after somebody else made it.
fn only_moves(message: &str, id: &str) -> bool {
    let (action, result) = message.split_once(": ").unwrap_or((message, ""));
    let command = action.split(' ').next().unwrap_or_default();
    let is_forward = result.to_ascii_lowercase().starts_with(FORWARD);
    match command {
        "branch" | "Branch" | "checkout" | "clone" | "fetch" | "initial" | "push" | "reset" => true,
        "merge" | "cherry-pick" => is_forward,
        // A pull may be a rebase, of which only the steps in between make commits.
        "pull" | "rebase" => match action.rsplit_once('(') {
            Some((_, "start)" | "abort)")) => true,
            Some((_, "finish)")) => result.starts_with(RETURN) || result.ends_with(id),
            Some(_) => is_forward,
            None => is_forward || [RETURN, CHECKOUT].iter().any(|it| result.starts_with(it)),
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_moves_a_reference_makes_no_commit() {
        let id = "0123456789012345678901234567890123456789";
        let is_made = |message: &str| made(&format!("{id} 100 HEAD@{{103}} {message}")).is_some();
        for message in [
            "commit: Fast-forward",
            "commit (initial): x",
            "commit (amend): reset: moving to x",
            "commit (merge): x",
            "cherry-pick: x",
            "revert: x",
            "am: x",
            "merge work: Merge made by the 'ort' strategy.",
            "pull --no-rebase origin main: Merge made by the 'ort' strategy.",
            "rebase (pick): checkout of goods",
            "rebase -i (squash): x",
            "pull --rebase origin main (pick): x",
            "rebase (finish): refs/heads/main onto 9999999999999999999999999999999999999999",
            // Other programs may write anything.
            "",
            "x",
        ] {
            assert!(is_made(message), "{message}");
        }
        for message in [
            "checkout: moving from main to theirs",
            "reset: moving to origin/main",
            "clone: from https://example.org",
            "branch: Created from origin/main",
            "Branch: renamed refs/heads/a to refs/heads/b",
            "fetch origin main:main: fast-forward",
            "initial pull",
            "push",
            "merge origin/main: Fast-forward",
            "merge x: Fast-forward (no commit created; -m option ignored)",
            "pull: Fast-forward",
            "pull --ff-only https://example.org main: Fast-forward",
            "cherry-pick: fast-forward",
            "rebase (start): checkout origin/main",
            "rebase (finish): returning to refs/heads/main",
            "rebase (abort): returning to refs/heads/main",
            "rebase (finish): refs/heads/main onto 0123456789012345678901234567890123456789",
            "rebase finished: returning to refs/heads/main",
            "pull --rebase origin main (start): checkout 0123456789",
            "pull --rebase: checkout 0123456789",
        ] {
            assert!(!is_made(message), "{message}");
        }
        let entry = format!("{id} 100 HEAD@{{106}} commit: x");
        assert_eq!(made(&entry), None);
    }
}
