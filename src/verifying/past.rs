//! What the history says about tasks.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use progress_core::collections::{HashMap, HashSet};
use progress_core::config::Settings;
use progress_core::lint::CommitName;
use progress_core::model::Class;
use progress_core::source::name_of;
use progress_core::task_links::{Link, Message, Outcome, Role, Source};
use progress_core::verdict::{Words, without_ending};
use progress_git::git::{Commit, GitError, ObjectId, Repository};

use super::work::{Kind, WorkPath, is_undoing, reverted, work_of};
use crate::history::{Revision, TaskSteps, steps};
use crate::incremental::PastPaths;
use crate::linking::{Linker, Moves, Present};

/// A task, or with `None` the phase as a whole: the path of the progress file, and the ID.
pub(super) type Linked = (String, Option<String>);

/// A commit that works on a task or a phase.
#[derive(Clone, Copy, Debug)]
pub(super) struct PastWork {
    /// The position of the commit.
    pub(super) at: usize,
    /// Why it is linked.
    pub(super) source: Source,
    /// The number of tasks whose status it changes.
    pub(super) shared: usize,
}

/// How a commit changes a path.
#[derive(Clone, Copy, Debug)]
pub(super) struct PathChange {
    /// The position of the commit.
    pub(super) at: usize,
    /// Whether it creates the file.
    pub(super) is_new: bool,
    /// Whether it deletes the file, and creates none of the same kind, which might be the same file
    /// with another name.
    pub(super) is_gone: bool,
}

/// The history of a tip, oldest commit first.
#[derive(Debug, Default)]
pub struct Past {
    /// The commits.
    pub(super) commits: Vec<Commit>,
    /// What each of them changes as work.
    pub(super) work: Vec<Vec<WorkPath>>,
    /// The commits that work on tasks and phases.
    pub(super) linked: BTreeMap<Linked, Vec<PastWork>>,
    /// How the states of tasks changed.
    pub(super) steps: TaskSteps,
    /// The versions of the progress files, by their current paths.
    pub(super) versions: BTreeMap<String, Vec<Revision>>,
    /// The number of tasks that commits mark or add as done, by position.
    pub(super) completed: BTreeMap<usize, usize>,
    /// The commits that were reverted.
    pub(super) reverted: HashSet<ObjectId>,
    /// The commits that undo work, by their subjects.
    pub(super) undoing: HashSet<usize>,
    /// The commits that created files, and their paths, by the name of the file with its ending and
    /// without.
    pub(super) created: HashMap<String, Vec<(usize, String)>>,
    /// The words in the subjects and file names of the commits with work that are linked to nothing.
    pub(super) loose: BTreeMap<usize, Words>,
    /// The words in the subjects and paths of the commits that change the status of tasks.
    pub(super) words: BTreeMap<usize, Words>,
    /// The words in the subjects and paths of other commits, for those that are asked for.
    more_words: Vec<OnceLock<Words>>,
    /// All paths that ever existed, unless a part of the history was known from earlier.
    pub(crate) paths: Option<PastPaths>,
    /// For each position, the number of commits up to it that change more than progress files.
    work_until: Vec<usize>,
    /// For each position, the number of files that the commit changes as work, other than documents
    /// of plans.
    files: Vec<usize>,
}

impl Past {
    /// Reads the history of `tip`.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read it.
    pub fn read(
        repository: &Repository,
        settings: &Settings,
        tip: ObjectId,
        linker: &mut Linker<'_>,
    ) -> Result<Self, GitError> {
        linker.cite(tip)?;
        let mut past = Self {
            commits: repository.whole_history(tip)?,
            ..Self::default()
        };
        past.commits.reverse();
        past.reverted = reverted(&past.commits);
        let present = Present::new(&linker.known(repository.tree_of(tip)?)?);
        let mut moves = Moves::default();
        let mut outcomes = Vec::with_capacity(past.commits.len());
        let every = linker.reading_ahead(&past.commits, |linker| {
            for (at, commit) in past.commits.iter().enumerate() {
                moves.note(at, commit, linker)?;
                let work = work_of(settings, commit, linker)?;
                let has_work = work.iter().any(WorkPath::is_work);
                // The branch that is checked out says nothing about commits of the past.
                outcomes.push(if has_work {
                    Some(linker.link(commit, None)?)
                } else {
                    None
                });
                past.work.push(work);
            }
            Ok(())
        })?;
        past.paths = every.map(PastPaths::known);
        // Only now, because a file may have been renamed by a later commit.
        for (at, outcome) in outcomes.iter().enumerate() {
            past.add_work(at, outcome.as_ref(), &moves, &present);
        }
        let statuses = &settings.statuses;
        let steps = steps(&past.commits, statuses, &moves, &present, linker)?;
        (past.steps, past.versions) = (steps.tasks, steps.files);
        past.count_completed();
        past.more_words
            .resize_with(past.commits.len(), OnceLock::new);
        Ok(past)
    }

    /// The commits, oldest first.
    #[must_use]
    pub fn commits(&self) -> &[Commit] {
        &self.commits
    }

    fn count_completed(&mut self) {
        let steps = self.steps.values().flatten();
        for step in steps.filter(|step| step.to == Some(Class::Done)) {
            *self.completed.entry(step.at).or_default() += 1;
        }
        for at in self.completed.keys().copied().collect::<Vec<_>>() {
            if !self.words.contains_key(&at) {
                self.words.insert(at, self.words_of(at, |path| path));
            }
        }
    }

