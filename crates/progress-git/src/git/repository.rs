//! A repository on disk.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use progress_core::workspace::Branch;

use super::attributes::Mentions;
use super::command::Git;
use super::config::Configuration;
use super::environment::Environment;
use super::ignored::{IgnoreAnswers, Negations};
use super::index::Index;
use super::lazy_index::Stamp;
use super::objects::Objects;
use super::open::Head;
use super::sharing::Sharing;
use super::stage::Staged;
use super::talk::CheckIgnore;
use super::{GitError, ObjectId, Snapshot, open};

/// An open repository.
pub struct Repository {
    library: Option<Mutex<git2::Repository>>,
    pub(super) objects: Objects,
    pub(super) git: Git,
    pub(super) check_ignore: Mutex<Option<CheckIgnore>>,
    root: PathBuf,
    is_bare: bool,
    git_dir: PathBuf,
    common_dir: PathBuf,
    pub(super) index_file: PathBuf,
    pub(super) id_length: usize,
    /// The complete index, once it has been needed.
    whole_index: Mutex<Option<(Stamp, Arc<Index>)>>,
    /// The staged changes, once they have been needed.
    pub(super) staged: Mutex<Option<Staged>>,
    /// `HEAD` when the repository was opened, if only the `git` command can read it.
    head: Mutex<Option<Head>>,
    /// Whether libgit2 reads the same settings as Git, once determined.
    pub(super) trusts_library: OnceLock<bool>,
    /// Whether libgit2 applies the same ignore rules as Git, once determined.
    pub(super) ignores_by_library: OnceLock<bool>,
    /// The rules that libgit2 may not apply, by ignore file.
    pub(super) negations: Negations,
    pub(super) ignore_answers: IgnoreAnswers,
    /// Which attributes files mention a conversion, as far as that has been needed.
    pub(super) mentions: Mentions,
    /// Git's configuration, once the `git` command has listed it.
    pub(super) configuration: OnceLock<Configuration>,
    /// Permissions for files created in its folders, once determined.
    pub(super) sharing: OnceLock<Sharing>,
}

impl std::fmt::Debug for Repository {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

impl Repository {
    /// Finds the repository whose working tree contains `folder`, or that `GIT_DIR` names.
    ///
    /// What libgit2 cannot read is read by the `git` command, invisibly to callers.
    ///
    /// # Errors
    ///
    /// Fails if there is a repository that cannot be opened.
    pub fn discover(folder: &Path) -> Result<Option<Self>, GitError> {
        let environment = Environment::of_process();
        let found = open::find(folder, &environment)?;
        Ok(found.map(|found| Self::of(found, &environment)))
    }

    /// Finds the repository whose working tree contains `folder`, ignoring environment variables,
    /// so that every process gets the same answer.
    ///
    /// # Errors
    ///
    /// Fails if there is a repository that cannot be opened.
    pub fn around(folder: &Path) -> Result<Option<Self>, GitError> {
        let environment = Environment::default();
        let found = open::find(folder, &environment)?;
        Ok(found.map(|found| Self::of(found, &environment)))
    }

    fn of(found: open::Discovered, environment: &Environment) -> Self {
        let index_file = match &environment.index_file {
            // Git resolves a relative path from the top of the working tree.
            Some(path) if found.is_at_hand && found.is_bare => environment.current.join(path),
            Some(path) if found.is_at_hand => found.root.join(path),
            _ => found.git_dir.join("index"),
        };
        let mut folders = Vec::new();
        if found.is_at_hand {
            folders.clone_from(&environment.object_dirs);
        }
        // `GIT_OBJECT_DIRECTORY` replaces the repository's own folder, alternates do not.
        if folders.is_empty() || !environment.replaces_objects {
            folders.insert(0, found.common_dir.join("objects"));
        }
        // Named explicitly, so that `git` cannot discover another repository than libgit2 has.
        let mut git = Git::inside(&found.root, found.is_at_hand)
            .with("GIT_DIR", &found.git_dir)
            .with("GIT_INDEX_FILE", &index_file);
        if !found.is_bare {
            git = git.with("GIT_WORK_TREE", &found.root);
        }
        Self {
            library: found.library.map(Mutex::new),
            objects: Objects::new(folders, found.id_length, git.clone()),
            git,
            check_ignore: Mutex::new(None),
            root: found.root,
            is_bare: found.is_bare,
            git_dir: found.git_dir,
            common_dir: found.common_dir,
            index_file,
            id_length: found.id_length,
            whole_index: Mutex::default(),
            staged: Mutex::default(),
            head: Mutex::new(found.head),
            trusts_library: OnceLock::new(),
            ignores_by_library: OnceLock::new(),
            negations: Negations::default(),
            ignore_answers: IgnoreAnswers::default(),
            mentions: Mentions::default(),
            configuration: OnceLock::new(),
            sharing: OnceLock::new(),
        }
    }

