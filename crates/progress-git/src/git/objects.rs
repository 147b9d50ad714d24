//! The objects of a repository.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::command::Git;
use super::commit::Links;
use super::object::{ObjectId, ObjectKind};
use super::raw_tree::RawTree;
use super::talk::CatFile;
use super::{Commit, GitError};

/// Reads objects with libgit2, falling back to `git cat-file`.
pub(super) struct Objects {
    folders: Vec<PathBuf>,
    id_length: usize,
    git: Git,
    database: OnceLock<Option<git2::Odb<'static>>>,
    process: Mutex<Option<CatFile>>,
    /// Whether an object was not here when it was needed.
    has_met_gap: AtomicBool,
}

impl Objects {
    /// Opens the objects in these folders.
    pub(super) fn new(folders: Vec<PathBuf>, id_length: usize, git: Git) -> Self {
        Self {
            folders,
            id_length,
            git,
            database: OnceLock::new(),
            process: Mutex::new(None),
            has_met_gap: AtomicBool::new(false),
        }
    }

    /// Opens the same objects again, for another thread: libgit2 lets only one thread at a time
    /// read from a database.
    pub(super) fn again(&self) -> Self {
        Self::new(self.folders.clone(), self.id_length, self.git.clone())
    }

    /// Whether objects are read from this folder alone.
    pub(super) fn are_in(&self, folder: &Path) -> bool {
        self.folders == [folder]
    }

