//! The commits that a push sends to the remote, and the names of its branches.

use std::collections::BTreeMap;

use progress_core::collections::{HashMap, HashSet};
use progress_core::config::{Settings, Severity};
use progress_core::model::BranchName;
use progress_core::model::plan_path::same_plan;
use progress_core::task_links::{Evidence, Message, Outcome, Role, TaskIndex, Trailer, link};
use progress_git::git::{Commit, GitError, ObjectId, Repository};

use super::HookError;
use super::outgoing::Outgoing;
use crate::linking::Linker;
use crate::tracking::{Facts, divided, trackable_paths, unlisted, waiting};

/// The rule whose severity decides whether a wrong name blocks a push.
const BRANCH_NAME: &str = "branch-name";

/// A branch being pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// Its name on the remote.
    pub branch: String,
    /// Its local name; `None` if a commit is pushed.
    pub own: Option<String>,
    /// The commit that is pushed.
    pub local: ObjectId,
    /// The commit it has on the remote.
    pub remote: Option<ObjectId>,
}

impl Push {
    /// Parses `local-ref local-id remote-ref remote-id`; `None` if it is deleted or not a branch.
    #[must_use]
    pub fn parse(line: &str, repository: &Repository) -> Option<Self> {
        // The local ref may be any expression, with spaces in it.
        let mut words = line.rsplitn(4, ' ');
        let (remote, name, local, own) =
            (words.next()?, words.next()?, words.next()?, words.next()?);
        let branch = name.strip_prefix("refs/heads/")?;
        // A branch that is deleted sends no commits.
        if is_zero(local) {
            return None;
        }
        let local = match ObjectId::from_hex(local) {
            Some(id) => id,
            // pre-commit gives no commit ID if the whole history is pushed for the first time.
            None => repository.commit_named(local).ok()?,
        };
        let remote = if is_zero(remote) {
            None
        } else {
            ObjectId::from_hex(remote)
        };
        Some(Self {
            branch: branch.to_owned(),
            own: own.strip_prefix("refs/heads/").map(str::to_owned),
            local,
            remote,
        })
    }
}

/// Whether Git means by an ID that there is no commit.
fn is_zero(id: &str) -> bool {
    id.bytes().all(|byte| byte == b'0')
}

/// Checks the branches of a push.
pub struct PushCheck<'f> {
    facts: Facts<'f>,
    linker: Linker<'f>,
    outgoing: Outgoing,
    known: HashMap<ObjectId, TaskIndex>,
    /// Commits whose `Task:` lines are checked: several branches may contain them.
    judged: HashSet<ObjectId>,
}

impl std::fmt::Debug for PushCheck<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushCheck").finish_non_exhaustive()
    }
}

/// What was found about one branch.
#[derive(Debug, Default)]
pub struct BranchCheck {
    /// The tasks that commits name and that no file has, unless an earlier branch had the commit.
    pub unknown: Vec<UnknownTask>,
    /// How many of its own commits belong to no task; not counted if the branch is not that of a
    /// plan.
    pub unlinked: usize,
    /// How many paths of its commits are not in `files_modified` yet: postponed entries, and those
    /// of commits made without our hooks, for example by `git am`.
    pub lacking: usize,
    /// Whether its name has none of the required forms.
    pub misnamed: Option<Misnamed>,
}

/// A task that a commit names and that no file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownTask {
    /// The name.
    pub name: String,
    /// The commit's abbreviated ID.
    pub commit: String,
    /// The commit's subject.
    pub subject: String,
}

/// What to do about a misnamed branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misnamed {
    /// Only a warning, unless the name clearly is meant for a feature branch.
    Warn,
    /// The push must be blocked.
    Block,
}

/// What the commits of a branch do.
#[derive(Default)]
struct Work {
    unknown: Vec<UnknownTask>,
    /// Whether commits of its own belong to tasks.
    has_links: bool,
    /// How many of its own commits belong to no task.
    unlinked: usize,
    /// Whether the branch is named after a plan.
    is_of_plan: bool,
    /// The paths that its own commits change, by the progress file of their phase.
    paths: BTreeMap<String, Vec<String>>,
}

impl<'f> PushCheck<'f> {
    /// Finds out what the push sends.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the history.
    pub fn open(facts: Facts<'f>, pushes: &[Push]) -> Result<Self, GitError> {
        Ok(Self {
            outgoing: Outgoing::read(facts.repository, pushes)?,
            linker: Linker::new(facts.repository, facts.settings),
            facts,
            known: HashMap::default(),
            judged: HashSet::default(),
        })
    }

    /// Checks one branch.
    ///
    /// # Errors
    ///
    /// Fails if Git or our records cannot be read.
    pub fn check(&mut self, push: &Push) -> Result<BranchCheck, HookError> {
        let work = self.work(push)?;
        let is_plans = work.is_of_plan || work.has_links;
        let misnamed = if is_misnamed(self.facts.settings, &push.branch, is_plans)
            // Branch names are free in repositories without plans.
            && !self.known(push.local)?.is_empty()
        {
            Some(self.severity_of_name(push, work.is_of_plan))
        } else {
            None
        };
        Ok(BranchCheck {
            unknown: work.unknown,
            unlinked: if work.is_of_plan { work.unlinked } else { 0 },
            lacking: self.lacking(push, work.paths)?,
            misnamed,
        })
    }

