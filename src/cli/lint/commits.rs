//! `--commits`: checks a range of commits.

use std::collections::BTreeSet;

use progress_core::collections::HashSet;
use progress_core::model::{Class, Phase};
use progress_core::task_links::{Evidence, Message, Outcome, Role, link};
use progress_core::workspace::{CommitFacts, CommitRange, Workspace};
use progress_git::git::{Commit, GitError, Range, Repository};

use super::range_facts::{Ledger, TaskName};
use crate::cli::args::SourceArguments;
use crate::cli::failure::Failure;
use crate::cli::revision;
use crate::cli::root::Root;
use crate::linking::Linker;
use crate::tracking::{Present, trackable_paths};

/// The range passed to `--commits`.
pub(super) struct Commits<'r> {
    /// The range as written.
    text: &'r str,
    pub(super) repository: &'r Repository,
    /// The commit from which the range starts.
    pub base: Commit,
    /// The commits, oldest first.
    pub(super) all: Vec<Commit>,
}

impl<'r> Commits<'r> {
    /// Opens the range, if one was passed.
    pub(super) fn open(
        arguments: &'r SourceArguments,
        root: &'r Root,
    ) -> Result<Option<Self>, Failure> {
        let Some(text) = &arguments.commits else {
            return Ok(None);
        };
        let repository = root.require_repository("--commits")?;
        if !text.contains("..") {
            let failure = Failure::new(format!("`--commits` requires a range, found `{text}`"));
            return Err(failure.help("pass a range such as `origin/main..HEAD`"));
        }
        let range = repository
            .range(Some(text))
            .map_err(|error| revision::unknown(&error))?;
        Self::of(repository, text, &range).map(Some)
    }

    fn of(repository: &'r Repository, text: &'r str, range: &Range) -> Result<Self, Failure> {
        let broken = |error: GitError| revision::broken(&error);
        let from = range.from.unwrap_or(range.to);
        // Changes on the other side in the meantime do not belong to this side.
        let Some(base) = repository.merge_base(from, range.to).map_err(broken)? else {
            let failure = Failure::new("the two ends of the range have no common ancestor");
            let help = if repository.is_shallow() {
                "the clone is shallow; fetch everything with `git fetch --unshallow` or `fetch-depth: 0`"
            } else {
                "pass the target branch, as in `origin/main..HEAD`"
            };
            return Err(failure.help(help));
        };
        let mut commits: Vec<Commit> = repository
            .history(range)
            .map_err(broken)?
            .collect::<Result<_, _>>()
            .map_err(broken)?;
        commits.reverse();
        Ok(Self {
            text,
            repository,
            base: repository.commit(base).map_err(broken)?,
            all: commits,
        })
    }

    /// The range as written, if it has no commits.
    pub(super) fn empty(&self) -> Option<&str> {
        self.all.is_empty().then_some(self.text)
    }

    /// The facts about the range that rules need.
    pub(super) fn facts(&self, workspace: &Workspace) -> Result<CommitRange, Failure> {
        self.read(workspace)
            .map_err(|error| revision::broken(&error))
    }

    fn read(&self, workspace: &Workspace) -> Result<CommitRange, GitError> {
        let settings = &workspace.settings;
        let branch = workspace.branch.as_ref().map(|branch| branch.name.as_str());
        let mut linker = Linker::new(self.repository, settings);
        linker.cite(self.last().id)?;
        let mut commits = Vec::with_capacity(self.all.len());
        let mut ledger = Ledger::default();
        for (at, commit) in self.all.iter().enumerate() {
            let outcome = linker.link(commit, branch)?;
            commits.push(self.said(commit, &outcome, &mut linker)?);
            let documents = self.documents(commit)?;
            ledger.note_changes(at, commit, &mut linker, documents)?;
            if outcome.role == Role::Works && !outcome.links.is_empty() {
                let paths = trackable_paths(&self.repository.changes(commit)?, settings).paths;
                ledger.note_work(at, outcome.links, paths);
            }
        }
        let present = Present::new(&linker.known(self.last().tree)?);
        Ok(CommitRange {
            commits,
            missing: ledger.missing(workspace, &present, &self.all),
            worked: ledger.worked(&present, &self.all),
            done: self.done(workspace, &ledger, &present, &mut linker)?,
        })
    }

    /// The last commit of the range; its base if it has no commits.
    pub(super) fn last(&self) -> &Commit {
        self.all.last().unwrap_or(&self.base)
    }

    /// The tasks that a commit names. A claim of a task that is added only later is not unknown.
    fn said(
        &self,
        commit: &Commit,
        outcome: &Outcome,
        linker: &mut Linker<'_>,
    ) -> Result<CommitFacts, GitError> {
        let message = Message::parse(&commit.message);
        let mut facts = outcome.facts(commit.id.to_string(), message.subject);
        if !facts.unknown.is_empty() {
            let known = linker.known(self.last().tree)?;
            let unknown = link(&message, &known, &Evidence::default()).unknown;
            facts
                .unknown
                .retain(|it| unknown.iter().any(|still| still.name == it.name));
        }
        Ok(facts)
    }

    /// The documents that a commit changes.
    fn documents(&self, commit: &Commit) -> Result<Vec<Vec<u8>>, GitError> {
        let mut paths = self.repository.changed_paths(commit)?;
        paths.retain(|path| path.ends_with(b".md"));
        Ok(paths)
    }

    /// The tasks that are done now but were not at the start of the range.
    fn done(
        &self,
        workspace: &Workspace,
        ledger: &Ledger,
        present: &Present,
        linker: &mut Linker<'_>,
    ) -> Result<BTreeSet<TaskName>, GitError> {
        let before = linker.known(self.base.tree)?;
        let statuses = &workspace.settings.statuses;
        let is_done = |status: &str| statuses.read(status).class == Class::Done;
        let mut was_done: HashSet<(&str, &str)> = HashSet::default();
        for file in before.files() {
            let done = file
                .digest
                .tasks
                .iter()
                .filter(|task| is_done(&task.status));
            was_done.extend(done.filter_map(|task| {
                let path = ledger.place_now(file, &task.id, present)?;
                Some((path, task.id.as_str()))
            }));
        }
        let mut done = BTreeSet::new();
        for id in workspace.ids() {
            let path = workspace.file(id).path.as_str();
            for task in workspace.phase(id).into_iter().flat_map(Phase::tasks) {
                let is_done = task.state == Some(Class::Done);
                let id = task
                    .id_text()
                    .filter(|id| is_done && !was_done.contains(&(path, *id)));
                done.extend(id.map(|id| (path.to_owned(), id.to_owned())));
            }
        }
        Ok(done)
    }
}
