//! What progress files lack of the history, and adding it to them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use progress_core::config::Settings;
use progress_core::document::Document;
use progress_core::source::{Contents, RootedPath};
use progress_git::git::{ObjectId, Range, Repository};
use progress_git::trees::WorkingTree;
use progress_git::write::Store;
use yaml_lossless::text::Edit;

use super::known_lacks::KnownLacks;
use super::{
    Facts, FillError, RecordError, Synced, add_waiting, added, fill_both, preview_both, sync,
};

/// A progress file with missing entries.
#[derive(Debug)]
pub struct Lack {
    /// The file.
    pub path: RootedPath,
    /// The paths that it lacks.
    pub paths: Vec<String>,
    /// The commits that it lacks.
    pub commits: Vec<String>,
    /// The text before.
    pub before: String,
    /// The text with the missing entries.
    pub after: String,
    /// The edits that add them.
    pub(super) edits: Vec<Edit>,
}

/// Missing entries that can be written: unlike those that are only shown, they were checked as
/// everything that is written.
#[derive(Debug)]
pub struct Filling {
    /// What is missing.
    pub lack: Lack,
    /// The requested commits, whether they are listed or not.
    wanted: Vec<ObjectId>,
}

/// Why a progress file is not updated.
#[derive(Debug, thiserror::Error)]
pub enum LackError {
    /// It cannot be read, which `progress lint` reports too.
    #[error("cannot read `{path}`: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// Its frontmatter cannot be read, which `progress lint` reports too.
    #[error("skipped `{path}`: {source}")]
    Malformed {
        /// The file.
        path: String,
        /// The cause.
        #[source]
        source: FillError,
    },
    /// Its lists cannot be changed.
    #[error(transparent)]
    Refused(#[from] RecordError),
}

/// Returns what the commits of a range changed, by progress file: see [`sync()`]. `with_waiting`
/// adds what waits to be recorded on the current branch.
///
/// # Errors
///
/// Fails if Git or our records cannot be read.
pub fn sync_all(
    repository: &Repository,
    settings: &Settings,
    range: &Range,
    with_waiting: bool,
    step: impl FnMut(usize, usize),
) -> Result<BTreeMap<String, Synced>, RecordError> {
    let current = repository.branch().map(|branch| branch.name);
    let branch = current.as_deref();
    // Only the commits of a range are known to be made on the current branch.
    let own = if range.from.is_some() { branch } else { None };
    let mut found = sync(repository, settings, range, own, step)?;
    if with_waiting {
        let facts = Facts {
            repository,
            settings,
            branch,
            // Neither matters here: they determine the active phase, and only what is pending is
            // needed.
            variable: None,
            started: &[],
        };
        add_waiting(&facts, &mut found)?;
    }
    Ok(found)
}

/// Returns the commits of several phases that were not assigned to a phase as a whole.
#[must_use]
pub fn undivided(found: &BTreeMap<String, Synced>) -> Vec<String> {
    let commits: BTreeSet<&ObjectId> = found
        .values()
        .flat_map(|synced| &synced.undivided)
        .collect();
    commits.into_iter().map(ToString::to_string).collect()
}

/// Returns what a progress file in the working tree lacks, to be shown; nothing if the file is
/// gone. `known` holds the results of earlier runs.
///
/// # Errors
///
/// Fails if the file cannot be read or changed.
pub fn lack(
    repository: &Repository,
    file: &str,
    synced: &Synced,
    with_commits: bool,
    known: &mut KnownLacks,
) -> Result<Option<Lack>, LackError> {
    let Some((path, bytes)) = read(repository, file)? else {
        return Ok(None);
    };
    let wanted = wanted(synced, with_commits);
    let question = KnownLacks::question(&bytes, &synced.paths, wanted);
    if let Some(found) = known.get(&question, &path, &bytes) {
        return Ok((!found.edits.is_empty()).then_some(found));
    }
    let document = Document::parse(bytes);
    let preview =
        preview_both(&document, &synced.paths, wanted).map_err(|source| unfilled(file, source))?;
    let lack = preview.map(|it| found(path, (&document, &it.document), it.edits, synced));
    known.keep(&question, lack.as_ref());
    Ok(lack)
}

/// Returns what is to be written to a progress file in the working tree; nothing if it lacks
/// nothing, or is gone.
///
/// # Errors
///
/// Fails if the file cannot be read or changed.
pub fn filling(
    repository: &Repository,
    file: &str,
    synced: &Synced,
    with_commits: bool,
) -> Result<Option<Filling>, LackError> {
    let Some((path, bytes)) = read(repository, file)? else {
        return Ok(None);
    };
    let wanted = wanted(synced, with_commits);
    let document = Document::parse(bytes);
    let edited =
        fill_both(&document, &synced.paths, wanted).map_err(|source| unfilled(file, source))?;
    Ok(edited.map(|it| Filling {
        lack: found(path, (&document, &it.document), it.edits, synced),
        wanted: wanted.to_vec(),
    }))
}

/// The path and the content of a progress file in the working tree; `None` if it is gone.
fn read(repository: &Repository, file: &str) -> Result<Option<(RootedPath, Vec<u8>)>, LackError> {
    let root = repository.root();
    let path = RootedPath::new(root, file.as_ref());
    match WorkingTree::new(root.to_path_buf()).read(&path) {
        Ok(bytes) => Ok(Some((path, bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => {
            let path = file.to_owned();
            Err(LackError::Unreadable { path, source })
        }
    }
}

fn wanted(synced: &Synced, with_commits: bool) -> &[ObjectId] {
    if with_commits { &synced.commits } else { &[] }
}

/// What is missing, given the document without and with the missing entries.
fn found(
    path: RootedPath,
    (before, after): (&Document, &Document),
    edits: Vec<Edit>,
    synced: &Synced,
) -> Lack {
    // The difference between the documents, because a listed folder or pattern may already cover
    // some of the paths.
    let (paths, commits) = added(before, after, synced);
    Lack {
        path,
        paths,
        commits,
        before: before.text.as_str().to_owned(),
        after: after.text.as_str().to_owned(),
        edits,
    }
}

fn unfilled(file: &str, source: FillError) -> LackError {
    let path = file.to_owned();
    match source {
        FillError::Unreadable => LackError::Malformed { path, source },
        source => LackError::Refused(RecordError::Fill { path, source }),
    }
}

impl Filling {
    /// Writes the file with its missing entries.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, changed or written.
    pub fn write(&self, repository: &Repository) -> Result<(), RecordError> {
        let store = Store::open(Some(repository), repository.root());
        store.replace(&self.lack.path, |current| self.filled(current))?;
        Ok(())
    }

    /// The current content with the missing entries.
    fn filled(&self, current: &[u8]) -> Result<Option<Vec<u8>>, RecordError> {
        if current == self.lack.before.as_bytes() {
            return Ok(Some(self.lack.after.clone().into_bytes()));
        }
        // The file has changed in the meantime: the same entries are added to its current content.
        let document = Document::parse(current.to_vec());
        let edited = fill_both(&document, &self.lack.paths, &self.wanted).map_err(|source| {
            RecordError::Fill {
                path: self.lack.path.as_str().to_owned(),
                source,
            }
        })?;
        Ok(edited.map(|it| it.document.text.as_str().as_bytes().to_vec()))
    }
}
