//! The commits that a push sends to the remote.

use std::collections::BTreeMap;

use progress_core::collections::{HashMap, HashSet};
use progress_core::config::Settings;
use progress_core::model::BranchName;
use progress_core::model::place::same_plan;
use progress_core::task_links::{Evidence, Message, Outcome, Role, TaskIndex, Trailer, link};
use progress_git::git::{Commit, GitError, ObjectId, Repository};

use super::Push;
use super::outgoing::Outgoing;
use crate::cli::Console;
use crate::cli::failure::Failure;
use crate::cli::hook::run::session::{Session, broken};
use crate::linking::Linker;
use crate::tracking::{divided, trackable_paths};

/// Maximum number of unknown tasks reported.
const SHOWN: usize = 10;

/// State shared by all the branches of a push.
pub(super) struct Leaving<'s> {
    repository: &'s Repository,
    settings: &'s Settings,
    linker: Linker<'s>,
    outgoing: Outgoing,
    known: HashMap<ObjectId, TaskIndex>,
    /// Commits whose `Task:` lines are checked: several branches may contain them.
    judged: HashSet<ObjectId>,
    /// How many unknown tasks were found.
    unknown: usize,
}

/// What was found about one branch.
#[derive(Default)]
pub(super) struct Found {
    /// Whether a commit names a task that no file has.
    pub has_unknown: bool,
    /// Whether commits of its own belong to tasks.
    pub has_links: bool,
    /// How many of its own commits belong to no task.
    pub unlinked: usize,
    /// Whether the branch is named after a plan.
    pub is_of_plan: bool,
    /// The paths that its own commits change, by the progress file of their phase.
    pub work: BTreeMap<String, Vec<String>>,
}

impl<'s> Leaving<'s> {
    pub(super) fn new(session: &'s Session, pushes: &[Push]) -> Result<Self, Failure> {
        let facts = session.facts()?;
        let repository = facts.repository;
        Ok(Self {
            outgoing: Outgoing::read(repository, pushes).map_err(broken)?,
            repository,
            settings: facts.settings,
            linker: Linker::new(repository, facts.settings),
            known: HashMap::default(),
            judged: HashSet::default(),
            unknown: 0,
        })
    }

    /// Checks the commits of a branch that no remote has yet.
    pub(super) fn judge(
        &mut self,
        push: &Push,
        console: &mut Console<'_>,
    ) -> Result<Found, Failure> {
        let mut found = Found::default();
        let mut own = HashSet::default();
        if let Some(branch) = BranchName::parse(&push.branch) {
            own = self.outgoing.own(push.local);
            if !own.is_empty() || !self.settings.branch_patterns.matches(&push.branch) {
                found.is_of_plan = self.is_of_plan(branch, push.local).map_err(broken)?;
            }
        }
        if !own.is_empty() {
            self.linker.cite(push.local).map_err(broken)?;
        }
        for id in self.outgoing.judged(push.local, &own) {
            let is_own = own.contains(&id);
            let commit = self.repository.commit(id).map_err(broken)?;
            let has_claims = Message::parse(&commit.message)
                .trailers
                .iter()
                .any(Trailer::is_claim);
            if !is_own && !has_claims {
                continue;
            }
            let outcome = self
                .linker
                .link(&commit, Some(&push.branch))
                .map_err(broken)?;
            if is_own {
                found.has_links |= !outcome.links.is_empty();
                let is_unlinked = outcome.is_unlinked() && outcome.role == Role::Works;
                found.unlinked += usize::from(is_unlinked);
                self.note_work(&mut found, &commit, &outcome)?;
            }
            found.has_unknown |= self.tell(push, &commit, &outcome, console)?;
        }
        Ok(found)
    }

    /// Adds the paths that a commit changes to its phases.
    fn note_work(
        &self,
        found: &mut Found,
        commit: &Commit,
        outcome: &Outcome,
    ) -> Result<(), Failure> {
        if outcome.role != Role::Works || outcome.links.is_empty() {
            return Ok(());
        }
        let changes = self.repository.changes(commit).map_err(broken)?;
        let paths = trackable_paths(&changes, self.settings).paths;
        let given = divided(self.repository, commit, outcome, &paths).map_err(broken)?;
        for (file, paths) in given {
            found.work.entry(file).or_default().extend(paths);
        }
        Ok(())
    }

    /// Whether there are progress files at the tip of a branch.
    pub(super) fn has_plans(&mut self, push: &Push) -> Result<bool, Failure> {
        let known = self.known(push.local).map_err(broken)?;
        Ok(!known.is_empty())
    }

    /// Returns how many unknown tasks were not reported, because there are too many.
    pub(super) fn untold(&self) -> usize {
        self.unknown.saturating_sub(SHOWN)
    }

    /// Reports the tasks that a commit names and that neither it nor the tip of the push has.
    fn tell(
        &mut self,
        push: &Push,
        commit: &Commit,
        outcome: &Outcome,
        console: &mut Console<'_>,
    ) -> Result<bool, Failure> {
        if outcome.unknown.is_empty() || !self.judged.insert(commit.id) {
            return Ok(false);
        }
        let message = Message::parse(&commit.message);
        let known = self.known(push.local).map_err(broken)?;
        let unknown = link(&message, known, &Evidence::default()).unknown;
        for claim in &unknown {
            self.unknown += 1;
            if self.unknown > SHOWN {
                continue;
            }
            let failure = Failure::new(format!("unknown task `{}`", claim.name));
            let (id, subject) = (commit.id.short(), message.subject);
            console.fail(&failure.help(format!("named by commit {id}: {subject}")));
        }
        Ok(!unknown.is_empty())
    }

    fn is_of_plan(&mut self, branch: BranchName<'_>, id: ObjectId) -> Result<bool, GitError> {
        let mut plans = self.known(id)?.plans().into_iter();
        Ok(plans.any(|plan| same_plan(plan, branch.plan())))
    }

    /// Returns the tasks known at a commit.
    fn known(&mut self, id: ObjectId) -> Result<&TaskIndex, GitError> {
        let known = match self.known.remove(&id) {
            Some(known) => known,
            None => self.linker.known(self.repository.tree_of(id)?)?,
        };
        Ok(self.known.entry(id).or_insert(known))
    }
}
