//! Amending the last commit with other content.

use std::path::Path;

use super::object::ObjectKind;
use super::{GitError, ObjectId, Repository};

impl Repository {
    /// Amends the last commit, `head`, with the content of an index; anything else that is staged
    /// stays staged. The message is kept, and the commit is signed again, by the same key, only if
    /// it was signed before. `variable` is set for the hooks that this runs.
    ///
    /// # Errors
    ///
    /// Fails if `git` cannot amend it, or not with the same signature; the commit is then
    /// unchanged.
    pub fn amend(
        &self,
        head: ObjectId,
        index: &Path,
        variable: &'static str,
    ) -> Result<(), GitError> {
        let signature = self.signature(head)?;
        let git = self
            .git
            .clone()
            .committing()
            .with("GIT_INDEX_FILE", index)
            .with(variable, Path::new("1"));
        let sign = match signature {
            Some(_) => "--gpg-sign",
            // Even if `commit.gpgSign` is set: the commit was not signed before.
            None => "--no-gpg-sign",
        };
        *self.known_head() = None;
        // The hooks have already run for this commit, and its message is not changed again.
        git.run(&[
            "commit",
            "--amend",
            "--no-edit",
            "--no-verify",
            "--quiet",
            "--cleanup=verbatim",
            "--allow-empty-message",
            sign,
        ])?;
        if signature.is_none() {
            return Ok(());
        }
        let new = self.git.line(&["rev-parse", "--verify", "HEAD"])?;
        let made = ObjectId::from_hex(&new)
            .ok_or_else(|| GitError::new("`git rev-parse HEAD` returned no commit ID"))?;
        if self.signature(made)? == signature && self.signer(made)? == self.signer(head)? {
            return Ok(());
        }
        // With the last argument, `git update-ref` fails if `HEAD` has moved since.
        let note = "progress: restore the signed commit";
        let old = head.to_string();
        self.git
            .run(&["update-ref", "-m", note, "HEAD", &old, &new])?;
        *self.known_head() = None;
        Err(GitError::new(
            "the amended commit would be signed with a different key",
        ))
    }

    /// The kind of signature that a commit has: its first line.
    fn signature(&self, id: ObjectId) -> Result<Option<String>, GitError> {
        let (kind, bytes) = self.objects.read(id)?;
        if kind != ObjectKind::Commit {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&bytes);
        let signature = text
            .lines()
            .take_while(|line| !line.is_empty())
            .find(|line| line.starts_with("gpgsig"));
        let first_line = signature.and_then(|line| line.split_once(' '));
        Ok(first_line.map(|(_, first)| first.to_owned()))
    }

    /// The key that a commit is signed with, as reported by Git.
    fn signer(&self, id: ObjectId) -> Result<String, GitError> {
        let ask = ["log", "--no-walk", "--format=%GK", &id.to_string()];
        self.git.line(&ask)
    }

    /// Writes an index with the content of a commit.
    ///
    /// # Errors
    ///
    /// Fails if `git` cannot write it.
    pub fn write_index(&self, index: &Path, commit: ObjectId) -> Result<(), GitError> {
        let git = self.git.clone().writing().with("GIT_INDEX_FILE", index);
        git.run(&["read-tree", &commit.to_string()]).map(drop)
    }
}
