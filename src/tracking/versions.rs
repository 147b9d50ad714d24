//! The two versions of a progress file: in an index, and in the working tree.
//!
//! Both versions are changed, or neither: if only one were, the other would seem to undo the
//! commit.

use std::path::Path;

use progress_core::document::Document;
use progress_core::source::RootedPath;
use progress_core::workspace::is_ours;
use progress_git::git::{Commit, EntryKind, GitError, Marks, ObjectId, Repository, Snapshot};
use progress_git::write::{Store, WriteError};

use super::RecordError;
use super::entries::{FillError, fill, listed, take_out};
use super::listed::Listed;
use super::stashed::Stashed;

/// The changes to the list of one file.
#[derive(Clone, Debug, Default)]
pub(super) struct ListEdit {
    pub add: Vec<String>,
    pub remove: Vec<String>,
}

impl ListEdit {
    /// An edit that only adds paths.
    pub(super) fn adding(add: Vec<String>) -> Self {
        Self {
            add,
            remove: Vec::new(),
        }
    }

    /// Returns the paths to add that the version in an index does not list yet, as far as that can
    /// be determined: all of them if the list of a progress file cannot be read.
    pub(super) fn missing(
        &self,
        snapshot: &Snapshot<'_>,
        file: &str,
    ) -> Result<Vec<String>, RecordError> {
        let Some(document) = document(snapshot, file)? else {
            return Ok(Vec::new());
        };
        let listed = match listed(&document) {
            Ok(listed) => listed,
            // They wait until it can be read again.
            Err(_) if is_ours(file, &document) => Listed::default(),
            Err(_) => return Ok(Vec::new()),
        };
        Ok(listed.lacking(&self.add).cloned().collect())
    }

    /// Keeps paths that are both to be removed and to be added.
    pub(super) fn drop_removals_of_added(&mut self) {
        let Self { add, remove } = self;
        remove.retain(|path| !add.contains(path));
    }

    /// Applies the edit to a document; `None` if nothing changes.
    fn apply(&self, bytes: &[u8]) -> Result<Option<Document>, FillError> {
        let document = Document::parse(bytes.to_vec());
        // Bytes that are not valid text could not be written back unchanged.
        if document.text.as_str().as_bytes() != bytes {
            return Err(FillError::Unreadable);
        }
        // Removals go first, so that an entry that is about to go does not count as listed.
        let cleared = take_out(&document, &self.remove)?.map(|edited| edited.document);
        let original = cleared.as_ref().unwrap_or(&document);
        match fill(original, &self.add)? {
            Some(filled) => Ok(Some(filled.document)),
            None => Ok(cleared),
        }
    }
}

/// Returns a file in an index or a commit; `None` if there is none.
pub(super) fn document(
    snapshot: &Snapshot<'_>,
    file: &str,
) -> Result<Option<Document>, RecordError> {
    let entry = snapshot.entry(file.as_bytes())?;
    match entry.and_then(|entry| entry.id) {
        Some(id) => Ok(Some(Document::parse(snapshot.blob(id)?))),
        None => Ok(None),
    }
}

/// Returns those of the paths that a file in a commit lists, each as an entry of its own; none if
/// the list cannot be read.
pub(super) fn listed_in(
    repository: &Repository,
    commit: &Commit,
    file: &str,
    paths: &[String],
) -> Vec<String> {
    let Ok(Some(document)) = document(&repository.tree(commit.tree), file) else {
        return Vec::new();
    };
    let mut listed_paths = paths.to_vec();
    match listed(&document) {
        Ok(listed) => listed_paths.retain(|path| listed.names(path)),
        Err(_) => listed_paths.clear(),
    }
    listed_paths
}

/// A new version for an index.
pub(super) struct Prepared {
    kind: EntryKind,
    /// The blob with the new content.
    pub id: ObjectId,
    is_new: bool,
    marks: Marks,
}

impl Prepared {
    /// Writes the new version to Git's object database; `None` if the file does not exist. The
    /// inner error is why the list cannot be changed.
    pub(super) fn of(
        repository: &Repository,
        snapshot: &Snapshot<'_>,
        file: &str,
        edit: &ListEdit,
    ) -> Result<Result<Option<Self>, FillError>, RecordError> {
        let Some(entry) = snapshot.entry(file.as_bytes())? else {
            return Ok(Ok(None));
        };
        // Links and submodules have no list.
        let (kind, true, Some(id)) = (entry.kind, entry.kind.is_file(), entry.id) else {
            return Ok(Ok(None));
        };
        let changed = match edit.apply(&snapshot.blob(id)?) {
            Ok(changed) => changed,
            Err(error) => return Ok(Err(error)),
        };
        let new = match &changed {
            Some(document) => Some(repository.write_blob(document.text.as_str().as_bytes())?),
            None => None,
        };
        Ok(Ok(Some(Self {
            kind,
            // Even if nothing changes: the journal records what the index contains.
            id: new.unwrap_or(id),
            is_new: new.is_some(),
            marks: snapshot.marks(file.as_bytes()),
        })))
    }

