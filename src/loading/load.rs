//! Loading of a [`Workspace`].

use std::path::{Path, PathBuf};

use progress_core::config::Settings;
use progress_core::source::{Contents, Remembered, RootedPath};
use progress_core::workspace::{Branch, File, Planned, Workspace, absent};
use progress_git::git::Repository;

use super::branch_plans::BranchPlans;
use super::discover::Candidates;
use super::doubtful::Before;
use super::loader::{Loader, Purpose};
use super::memory::{Memory, Needs};

/// What to lint.
#[derive(Debug, Default)]
pub struct Request {
    /// Files to lint, whatever their names.
    pub files: Vec<RootedPath>,
    /// Folders to search, as absolute paths.
    pub folders: Vec<PathBuf>,
    /// The candidates below the folders, if they are known already.
    pub candidates: Option<Candidates>,
    /// The other candidates, if those to lint are complete plans and an earlier check already found
    /// what there is to say about the branch.
    pub rest: Option<Vec<RootedPath>>,
    /// Whether the commits on the branch are checked together with the files.
    pub has_commits: bool,
    /// The commit before these files, which tells what they were.
    pub before: Before,
}

/// Loads the requested files and what they refer to.
///
/// `root` is the repository's root, or the current folder outside Git.
#[must_use]
pub fn load(
    root: &Path,
    request: Request,
    contents: &dyn Contents,
    repository: Option<&Repository>,
    settings: Settings,
) -> Workspace {
    let branch = repository.and_then(Repository::branch);
    load_on(root, request, contents, repository, settings, branch)
}

/// Like [`load`], for files of another branch than the current one, or of none.
#[must_use]
pub fn load_on(
    root: &Path,
    request: Request,
    contents: &dyn Contents,
    repository: Option<&Repository>,
    settings: Settings,
    branch: Option<Branch>,
) -> Workspace {
    let sources = Sources {
        root,
        contents,
        repository,
        settings,
        branch,
        memory: None,
    };
    load_from(sources, request)
}

/// Where files are loaded from, and with which settings.
pub struct Sources<'a> {
    /// The repository's root, or the current folder outside Git.
    pub root: &'a Path,
    /// The files.
    pub contents: &'a dyn Contents,
    /// The repository.
    pub repository: Option<&'a Repository>,
    /// The settings in force.
    pub settings: Settings,
    /// The branch of the files.
    pub branch: Option<Branch>,
    /// What is known about the files already.
    pub memory: Option<&'a dyn Memory>,
}

impl std::fmt::Debug for Sources<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources")
            .field("root", &self.root)
            .field("branch", &self.branch)
            .finish_non_exhaustive()
    }
}

/// Loads the requested files and what they refer to.
#[must_use]
pub fn load_from(sources: Sources<'_>, request: Request) -> Workspace {
    let Sources {
        root,
        contents,
        repository,
        settings,
        branch,
        memory,
    } = sources;
    let mut loader = Loader::new(root, contents, repository, &settings);
    loader.memory = memory;
    loader.before = request.before;
    loader.add(request.files.into_iter(), Purpose::Named);
    let mut complete = false;
    for folder in &request.folders {
        // Outside Git, there is no larger whole to search.
        complete |= repository.is_none_or(|git| git.root() == folder);
        if request.candidates.is_none() {
            loader.search(folder, Purpose::Searched);
        }
    }
    if let Some(found) = request.candidates {
        loader.add_found(found, Purpose::Searched);
    }
    // Siblings come first, because they can confirm a doubtful candidate.
    loader.add_siblings();
    loader.settle();
    let mut plans = loader.plans();
    if let Some(memory) = memory {
        let needs = Needs::of(loader.files(), &plans);
        if !needs.is_empty() {
            plans = loader.plans_with(plans, memory.deciding(&needs));
        }
        // Other plans matter only for findings about the branch, which belong to no file and are
        // not shown in an editor.
        complete = true;
    }
    // With a memory, whoever keeps it finds what is needed.
    let needs_more = memory.is_none() && request.rest.is_none() && loader.needs_more(&plans);
    let left_out = if needs_more {
        loader.left_out()
    } else {
        Vec::new()
    };
    if let Some(repository) = repository
        && needs_more
        && (!complete || !left_out.is_empty())
    {
        // The plans are built again, with the additional files.
        loader.take_back(plans);
        if !complete {
            loader.search(repository.root(), Purpose::Context);
        }
        loader.add(left_out.into_iter(), Purpose::Context);
        loader.add_siblings();
        loader.settle();
        plans = loader.plans();
        complete = true;
    }
    if let Some(mut rest) = request.rest {
        if loader.depends_on_others(&plans) {
            rest.extend(loader.left_out());
            plans = loader.plans_with(plans, rest);
        }
    } else if memory.is_none()
        && let Some(repository) = repository
        && let Some(branch) = &branch
        && let Some(wanted) =
            BranchPlans::of(&branch.name, request.has_commits, &settings, plans.names())
    {
        let found = loader.plans_of_branch(wanted, repository, complete);
        if !found.files.is_empty() {
            plans = loader.plans_with_found(plans, found);
        }
    }
    // Only for linted files does it matter whether the documents that they name exist.
    let linted: Vec<&File> = loader.files().filter(|file| file.linted).collect();
    // Not all contents remember their answers, such as those of the language server.
    let absent_paths = absent(&linted, &Remembered::new(contents), repository.is_some());
    let skipped = loader.skipped();
    let Loader {
        found, mut errors, ..
    } = loader;
    // Files are read on several threads, so errors come in any order.
    errors.sort_by(|one, other| one.path.cmp(&other.path));
    let files: Vec<File> = found.into_iter().map(|found| found.file).collect();
    let planned = Planned::find(&files, &plans, contents);
    let mut workspace = Workspace::new(settings, files, plans);
    workspace.branch = branch;
    workspace.absent_paths = absent_paths;
    workspace.planned = planned;
    workspace.errors = errors;
    workspace.skipped = skipped;
    workspace
}
