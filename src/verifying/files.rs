//! Which of the files that tasks and criteria name exist, and what changed them.

use std::path::Path;

use progress_core::collections::{HashMap, HashSet};
use progress_core::source::Contents;
use progress_core::verdict::{Claims, FileEvidence, FileState};
use progress_core::workspace::paths_in;
use progress_git::git::{ObjectId, Repository};

use super::completion::OpenTime;
use super::other_names::OtherNames;
use super::past::{Past, PathChange};
use crate::incremental::ever_existed;

/// What is known about the paths that progress files name.
#[derive(Debug, Default)]
pub(super) struct NamedFiles {
    /// Those that exist.
    present: HashSet<String>,
    /// Those that existed at some time; `None` if that cannot be known.
    past: Option<HashSet<String>>,
    /// Those that are certainly meant to be in this repository.
    own: HashSet<String>,
    /// The files that may be missing files under another name.
    pub(super) others: OtherNames,
    /// The commits that changed them.
    changes: HashMap<String, Vec<PathChange>>,
}

/// The commits of a task.
#[derive(Debug, Default)]
pub(super) struct WorkTime {
    /// The positions of those that work on it or its phase.
    pub(super) positions: HashSet<usize>,
    /// When it was open.
    pub(super) open: Option<OpenTime>,
}

impl WorkTime {
    /// Whether a commit was made while the task was open.
    fn is_meanwhile(&self, change: &PathChange) -> bool {
        self.open.is_some_and(|open| open.contains(change.at))
    }

    /// Whether a change was made for the task.
    fn is_for_task(&self, change: &PathChange) -> bool {
        self.positions.contains(&change.at) || change.is_new && self.is_meanwhile(change)
    }
}

impl NamedFiles {
    /// Looks up the paths in these texts.
    pub(super) fn find(
        texts: &HashSet<String>,
        contents: &dyn Contents,
        repository: Option<(&Repository, ObjectId)>,
        past: &Past,
    ) -> Self {
        let paths: HashSet<&str> = texts.iter().flat_map(|text| paths_in(text)).collect();
        let mut found = Self::default();
        let mut missing = Vec::new();
        for path in &paths {
            if contents.exists(path) {
                found.present.insert((*path).to_owned());
            } else {
                missing.push(*path);
            }
            let first = path.split('/').next().unwrap_or_default();
            let is_ignored = repository.is_some_and(|(git, _)| git.is_ignored(Path::new(path)));
            if contents.exists(first) && !is_ignored {
                found.own.insert((*path).to_owned());
            }
        }
        if let Some((git, tip)) = repository {
            missing.sort_unstable();
            let existed = match &past.paths {
                Some(known) => known.existing(git, tip, &missing),
                None => ever_existed(git, tip, &missing),
            };
            found.past = existed.map(|paths| paths.into_iter().map(str::to_owned).collect());
        }
        found.others = OtherNames::find(&missing, contents, past);
        for (path, changes) in past.changes_of(&paths) {
            found.changes.insert(path.to_owned(), changes);
        }
        found
    }

    /// The states of the files that something names.
    pub(super) fn states(&self, claims: &Claims, work: &WorkTime) -> Vec<FileEvidence> {
        let state = |path: &String| FileEvidence {
            path: path.clone(),
            state: self.state(path, work),
        };
        let mut files: Vec<FileEvidence> = claims.files.iter().map(state).collect();
        // A word that is not a file is only a word.
        let possible = claims.possible_files.iter().map(state);
        files.extend(
            possible.filter(|it| !matches!(it.state, FileState::Never | FileState::Unknown)),
        );
        files
    }

    /// The state of the file that a text names.
    fn state(&self, text: &str, work: &WorkTime) -> FileState {
        let paths = paths_in(text);
        let exists = paths.iter().any(|path| self.present.contains(*path));
        let Some(past) = &self.past else {
            return if exists {
                FileState::Exists
            } else {
                FileState::Unknown
            };
        };
        let existed = paths.iter().any(|path| past.contains(*path));
        if !exists && !existed {
            return if paths.iter().any(|path| self.own.contains(*path)) {
                FileState::Never
            } else {
                FileState::Unknown
            };
        }
        let changes = paths.iter().filter_map(|path| self.changes.get(*path));
        let changes: Vec<&PathChange> = changes.flatten().collect();
        let mut meanwhile = changes.iter().filter(|it| work.is_meanwhile(it));
        let is_created = meanwhile.clone().any(|it| it.is_new);
        if !exists && is_created && meanwhile.next_back().is_some_and(|it| it.is_gone) {
            FileState::Removed
        } else if changes.iter().any(|it| work.is_for_task(it)) {
            FileState::Changed
        } else if exists {
            FileState::Exists
        } else {
            FileState::Existed
        }
    }
}
