//! Whether the history may change under the same commit IDs.

use std::fs;

use super::Repository;

impl Repository {
    /// Whether a commit may get other parents or another content without getting another ID: in a
    /// shallow clone, or because of replaced objects (`git replace`) or grafts.
    ///
    /// What was found out about such a history must not be kept. Most repositories have none of
    /// these, so it does not matter whether those that are there affect any commit.
    #[must_use]
    pub fn has_alterable_history(&self) -> bool {
        self.is_shallow() || self.common_dir().join("info/grafts").exists() || self.has_replaced()
    }

    fn has_replaced(&self) -> bool {
        let folder = self.common_dir();
        if folder.join("reftable").exists() {
            let ask = ["for-each-ref", "--count=1", "--format=x", "refs/replace/"];
            return self.git.line(&ask).is_ok_and(|line| !line.is_empty());
        }
        // Git leaves the folder when the last replacement is deleted.
        let mut loose = fs::read_dir(folder.join("refs/replace"))
            .into_iter()
            .flatten();
        if loose.next().is_some() {
            return true;
        }
        let packed = fs::read(folder.join("packed-refs")).unwrap_or_default();
        memchr::memmem::find(&packed, b" refs/replace/").is_some()
    }
}
