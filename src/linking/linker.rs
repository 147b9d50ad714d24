//! Links the commits of a history to tasks, with evidence from Git.

use std::sync::Arc;

use progress_core::collections::{HashMap, HashSet};
use progress_core::config::Settings;
use progress_core::task_links::{
    Cited, Evidence, FileChange, FileVersion, Folder, KnownFile, Message, Outcome, Target,
    TaskIndex, link,
};
use progress_git::git::{Commit, GitError, ListedFolder, Lister, Listing, ObjectId, Repository};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::digests::Digests;
use super::memory::{Memory, question_of_link};
use super::read_once::ReadOnce;
use super::staged_commit::{is_wanted, merged};
use super::touched::apart;

/// Links commits to tasks, and caches what it reads for the commits that follow.
pub struct Linker<'r> {
    pub(super) repository: &'r Repository,
    settings: &'r Settings,
    pub(super) lister: Lister<'r>,
    /// By blob and name, because both decide whether a file is a progress file.
    pub(super) readings: HashMap<(ObjectId, String), Option<Arc<FileVersion>>>,
    /// Files and their index, by folder. The lister keeps folders alive, so that their addresses
    /// identify them.
    pub(super) folders: HashMap<usize, Arc<Folder>>,
    /// The commits that progress files name.
    cited: Cited,
    /// What earlier runs found out.
    pub(super) memory: Option<Memory>,
    /// What hooks read before.
    pub(super) digests: Option<Digests>,
    /// What this run read.
    pub(super) read: ReadOnce<'r>,
}

impl std::fmt::Debug for Linker<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let readings = self.readings.len();
        f.debug_struct("Linker")
            .field("readings", &readings)
            .finish_non_exhaustive()
    }
}

impl<'r> Linker<'r> {
    /// Creates a linker for the commits of a repository.
    #[must_use]
    pub fn new(repository: &'r Repository, settings: &'r Settings) -> Self {
        let lister = Lister::new(repository, |path| settings.is_candidate(path));
        Self {
            repository,
            settings,
            lister,
            readings: HashMap::default(),
            folders: HashMap::default(),
            cited: Cited::default(),
            memory: None,
            digests: None,
            read: ReadOnce::new(repository),
        }
    }

    /// Creates a linker that remembers what it finds out about commits, for commands that ask about
    /// a whole history. It must be [saved](Self::save) at the end.
    #[must_use]
    pub fn with_memory(repository: &'r Repository, settings: &'r Settings) -> Self {
        Self {
            memory: Memory::open(repository, settings),
            ..Self::new(repository, settings)
        }
    }

    /// Creates a linker for hooks: for a single commit, it reads only the progress files that no
    /// hook has read before, and only the folders that are not in the index.
    #[must_use]
    pub fn for_hook(repository: &'r Repository, settings: &'r Settings) -> Self {
        let mut linker = Self {
            digests: Some(Digests::open(repository.common_dir())),
            ..Self::new(repository, settings)
        };
        // Without the index, every tree is read.
        let _ = linker.lister.use_index();
        linker
    }

    /// Stores what was found out, for later commands.
    pub fn save(&mut self) {
        if let Some(memory) = self.memory.take() {
            memory.save(self.repository);
        }
    }

    /// Returns a fact that follows from a commit and the settings alone: from memory, or by finding
    /// it out.
    ///
    /// # Errors
    ///
    /// Fails like `find_out`.
    pub fn remembered<T: Serialize + DeserializeOwned>(
        &mut self,
        question: &str,
        commit: &Commit,
        find_out: impl FnOnce(&mut Self) -> Result<T, GitError>,
    ) -> Result<T, GitError> {
        let memory = self.memory.as_ref();
        if let Some(known) = memory.and_then(|memory| memory.recall(question, commit.id)) {
            return Ok(known);
        }
        let found = find_out(self)?;
        if let Some(memory) = &self.memory {
            memory.keep(question, commit.id, &found);
        }
        Ok(found)
    }

    /// Returns the tasks in a tree.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the tree or a file in it.
    pub fn known(&mut self, tree: ObjectId) -> Result<TaskIndex, GitError> {
        let listing = self.lister.list(tree)?;
        self.known_in(&listing)
    }

