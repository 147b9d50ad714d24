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

    fn of_rebase(&self, names: [&str; 2]) -> Option<String> {
        FOLDERS
            .iter()
            .zip(names.iter())
            .find_map(|(folder, name): (&&str, &&str)| {
                let file = self.git_dir().join(*folder).join(*name);
                fs::read_to_string(file).ok()
            })
    }

    /// The previous value of `HEAD`, if Git recorded it.
    #[must_use]
    pub fn head_before(&self) -> Option<ObjectId> {
        let ask = ["rev-parse", "--verify", "--quiet", "HEAD@{1}"];
        ObjectId::from_hex(&self.git.line(&ask).ok()?)
    }
}
