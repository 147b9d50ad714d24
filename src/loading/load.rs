//! Loading of a [`Workspace`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use progress_core::collections::HashSet;
use progress_core::config::Settings;
use progress_core::document::Document;
use progress_core::model::{FileId, Plans, keys};
use progress_core::source::{Contents, RootedPath, folder_of};
use progress_core::workspace::{
    Branch, File, LoadError, Ownership, Planned, ReadFile, Workspace, absent, plans,
};
use progress_git::git::Repository;

use super::discover::{candidates, is_candidate, is_skipped_name, is_too_long};
use super::doubtful::{Doubtful, settle};
use super::needs::{has_dangling, has_near_miss};
use super::plan_names;

/// Minimum number of files to read with several threads.
const WORTH_THREADS: usize = 12;

/// What to lint.
#[derive(Debug, Default)]
pub struct Request {
    /// Files to lint, whatever their names.
    pub files: Vec<RootedPath>,
    /// Folders to search, as absolute paths.
    pub folders: Vec<PathBuf>,
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
    let mut loader = Loader {
        root,
        contents,
        repository,
        settings: &settings,
        found: Vec::new(),
        doubtful: Vec::new(),
        skipped: Vec::new(),
        searched: HashSet::default(),
        seen: HashSet::default(),
        errors: Vec::new(),
    };
    loader.add(request.files.into_iter(), Purpose::Named);
    let mut complete = false;
    for folder in &request.folders {
        complete |= repository.is_none_or(|git| git.root() == folder);
        loader.search(folder, Purpose::Searched);
    }
    loader.add_siblings();
    loader.settle();
    let mut plans = loader.plans();
    if let Some(repository) = repository
        && !complete
        && loader.needs_more(&plans)
    {
        loader.take_back(plans);
        loader.search(repository.root(), Purpose::Context);
        loader.settle();
        plans = loader.plans();
        complete = true;
    }
    let other_plans = if complete {
        BTreeSet::new()
    } else {
        loader.other_plans(branch.as_ref())
    };
    let linted = loader.files().filter(|file| file.linted);
    let absent_paths = absent(linted, contents, repository.is_some());
    let skipped = loader.skipped();
    let Loader {
        found, mut errors, ..
    } = loader;
    errors.sort_by(|one, other| one.path.cmp(&other.path));
    let files: Vec<File> = found.into_iter().map(|found| found.file).collect();
    let planned = Planned::find(&files, &plans, contents);
    let mut workspace = Workspace::new(settings, files, plans);
    workspace.branch = branch;
    workspace.absent_paths = absent_paths;
    workspace.planned = planned;
    workspace.other_plans = other_plans;
    workspace.errors = errors;
    workspace.skipped = skipped;
    workspace
}

/// The reason for loading a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// It was named, so it is linted, or skipped with a note if it is not a progress file.
    Named,
    /// Its folder was named, so it is linted if it is a progress file.
    Searched,
    /// Others may refer to it.
    Context,
}

struct Loader<'a> {
    root: &'a Path,
    contents: &'a dyn Contents,
    repository: Option<&'a Repository>,
    settings: &'a Settings,
    found: Vec<ReadFile>,
    /// Candidates that may be progress files.
    doubtful: Vec<Doubtful>,
    /// Named files that are not progress files.
    skipped: Vec<String>,
    /// Folders completely searched outside a repository, where nothing is ignored.
    searched: HashSet<PathBuf>,
    seen: HashSet<RootedPath>,
    errors: Vec<LoadError>,
}