    /// Uses the commits that progress files name as evidence. The files are read at the end of a
    /// range and in `HEAD`, because a commit can only be named after it was made.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read a tree or a file in it.
    pub fn cite(&mut self, end: ObjectId) -> Result<(), GitError> {
        let end = self.repository.tree_of(end)?;
        self.cite_tree(end)?;
        match self.repository.head_tree()? {
            // Usually the range ends at `HEAD`.
            Some(head) if head != end => self.cite_tree(head),
            _ => Ok(()),
        }
    }

    fn cite_tree(&mut self, tree: ObjectId) -> Result<(), GitError> {
        let known = self.memory.as_ref().and_then(|memory| memory.cited(tree));
        let cited = if let Some(known) = known {
            known
        } else {
            let found = self.cited_in(tree)?;
            if let Some(memory) = &self.memory {
                memory.keep_cited(tree, &found);
            }
            found
        };
        for (name, target) in cited {
            self.cited.add(&name, target);
        }
        Ok(())
    }

    /// Returns the commits that the progress files of a tree name, with who names them.
    fn cited_in(&mut self, tree: ObjectId) -> Result<Vec<(String, Target)>, GitError> {
        let mut cited = Vec::new();
        for listed in self.lister.list(tree)?.iter() {
            let folder = self.folder(listed)?;
            let files = listed.files.iter();
            let blobs: HashMap<&str, ObjectId> =
                files.map(|(path, blob)| (path.as_str(), *blob)).collect();
            for file in folder.files() {
                let Some(blob) = blobs.get(file.path.as_str()) else {
                    continue;
                };
                let Some(reading) = self.reading(&file.path, *blob)? else {
                    continue;
                };
                for commit in &reading.cited {
                    cited.push((commit.name.clone(), commit.target(file)));
                }
            }
        }
        Ok(cited)
    }

    /// Returns the tasks in the index.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the index or a file in it.
    pub fn staged(&mut self) -> Result<TaskIndex, GitError> {
        let settings = self.settings;
        let indexed = self
            .repository
            .indexed(None, &|path| is_wanted(settings, path))?;
        let mut files = Vec::new();
        for (path, blob) in indexed {
            let digest = self.digest(&path, blob)?;
            files.extend(digest.map(|digest| KnownFile::at(&path, digest)));
        }
        Ok(TaskIndex::of_files(files))
    }

    /// Links a commit to tasks. `branch` is the one on which it was made, if known.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the trees or a progress file.
    pub fn link(&mut self, commit: &Commit, branch: Option<&str>) -> Result<Outcome, GitError> {
        let cited = self.cited.of(&commit.id.to_string());
        let question = question_of_link(branch, &cited);
        let memory = self.memory.as_ref();
        if let Some(known) = memory.and_then(|memory| memory.outcome(&question, commit.id)) {
            return Ok(known);
        }
        let outcome = self.link_anew(commit, branch, cited)?;
        if let Some(memory) = &self.memory {
            memory.keep_outcome(&question, commit.id, &outcome);
        }
        Ok(outcome)
    }

    /// Returns what a commit was linked to before, without reading it.
    #[must_use]
    pub fn recall_link(&self, commit: ObjectId, branch: Option<&str>) -> Option<Outcome> {
        let memory = self.memory.as_ref()?;
        let cited = self.cited.of(&commit.to_string());
        memory.outcome(&question_of_link(branch, &cited), commit)
    }

    fn link_anew(
        &mut self,
        commit: &Commit,
        branch: Option<&str>,
        cited: Vec<Target>,
    ) -> Result<Outcome, GitError> {
        let message = Message::parse(&commit.message);
        let mut evidence = Evidence {
            branch: branch.map(str::to_owned),
            is_merge: commit.parents.len() > 1,
            cited,
            ..Evidence::default()
        };
        // A commit that a progress file names counts, whatever its message looks like.
        let is_skipped = message.kind().is_skipped() && evidence.cited.is_empty();
        // What they change does not matter, so nothing is read.
        if evidence.is_merge || is_skipped {
            return Ok(link(&message, &TaskIndex::default(), &evidence));
        }
        let (before, after) = self.listings(commit)?;
        let known = self.gather(&before, &after, &mut evidence)?;
        if !evidence.touched.is_empty() {
            let changes = self.changes(commit)?;
            let paths = || changes.iter().map(|change| change.path.as_slice());
            let touched: HashSet<&[u8]> = evidence.touched.iter().map(String::as_bytes).collect();
            evidence.only_progress = paths().all(|path| touched.contains(path));
            evidence.only_documents = paths().all(|path| path.ends_with(b".md"));
        }
        Ok(link(&message, &known, &evidence))
    }