    /// Puts it into an index, without changing anything else there.
    pub(super) fn put(
        &self,
        repository: &Repository,
        index: Option<&Path>,
        file: &str,
    ) -> Result<(), GitError> {
        if self.is_new {
            repository.set_entry(index, file, self.kind, self.id, self.marks)?;
        }
        Ok(())
    }
}

/// Changes the version in an index, without changing anything else there.
pub(super) fn in_index(
    repository: &Repository,
    snapshot: &Snapshot<'_>,
    index: Option<&Path>,
    file: &str,
    edit: &ListEdit,
) -> Result<(), RecordError> {
    match Prepared::of(repository, snapshot, file, edit)? {
        Ok(Some(prepared)) => Ok(prepared.put(repository, index, file)?),
        Ok(None) => Ok(()),
        Err(source) => Err(RecordError::Fill {
            path: file.to_owned(),
            source,
        }),
    }
}

/// Why a progress file is not changed for now. What it lacks is recorded later.
#[derive(Debug, thiserror::Error)]
pub enum Obstacle {
    /// A hook manager has stashed unstaged changes of the file, and could not restore them.
    #[error("a hook manager has stashed its unstaged changes")]
    Stashed,
    /// Git stores the file in a different form than in the working tree.
    #[error("Git stores it in a different form because of its attribute `{0}`")]
    Converted(String),
    /// The version in the index cannot be changed.
    #[error("in the index, {0}")]
    Staged(#[source] FillError),
    /// The version in the working tree cannot be changed.
    #[error("in the working tree, {0}")]
    Unfit(#[from] FillError),
    /// The version in the working tree cannot be written.
    #[error(transparent)]
    Unwritten(#[from] WriteError),
    /// The index cannot be written.
    #[error(transparent)]
    Index(#[from] GitError),
}

impl Obstacle {
    /// Returns the obstacle to any change of a file, whatever its content.
    pub(super) fn before(repository: &Repository, stashed: &Stashed, file: &str) -> Option<Self> {
        if stashed.may_hold(file) {
            return Some(Self::Stashed);
        }
        repository.conversion(file).map(Self::Converted)
    }
}

/// A change to the working tree that can be undone.
pub(super) struct Written {
    before: Vec<u8>,
    after: Vec<u8>,
}

/// Changes the version in the working tree, which may differ from the one in the index. A missing
/// file, as in a sparse checkout, is not created.
pub(super) fn in_tree(
    repository: &Repository,
    file: &str,
    edit: &ListEdit,
) -> Result<Option<Written>, Obstacle> {
    let root = repository.root();
    let path = RootedPath::new(root, Path::new(file));
    if repository.is_bare() || !path.absolute().is_file() {
        return Ok(None);
    }
    let mut written = None;
    let store = Store::open(Some(repository), root);
    store.replace(&path, |current| {
        let Some(document) = edit.apply(current)? else {
            return Ok(None);
        };
        let after = document.text.as_str().as_bytes().to_vec();
        written = Some(Written {
            before: current.to_vec(),
            after: after.clone(),
        });
        Ok::<_, Obstacle>(Some(after))
    })?;
    Ok(written)
}

/// Undoes a change to the working tree, unless the file has changed since.
fn take_back(repository: &Repository, file: &str, written: Written) -> Result<(), WriteError> {
    let root = repository.root();
    let path = RootedPath::new(root, Path::new(file));
    let store = Store::open(Some(repository), root);
    let Written { before, after } = written;
    store.replace(&path, |current| {
        // An editor may have saved the file in the meantime.
        let is_unchanged = current == after;
        Ok::<_, WriteError>(is_unchanged.then(|| before.clone()))
    })?;
    Ok(())
}

/// Changes both versions of a file, or neither.
pub(super) fn in_both(
    repository: &Repository,
    file: &str,
    edit: &ListEdit,
    prepared: Option<Prepared>,
) -> Result<(), Obstacle> {
    // The working tree goes first: if only the index were changed, the next `git commit --all`
    // would undo it.
    let written = in_tree(repository, file, edit)?;
    let Some(prepared) = prepared else {
        return Ok(());
    };
    let Err(error) = prepared.put(repository, None, file) else {
        return Ok(());
    };
    if let Some(written) = written {
        take_back(repository, file, written)?;
    }
    Err(error.into())
}