    fn severity_of_name(&self, push: &Push, is_of_plan: bool) -> Misnamed {
        let says_feature =
            BranchName::parse(&push.branch).is_some_and(|branch| branch.says_feature());
        let is_error = match self.facts.settings.severity(BRANCH_NAME, None) {
            Some(severity) => severity == Severity::Error,
            // Unless the settings say otherwise, a wrong name blocks the push.
            None => true,
        };
        if is_error && (says_feature || is_of_plan) {
            Misnamed::Block
        } else {
            Misnamed::Warn
        }
    }

    /// Reads the commits of a branch that no remote has yet.
    fn work(&mut self, push: &Push) -> Result<Work, HookError> {
        let mut work = Work::default();
        let mut own = HashSet::default();
        if let Some(branch) = BranchName::parse(&push.branch) {
            own = self.outgoing.own(push.local);
            // The plan matters only for own commits and for a wrong name, and finding it reads
            // every progress file of the tip.
            if !own.is_empty() || !self.facts.settings.branch_patterns.matches(&push.branch) {
                work.is_of_plan = self.is_of_plan(branch, push.local)?;
            }
        }
        if !own.is_empty() {
            self.linker.cite(push.local)?;
        }
        for id in self.outgoing.judged(push.local, &own) {
            let is_own = own.contains(&id);
            let commit = self.facts.repository.commit(id)?;
            let has_claims = Message::parse(&commit.message)
                .trailers
                .iter()
                .any(Trailer::is_claim);
            // Of commits that are not the branch's own, only the `Task:` lines are checked.
            if !is_own && !has_claims {
                continue;
            }
            let outcome = self.linker.link(&commit, Some(&push.branch))?;
            if is_own {
                work.has_links |= !outcome.links.is_empty();
                let is_unlinked = outcome.is_unlinked() && outcome.role == Role::Works;
                work.unlinked += usize::from(is_unlinked);
                self.note_paths(&mut work, &commit, &outcome)?;
            }
            self.note_unknown(&mut work, push, &commit, &outcome)?;
        }
        Ok(work)
    }

    /// Adds the paths that a commit changes to its phases.
    fn note_paths(
        &self,
        work: &mut Work,
        commit: &Commit,
        outcome: &Outcome,
    ) -> Result<(), HookError> {
        if outcome.role != Role::Works || outcome.links.is_empty() {
            return Ok(());
        }
        let repository = self.facts.repository;
        let paths = trackable_paths(&repository.changes(commit)?, self.facts.settings).paths;
        for (file, paths) in divided(repository, commit, outcome, &paths)? {
            work.paths.entry(file).or_default().extend(paths);
        }
        Ok(())
    }

    /// Adds the tasks that a commit names and that neither it nor the tip of the push has.
    fn note_unknown(
        &mut self,
        work: &mut Work,
        push: &Push,
        commit: &Commit,
        outcome: &Outcome,
    ) -> Result<(), GitError> {
        // Several branches may contain the commit; it is reported for the first of them.
        if outcome.unknown.is_empty() || !self.judged.insert(commit.id) {
            return Ok(());
        }
        let message = Message::parse(&commit.message);
        let known = self.known(push.local)?;
        // Without evidence, only what the message itself claims is looked up.
        for claim in link(&message, known, &Evidence::default()).unknown {
            work.unknown.push(UnknownTask {
                name: claim.name,
                commit: commit.id.short(),
                subject: message.subject.to_owned(),
            });
        }
        Ok(())
    }

    /// Counts the paths that `files_modified` still lacks.
    fn lacking(
        &self,
        push: &Push,
        mut work: BTreeMap<String, Vec<String>>,
    ) -> Result<usize, HookError> {
        let repository = self.facts.repository;
        // Waiting paths are kept by the local name of a branch. `git push origin HEAD:name` does
        // not give it, and then the branch that is checked out is meant.
        let own = match (&push.own, self.facts.branch) {
            (Some(own), _) => own,
            (None, Some(branch)) => branch,
            (None, None) => &push.branch,
        };
        let pushed = repository.commit(push.local)?;
        for pending in waiting(&self.facts, own, &pushed)? {
            work.entry(pending.file).or_default().extend(pending.paths);
        }
        let mut count = 0;
        for (file, paths) in work {
            count += unlisted(repository, &pushed, &file, &paths)?.len();
        }
        Ok(count)
    }

    fn is_of_plan(&mut self, branch: BranchName<'_>, id: ObjectId) -> Result<bool, GitError> {
        let plans = self.known(id)?.plans();
        Ok(plans.into_iter().any(|plan| same_plan(plan, branch.plan())))
    }

    /// Returns the tasks known at a commit.
    fn known(&mut self, id: ObjectId) -> Result<&TaskIndex, GitError> {
        if !self.known.contains_key(&id) {
            let tree = self.facts.repository.tree_of(id)?;
            self.known.insert(id, self.linker.known(tree)?);
        }
        Ok(self.known.entry(id).or_default())
    }
}

/// Whether a feature branch does not match the configured patterns. A branch that belongs to a plan
/// or carries its work is one, whatever its name says.
fn is_misnamed(settings: &Settings, name: &str, is_plans: bool) -> bool {
    if settings.severity(BRANCH_NAME, None) == Some(Severity::Off) {
        return false;
    }
    let Some(branch) = BranchName::parse(name) else {
        return false;
    };
    !settings.branch_patterns.matches(name) && (branch.says_feature() || is_plans)
}