    /// Adds what the commit at a position changes as work, and what it is linked to.
    fn add_work(&mut self, at: usize, outcome: Option<&Outcome>, moves: &Moves, present: &Present) {
        let work = &self.work[at];
        // A plan is not the work on it, but some tasks write one.
        let is_work = usize::from(!work.is_empty());
        self.work_until
            .push(self.work_until.last().unwrap_or(&0) + is_work);
        self.files
            .push(work.iter().filter(|it| !it.is_plan).count());
        note_created(&mut self.created, at, work);
        if is_undoing(&self.commits[at].message) {
            self.undoing.insert(at);
        }
        let Some(outcome) = outcome else { return };
        if outcome.links.is_empty() {
            self.loose.insert(at, self.words_of(at, name_of));
        }
        let by_status = |link: &&Link| link.source == Source::Status;
        if outcome.links.iter().any(|link| by_status(&link)) {
            self.words.insert(at, self.words_of(at, |path| path));
        }
        if outcome.role == Role::Skipped {
            return;
        }
        let of_tasks = outcome.links.iter().filter(by_status);
        let shared = of_tasks.filter(|link| link.target.id().is_some()).count();
        for link in &outcome.links {
            let Some(path) = moves.find(at, &link.target, present) else {
                continue;
            };
            let key = (path.to_owned(), link.target.id().map(str::to_owned));
            let source = link.source;
            let work = PastWork { at, source, shared };
            self.linked.entry(key).or_default().push(work);
        }
    }

    /// The words in the subject of a commit, and in what `part` takes of the paths it changes.
    pub(super) fn words_of(&self, at: usize, part: fn(&str) -> &str) -> Words {
        let mut text = String::new();
        if let Some(commit) = self.commits.get(at) {
            text.push_str(Message::parse(&commit.message).subject);
        }
        for path in self.work.get(at).into_iter().flatten() {
            text.push('\n');
            text.push_str(part(&path.path));
        }
        Words::of(&text)
    }

    /// The words in the subject and the paths of a commit. Kept, since one that changes thousands
    /// of files may be asked about thousands of times.
    pub(super) fn all_words(&self, at: usize) -> Option<&Words> {
        self.words.get(&at).or_else(|| {
            let words = self.more_words.get(at)?;
            Some(words.get_or_init(|| self.words_of(at, |path| path)))
        })
    }

    /// The files that commits created, other than documents of plans, with the positions of the
    /// commits, oldest first.
    pub(super) fn new_files(&self) -> impl Iterator<Item = (usize, &str)> {
        let all = self.work.iter().enumerate();
        let all = all.flat_map(|(at, work)| work.iter().map(move |it| (at, it)));
        let new = all.filter(|(_, it)| it.is_new() && !it.is_plan);
        new.map(|(at, it)| (at, it.path.as_str()))
    }

    /// The number of commits that change more than progress files, from one position to another, both included.
    pub(super) fn work_between(&self, from: usize, to: usize) -> usize {
        let before = from.checked_sub(1).and_then(|at| self.work_until.get(at));
        let until = self.work_until.get(to).copied().unwrap_or(0);
        until.saturating_sub(before.copied().unwrap_or(0))
    }

    /// The number of files that the commit at a position changes, other than documents of plans.
    pub(super) fn files_at(&self, at: usize) -> usize {
        self.files.get(at).copied().unwrap_or(0)
    }

    /// The name of the commit at a position.
    pub(super) fn name(&self, at: usize) -> Option<CommitName> {
        let commit = self.commits.get(at)?;
        let subject = Message::parse(&commit.message).subject;
        Some(CommitName::new(commit.id.to_string(), subject))
    }

    /// How commits changed these paths as work; a folder is changed with the files in it.
    pub(super) fn changes_of<'p>(
        &self,
        paths: &HashSet<&'p str>,
    ) -> HashMap<&'p str, Vec<PathChange>> {
        let mut found: HashMap<&str, Vec<PathChange>> = HashMap::default();
        for (at, work) in self.work.iter().enumerate() {
            let new_kinds = LazyCell::new(|| kinds_of_new(work));
            for it in work {
                let path = &it.path;
                let ends = path.match_indices('/').map(|(end, _)| end);
                for end in ends.chain([path.len()]) {
                    if let Some(known) = paths.get(&path[..end]) {
                        found.entry(known).or_default().push(PathChange {
                            at,
                            is_new: it.is_new(),
                            is_gone: it.change == Kind::Gone
                                && !new_kinds.contains(ending_of(path)),
                        });
                    }
                }
            }
        }
        found
    }
}

/// The endings of the files that a commit creates.
fn kinds_of_new(work: &[WorkPath]) -> HashSet<&str> {
    let new = work.iter().filter(|it| it.is_new());
    new.map(|it| ending_of(&it.path)).collect()
}

fn ending_of(path: &str) -> &str {
    path.strip_prefix(without_ending(path)).unwrap_or_default()
}

/// Notes the files that a commit creates.
fn note_created(created: &mut HashMap<String, Vec<(usize, String)>>, at: usize, work: &[WorkPath]) {
    for path in work.iter().filter(|it| it.is_new() && !it.is_plan) {
        let name = name_of(&path.path);
        let stem = without_ending(name);
        let keys = [Some(name), (stem != name).then_some(stem)];
        for key in keys.into_iter().flatten() {
            let found = created.entry(key.to_owned()).or_default();
            found.push((at, path.path.clone()));
        }
    }
}
