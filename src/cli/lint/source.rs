//! The source of the files to check: the working tree, the index or a commit.

use std::path::Path;

use progress_core::config::Settings;
use progress_core::fix::Texts;
use progress_core::source::{Contents, Overlay, RootedPath};
use progress_core::workspace::Branch;
use progress_git::git::{Commit, GitError, ObjectId, Repository, Snapshot};
use progress_git::trees::{Checkout, Recorded, WorkingTree};

use crate::cli::Console;
use crate::cli::args::{LintArguments, SourceArguments};
use crate::cli::failure::Failure;
use crate::cli::paths::Targets;
use crate::cli::revision;
use crate::cli::root::Root;
use crate::cli::settings::{self, Place};
use crate::incremental::Start;

/// The source of the files to check.
pub(super) struct Source<'r> {
    pub root: &'r Root,
    pub kind: Kind<'r>,
    /// Whether this is the last tree of a range that is checked.
    is_range: bool,
}

/// The kind of a source.
#[allow(clippy::large_enum_variant, reason = "there is one of it")]
pub(super) enum Kind<'r> {
    /// Files on disk.
    WorkingTree,
    /// The index.
    Index(Recorded<'r>),
    /// A commit, with its name in messages.
    Commit(Recorded<'r>, Commit, &'r str),
}

impl<'r> Source<'r> {
    /// Opens the source that the arguments select.
    pub(super) fn open(arguments: &'r SourceArguments, root: &'r Root) -> Result<Self, Failure> {
        let last = arguments
            .commits
            .as_deref()
            .and_then(|it| it.rsplit_once(".."));
        let last = last.map(|(_, last)| if last.is_empty() { "HEAD" } else { last });
        let kind = match arguments.rev.as_deref().or(last) {
            _ if arguments.staged => Kind::Index(index(root)?),
            Some(name) => {
                let flag = if last.is_some() { "--commits" } else { "--rev" };
                let repository = root.require_repository(flag)?;
                let commit = revision::commit(repository, flag, name)?;
                let files = recorded(root, repository.tree(commit.tree));
                Kind::Commit(files, commit, name)
            }
            None => {
                root.require_working_tree()?;
                Kind::WorkingTree
            }
        };
        Ok(Self {
            root,
            kind,
            is_range: last.is_some(),
        })
    }

    /// The effective settings, read from the same source.
    pub(super) fn settings(
        &self,
        arguments: &LintArguments,
        current: &Path,
        console: &mut Console<'_>,
    ) -> Result<Settings, Failure> {
        let place = match self.recorded() {
            Some(files) => Place::Recorded(files),
            None => Place::Disk(&self.root.folder),
        };
        settings::settle(&arguments.choice, &place, current, console)
    }

    /// Whether a commit or a merge depends on the branch's name.
    pub(super) fn enforces_branch(&self) -> bool {
        self.is_range || matches!(self.kind, Kind::Index(_))
    }

    /// The files, if they come from the index or a commit.
    pub(super) fn recorded(&self) -> Option<&Recorded<'r>> {
        match &self.kind {
            Kind::WorkingTree => None,
            Kind::Index(files) | Kind::Commit(files, ..) => Some(files),
        }
    }

    /// The name of the source in messages.
    pub(super) fn name(&self) -> String {
        match &self.kind {
            Kind::WorkingTree => "the working tree".to_owned(),
            Kind::Index(_) => "the index".to_owned(),
            Kind::Commit(_, _, name) => format!("`{name}`"),
        }
    }

    /// The files; `texts` override those on disk.
    pub(super) fn contents(&self, texts: &Texts) -> Box<dyn Contents + '_> {
        if let Some(files) = self.recorded() {
            return Box::new(files);
        }
        let tree = WorkingTree::new(self.root.folder.clone());
        let tree = Checkout::new(tree, self.root.repository.as_ref());
        Box::new(Overlay::new(texts.clone(), tree))
    }

    /// The current branch, if it is relevant for the files.
    pub(super) fn branch(&self) -> Option<Branch> {
        let repository = self.root.repository.as_ref()?;
        if let (Kind::Commit(_, commit, _), false) = (&self.kind, self.is_range) {
            let head = repository.head().ok()?;
            head.filter(|head| head.id == commit.id)?;
        }
        repository.branch()
    }

    /// The commit of the files.
    pub(super) fn tip(&self) -> Option<ObjectId> {
        match &self.kind {
            Kind::Commit(_, commit, _) => Some(commit.id),
            _ => None,
        }
    }

    /// The base of the current change.
    pub(super) fn start(&self, is_piped: bool) -> Start {
        match &self.kind {
            Kind::WorkingTree if is_piped => Start::Nothing,
            Kind::WorkingTree | Kind::Index(_) => Start::Head,
            Kind::Commit(_, commit, _) => {
                let (parent, repository) = (commit.parents.first(), &self.root.repository);
                let tree = parent.zip(repository.as_ref());
                // Unknown beyond the boundary of a shallow clone.
                let tree = tree.and_then(|(parent, repository)| repository.tree_of(*parent).ok());
                tree.map_or(Start::Nothing, Start::Tree)
            }
        }
    }

    /// The unmerged progress files among the targets, of which the index has no version to check.
    pub(super) fn unmerged(&self, targets: &Targets, settings: &Settings) -> Vec<RootedPath> {
        let Kind::Index(files) = &self.kind else {
            return Vec::new();
        };
        let root = &self.root.folder;
        let paths = files
            .snapshot()
            .unmerged()
            .filter_map(|path| progress_git::trees::rooted(root, path));
        let is_meant = |path: &RootedPath| {
            let absolute = path.absolute();
            targets.files.iter().any(|file| file == absolute)
                || settings.is_candidate(path.as_str())
                    && targets
                        .folders
                        .iter()
                        .any(|folder| absolute.starts_with(folder))
        };
        paths.filter(is_meant).collect()
    }
}

fn index(root: &Root) -> Result<Recorded<'_>, Failure> {
    let repository = root.require_repository("--staged")?;
    if repository.is_bare() {
        let failure = Failure::new("this repository is bare and has no index");
        return Err(failure.help("check a commit: `progress lint --rev HEAD`"));
    }
    if !repository.has_index() && has_commit(repository).map_err(|error| unreadable(&error))? {
        // Treating it as empty would pass, whatever would be committed.
        let failure = Failure::new("the index does not exist");
        return Err(failure.help("recreate it with `git reset`, or check `GIT_INDEX_FILE`"));
    }
    let snapshot = repository.index().map_err(|error| unreadable(&error))?;
    Ok(recorded(root, snapshot))
}

fn has_commit(repository: &Repository) -> Result<bool, GitError> {
    Ok(repository.head_tree()?.is_some())
}

fn recorded<'r>(root: &Root, snapshot: Snapshot<'r>) -> Recorded<'r> {
    Recorded::new(root.folder.clone(), snapshot)
}

fn unreadable(error: &GitError) -> Failure {
    Failure::new(format!("cannot read the index: {error}")).help("run `git status` for details")
}
