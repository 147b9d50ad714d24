//! Reads the files of a workspace, and decides which of them belong to it.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use progress_core::collections::HashSet;
use progress_core::config::Settings;
use progress_core::document::Document;
use progress_core::model::{FileId, Plans};
use progress_core::parallel::{MANY_FILES, map_each};
use progress_core::source::{Contents, RootedPath, folder_of};
use progress_core::workspace::{File, LoadError, Ownership, ReadFile, plans};
use progress_git::git::Repository;

use super::branch_plans::BranchPlans;
use super::discover::{Candidates, Discovered, candidates, is_candidate, is_too_long, left_out};
use super::doubtful::{Before, Doubtful, LastCommit, settle};
use super::memory::Memory;
use super::needs::{has_near_miss, has_unsettled, refers_elsewhere};
use super::origins::RenameSearch;

/// The reason for loading a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It was named, so it is linted, or skipped with a note if it is not a progress file.
    Named,
    /// Its folder was named, so it is linted if it is a progress file.
    Searched,
    /// Others may refer to it.
    Context,
}

/// A candidate that was read.
struct Candidate {
    path: RootedPath,
    ownership: Ownership,
    /// `None` if it is certainly not a progress file that is needed.
    read: Option<ReadFile>,
}

/// The files loaded so far.
pub(super) struct Loader<'a> {
    root: &'a Path,
    contents: &'a dyn Contents,
    repository: Option<&'a Repository>,
    settings: &'a Settings,
    /// What is known about the files already.
    pub(super) memory: Option<&'a dyn Memory>,
    pub(super) found: Vec<ReadFile>,
    /// What tells what a file was.
    pub(super) before: Before,
    /// Folders with a file that certainly is a progress file.
    plan_folders: HashSet<String>,
    /// Candidates that may be progress files.
    doubtful: Vec<Doubtful>,
    /// Named files that are not progress files.
    skipped: Vec<String>,
    /// Folders with candidates, all of which are known.
    listed: HashSet<String>,
    /// Candidates that Git ignores, at least those in these folders.
    ignored: Vec<RootedPath>,
    seen: HashSet<RootedPath>,
    pub(super) errors: Vec<LoadError>,
}

impl<'a> Loader<'a> {
    /// Starts with no files.
    pub(super) fn new(
        root: &'a Path,
        contents: &'a dyn Contents,
        repository: Option<&'a Repository>,
        settings: &'a Settings,
    ) -> Self {
        Self {
            root,
            contents,
            repository,
            settings,
            memory: None,
            found: Vec::new(),
            before: Before::default(),
            plan_folders: HashSet::default(),
            doubtful: Vec::new(),
            skipped: Vec::new(),
            listed: HashSet::default(),
            ignored: Vec::new(),
            seen: HashSet::default(),
            errors: Vec::new(),
        }
    }

    /// Adds the candidates below a folder.
    pub(super) fn search(&mut self, folder: &Path, purpose: Purpose) {
        let Discovered {
            files,
            ignored,
            errors,
        } = candidates(
            self.root,
            folder,
            self.contents,
            self.repository,
            self.settings,
        );
        // What cannot be read matters only below the folders that were named.
        if purpose == Purpose::Searched {
            self.errors.extend(errors);
        }
        self.add_found(Candidates { files, ignored }, purpose);
    }

    /// Adds the candidates that a search has found.
    pub(super) fn add_found(&mut self, found: Candidates, purpose: Purpose) {
        let folders = found.files.iter().map(|path| folder_of(path.as_str()));
        self.listed.extend(folders.map(str::to_owned));
        self.ignored.extend(found.ignored);
        self.add(found.files.into_iter(), purpose);
    }

    /// Adds the other files of the linted folders, since each folder is a plan.
    pub(super) fn add_siblings(&mut self) {
        // A doubtful file may turn out to be part of a plan, which then needs its other files.
        let doubtful = self.doubtful.iter().map(|it| &it.read.file);
        let folders: HashSet<String> = self
            .files()
            .chain(doubtful)
            .map(|file| folder_of(file.path.as_str()).to_owned())
            .collect();
        let mut ignored = std::mem::take(&mut self.ignored);
        ignored.retain(|path| folders.contains(folder_of(path.as_str())));
        self.add(ignored.into_iter(), Purpose::Context);
        for folder in folders {
            if self.listed.contains(&folder) {
                continue;
            }
            let in_repository = self.repository.is_some();
            let mut siblings = self.contents.siblings(&folder);
            siblings.retain(|path| is_candidate(path, in_repository, self.settings));
            self.add(siblings.into_iter(), Purpose::Context);
        }
    }

