//! The tasks that can start, and which of them are free to claim.

use std::collections::HashSet;

use progress_core::model::{Phase, Statuses};
use progress_core::status::{
    FoundTask, NoSingleTask, PhaseView, PlanView, Readiness, ReadinessIndex, TaskView, WorkFilter,
    find,
};

use super::open_claims::{HeldClaim, held_claims};
use super::{Listing, TaskKey};

/// A task with its plan and phase.
#[derive(Clone, Copy, Debug)]
pub struct ReadyTask<'v, 'w> {
    /// The plan.
    pub plan: &'v PlanView<'w>,
    /// The phase.
    pub phase: &'v PhaseView<'w>,
    /// The task.
    pub task: &'v TaskView<'w>,
}

/// The tasks that can start, and those that possibly can.
#[derive(Debug)]
pub struct ReadyTasks<'v, 'w> {
    /// Tasks that can start.
    pub ready: Vec<ReadyTask<'v, 'w>>,
    /// Tasks whose readiness cannot be decided.
    pub unknown: Vec<ReadyTask<'v, 'w>>,
    /// Tasks that wait for a dependency.
    pub waiting: Vec<ReadyTask<'v, 'w>>,
    /// Claims on tasks of these plans, and of missing files.
    pub claims: Vec<HeldClaim>,
    /// Number of tasks that are ready but claimed.
    pub claimed: usize,
    /// Whether there are no plans at all.
    pub is_of_nothing: bool,
    /// What tasks wait for.
    pub readiness: &'v ReadinessIndex<'w>,
}

/// Why a task cannot be claimed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotClaimable {
    /// No task or several tasks have the name.
    #[error(transparent)]
    NoSingleTask(#[from] NoSingleTask),
    /// It depends on tasks that are not done.
    #[error("cannot claim `{name}`: it depends on `{}`", awaited.join("`, `"))]
    Waiting {
        /// The task as named.
        name: String,
        /// The tasks.
        awaited: Vec<String>,
    },
    /// Its phase is over.
    #[error("cannot claim `{name}`: its phase is `{status}`")]
    ClosedPhase {
        /// The task as named.
        name: String,
        /// The status of the phase.
        status: String,
    },
    /// It is done or has been started.
    #[error("cannot claim `{name}`: its status is `{status}`")]
    Status {
        /// The task as named.
        name: String,
        /// Its status.
        status: String,
    },
}

impl ReadyTask<'_, '_> {
    /// The key of the task's claim; a task without an ID cannot be claimed.
    #[must_use]
    pub fn key(&self) -> Option<TaskKey> {
        Some(TaskKey {
            plan: self.plan.name.to_owned(),
            path: self.task.path().to_owned(),
            task: self.task.id()?.to_owned(),
        })
    }
}

impl<'v, 'w> ReadyTasks<'v, 'w> {
    /// Lists the tasks of plans.
    #[must_use]
    pub fn of(
        plans: &'v [PlanView<'w>],
        filter: &WorkFilter,
        readiness: &'v ReadinessIndex<'w>,
    ) -> Self {
        let mut tasks = Self {
            ready: Vec::new(),
            unknown: Vec::new(),
            waiting: Vec::new(),
            claims: Vec::new(),
            claimed: 0,
            is_of_nothing: plans.is_empty(),
            readiness,
        };
        for plan in plans {
            for phase in &plan.phases {
                for task in phase.ready.iter().filter(|task| filter.accepts(task)) {
                    tasks.ready.push(ReadyTask { plan, phase, task });
                }
                for task in phase.unknown.iter().filter(|task| filter.accepts(task)) {
                    tasks.unknown.push(ReadyTask { plan, phase, task });
                }
                for task in phase.waiting.iter().filter(|task| filter.accepts(task)) {
                    tasks.waiting.push(ReadyTask { plan, phase, task });
                }
            }
        }
        tasks
    }

    /// Removes claimed tasks, and keeps the claims that matter: those on tasks that are finished
    /// everywhere do not, and if the plans are a selection (`is_narrowed`), neither do those on tasks
    /// of other files.
    pub fn set_claimed_apart(
        &mut self,
        plans: &[PlanView<'_>],
        is_narrowed: bool,
        listing: Listing,
        statuses: &Statuses,
    ) {
        let held: HashSet<(&str, &str)> = listing
            .claims
            .iter()
            .map(|claim| (claim.key.path.as_str(), claim.key.task.as_str()))
            .collect();
        let before = self.ready.len();
        self.ready.retain(|task| is_free(task, &held, &listing));
        self.claimed = before - self.ready.len();
        // Claimed tasks of both kinds are left out, but only those that are ready are counted.
        self.unknown.retain(|task| is_free(task, &held, &listing));
        self.claims = held_claims(listing, plans, is_narrowed, statuses);
    }

    /// Returns the named task of these plans, if it may be claimed. If its readiness is undecidable,
    /// that is for the claimer to judge.
    ///
    /// # Errors
    ///
    /// Fails if there is no such task, or it cannot start.
    pub fn claimable(
        &self,
        plans: &'v [PlanView<'w>],
        name: &str,
    ) -> Result<ReadyTask<'v, 'w>, NotClaimable> {
        let FoundTask { plan, phase, at } = find(plans, name)?;
        let lists = [&phase.ready, &phase.unknown];
        // Both lists can be claimed from; the reasons below apply to all other tasks.
        if let Some(task) = lists.into_iter().flatten().find(|task| task.at == at) {
            return Ok(ReadyTask { plan, phase, task });
        }
        let name = name.to_owned();
        if self.readiness.readiness(at) == Readiness::Waiting {
            let tasks = self.readiness.awaited(at);
            return Err(NotClaimable::Waiting {
                name,
                awaited: tasks.iter().map(ToString::to_string).collect(),
            });
        }
        if phase.is_closed() {
            let status = phase.status().unwrap_or_default().to_owned();
            return Err(NotClaimable::ClosedPhase { name, status });
        }
        let tasks = phase.phase.map_or(&[][..], Phase::tasks);
        let status = tasks
            .get(at.index as usize)
            .and_then(|task| task.status.as_ref());
        let status = match status {
            Some(status) => status.text.clone(),
            None => "nothing".to_owned(),
        };
        Err(NotClaimable::Status { name, status })
    }
}

fn is_free(task: &ReadyTask<'_, '_>, held: &HashSet<(&str, &str)>, listing: &Listing) -> bool {
    let id = task.task.id().unwrap_or_default();
    if held.contains(&(task.task.path(), id)) {
        return false;
    }
    // The name of a claim that cannot be read still tells its task.
    listing.unreadable.is_empty() || !task.key().is_some_and(|key| listing.is_taken(&key))
}
