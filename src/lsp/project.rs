//! A repository, or a folder outside Git, with open documents.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::thread::Builder;

use progress_core::config::{ConfigError, FILE_NAME, Settings};
use progress_core::fix::{FixedFile, Texts, fix_all};
use progress_core::lint::{self, Finding, Safety};
use progress_core::rules;
use progress_core::source::{Contents, Overlay, RootedPath};
use progress_core::workspace::Workspace;
use progress_git::git::Repository;
use progress_git::jujutsu;
use progress_git::trees::{Checkout, WorkingTree};

use super::contents::{Buffers, Drafts};
use super::last_commits::LastCommits;
use super::memory::FileMemory;
use super::stamp::Stamp;
use super::stand_ins::Readable;
use crate::config_file::{Overrides, SettingsFile};
use crate::incremental::{LintSession, PastPaths, Start};
use crate::loading::{Candidates, Memory, Needs, Request, discover, is_candidate};
use crate::project::Root;

/// Commits read between two looks for messages: this takes a few milliseconds.
const COMMITS_AT_ONCE: usize = 50;

/// A repository, or a folder outside Git, and what is known about it.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) root: Root,
    pub(super) settings: Settings,
    pub(super) memory: FileMemory,
    overrides: Overrides,
    /// Whether it is in a folder of the client.
    is_wanted: bool,
    past: PastPaths,
    last_commits: LastCommits,
    /// What tells that something other than a progress file changed.
    stamps: Vec<Option<Stamp>>,
    /// Whether the list of files may have changed.
    pub(super) is_list_stale: bool,
    /// Whether the paths of the history were read.
    pub(super) is_history_read: bool,
}

/// What changed since the last look.
#[derive(Debug, Default)]
pub(super) struct Refreshed {
    pub(super) has_changed: bool,
    /// Why the settings cannot be used; the last ones stay.
    pub(super) error: Option<ConfigError>,
}

impl Project {
    /// Opens the project that contains a folder. Outside Git, it is `within`, a folder of the client;
    /// without one, only the folder itself, since what is below may be all that somebody has.
    pub(super) fn open(
        start: &Path,
        within: Option<&Path>,
        overrides: &Overrides,
    ) -> (Self, Option<ConfigError>) {
        let root = find_root(start, within.unwrap_or(start));
        let (settings, error) = match SettingsFile::Disk(&root.folder).load() {
            Ok(settings) => (overrides.apply(settings), None),
            Err(error) => (overrides.apply(Settings::default()), Some(error)),
        };
        let mut project = Self {
            memory: FileMemory::new(settings.statuses.clone()),
            settings,
            overrides: overrides.clone(),
            is_wanted: within.is_some(),
            past: PastPaths::default(),
            last_commits: LastCommits::default(),
            stamps: Vec::new(),
            is_list_stale: false,
            is_history_read: false,
            root,
        };
        project.stamps = project.current_stamps();
        project.list_files();
        (project, error)
    }

    /// Whether it is the project of a folder.
    pub(super) fn has(&self, root: &Root) -> bool {
        self.root.folder == root.folder
    }

    /// Whether `progress lint` would check a file: whether it has to be one is decided by what is
    /// in it.
    pub(super) fn is_candidate(&self, path: &RootedPath) -> bool {
        is_candidate(path, self.root.repository.is_some(), &self.settings)
    }

    /// The path of a file of this project.
    pub(super) fn path(&self, absolute: &Path) -> RootedPath {
        RootedPath::new(&self.root.folder, absolute)
    }

    /// Opens the repository and the settings again if they changed.
    pub(super) fn refresh(&mut self) -> Refreshed {
        let stamps = self.current_stamps();
        if stamps == self.stamps {
            return Refreshed::default();
        }
        self.stamps = stamps;
        self.is_list_stale = true;
        self.is_history_read = false;
        // Settings decide which files and commits count.
        self.last_commits.forget();
        let mut refreshed = Refreshed {
            has_changed: true,
            error: None,
        };
        // Without a repository, one may have been created.
        self.open_again();
        match SettingsFile::Disk(&self.root.folder).load() {
            Ok(settings) => self.settings = self.overrides.apply(settings),
            Err(error) => refreshed.error = Some(error),
        }
        refreshed
    }

