//! Reads the versions of progress files that commits are linked by, each of them once.

use std::sync::Arc;

use progress_core::source::name_of;
use progress_core::task_links::{Digest, FileVersion, Folder, KnownFile};
use progress_git::git::{GitError, ListedFolder, ObjectId};

use super::Linker;

impl Linker<'_> {
    /// The progress files of a folder and their index.
    pub(super) fn folder(&mut self, listed: &Arc<ListedFolder>) -> Result<Arc<Folder>, GitError> {
        let key = Arc::as_ptr(listed).addr();
        if let Some(folder) = self.folders.get(&key) {
            return Ok(Arc::clone(folder));
        }
        let mut files = Vec::new();
        for (path, blob) in &listed.files {
            let digest = self.digest(path, *blob)?;
            files.extend(digest.map(|digest| Arc::new(KnownFile::at(path, digest))));
        }
        let folder = Arc::new(Folder::new(files));
        self.folders.insert(key, Arc::clone(&folder));
        Ok(folder)
    }

    /// What a version of a file says, if there is one.
    pub(super) fn digest_if_any(
        &mut self,
        path: &str,
        blob: Option<ObjectId>,
    ) -> Result<Option<Arc<Digest>>, GitError> {
        match blob {
            Some(blob) => self.digest(path, blob),
            None => Ok(None),
        }
    }

    /// What a version of a file says, in short; `None` if it is not a progress file.
    pub(super) fn digest(
        &mut self,
        path: &str,
        blob: ObjectId,
    ) -> Result<Option<Arc<Digest>>, GitError> {
        let name = name_of(path);
        if let Some(digests) = &mut self.digests
            && digests.has(name, blob)
        {
            return Ok(digests.get(name, blob));
        }
        let reading = self.reading(path, blob)?;
        Ok(reading.map(|reading| Arc::clone(&reading.digest)))
    }

    /// A version of a file; `None` if it is not a progress file.
    pub(super) fn reading(
        &mut self,
        path: &str,
        blob: ObjectId,
    ) -> Result<Option<Arc<FileVersion>>, GitError> {
        let key = (blob, name_of(path).to_owned());
        if let Some(reading) = self.readings.get(&key) {
            return Ok(reading.clone());
        }
        let read = || Ok(FileVersion::read(path, self.repository.blob(blob)?));
        let reading = match &self.memory {
            Some(memory) => memory.file(path, blob, read)?,
            None => read()?,
        };
        let reading = reading.map(Arc::new);
        self.readings.insert(key, reading.clone());
        Ok(reading)
    }
}
