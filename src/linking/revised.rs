//! The versions of progress files before and after a commit.

use progress_core::task_links::KnownFile;
use progress_git::git::{Commit, GitError, ObjectId};

use super::Linker;

/// A progress file that a commit changes.
#[derive(Clone, Debug)]
pub struct Revised {
    /// The file before; `None` if it did not exist, or was not a progress file.
    pub old: Option<KnownFile>,
    /// The file after; `None` if it no longer exists, or is not a progress file.
    pub new: Option<KnownFile>,
}

impl Linker<'_> {
    /// Returns the progress files that a commit changes compared with each of its parents; see
    /// [`Self::touched`].
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the trees or a file.
    pub fn revised(&mut self, commit: &Commit) -> Result<Vec<Vec<Revised>>, GitError> {
        let mut parents = Vec::new();
        for touched in self.touched(commit)?.iter() {
            let mut files = Vec::with_capacity(touched.len());
            for file in touched {
                files.push(Revised {
                    old: self.known_file(file.old.as_ref())?,
                    new: self.known_file(file.new.as_ref())?,
                });
            }
            parents.push(files);
        }
        Ok(parents)
    }

    fn known_file(
        &mut self,
        side: Option<&(String, ObjectId)>,
    ) -> Result<Option<KnownFile>, GitError> {
        let Some((path, blob)) = side else {
            return Ok(None);
        };
        let digest = self.digest(path, *blob)?;
        Ok(digest.map(|digest| KnownFile::at(path, digest)))
    }
}
