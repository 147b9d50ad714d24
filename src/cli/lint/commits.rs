//! `--commits`: what a range of commits says and does.

use std::collections::{BTreeMap, BTreeSet};

use super::super::args::SourceArguments;
use super::super::failure::Failure;
use super::super::revision;
use super::super::root::Root;
use crate::collections::HashMap;
use crate::commit::{Linker, Message, Role};
use crate::git::{Commit, GitError, Range, Repository};
use crate::model::Class;
use crate::record::{belonging, listed};
use crate::workspace::{CommitRange, Missing, Workspace};

/// The range that `--commits` names.
pub(super) struct Commits<'r> {
    pub(super) repository: &'r Repository,
    /// The commit that the range began from.
    pub base: Commit,
    /// The oldest first.
    pub(super) all: Vec<Commit>,
}

impl<'r> Commits<'r> {
    /// Opens the range, if one is named.
    pub fn open(arguments: &SourceArguments, root: &'r Root) -> Result<Option<Self>, Failure> {
        let Some(text) = &arguments.commits else {
            return Ok(None);
        };
        let repository = root.require_repository("--commits")?;
        if !text.contains("..") {
            let failure = Failure::new(format!("`--commits` takes a range, and `{text}` is none"));
            return Err(failure.help("name one as Git does, such as `origin/main..HEAD`"));
        }
        let range = repository.range(Some(text));
        let range = range.map_err(|error| revision::unknown(&error))?;
        Self::of(repository, &range).map(Some)
    }

    fn of(repository: &'r Repository, range: &Range) -> Result<Self, Failure> {
        let broken = |error: GitError| revision::broken(&error);
        let from = range.from.unwrap_or(range.to);
        // What came to the other side meanwhile is not this side's doing.
        let Some(base) = repository.merge_base(from, range.to).map_err(broken)? else {
            let failure = Failure::new("the two ends of the range share no commit");
            let help = if repository.is_shallow() {
                "the clone is shallow: fetch all of it, with `git fetch --unshallow` or `fetch-depth: 0`"
            } else {
                "name the branch that this one goes into, as in `origin/main..HEAD`"
            };
            return Err(failure.help(help));
        };
        let commits = repository.history(range).map_err(broken)?;
        let mut commits: Vec<Commit> = commits.collect::<Result<_, _>>().map_err(broken)?;
        commits.reverse();
        Ok(Self {
            repository,
            base: repository.commit(base).map_err(broken)?,
            all: commits,
        })
    }

    /// What rules ask of the range.
    pub fn facts(&self, workspace: &Workspace) -> Result<CommitRange, Failure> {
        self.read(workspace)
            .map_err(|error| revision::broken(&error))
    }

    fn read(&self, workspace: &Workspace) -> Result<CommitRange, GitError> {
        let settings = &workspace.settings;
        let branch = workspace.branch.as_ref().map(|branch| branch.name.as_str());
        let mut linker = Linker::new(self.repository, settings);
        let mut range = CommitRange {
            ..CommitRange::default()
        };
        let names = self.names()?;
        range.done = self.done(workspace, &names, &mut linker)?;
        let mut ledger = Ledger::new(workspace, &names);
        for (at, commit) in self.all.iter().enumerate() {
            let outcome = linker.link(commit, branch)?;
            let subject = Message::parse(&commit.message).subject;
            range
                .commits
                .push(outcome.facts(commit.id.to_string(), subject));
            let changes = self.repository.changes(commit)?;
            ledger.note_changes(at, changes.iter().map(|change| change.path.as_slice()));
            if outcome.role != Role::Works {
                continue;
            }
            let paths = belonging(&changes, settings).paths;
            let mut files = BTreeSet::new();
            for link in &outcome.links {
                let file = now(&names, &link.target.file().path);
                let id = link.target.id();
                range
                    .worked
                    .extend(id.map(|id| (file.to_owned(), id.to_owned())));
                files.insert(file);
            }
            for file in files {
                ledger.note_work(at, file, &paths);
            }
        }
        range.missing = ledger.missing(&self.all);
        Ok(range)
    }

