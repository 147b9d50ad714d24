//! Which commits came from elsewhere, and who makes commits here.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;

use super::commit::email;
use super::{GitError, ObjectId, Repository};

/// Maximum size of `FETCH_HEAD`; after a fetch of very many branches, it is not read.
const MAX_FETCHED: u64 = 1 << 20;
/// Git's message in the reflog of a remote-tracking branch that a push updated.
const PUSHED: &str = "update by push";

impl Repository {
    /// The commits since a time (in seconds since 1970) that were fetched, not made here: those
    /// reachable from what fetches set remote-tracking branches to, or from what was fetched last.
    /// If Git keeps no record of that, all commits on remote-tracking branches.
    ///
    /// # Errors
    ///
    /// Fails if `git` cannot list them.
    pub fn brought(&self, since: u64) -> Result<HashSet<ObjectId>, GitError> {
        let since = format!("--max-age={since}");
        let log = [
            "log",
            "--no-show-signature",
            "--walk-reflogs",
            "--format=%H %gs",
            &since,
            "--remotes",
        ];
        let record = self.git.run(&log)?;
        let record = String::from_utf8_lossy(&record);
        let mut ask = vec!["rev-list", "--ignore-missing", &since, "--stdin"];
        if record.is_empty() {
            ask.push("--remotes");
        }
        let mut tips = self.last_fetched();
        for entry in record.lines() {
            if let Some((id, message)) = entry.split_once(' ')
                && message != PUSHED
            {
                let _ = writeln!(tips, "{id}");
            }
        }
        let listed = self.git.feed(&ask, tips.as_bytes())?;
        let listed = String::from_utf8_lossy(&listed);
        Ok(listed.lines().filter_map(ObjectId::from_hex).collect())
    }

    /// The commits that were fetched last, one per line; a fetch from a URL leaves no other record.
    fn last_fetched(&self) -> String {
        let file = self.git_dir().join("FETCH_HEAD");
        let mut tips = String::new();
        if !file
            .metadata()
            .is_ok_and(|it| it.is_file() && it.len() <= MAX_FETCHED)
        {
            return tips;
        }
        for line in fs::read_to_string(file).unwrap_or_default().lines() {
            if let Some(id) = line.split('\t').next().and_then(ObjectId::from_hex) {
                let _ = writeln!(tips, "{id}");
            }
        }
        tips
    }

    /// The address of whoever commits here; `None` if Git does not know it.
    #[must_use]
    pub fn committer_email(&self) -> Option<String> {
        let person = self.git.line(&["var", "GIT_COMMITTER_IDENT"]).ok()?;
        Some(email(&person).to_owned()).filter(|email| !email.is_empty())
    }
}