    /// Adds new files.
    pub(super) fn add(&mut self, paths: impl Iterator<Item = RootedPath>, purpose: Purpose) {
        // Reading borrows `self`, so the set is moved out for the filter.
        let mut seen = std::mem::take(&mut self.seen);
        let new = paths.filter(|path| seen.insert(path.clone()));
        let results = self.read_all(new, purpose);
        self.seen = seen;
        for result in results {
            match result {
                Ok(candidate) => self.keep(candidate, purpose),
                // Only what is linted must be complete.
                Err(_) if purpose == Purpose::Context => {}
                Err(error) if self.is_beyond_reach(&error, purpose) => {}
                Err(error) => self.errors.push(error),
            }
        }
    }

    /// Reads files, on other threads while `paths` are still being found.
    fn read_all(
        &self,
        mut paths: impl Iterator<Item = RootedPath>,
        purpose: Purpose,
    ) -> Vec<Result<Candidate, LoadError>> {
        // Reading few files takes less time than handing them to other threads.
        let mut batch: Vec<RootedPath> = paths.by_ref().take(MANY_FILES).collect();
        if batch.len() < MANY_FILES {
            let few = batch.into_iter();
            return few.map(|path| self.read(path, purpose)).collect();
        }
        // The order of the results does not matter: building the plans sorts the files.
        let results = Mutex::new(Vec::new());
        let all_results = &results;
        rayon::in_place_scope(|scope| {
            while !batch.is_empty() {
                let next = paths.by_ref().take(MANY_FILES).collect();
                let current = std::mem::replace(&mut batch, next);
                scope.spawn(move |_| self.read_batch(current, purpose, all_results));
            }
        });
        results.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_batch(
        &self,
        paths: Vec<RootedPath>,
        purpose: Purpose,
        results: &Mutex<Vec<Result<Candidate, LoadError>>>,
    ) {
        let mut read = Vec::with_capacity(paths.len());
        for path in paths {
            read.push(self.read(path, purpose));
        }
        let mut all = results.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(read);
    }

    /// Whether a file that was not named has a path too long to be committed.
    fn is_beyond_reach(&self, error: &LoadError, purpose: Purpose) -> bool {
        let is_searched = purpose == Purpose::Searched && self.repository.is_some();
        is_searched && is_too_long(Some(&error.source))
    }

    /// Reads a candidate.
    fn read(&self, path: RootedPath, purpose: Purpose) -> Result<Candidate, LoadError> {
        let document = self.document(&path).map_err(|source| LoadError {
            path: path.as_str().to_owned(),
            source,
        })?;
        let ownership = Ownership::of(path.as_str(), &document);
        // Of others, only the path is kept, for the note that a named file was skipped.
        let is_needed = ownership != Ownership::Foreign;
        let mut read = None;
        if is_needed {
            let is_linted = purpose != Purpose::Context;
            let file = ReadFile::new(path.clone(), document, is_linted, self.settings);
            read = Some(file);
        }
        Ok(Candidate {
            path,
            ownership,
            read,
        })
    }

    fn document(&self, path: &RootedPath) -> io::Result<Arc<Document>> {
        if let Some(known) = self.memory.and_then(|memory| memory.document(path)) {
            return Ok(known);
        }
        let bytes = self.contents.read(path)?;
        Ok(Arc::new(Document::parse(bytes)))
    }

    fn keep(&mut self, candidate: Candidate, purpose: Purpose) {
        let is_named = purpose == Purpose::Named;
        let Some(read) = candidate.read else {
            if is_named {
                self.skipped.push(candidate.path.as_str().to_owned());
            }
            return;
        };
        if candidate.ownership == Ownership::Ours {
            let folder = folder_of(read.file.path.as_str());
            if !self.plan_folders.contains(folder) {
                self.plan_folders.insert(folder.to_owned());
            }
            self.found.push(read);
            return;
        }
        self.doubtful.push(Doubtful {
            read,
            ownership: candidate.ownership,
            is_named,
            is_judged: false,
        });
    }

    /// Keeps the doubtful candidates that turn out to be progress files.
    pub(super) fn settle(&mut self) {
        if self.doubtful.is_empty() {
            return;
        }
        let doubtful = std::mem::take(&mut self.doubtful);
        let now = RenameSearch {
            root: self.root,
            contents: self.contents,
            repository: self.repository,
            settings: self.settings,
        };
        let before = LastCommit::of(now, self.before);
        let (ours, rest) = settle(doubtful, &self.plan_folders, before.as_ref());
        self.found.extend(ours);
        self.doubtful = rest;
    }

    /// The named files that are not progress files.
    pub(super) fn skipped(&mut self) -> Vec<String> {
        let mut skipped = std::mem::take(&mut self.skipped);
        for it in &self.doubtful {
            if it.is_named {
                skipped.push(it.read.file.path.as_str().to_owned());
            }
        }
        skipped.sort();
        skipped
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &File> {
        self.found.iter().map(|found| &found.file)
    }

    /// Sorts the files by path and builds their plans.
    pub(super) fn plans(&mut self) -> Plans {
        plans(&mut self.found)
    }

    /// Undoes [`Self::plans`], so that files can be added.
    pub(super) fn take_back(&mut self, plans: Plans) {
        for (found, member) in self.found.iter_mut().zip(plans.into_members()) {
            found.phase = member.phase;
        }
    }

    /// Adds files as context, and builds the plans again with them.
    pub(super) fn plans_with(&mut self, plans: Plans, files: Vec<RootedPath>) -> Plans {
        self.take_back(plans);
        self.add(files.into_iter(), Purpose::Context);
        self.settle();
        self.plans()
    }

    /// Whether a rule may need files outside the linted plans.
    pub(super) fn needs_more(&self, plans: &Plans) -> bool {
        self.files()
            // Once the plans are built, the position of a file is its ID.
            .zip((0..).map(FileId))
            .filter(|(file, _)| file.linted)
            .any(|(file, id)| has_unsettled(plans, id) || has_near_miss(file))
    }

    /// Whether findings may depend on plans that are not linted.
    pub(super) fn depends_on_others(&self, plans: &Plans) -> bool {
        let linted = self.files().zip((0..).map(FileId));
        linted
            .filter(|(file, _)| file.linted)
            .any(|(file, id)| refers_elsewhere(plans, id) || has_near_miss(file))
    }

    /// The candidates that a sparse checkout leaves out.
    pub(super) fn left_out(&self) -> Vec<RootedPath> {
        let mut files = left_out(self.contents, self.settings);
        files.retain(|path| !self.seen.contains(path));
        files
    }

    /// Finds plans that matter for the branch, whole.
    pub(super) fn plans_of_branch(
        &self,
        wanted: BranchPlans<'_>,
        repository: &Repository,
        is_complete: bool,
    ) -> Candidates {
        let mut found = Discovered::default();
        if !is_complete {
            let top = repository.root();
            found = candidates(
                self.root,
                top,
                self.contents,
                Some(repository),
                self.settings,
            );
        }
        found.files.extend(self.left_out());
        let all = found.files.iter().chain(&found.ignored);
        let new: Vec<&RootedPath> = all.filter(|path| !self.seen.contains(*path)).collect();
        let are_wanted = map_each(&new, MANY_FILES, |path| {
            wanted.may_have(path, self.contents)
        });
        let wanted = new
            .iter()
            .zip(are_wanted)
            .filter(|(_, is_wanted)| *is_wanted);
        // Whether a file is a progress file may depend on the others in its folder.
        let folders: HashSet<String> = wanted
            .map(|(path, _)| folder_of(path.as_str()).to_owned())
            .collect();
        let Discovered {
            mut files, ignored, ..
        } = found;
        files.retain(|path| folders.contains(folder_of(path.as_str())));
        Candidates { files, ignored }
    }

    /// Adds what a search has found as context, and builds the plans again with it.
    pub(super) fn plans_with_found(&mut self, plans: Plans, found: Candidates) -> Plans {
        self.take_back(plans);
        self.add_found(found, Purpose::Context);
        self.add_siblings();
        self.settle();
        self.plans()
    }
}