    /// Returns the tasks before and after a commit, and its changes to their files.
    fn gather(
        &mut self,
        before: &Listing,
        after: &Listing,
        evidence: &mut Evidence,
    ) -> Result<TaskIndex, GitError> {
        let known = self.known_in(before)?;
        if Arc::ptr_eq(before, after) {
            return Ok(known);
        }
        let mut steps = Vec::new();
        let (same, old_folders, new_folders) = apart(before, after);
        let mut folders = Vec::with_capacity(new_folders.len());
        let old: HashMap<&str, &Arc<ListedFolder>> = old_folders
            .iter()
            .map(|it| (it.path.as_str(), it))
            .collect();
        for folder in new_folders {
            match old.get(folder.path.as_str()) {
                // The lister returns the same folder for identical content.
                Some(same) if Arc::ptr_eq(same, folder) => folders.push(self.folder(folder)?),
                other => folders.push(self.changed(other.copied(), folder, &mut steps)?),
            }
        }
        let new: HashSet<&str> = new_folders.iter().map(|it| it.path.as_str()).collect();
        let gone = |it: &&Arc<ListedFolder>| !new.contains(it.path.as_str());
        // The tasks of a deleted folder remain known, because the message may name them.
        let mut deleted = Vec::new();
        for folder in old_folders.iter().filter(gone) {
            for (path, blob) in &folder.files {
                steps.push(self.step(path, Some(*blob), None)?);
            }
            deleted.push(self.folder(folder)?);
        }
        evidence.note(steps, &self.settings.statuses);
        let known = known.replacing(same..same + old_folders.len(), folders);
        if deleted.is_empty() {
            return Ok(known);
        }
        let end = known.folders().len();
        Ok(known.replacing(end..end, deleted))
    }

    /// A folder that the commit changes, with its content before or after.
    fn changed(
        &mut self,
        before: Option<&Arc<ListedFolder>>,
        after: &ListedFolder,
        steps: &mut Vec<FileChange>,
    ) -> Result<Arc<Folder>, GitError> {
        let mut old: HashMap<&str, ObjectId> = before
            .iter()
            .flat_map(|it| it.files.iter().map(|(path, blob)| (path.as_str(), *blob)))
            .collect();
        let mut files = Vec::new();
        for (path, blob) in &after.files {
            // What is left in the map at the end has been deleted.
            let was = old.remove(path.as_str());
            if was == Some(*blob) {
                let now = self.digest(path, *blob)?;
                files.extend(now.map(|digest| KnownFile::at(path, digest)));
                continue;
            }
            let step = self.step(path, was, Some(*blob))?;
            files.extend(merged(&step).map(|digest| KnownFile::at(path, digest)));
            steps.push(step);
        }
        // In the order of the folder, which the map does not preserve.
        for (path, blob) in before.iter().flat_map(|it| &it.files) {
            if old.contains_key(path.as_str()) {
                let step = self.step(path, Some(*blob), None)?;
                files.extend(merged(&step).map(|digest| KnownFile::at(path, digest)));
                steps.push(step);
            }
        }
        Ok(Arc::new(Folder::new(
            files.into_iter().map(Arc::new).collect(),
        )))
    }

    fn step(
        &mut self,
        path: &str,
        was: Option<ObjectId>,
        now: Option<ObjectId>,
    ) -> Result<FileChange, GitError> {
        Ok(FileChange {
            path: path.to_owned(),
            was: self.digest_if_any(path, was)?,
            now: self.digest_if_any(path, now)?,
        })
    }
}