impl Loader<'_> {
    fn search(&mut self, folder: &Path, purpose: Purpose) {
        let found = candidates(
            self.root,
            folder,
            self.contents,
            self.repository,
            self.settings,
        );
        let mut errors = Vec::new();
        let paths = found.filter_map(|path| path.map_err(|error| errors.push(error)).ok());
        self.add(paths, purpose);
        if self.repository.is_none() && errors.is_empty() {
            self.searched.insert(folder.to_owned());
        }
        if purpose == Purpose::Searched {
            self.errors.extend(errors);
        }
    }

    /// Adds the other files of the linted folders, since each folder is a plan.
    fn add_siblings(&mut self) {
        let doubtful = self.doubtful.iter().map(|it| &it.read.file);
        let folders: HashSet<String> = self
            .files()
            .chain(doubtful)
            .map(|file| folder_of(file.path.as_str()).to_owned())
            .collect();
        for folder in folders {
            if self.is_searched(&folder) {
                continue;
            }
            let siblings = self.contents.siblings(&folder);
            let in_repository = self.repository.is_some();
            let candidates = siblings
                .into_iter()
                .filter(|path| is_candidate(path, in_repository, self.settings));
            self.add(candidates, Purpose::Context);
        }
    }

    /// Whether all candidates of a folder are known already.
    fn is_searched(&self, folder: &str) -> bool {
        let absolute = self.root.join(folder);
        for folder in absolute.ancestors() {
            if self.searched.contains(folder) {
                return true;
            }
            if folder.file_name().is_some_and(is_skipped_name) {
                return false;
            }
        }
        false
    }

    /// Reads new files, on other threads while `paths` are still being found.
    fn add(&mut self, paths: impl Iterator<Item = RootedPath>, purpose: Purpose) {
        let mut seen = std::mem::take(&mut self.seen);
        let mut new = paths.filter(|path| seen.insert(path.clone()));
        let documents = Mutex::new(Vec::new());
        let read = |paths: Vec<RootedPath>| {
            let read: Vec<_> = paths
                .into_iter()
                .map(|path| self.read(path, purpose))
                .collect();
            let documents = documents.lock();
            documents
                .unwrap_or_else(PoisonError::into_inner)
                .extend(read);
        };
        let mut some: Vec<_> = new.by_ref().take(WORTH_THREADS).collect();
        if some.len() < WORTH_THREADS {
            read(some);
        } else {
            rayon::in_place_scope(|scope| {
                while !some.is_empty() {
                    let next = new.by_ref().take(WORTH_THREADS).collect();
                    let paths = std::mem::replace(&mut some, next);
                    scope.spawn(|_| read(paths));
                }
            });
        }
        drop(new);
        self.seen = seen;
        let documents = documents.into_inner();
        for document in documents.unwrap_or_else(PoisonError::into_inner) {
            match document {
                Ok(read) => self.keep(read, purpose),
                Err(_) if purpose == Purpose::Context => {}
                Err(error) if self.is_beyond_reach(&error, purpose) => {}
                Err(error) => self.errors.push(error),
            }
        }
    }

    /// Whether a file that was not named has a path too long to be committed.
    fn is_beyond_reach(&self, error: &LoadError, purpose: Purpose) -> bool {
        let is_searched = purpose == Purpose::Searched && self.repository.is_some();
        is_searched && is_too_long(Some(&error.source))
    }

    /// Reads a candidate.
    fn read(
        &self,
        path: RootedPath,
        purpose: Purpose,
    ) -> Result<(Ownership, Option<ReadFile>, RootedPath), LoadError> {
        let bytes = self.contents.read(&path).map_err(|source| LoadError {
            path: path.as_str().to_owned(),
            source,
        })?;
        let document = Document::parse(bytes);
        let ownership = Ownership::of(path.as_str(), &document);
        let is_needed = match ownership {
            Ownership::Ours | Ownership::InPlan => true,
            // Nothing refers to a file that was lost.
            Ownership::IfBefore => purpose != Purpose::Context,
            Ownership::Foreign => false,
        };
        let is_linted = purpose != Purpose::Context;
        let read =
            is_needed.then(|| ReadFile::new(path.clone(), document, is_linted, self.settings));
        Ok((ownership, read, path))
    }

    fn keep(
        &mut self,
        (ownership, read, path): (Ownership, Option<ReadFile>, RootedPath),
        purpose: Purpose,
    ) {
        let is_named = purpose == Purpose::Named;
        match read {
            Some(read) if ownership == Ownership::Ours => self.found.push(read),
            Some(read) => self.doubtful.push(Doubtful {
                read,
                ownership,
                is_named,
            }),
            None if is_named => self.skipped.push(path.as_str().to_owned()),
            None => {}
        }
    }

    /// Keeps the doubtful candidates that turn out to be progress files.
    fn settle(&mut self) {
        if self.doubtful.is_empty() {
            return;
        }
        let doubtful = std::mem::take(&mut self.doubtful);
        let (ours, rest) = settle(doubtful, &self.found, self.root, self.repository);
        self.found.extend(ours);
        self.doubtful = rest;
    }

    /// The named files that are not progress files.
    fn skipped(&mut self) -> Vec<String> {
        let mut skipped = std::mem::take(&mut self.skipped);
        let doubtful = self.doubtful.iter().filter(|it| it.is_named);
        skipped.extend(doubtful.map(|it| it.read.file.path.as_str().to_owned()));
        skipped.sort();
        skipped
    }

    fn files(&self) -> impl Iterator<Item = &File> {
        self.found.iter().map(|found| &found.file)
    }

    /// Sorts the files by path and builds their plans.
    fn plans(&mut self) -> Plans {
        plans(&mut self.found)
    }

    /// Undoes [`Self::plans`], so that files can be added.
    fn take_back(&mut self, plans: Plans) {
        for (found, member) in self.found.iter_mut().zip(plans.into_members()) {
            found.phase = member.phase;
        }
    }

    /// Whether a rule may need files outside the linted plans.
    fn needs_more(&self, plans: &Plans) -> bool {
        let linted = self.files().zip((0..).map(FileId));
        let mut linted = linted.filter(|(file, _)| file.linted);
        linted.any(|(file, id)| has_dangling(plans, id) || has_near_miss(file))
    }

    /// The names of plans that are not loaded, if they matter for the branch.
    fn other_plans(&self, branch: Option<&Branch>) -> BTreeSet<String> {
        let (Some(branch), Some(repository)) = (branch, self.repository) else {
            return BTreeSet::new();
        };
        let prds = self.files().filter_map(|file| {
            let mut values = keys::PRD.iter().filter_map(|key| file.document.get(key));
            values.find_map(yaml_lossless::Node::some_text)
        });
        if !plan_names::are_needed(&branch.name, self.settings, prds) {
            return BTreeSet::new();
        }
        plan_names::find(self.root, self.contents, repository, self.settings)
    }
}