    /// Finds the files of the project.
    pub(super) fn list_files(&mut self) {
        self.is_list_stale = false;
        let folder = &self.root.folder;
        let repository = self.root.repository.as_ref();
        let disk = WorkingTree::new(folder.clone());
        let found = if self.is_flat() {
            let mut files = disk.siblings("");
            files.retain(|path| self.is_candidate(path));
            let ignored = Vec::new();
            Candidates { files, ignored }
        } else {
            discover(folder, folder, repository, &self.settings).candidates()
        };
        self.memory.set_files(found, &disk);
    }

    /// Whether only the folder itself counts: nothing says that it is the root of anything.
    fn is_flat(&self) -> bool {
        let Root {
            folder,
            repository,
            refusal,
            ..
        } = &self.root;
        let is_root = repository.is_some()
            || refusal.is_some()
            || jujutsu::workspace_root(folder).is_some()
            || folder.join(FILE_NAME).exists();
        !self.is_wanted && !is_root
    }

    /// Reads some more of the history, so that no keystroke has to wait for all of it.
    pub(super) fn read_history(&mut self) {
        let repository = self.root.repository.take();
        let past = &self.past;
        // What it takes returns to the system after its thread has ended.
        let is_read = std::thread::scope(|scope| {
            let reader = Builder::new().spawn_scoped(scope, || read_more(repository, past));
            reader.ok()?.join().ok()
        });
        // If no thread can be started, it is read when it is needed.
        self.is_history_read = is_read.unwrap_or(true);
        self.open_again();
    }

    /// Reopens the repository.
    fn open_again(&mut self) {
        self.root = find_root(&self.root.folder, &self.root.folder);
    }

    /// Frees what a search of the history has left. libgit2 keeps a part of each pack as long as any
    /// repository has it open, and this one shares its packs with that of the search.
    pub(super) fn rest(&mut self) {
        if self.last_commits.has_ended() {
            drop(self.root.repository.take());
            self.open_again();
        }
    }

    /// The last commit that belongs to a task, if it can be found in time.
    pub(super) fn last_commit(&mut self, path: &str, id: &str) -> Option<String> {
        let task = (path.to_owned(), id.to_owned());
        self.last_commits.of(&self.root, &self.settings, &task)
    }

    /// Checks files: the findings in them, and what they needed from other plans.
    pub(super) fn check(&self, files: &[RootedPath]) -> (Workspace, Vec<Finding>, Needs) {
        let contents = self.contents();
        let session = self.session(&contents, &self.memory);
        self.memory.start_check();
        let workspace = session.load(request(files));
        let needs = self.memory.last_needs().clone();
        let findings = session.run_alone(&workspace).findings;
        (workspace, findings, needs)
    }

    /// Loads the plan of a file, without checking it. Open documents whose YAML is broken are as
    /// they last could be read.
    pub(super) fn load_plan(&self, path: &RootedPath) -> Workspace {
        self.load_from(&Readable(&self.memory), std::slice::from_ref(path))
    }

    /// Loads all files of the project, in the same way.
    pub(super) fn load_all(&self) -> Workspace {
        let files: Vec<RootedPath> = self.memory.paths().cloned().collect();
        self.load_from(&Readable(&self.memory), &files)
    }

    /// Loads all files of the project as they are, for edits of them.
    pub(super) fn load_exactly(&self) -> Workspace {
        let files: Vec<RootedPath> = self.memory.paths().cloned().collect();
        self.load_from(&self.memory, &files)
    }

    fn load_from(&self, memory: &dyn Memory, files: &[RootedPath]) -> Workspace {
        let contents = self.contents();
        self.memory.start_check();
        self.session(&contents, memory).load(request(files))
    }

    /// The findings that open documents of one plan cause in its other files.
    pub(super) fn caused(&self, files: &[RootedPath]) -> (Workspace, Vec<Finding>) {
        let contents = self.contents();
        let session = self.session(&contents, &self.memory);
        self.memory.start_check();
        let workspace = session.load(request(files));
        let mut findings = session.run(&workspace).findings;
        findings.retain(|finding| {
            let place = finding.place();
            place.is_some_and(|place| !workspace.file(place.file).linted)
        });
        (workspace, findings)
    }

