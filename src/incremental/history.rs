//! Facts from history that rules need: paths, commits, and completion dates of phases.

use std::time::{Duration, UNIX_EPOCH};

use progress_core::collections::{HashMap, HashSet};
use progress_core::config::Severity;
use progress_core::derive::dates::is_empty;
use progress_core::document::Document;
use progress_core::model::{FileId, Moment, Phase, keys};
use progress_core::source::Contents;
use progress_core::workspace::{Completion, File, Workspace, commits_in, modified_in, paths_in};
use progress_git::git::{Commit, ObjectId, Repository, Traced};
use progress_git::trees::{Recorded, relative};
use yaml_lossless::Tree;

use super::LintSession;

impl LintSession<'_> {
    /// Fills in the facts from history that rules will need.
    pub(super) fn ask_history(&self, workspace: &mut Workspace) {
        let Some(repository) = self.repository else {
            return;
        };
        let shows = |rule, severity| self.settings.shows(rule, severity);
        if shows("files-modified-path", Severity::Warning) {
            self.ask_paths(repository, workspace);
        }
        if shows("commit-ref-unresolved", Severity::Advice) {
            ask_commits(repository, workspace);
        }
        if self.wants_dates && shows("completed-date-missing", Severity::Warning) {
            self.ask_dates(repository, workspace);
        }
    }

    /// The commit whose history counts.
    fn tip(&self, repository: &Repository) -> Option<Commit> {
        match self.tip {
            Some(id) => repository.commit(id).ok(),
            None => repository.head().ok()?,
        }
    }

    fn ask_paths(&self, repository: &Repository, workspace: &mut Workspace) {
        let mut lost: Vec<(String, Vec<String>)> = Vec::new();
        let (mut asked, mut rooted) = (HashSet::default(), HashSet::default());
        let before = self.only_new.then(|| self.before()).flatten();
        for id in done(workspace) {
            let file = workspace.file(id);
            let mut names = file
                .document
                .get("files_modified")
                .map(modified_in)
                .unwrap_or_default();
            names.retain(|name| !asked.contains(&name.text) && self.is_missing(&name.text));
            // An unchanged file has nothing new.
            let is_old = || before.as_ref().is_some_and(|before| is_same(file, before));
            if names.is_empty() || is_old() {
                continue;
            }
            for name in names.into_iter().map(|name| name.text) {
                if !asked.insert(name.clone()) {
                    continue;
                }
                if name.starts_with('/') {
                    rooted.insert(name);
                } else {
                    let paths = paths_in(&name).into_iter().map(str::to_owned).collect();
                    lost.push((name, paths));
                }
            }
        }
        workspace.history.rooted_paths = rooted;
        let tip = (!lost.is_empty()).then(|| self.tip(repository)).flatten();
        let paths: Vec<Vec<u8>> = lost
            .iter()
            .flat_map(|(_, paths)| paths.iter().map(|path| path.clone().into_bytes()))
            .collect();
        let Some(found) = tip.and_then(|tip| repository.ever_had(tip.id, &paths)) else {
            return;
        };
        let mut found = found.into_iter();
        for (text, paths) in lost {
            let was_there: Vec<bool> = found.by_ref().take(paths.len()).collect();
            if !was_there.contains(&true) {
                workspace.history.lost_paths.insert(text);
            }
        }
    }

    /// Whether an entry names a missing path, or a path in the repository with an extra leading
    /// `/`.
    fn is_missing(&self, text: &str) -> bool {
        let exists = |path: &str| self.contents.exists(path);
        let Some(path) = text.strip_prefix('/') else {
            let paths = paths_in(text);
            return !paths.is_empty() && !paths.into_iter().any(exists);
        };
        let is_below = std::path::Path::new(text).starts_with(self.root);
        !is_below && !path.is_empty() && exists(path)
    }

    fn ask_dates(&self, repository: &Repository, workspace: &mut Workspace) {
        let asked: Vec<FileId> = done(workspace)
            .filter(|id| {
                let completed = workspace.file(*id).document.get("completed");
                completed.is_some_and(is_empty)
            })
            .collect();
        let Some(tip) = (!asked.is_empty()).then(|| self.tip(repository)).flatten() else {
            return;
        };
        let mut dates = Dates {
            repository,
            inspection: self,
            traced: Traced::default(),
            states: HashMap::default(),
        };
        let found = asked.into_iter().filter_map(|id| {
            let completion = dates.completion(&tip, workspace.file(id))?;
            Some((id, completion))
        });
        workspace.history.completions = found.collect();
    }
}

fn ask_commits(repository: &Repository, workspace: &mut Workspace) {
    // Before the first commit, files may come from elsewhere with their history.
    if repository.is_shallow() || !matches!(repository.head(), Ok(Some(_))) {
        return;
    }
    let mut unknown = HashSet::default();
    let mut asked: HashSet<&str> = HashSet::default();
    for file in workspace.files.iter().filter(|file| file.linted) {
        let nodes = file.document.tree().into_iter().flat_map(Tree::nodes);
        for name in nodes
            .filter(|node| keys::names_commit(*node))
            .flat_map(commits_in)
        {
            if asked.insert(name) && repository.has_object(name) == Some(false) {
                unknown.insert(name.to_owned());
            }
        }
    }
    workspace.history.unknown_commits = unknown;
}

/// Whether a file is unchanged.
fn is_same(file: &File, before: &Recorded<'_>) -> bool {
    let old = before.read(&file.path).ok();
    old.as_deref() == Some(file.document.text.as_str().as_bytes())
}

/// The linted files whose phase is done.
fn done(workspace: &Workspace) -> impl Iterator<Item = FileId> {
    let is_done = |id| workspace.phase(id).is_some_and(Phase::is_done);
    workspace
        .ids()
        .filter(move |&id| workspace.file(id).linted && is_done(id))
}

/// Finds the commits that marked phases done.
struct Dates<'d> {
    repository: &'d Repository,
    inspection: &'d LintSession<'d>,
    traced: Traced,
    /// Whether the phase in each blob is done.
    states: HashMap<ObjectId, bool>,
}

impl Dates<'_> {
    /// The last commit that marked a phase done; `None` if it is not done at `tip`, or the history
    /// ends before.
    fn completion(&mut self, tip: &Commit, file: &File) -> Option<Completion> {
        let path = relative(self.inspection.root, file.path.absolute())?;
        let mut found = None;
        let mut traced = std::mem::take(&mut self.traced);
        let result = self
            .repository
            .trace(tip, &path, &mut traced, &mut |commit, new, old| {
                if !self.is_done(new) {
                    return false;
                }
                if old.is_some_and(|old| self.is_done(old)) {
                    return true;
                }
                found = Some(Completion {
                    day: day(commit),
                    commit: commit.id.short(),
                });
                false
            });
        self.traced = traced;
        result.ok()?;
        found
    }

    fn is_done(&mut self, blob: ObjectId) -> bool {
        if let Some(state) = self.states.get(&blob) {
            return *state;
        }
        let bytes = self.repository.blob(blob).unwrap_or_default();
        let document = Document::parse(bytes);
        let statuses = &self.inspection.settings.statuses;
        let is_done = document
            .tree()
            .is_some_and(|tree| Phase::read(tree, statuses).is_done());
        self.states.insert(blob, is_done);
        is_done
    }
}

/// The date in the author's time zone.
fn day(commit: &Commit) -> String {
    let seconds = commit.time.saturating_add(i64::from(commit.offset) * 60);
    let since = Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    let at = UNIX_EPOCH.checked_add(since).unwrap_or(UNIX_EPOCH);
    Moment::from(at).day()
}
