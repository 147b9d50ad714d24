//! The source of the files to check: the working tree, the index or a commit.

use std::path::Path;

use progress_core::config::Settings;
use progress_core::fix::Texts;
use progress_core::source::{Contents, Overlay, Remembered, RootedPath};
use progress_core::workspace::Branch;
use progress_git::git::{Commit, GitError, ObjectId, Repository};
use progress_git::trees::{Checkout, Recorded, WorkingTree};

use super::Targets;
use crate::config_file::SettingsFile;
use crate::incremental::{Observed, Observer, Start};

/// The source of the files to check.
#[derive(Debug)]
pub struct Source<'r> {
    /// The directory that paths in findings are relative to: that of the repository, if there is
    /// one.
    pub root: &'r Path,
    /// The repository.
    pub repository: Option<&'r Repository>,
    kind: Kind<'r>,
    /// Whether this is the last tree of a range that is checked.
    is_range: bool,
    /// Notes what is asked of the files on disk.
    observer: Option<Observer>,
}

/// The kind of a source.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one of it")]
enum Kind<'r> {
    /// Files on disk.
    WorkingTree,
    /// The index.
    Index(Recorded<'r>),
    /// A commit, with its name in messages.
    Commit(Recorded<'r>, Commit, String),
}

impl<'r> Source<'r> {
    /// The files on disk.
    #[must_use]
    pub fn working_tree(root: &'r Path, repository: Option<&'r Repository>) -> Self {
        Self {
            root,
            repository,
            kind: Kind::WorkingTree,
            is_range: false,
            observer: None,
        }
    }

    /// What would be committed.
    ///
    /// # Errors
    ///
    /// Fails if there is no index, or it cannot be read.
    pub fn index(root: &'r Path, repository: &'r Repository) -> Result<Self, SourceError> {
        if repository.is_bare() {
            return Err(SourceError::Bare);
        }
        // Treating a missing index as empty would pass, whatever would be committed.
        if !repository.has_index() && repository.head_tree()?.is_some() {
            return Err(SourceError::NoIndex);
        }
        let files = Recorded::new(root.to_path_buf(), repository.index()?);
        Ok(Self {
            root,
            repository: Some(repository),
            kind: Kind::Index(files),
            is_range: false,
            observer: None,
        })
    }

    /// The files of a commit; `name` is its name in messages.
    #[must_use]
    pub fn commit(root: &'r Path, repository: &'r Repository, commit: Commit, name: &str) -> Self {
        let files = Recorded::new(root.to_path_buf(), repository.tree(commit.tree));
        Self {
            root,
            repository: Some(repository),
            kind: Kind::Commit(files, commit, name.to_owned()),
            is_range: false,
            observer: None,
        }
    }

    /// Treats the files as those at the end of a range of commits that is checked.
    #[must_use]
    pub fn at_end_of_range(self) -> Self {
        Self {
            is_range: true,
            ..self
        }
    }

    /// The settings of the same source.
    #[must_use]
    pub fn settings_file(&self) -> SettingsFile<'_> {
        match self.recorded() {
            // What is checked is judged by the settings that come with it.
            Some(files) => SettingsFile::Recorded(files),
            None => SettingsFile::Disk(self.root),
        }
    }

    /// Whether a commit or a merge depends on the branch's name.
    #[must_use]
    pub fn enforces_branch(&self) -> bool {
        self.is_range || matches!(self.kind, Kind::Index(_))
    }

    /// The files, if they come from the index or a commit.
    #[must_use]
    pub fn recorded(&self) -> Option<&Recorded<'r>> {
        match &self.kind {
            Kind::WorkingTree => None,
            Kind::Index(files) | Kind::Commit(files, ..) => Some(files),
        }
    }

    /// The name of the source in messages.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.kind {
            Kind::WorkingTree => "the working tree".to_owned(),
            Kind::Index(_) => "the index".to_owned(),
            Kind::Commit(_, _, name) => format!("`{name}`"),
        }
    }

    /// The files; `texts` override those on disk.
    #[must_use]
    pub fn contents(&self, texts: &Texts) -> Box<dyn Contents + '_> {
        if let Some(files) = self.recorded() {
            return Box::new(files);
        }
        let tree = WorkingTree::new(self.root.to_path_buf());
        // What a sparse checkout leaves out counts as existing.
        let tree = Checkout::new(tree, self.repository);
        let contents = Overlay::new(texts.clone(), tree);
        match &self.observer {
            Some(observer) => {
                let noted = Observed::new(Box::new(contents), observer);
                Box::new(Remembered::new(noted))
            }
            None => Box::new(Remembered::new(contents)),
        }
    }

    /// Whether there is a file of this name in the root.
    pub(super) fn has_file(&self, name: &str) -> bool {
        match self.recorded() {
            Some(files) => files.has_entry(name),
            None => self.root.join(name).exists(),
        }
    }

    /// The observer of the files, if there is one.
    #[must_use]
    pub fn observer(&self) -> Option<&Observer> {
        self.observer.as_ref()
    }

    /// Starts to note what is asked of the files.
    pub(super) fn observe(&mut self, observer: Observer) {
        self.observer = Some(observer);
    }

    /// Returns what was asked of the files since [`Self::observe`].
    pub(super) fn take_observer(&mut self) -> Option<Observer> {
        self.observer.take()
    }

    /// Whether these are the files on disk.
    pub(super) fn is_working_tree(&self) -> bool {
        matches!(self.kind, Kind::WorkingTree)
    }

    /// The current branch, if it is relevant for the files.
    #[must_use]
    pub fn branch(&self) -> Option<Branch> {
        let repository = self.repository?;
        if let (Kind::Commit(_, commit, _), false) = (&self.kind, self.is_range) {
            // Another commit need not belong to the branch that is checked out.
            if repository.head().ok()??.id != commit.id {
                return None;
            }
        }
        repository.branch()
    }

    /// The commit of the files.
    #[must_use]
    pub fn tip(&self) -> Option<ObjectId> {
        match &self.kind {
            Kind::Commit(_, commit, _) => Some(commit.id),
            _ => None,
        }
    }

    /// The base of the current change.
    #[must_use]
    pub fn start(&self) -> Start {
        match &self.kind {
            Kind::WorkingTree | Kind::Index(_) => Start::Head,
            Kind::Commit(_, commit, _) => {
                // For a merge, the first parent is the branch that it was made on.
                let (Some(parent), Some(repository)) = (commit.parents.first(), self.repository)
                else {
                    return Start::Nothing;
                };
                match repository.tree_of(*parent) {
                    Ok(tree) => Start::Tree(tree),
                    // Unknown beyond the boundary of a shallow clone.
                    Err(_) => Start::Nothing,
                }
            }
        }
    }

    /// The unmerged progress files among the targets, of which the index has no version to check.
    #[must_use]
    pub fn unmerged(&self, targets: &Targets, settings: &Settings) -> Vec<RootedPath> {
        let Kind::Index(files) = &self.kind else {
            return Vec::new();
        };
        let mut unmerged = Vec::new();
        // Not every path in Git is valid on this system.
        for path in files.snapshot().unmerged() {
            let Some(path) = progress_git::trees::rooted(self.root, path) else {
                continue;
            };
            if targets.holds(&path, settings) {
                unmerged.push(path);
            }
        }
        unmerged
    }
}

impl Targets {
    /// Whether a path is one of the targets, or a progress file in one of them.
    fn holds(&self, path: &RootedPath, settings: &Settings) -> bool {
        let absolute = path.absolute();
        self.files.iter().any(|file| file == absolute)
            || settings.is_candidate(path.as_str())
                && self
                    .folders
                    .iter()
                    .any(|folder| absolute.starts_with(folder))
    }
}

/// Why the files of the index cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A bare repository has no index.
    #[error("this repository is bare and has no index")]
    Bare,
    /// There are commits, but there is no index.
    #[error("the index does not exist")]
    NoIndex,
    /// Git cannot read it.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl SourceError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Bare => "check a commit: `progress lint --rev HEAD`",
            Self::NoIndex => "recreate it with `git reset`, or check `GIT_INDEX_FILE`",
            Self::Git(error) => error.index_help().unwrap_or("run `git status` for details"),
        }
    }
}