    /// Makes all safe fixes in a file. The result is `None` if there is nothing to fix.
    pub(super) fn fixed(&self, path: &RootedPath) -> Option<FixedFile> {
        let files = std::slice::from_ref(path);
        let fixed = fix_all(
            |texts: &Texts| Ok::<_, Infallible>(self.load(files, texts)),
            &|workspace| lint::fixable(workspace, &rules::all(), Safety::Safe),
            Safety::Safe,
        );
        let mut fixed = match fixed {
            Ok(fixed) => fixed,
            Err(never) => match never {},
        };
        fixed.files.remove(path)
    }

    /// The findings in a file, with fixes for missing dates, which the history has to be searched
    /// for.
    pub(super) fn dated(&self, path: &RootedPath) -> Vec<Finding> {
        let contents = self.contents();
        let session = LintSession {
            wants_dates: true,
            ..self.session(&contents, &self.memory)
        };
        let workspace = session.load(request(std::slice::from_ref(path)));
        session.run_alone(&workspace).findings
    }

    /// Loads files with some texts replaced, as fixes do round by round.
    pub(super) fn load(&self, files: &[RootedPath], texts: &Texts) -> Workspace {
        let drafts = Drafts::new(&self.memory, texts);
        let contents = Overlay::new(texts.clone(), self.contents());
        self.session(&contents, &drafts).load(request(files))
    }

    /// The files as they are in open documents and on disk.
    pub(super) fn contents(&self) -> Buffers<'_> {
        let tree = WorkingTree::new(self.root.folder.clone());
        Buffers {
            memory: &self.memory,
            disk: Checkout::new(tree, self.root.repository.as_ref()),
        }
    }

    fn session<'a>(
        &'a self,
        contents: &'a dyn Contents,
        memory: &'a dyn Memory,
    ) -> LintSession<'a> {
        let repository = self.root.repository.as_ref();
        LintSession {
            root: &self.root.folder,
            repository,
            contents,
            settings: &self.settings,
            branch: repository.and_then(Repository::branch),
            // What is not committed is the current change, as for files on disk.
            start: Start::Head,
            tip: None,
            only_new: false,
            wants_dates: false,
            observer: None,
            memory: Some(memory),
            past: Some(&self.past),
        }
    }

    /// The versions of the files in which settings and Git's state are.
    fn current_stamps(&self) -> Vec<Option<Stamp>> {
        let mut paths: Vec<PathBuf> = vec![self.root.folder.join(FILE_NAME)];
        match &self.root.repository {
            None => paths.push(self.root.folder.join(".git")),
            Some(repository) => {
                // Every change of `HEAD` is noted in its log, if there is one. Without one, the
                // references themselves tell.
                for name in ["HEAD", "index", "logs/HEAD", "info/exclude"] {
                    paths.push(repository.git_dir().join(name));
                }
                for name in ["packed-refs", "reftable/tables.list"] {
                    paths.push(repository.common_dir().join(name));
                }
                if let Some(branch) = repository.branch() {
                    let heads = repository.common_dir().join("refs/heads");
                    paths.push(heads.join(branch.name));
                }
            }
        }
        paths.iter().map(|path| Stamp::of(path)).collect()
    }
}

fn find_root(start: &Path, fallback: &Path) -> Root {
    let mut root = Root::find(start, fallback);
    // A keystroke must not wait for a remote.
    root.stay_local();
    root
}

/// Reads the paths of some more commits; returns whether nothing is left to read. Closes the
/// repository, which frees what libgit2 keeps of packs: for a whole history, that would be 16 MB
/// for each pack.
fn read_more(repository: Option<Repository>, past: &PastPaths) -> bool {
    let Some(repository) = repository else {
        return true;
    };
    match repository.head() {
        Ok(Some(head)) => past.prepare(&repository, head.id, COMMITS_AT_ONCE),
        _ => true,
    }
}

fn request(files: &[RootedPath]) -> Request {
    Request {
        files: files.to_vec(),
        ..Request::default()
    }
}