    /// What files that were renamed in the range are called after it, by their earlier names.
    fn names(&self) -> Result<Names, GitError> {
        let mut names = Names::default();
        let text = |path: &[u8]| String::from_utf8_lossy(path).into_owned();
        // From the last to the first, each name leads to the last one at once.
        for commit in self.all.iter().rev() {
            for change in self.repository.changes(commit)? {
                if let Some(from) = &change.from {
                    let path = text(&change.path);
                    let last = names.get(&path).cloned().unwrap_or(path);
                    names.entry(text(from)).or_insert(last);
                }
            }
        }
        Ok(names)
    }

    /// The tasks that are done now and were not when the range began.
    fn done(
        &self,
        workspace: &Workspace,
        names: &Names,
        linker: &mut Linker<'_>,
    ) -> Result<BTreeSet<(String, String)>, GitError> {
        let before = linker.known(self.base.tree)?;
        let statuses = &workspace.settings.statuses;
        let old: HashMap<&str, &str> = { names.iter() }
            .map(|(old, new)| (new.as_str(), old.as_str()))
            .collect();
        let was_done = |path: &str, id: &str| {
            let file = before.file(path);
            let file = file.or_else(|| before.file(old.get(path)?));
            let status = file.and_then(|file| file.digest.status_of(id));
            status.is_some_and(|status| statuses.read(status).class == Class::Done)
        };
        let mut done = BTreeSet::new();
        for id in workspace.ids() {
            let path = workspace.file(id).path.as_str();
            let tasks = workspace.phase(id).map_or(&[][..], |phase| phase.tasks());
            for task in tasks {
                let is_done = task
                    .state
                    .as_ref()
                    .is_some_and(|it| it.class == Class::Done);
                if let Some(id) = task.id_text().filter(|id| is_done && !was_done(path, id)) {
                    done.insert((path.to_owned(), id.to_owned()));
                }
            }
        }
        Ok(done)
    }
}

/// Later names of files, by their earlier ones.
type Names = HashMap<String, String>;

fn now<'n>(names: &'n Names, path: &'n str) -> &'n str {
    names.get(path).map_or(path, String::as_str)
}

/// What commits change, against what the files list in the end.
struct Ledger<'w> {
    workspace: &'w Workspace,
    names: &'w Names,
    /// By progress file: the last commit that changes it.
    last_change: BTreeMap<String, usize>,
    /// By progress file: each path that belongs there, and the first commit that changes it.
    work: BTreeMap<String, Vec<(String, usize)>>,
}

impl<'w> Ledger<'w> {
    fn new(workspace: &'w Workspace, names: &'w Names) -> Self {
        Self {
            workspace,
            names,
            last_change: BTreeMap::new(),
            work: BTreeMap::new(),
        }
    }

    fn note_changes<'p>(&mut self, at: usize, paths: impl Iterator<Item = &'p [u8]>) {
        for path in paths.filter_map(|path| std::str::from_utf8(path).ok()) {
            if self.workspace.settings.is_candidate(path) {
                let path = now(self.names, path).to_owned();
                self.last_change.insert(path, at);
            }
        }
    }

    fn note_work(&mut self, at: usize, file: &str, paths: &[String]) {
        let known = self.work.entry(file.to_owned()).or_default();
        known.extend(paths.iter().map(|path| (path.clone(), at)));
    }

    fn missing(self, commits: &[Commit]) -> BTreeMap<String, Missing> {
        let mut missing = BTreeMap::new();
        for (file, work) in &self.work {
            let mut files = self.workspace.files.iter();
            let Some(found) = files.find(|it| it.path.as_str() == file) else {
                continue;
            };
            let Ok(listed) = listed(&found.document) else {
                continue;
            };
            let lacks: Vec<&(String, usize)> = { work.iter() }
                .filter(|(path, _)| !listed.contains(path.as_str()))
                .collect();
            let last = self.last_change.get(file);
            let mut seen = BTreeSet::new();
            let paths = lacks.iter().filter(|(path, _)| seen.insert(path));
            let paths: Vec<String> = paths.map(|(path, _)| path.clone()).collect();
            let is_late = lacks
                .iter()
                .all(|(_, at)| last.is_none_or(|last| at > last));
            let first = lacks.first().and_then(|(_, at)| commits.get(*at));
            let commit = first.map(|commit| {
                let subject = Message::parse(&commit.message).subject;
                (commit.id.to_string(), subject.to_owned())
            });
            missing.insert(
                file.clone(),
                Missing {
                    paths,
                    is_late,
                    commit,
                },
            );
        }
        missing
    }
}
