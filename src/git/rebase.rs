//! What Git keeps of a rebase while it is going on.

use std::fs;

use super::{ObjectId, Repository};

/// Of a rebase that merges, and of one that applies patches.
const FOLDERS: [&str; 2] = ["rebase-merge", "rebase-apply"];

impl Repository {
    /// The branch that is being rebased: meanwhile `HEAD` is on none.
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

    /// The commits that the rebase has made anew: lines of old and new names, as `post-rewrite`
    /// gets them.
    #[must_use]
    pub fn rewritten(&self) -> Option<String> {
        self.of_rebase(["rewritten-list", "rewritten"])
    }

    fn of_rebase(&self, names: [&str; 2]) -> Option<String> {
        let read = |(folder, name): (&&str, &&str)| {
            let file = self.git_dir().join(*folder).join(*name);
            fs::read_to_string(file).ok()
        };
        FOLDERS.iter().zip(names.iter()).find_map(read)
    }

    /// What `HEAD` was before it moved last, if Git has kept that.
    #[must_use]
    pub fn head_before(&self) -> Option<ObjectId> {
        let ask = ["rev-parse", "--verify", "--quiet", "HEAD@{1}"];
        ObjectId::from_hex(&self.git.line(&ask).ok()?)
    }
}