    /// The objects as libgit2 reads them; `None` if only `git` can.
    pub(super) fn database(&self) -> Option<&git2::Odb<'static>> {
        self.database.get_or_init(|| self.open()).as_ref()
    }

    /// Stops fetching missing objects.
    pub(super) fn stay_local(&mut self) {
        self.git.stay_local();
    }

    /// The content of a file.
    pub(super) fn blob(&self, id: ObjectId) -> Result<Vec<u8>, GitError> {
        self.of_kind(id, ObjectKind::Blob, "a blob")
    }

    /// A blob; `None` if it is longer than `max`, in which case it is not read if libgit2 can tell.
    pub(super) fn blob_within(
        &self,
        id: ObjectId,
        max: usize,
    ) -> Result<Option<Vec<u8>>, GitError> {
        let header = self.database().zip(id.oid());
        let header = header.and_then(|(database, id)| database.read_header(id).ok());
        if header.is_some_and(|(length, _)| length > max) {
            return Ok(None);
        }
        let bytes = self.blob(id)?;
        Ok(Some(bytes).filter(|bytes| bytes.len() <= max))
    }

    /// A tree.
    pub(super) fn tree(&self, id: ObjectId) -> Result<RawTree, GitError> {
        let bytes = self.of_kind(id, ObjectKind::Tree, "a tree")?;
        Ok(RawTree::new(bytes, self.id_length))
    }

    /// A commit.
    pub(super) fn commit(&self, id: ObjectId) -> Result<Commit, GitError> {
        let bytes = self.of_kind(id, ObjectKind::Commit, "a commit")?;
        let commit = Commit::parse(id, &bytes);
        commit.ok_or_else(|| GitError::new(format!("cannot parse commit {id}")))
    }

    /// A tree, if it is available locally; nothing is fetched.
    pub(super) fn tree_here(&self, id: ObjectId) -> Option<RawTree> {
        let bytes = self.kind_here(id, ObjectKind::Tree)?;
        Some(RawTree::new(bytes, self.id_length))
    }

    /// What a commit refers to, if it is available locally; nothing is fetched.
    pub(super) fn links_here(&self, id: ObjectId) -> Option<Links> {
        Links::parse(&self.kind_here(id, ObjectKind::Commit)?)
    }

    fn kind_here(&self, id: ObjectId, kind: ObjectKind) -> Option<Vec<u8>> {
        // Only Git reads SHA-256; partial clones of such repositories are not a concern yet.
        let found = if self.id_length == 20 {
            self.read_here(id)
        } else {
            self.read(id).ok()
        };
        let Some((found, bytes)) = found else {
            self.note_gap();
            return None;
        };
        if found == kind { Some(bytes) } else { None }
    }

    /// Whether an object ID starts with `prefix`; `None` if that is unknown.
    pub(super) fn has(&self, prefix: &str) -> Option<bool> {
        // Too long for this repository's hash, so it is a digest of something else, or an ID of
        // another repository.
        if prefix.len() > 2 * self.id_length {
            return None;
        }
        if self.id_length != 20 {
            return self.ask(|process| process.has(prefix)).ok();
        }
        let database = self.database()?;
        // It is not hexadecimal, so no ID starts like this.
        let Ok(id) = git2::Oid::from_str(prefix) else {
            return Some(false);
        };
        match database.exists_prefix(id, prefix.len()) {
            Ok(_) => Some(true),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Some(false),
            // Several objects start like this, so at least one does.
            Err(error) if error.code() == git2::ErrorCode::Ambiguous => Some(true),
            Err(_) => None,
        }
    }

    /// Resolves a revision to a commit with `git`; `None` if it is unknown.
    pub(super) fn commit_named(&self, name: &str) -> Result<Option<ObjectId>, GitError> {
        self.ask(|process| process.commit(name))
    }

    /// Whether an object is or may be available locally; never runs `git` to find out.
    pub(super) fn may_have(&self, id: ObjectId) -> bool {
        let database = self.database();
        // Without libgit2, only a process could tell.
        let (Some(database), Some(id)) = (database, id.oid()) else {
            return true;
        };
        // Refreshing, to see what other processes wrote, costs more than the lookup.
        let is_here = database.exists_ext(id, git2::OdbLookupFlags::NO_REFRESH);
        if !is_here {
            self.note_gap();
        }
        is_here
    }

    fn of_kind(&self, id: ObjectId, kind: ObjectKind, name: &str) -> Result<Vec<u8>, GitError> {
        let (found, bytes) = self.read(id)?;
        if found == kind {
            return Ok(bytes);
        }
        Err(GitError::new(format!("object {id} is not {name}")))
    }

    /// An object of any kind.
    pub(super) fn read(&self, id: ObjectId) -> Result<(ObjectKind, Vec<u8>), GitError> {
        if let Some(found) = self.read_here(id) {
            return Ok(found);
        }
        let found = self.ask(|process| process.read(id))?;
        found.ok_or_else(|| self.missing(id))
    }

    fn missing(&self, id: ObjectId) -> GitError {
        self.note_gap();
        if self.git.is_local() && self.is_partial() {
            return GitError::missing(format!(
                "object {id} is missing from this partial clone and was not fetched"
            ));
        }
        GitError::missing(format!("object {id} not found"))
    }

    fn note_gap(&self) {
        self.has_met_gap.store(true, Ordering::Relaxed);
    }

    /// Whether an object was not here when it was needed, but may be later.
    pub(super) fn has_met_gap(&self) -> bool {
        self.has_met_gap.load(Ordering::Relaxed) && self.is_partial()
    }

    /// Whether this is a partial clone: Git marks packs that lack objects.
    fn is_partial(&self) -> bool {
        for folder in &self.folders {
            let Ok(mut packs) = folder.join("pack").read_dir() else {
                continue;
            };
            if packs.any(|pack| pack.is_ok_and(|pack| is_promisor(&pack.path()))) {
                return true;
            }
        }
        false
    }

    /// Queries `git cat-file`, which is started by the first query.
    fn ask<T>(
        &self,
        question: impl FnOnce(&mut CatFile) -> Result<T, GitError>,
    ) -> Result<T, GitError> {
        // A panic elsewhere does not affect the process; at worst another one is started.
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running = match process.take() {
            Some(running) => running,
            None => CatFile::start(&self.git)?,
        };
        let answer = question(&mut running)?;
        // A failed process is dropped; the next query starts another.
        if !running.has_ended() {
            *process = Some(running);
        }
        Ok(answer)
    }

    fn read_here(&self, id: ObjectId) -> Option<(ObjectKind, Vec<u8>)> {
        let database = self.database()?;
        let object = database.read(id.oid()?).ok()?;
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
        // `git` does not verify hashes on reading either; it would take longer than everything
        // else.
        git2::opts::strict_hash_verification(false);
        let database = git2::Odb::new().ok()?;
        for folder in &self.folders {
            // With a folder left out, objects would seem to be missing.
            database.add_disk_alternate(folder.to_str()?).ok()?;
        }
        Some(database)
    }
}

/// As long as any of these exists, libgit2 keeps no objects in memory: whoever reads thousands of
/// them once has no use for that.
#[derive(Debug)]
pub struct Uncached(());

/// How many of them exist.
static UNCACHED: Mutex<usize> = Mutex::new(0);

impl Uncached {
    /// Turns the cache off for all repositories of this process.
    #[must_use]
    pub fn begin() -> Self {
        let mut count = UNCACHED.lock().unwrap_or_else(PoisonError::into_inner);
        if *count == 0 {
            git2::opts::enable_caching(false);
        }
        *count += 1;
        Self(())
    }
}

impl Drop for Uncached {
    fn drop(&mut self) {
        let mut count = UNCACHED.lock().unwrap_or_else(PoisonError::into_inner);
        *count -= 1;
        if *count == 0 {
            git2::opts::enable_caching(true);
        }
    }
}

/// Whether a file marks a pack that lacks objects.
fn is_promisor(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "promisor")
}
