//! Reachability of commits, locally and on remotes.

use std::fmt::Write as _;

use super::{GitError, ObjectId, Repository};

impl Repository {
    /// The given commits that no longer exist or are not reachable from any reference or worktree.
    ///
    /// # Errors
    ///
    /// Fails if `git` cannot list them.
    pub fn unreachable(&self, ids: &[ObjectId]) -> Result<Vec<ObjectId>, GitError> {
        let (here, mut lost): (Vec<_>, Vec<_>) =
            ids.iter().copied().partition(|id| self.commit(*id).is_ok());
        if !here.is_empty() {
            let mut ask = vec!["rev-list".to_owned()];
            ask.extend(here.iter().map(ToString::to_string));
            // `--all` includes the `HEAD` of every worktree, so work on a detached `HEAD` counts as
            // kept.
            ask.extend(["--not", "--all"].map(str::to_owned));
            let output = self.git.run(&ask)?;
            let text = String::from_utf8_lossy(&output);
            let listed: Vec<&str> = text.lines().collect();
            for id in here {
                if listed.contains(&id.to_string().as_str()) {
                    lost.push(id);
                }
            }
        }
        Ok(lost)
    }

    /// The commits reachable from `tips` but neither from remote-tracking branches nor from the
    /// other given commits, each with its parents, newest first.
    ///
    /// # Errors
    ///
    /// Fails if `git` cannot list them.
    pub fn unpublished(
        &self,
        of: &[ObjectId],
        others: &[ObjectId],
    ) -> Result<Vec<(ObjectId, Vec<ObjectId>)>, GitError> {
        if of.is_empty() {
            return Ok(Vec::new());
        }
        let mut tips = String::new();
        for id in of {
            let _ = writeln!(tips, "{id}");
        }
        for id in others.iter().filter(|id| self.objects.may_have(**id)) {
            let _ = writeln!(tips, "^{id}");
        }
        // The remote's commits may not be available locally. A push of all branches may have more
        // of them than fit on a command line.
        let ask = [
            "rev-list",
            "--parents",
            "--ignore-missing",
            "--stdin",
            "--not",
            "--remotes",
        ];
        let listed = self.git.feed(&ask, tips.as_bytes())?;
        let mut commits = Vec::new();
        for line in String::from_utf8_lossy(&listed).lines() {
            let mut ids = line.split(' ').filter_map(ObjectId::from_hex);
            if let Some(id) = ids.next() {
                commits.push((id, ids.collect()));
            }
        }
        Ok(commits)
    }
}
