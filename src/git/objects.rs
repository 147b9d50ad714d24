//! The objects of a repository.

use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::command::{CatFile, Git};
use super::object::{ObjectId, ObjectKind, TreeEntry, tree_entries};
use super::{Commit, GitError};

/// Reads objects: by libgit2, and what it cannot by `git cat-file`.
pub(super) struct Objects {
    folders: Vec<PathBuf>,
    id_length: usize,
    git: Git,
    database: OnceLock<Option<git2::Odb<'static>>>,
    process: Mutex<Option<CatFile>>,
}

impl Objects {
    /// The objects in these folders.
    pub fn new(folders: Vec<PathBuf>, id_length: usize, git: Git) -> Self {
        Self {
            folders,
            id_length,
            git,
            database: OnceLock::new(),
            process: Mutex::new(None),
        }
    }

    /// The content of a file.
    pub fn blob(&self, id: ObjectId) -> Result<Vec<u8>, GitError> {
        self.of_kind(id, ObjectKind::Blob, "the content of a file")
    }

    /// What lies in a folder.
    pub fn tree(&self, id: ObjectId) -> Result<Vec<TreeEntry>, GitError> {
        let bytes = self.of_kind(id, ObjectKind::Tree, "a folder")?;
        Ok(tree_entries(&bytes, self.id_length))
    }

    /// A commit.
    pub fn commit(&self, id: ObjectId) -> Result<Commit, GitError> {
        let bytes = self.of_kind(id, ObjectKind::Commit, "a commit")?;
        let commit = Commit::parse(id, &bytes);
        commit.ok_or_else(|| GitError::new(format!("the commit {id} makes no sense")))
    }

    fn of_kind(&self, id: ObjectId, kind: ObjectKind, name: &str) -> Result<Vec<u8>, GitError> {
        let (found, bytes) = self.read(id)?;
        if found == kind {
            return Ok(bytes);
        }
        Err(GitError::new(format!("the object {id} is not {name}")))
    }

    /// An object, whatever it is.
    pub fn read(&self, id: ObjectId) -> Result<(ObjectKind, Vec<u8>), GitError> {
        if let Some(found) = self.read_here(id) {
            return Ok(found);
        }
        // A panic elsewhere leaves the process where it is; the worst is another one.
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        if process.is_none() {
            *process = Some(CatFile::start(&self.git)?);
        }
        let found = match process.as_mut() {
            Some(process) => process.read(id),
            None => Ok(None),
        };
        if !matches!(found, Ok(Some(_))) {
            // It may have ended; the next question starts another.
            *process = None;
        }
        found?.ok_or_else(|| GitError::missing(format!("the object {id} is not here")))
    }

    fn read_here(&self, id: ObjectId) -> Option<(ObjectKind, Vec<u8>)> {
        let database = self.database.get_or_init(|| self.open()).as_ref()?;
        let id = id.oid()?;
        let object = database.read(id).ok()?;
        let kind = match object.kind() {
            git2::ObjectType::Blob => ObjectKind::Blob,
            git2::ObjectType::Tree => ObjectKind::Tree,
            git2::ObjectType::Commit => ObjectKind::Commit,
            git2::ObjectType::Tag => ObjectKind::Tag,
            git2::ObjectType::Any => return None,
        };
        Some((kind, object.data().to_vec()))
    }

    fn open(&self) -> Option<git2::Odb<'static>> {
        // libgit2 is built without SHA-256.
        if self.id_length != 20 {
            return None;
        }
        let database = git2::Odb::new().ok()?;
        for folder in &self.folders {
            database.add_disk_alternate(folder.to_str()?).ok()?;
        }
        Some(database)
    }
}
