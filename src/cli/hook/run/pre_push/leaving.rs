//! The commits that a push brings to the other side.

use std::collections::BTreeMap;

use super::super::super::super::Console;
use super::super::super::super::failure::Failure;
use super::super::session::{Session, broken};
use super::Push;
use super::outgoing::Outgoing;
use crate::collections::{HashMap, HashSet};
use crate::config::Settings;
use crate::git::{Commit, GitError, ObjectId, Repository};
use crate::model::BranchName;
use crate::model::place::same_plan;
use crate::task_links::{Evidence, Linker, Message, Outcome, Role, TaskIndex, Trailer, link};
use crate::tracking::{divided, trackable_paths};

/// So many claims are named.
const SHOWN: usize = 10;

/// What is known of all that is pushed at once.
pub(super) struct Leaving<'s> {
    repository: &'s Repository,
    settings: &'s Settings,
    linker: Linker<'s>,
    outgoing: Outgoing,
    known: HashMap<ObjectId, TaskIndex>,
    /// Commits whose claims are judged: several branches may bring them.
    judged: HashSet<ObjectId>,
    /// How many claims were found to be of unknown tasks.
    unknown: usize,
}

/// What was found about one branch.
#[derive(Default)]
pub(super) struct Found {
    /// Whether a commit claims a task that no file has.
    pub has_unknown: bool,
    /// Whether commits of its own belong to tasks.
    pub has_links: bool,
    /// How many do not.
    pub unlinked: usize,
    /// Whether it is called after a plan.
    pub is_of_plan: bool,
    /// What commits of its own change, by the progress files of their phases.
    pub work: BTreeMap<String, Vec<String>>,
}

impl<'s> Leaving<'s> {
    pub fn new(session: &'s Session, pushes: &[Push]) -> Result<Self, Failure> {
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

    /// Judges what the commits of a branch say that no remote has yet.
    pub fn judge(&mut self, push: &Push, console: &mut Console<'_>) -> Result<Found, Failure> {
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
            let message = Message::parse(&commit.message);
            let has_claims = message.trailers.iter().any(Trailer::is_claim);
            if !is_own && !has_claims {
                continue;
            }
            let outcome = self.linker.link(&commit, Some(&push.branch));
            let outcome = outcome.map_err(broken)?;
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

    /// Notes what a commit changes for its phases.
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

    /// Whether there are progress files where a branch ends.
    pub fn has_plans(&mut self, push: &Push) -> Result<bool, Failure> {
        let known = self.known(push.local).map_err(broken)?;
        Ok(!known.is_empty())
    }

    /// How many claims were not named, because there are too many.
    pub fn untold(&self) -> usize {
        self.unknown.saturating_sub(SHOWN)
    }

    /// Names the claims of a commit that no file has, also none at the end of what is pushed.
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
            let failure = Failure::new(format!("no task is called `{}`", claim.name));
            let (id, subject) = (commit.id.short(), message.subject);
            console.fail(&failure.help(format!("commit {id} claims it: {subject}")));
        }
        Ok(!unknown.is_empty())
    }

    fn is_of_plan(&mut self, branch: BranchName<'_>, id: ObjectId) -> Result<bool, GitError> {
        let plans = self.known(id)?.plans();
        let mut plans = plans.into_iter();
        Ok(plans.any(|plan| same_plan(plan, branch.plan())))
    }

    /// The tasks of a commit.
    fn known(&mut self, id: ObjectId) -> Result<&TaskIndex, GitError> {
        let known = match self.known.remove(&id) {
            Some(known) => known,
            None => self.linker.known(self.repository.tree_of(id)?)?,
        };
        Ok(self.known.entry(id).or_insert(known))
    }
}
