//! The state of a rebase in progress.

use std::fs;

use super::{ObjectId, Repository};

/// State folders of the merge and the apply backend.
const FOLDERS: [&str; 2] = ["rebase-merge", "rebase-apply"];

impl Repository {
    /// The branch being rebased, while `HEAD` is detached.
    #[must_use]
    pub fn rebased_branch(&self) -> Option<String> {
        let name = self.of_rebase(["head-name", "head-name"])?;
        name.trim().strip_prefix("refs/heads/").map(str::to_owned)
    }

    /// The commit that a branch is being rebased onto.
    #[must_use]
    pub fn rebased_onto(&self) -> Option<ObjectId> {
        ObjectId::from_hex(self.of_rebase(["onto", "onto"])?.trim())
    }

    /// The commits rewritten so far: lines of old and new IDs, as passed to `post-rewrite`.
    #[must_use]
    pub fn rewritten(&self) -> Option<String> {
        self.of_rebase(["rewritten-list", "rewritten"])
    }

    /// The content of a state file of the rebase, which each backend calls by another name.
    fn of_rebase(&self, names: [&str; 2]) -> Option<String> {
        for (folder, name) in FOLDERS.iter().zip(names) {
            let file = self.git_dir().join(folder).join(name);
            if let Ok(text) = fs::read_to_string(file) {
                return Some(text);
            }
        }
        None
    }

    /// The previous value of `HEAD`, if Git recorded it.
    #[must_use]
    pub fn head_before(&self) -> Option<ObjectId> {
        let ask = ["rev-parse", "--verify", "--quiet", "HEAD@{1}"];
        ObjectId::from_hex(&self.git.line(&ask).ok()?)
    }
}