    /// Stops fetching: from now on, objects left out of a partial clone are missing.
    pub fn stay_local(&mut self) {
        self.git.stay_local();
        self.objects.stay_local();
    }

    /// The top of the working tree, with links resolved; the repository itself if it is bare.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether there is no working tree.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.is_bare
    }

    /// Whether nothing can be committed here: it is bare and has no linked worktree.
    #[must_use]
    pub fn is_store(&self) -> bool {
        // People who keep a bare clone commit in linked worktrees of it.
        let worktrees = std::fs::read_dir(self.common_dir().join("worktrees"));
        self.is_bare() && worktrees.map_or(true, |mut worktrees| worktrees.next().is_none())
    }

    /// Whether something was not found because this is a partial clone: with the next fetch, it may
    /// be.
    #[must_use]
    pub fn has_met_gap(&self) -> bool {
        self.objects.has_met_gap()
    }

    /// Git's folder for this worktree: `.git`, or `.git/worktrees/NAME` for a linked one.
    #[must_use]
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// Git's folder shared by all worktrees.
    #[must_use]
    pub fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// `HEAD` when the repository was opened, if known. Code that moves `HEAD` must clear it.
    pub(super) fn known_head(&self) -> MutexGuard<'_, Option<Head>> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The cached index, if it was read completely. Code that writes the index must clear it.
    pub(super) fn index_at_hand(&self) -> MutexGuard<'_, Option<(Stamp, Arc<Index>)>> {
        self.whole_index
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The current branch: `HEAD`'s, or the one named by CI variables if `HEAD` is detached.
    #[must_use]
    pub fn branch(&self) -> Option<Branch> {
        let target = self.head_target();
        match target
            .as_deref()
            .and_then(|name| name.strip_prefix("refs/heads/"))
        {
            Some(name) => Some(Branch {
                name: name.to_owned(),
                from_variable: None,
            }),
            // CI systems check out a commit rather than a branch.
            None => Branch::from_ci(|name| std::env::var(name).ok()),
        }
    }

    /// The target of `HEAD`, read as a symbolic reference, since an unborn branch also has a name.
    pub(super) fn head_target(&self) -> Option<String> {
        if let Some(head) = self.known_head().as_ref() {
            return head.target.clone();
        }
        let Some(library) = self.library() else {
            return self.git.line(&["symbolic-ref", "--quiet", "HEAD"]).ok();
        };
        let head = library.find_reference("HEAD").ok()?;
        Some(head.symbolic_target().ok()??.to_owned())
    }

    /// The files of a tree.
    #[must_use]
    pub fn tree(&self, tree: ObjectId) -> Snapshot<'_> {
        Snapshot::of_tree(self, Some(tree))
    }

    /// An empty tree.
    #[must_use]
    pub fn empty_tree(&self) -> Snapshot<'_> {
        Snapshot::of_tree(self, None)
    }

    /// The bytes of a file's content.
    ///
    /// # Errors
    ///
    /// Fails if it does not exist and cannot be fetched.
    pub fn blob(&self, id: ObjectId) -> Result<Vec<u8>, GitError> {
        self.objects.blob(id)
    }

    pub(super) fn library(&self) -> Option<MutexGuard<'_, git2::Repository>> {
        let library = self.library.as_ref()?;
        Some(library.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
