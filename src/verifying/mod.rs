//! Whether the history and the files support that tasks are done and criteria are met.
//!
//! Reads the evidence from Git; [`verdict`](progress_core::verdict) decides what follows from it.

mod body;
mod commits;
mod completion;
mod contributions;
mod course;
mod criteria;
mod dependencies;
mod evidence;
mod files;
mod other_names;
mod past;
mod verifiers;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use progress_core::config::Settings;
use progress_core::model::{FileId, Phase, TaskRef};
use progress_core::source::Contents;
use progress_core::status::PlanView;
use progress_core::verdict::{Extent, Judgement, Verdict};
use progress_core::workspace::Workspace;
use progress_git::git::{GitError, ObjectId, Repository};
use progress_git::trees::{Recorded, WorkingTree};
use yaml_lossless::NodeId;

pub use self::contributions::Contribution;
use self::course::LastTrees;
use self::evidence::Collector;
pub use self::past::Past;
use crate::checking::{CheckedCommits, CommitsError};
use crate::linking::Linker;
use crate::loading::{Request, load};

/// What was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// That a task is done.
    TaskDone,
    /// That a success criterion is met.
    CriterionMet,
}

/// A task or a criterion, and the verdict on it.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The file.
    pub file: FileId,
    /// What was verified.
    pub claim: Claim,
    /// The ID.
    pub id: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The task or the criterion in the file.
    pub node: NodeId,
    /// Its status in the file.
    pub status: NodeId,
    /// The verdict.
    pub judgement: Judgement,
}

/// A task that commits of the range work on, and that is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The path of the progress file.
    pub path: String,
    /// The ID.
    pub id: String,
    /// The last of the commits: its ID and subject.
    pub commit: (String, String),
}

/// The tree whose files are verified, with the history before it.
pub struct Source<'r> {
    repository: Option<&'r Repository>,
    tip: Option<ObjectId>,
    range: Option<CheckedCommits<'r>>,
    contents: Box<dyn Contents + 'r>,
    root: &'r Path,
}

/// The tasks that the commits of a range completed, and those that they did not.
#[derive(Clone, Debug, Default)]
pub struct InRange {
    /// The completed tasks: the progress file and the ID.
    pub completed: BTreeSet<(String, String)>,
    /// Those that the commits work on and that are not done.
    pub unfinished: Vec<Unfinished>,
}

impl<'r> Source<'r> {
    /// The files on disk.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read `HEAD`.
    pub fn working_tree(
        root: &'r Path,
        repository: Option<&'r Repository>,
    ) -> Result<Self, GitError> {
        let head = match repository {
            Some(repository) => repository.head()?,
            None => None,
        };
        Ok(Self {
            repository,
            tip: head.map(|head| head.id),
            range: None,
            contents: Box::new(WorkingTree::new(root.to_path_buf())),
            root,
        })
    }

    /// The files at the end of a range of commits, written as in `main..HEAD`.
    ///
    /// # Errors
    ///
    /// Fails if the range is invalid, or Git cannot read it.
    pub fn range(
        root: &'r Path,
        repository: &'r Repository,
        text: &str,
    ) -> Result<Self, CommitsError> {
        let commits = CheckedCommits::open(repository, text)?;
        let last = commits.last();
        let files = Recorded::new(root.to_path_buf(), repository.tree(last.tree));
        Ok(Self {
            repository: Some(repository),
            tip: Some(last.id),
            contents: Box::new(files),
            range: Some(commits),
            root,
        })
    }

    /// Loads every progress file of the tree.
    #[must_use]
    pub fn load(&self, settings: Settings) -> Workspace {
        let request = Request {
            folders: vec![self.root.to_path_buf()],
            ..Request::default()
        };
        let contents = self.contents.as_ref();
        load(self.root, request, contents, self.repository, settings)
    }

    /// Returns what the commits of the range completed; `None` without a range.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the history.
    pub fn in_range(&self, workspace: &Workspace) -> Result<Option<InRange>, GitError> {
        let Some(range) = &self.range else {
            return Ok(None);
        };
        let facts = range.facts(workspace)?;
        let mut found = InRange {
            completed: facts.done,
            unfinished: Vec::new(),
        };
        for ((path, id), commit) in facts.worked {
            let phase = workspace
                .id_of(&path)
                .and_then(|file| workspace.phase(file));
            let mut tasks = phase.into_iter().flat_map(Phase::tasks);
            let state = tasks
                .find(|task| task.id_text() == Some(&id))
                .map(|it| it.state);
            if progress_core::verdict::is_commit_without_done(state.flatten(), true) {
                found.unfinished.push(Unfinished { path, id, commit });
            }
        }
        Ok(Some(found))
    }

    /// Reads the history of the tree.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read it.
    pub fn past(&self, settings: &Settings) -> Result<Past, GitError> {
        match (self.repository, self.tip) {
            (Some(repository), Some(tip)) => {
                let mut linker = Linker::with_memory(repository, settings);
                let past = Past::read(repository, settings, tip, &mut linker);
                linker.save();
                past
            }
            _ => Ok(Past::default()),
        }
    }

    /// Returns the verdicts on the tasks of plans that are done, and on their criteria that are met.
    #[must_use]
    pub fn verify(
        &self,
        workspace: &Workspace,
        past: &Past,
        plans: &[PlanView<'_>],
        wanted: &Wanted,
    ) -> Vec<Verified> {
        let extent = match self.repository {
            Some(repository) if repository.is_shallow() => Extent::Shallow,
            Some(_) if self.tip.is_some() => Extent::Complete,
            _ => Extent::Nothing,
        };
        let collector = Collector {
            workspace,
            contents: self.contents.as_ref(),
            repository: self.repository.zip(self.tip),
            past,
            extent,
            trees: LastTrees::default(),
        };
        collector.verify(plans, wanted)
    }
}

impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("tip", &self.tip)
            .finish_non_exhaustive()
    }
}

/// Which tasks and criteria to verify.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only those of this file.
    pub file: Option<FileId>,
    /// Only this task.
    pub task: Option<TaskRef>,
    /// Only this criterion of that file.
    pub criterion: Option<NodeId>,
    /// Only these tasks, and no criteria.
    pub completed: Option<BTreeSet<(String, String)>>,
}

impl Wanted {
    /// Whether a single task or criterion is wanted.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.task.is_some() || self.criterion.is_some()
    }
}

/// Counts verdicts.
#[must_use]
pub fn tally(verified: &[Verified]) -> BTreeMap<Verdict, usize> {
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    for verdict in Verdict::ALL {
        counts.insert(*verdict, 0);
    }
    for item in verified {
        *counts.entry(item.judgement.verdict).or_default() += 1;
    }
    counts
}
