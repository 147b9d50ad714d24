//! JSON output of `progress status`.

use std::io::{self, Write};

use progress_core::derive::Counts;
use progress_core::status::{PhaseView, PlanView, Stage, TaskView};
use serde::Serialize;

use super::details::claims_of;
use crate::claims::HeldClaim;
use crate::cli::ready::HeldClaimItem;
use crate::cli::tasks::TaskItem;
use crate::report::{FormatVersion, write_json};

/// Output of `progress status --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StatusJson<'w> {
    /// Version of this format.
    version: FormatVersion,
    /// The plans, ordered by name.
    plans: Vec<PlanItem<'w>>,
}

/// A plan.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PlanItem<'w> {
    /// The name of the plan.
    name: &'w str,
    /// The directory of its files, relative to the root of the repository.
    folder: &'w str,
    /// How far the plan is.
    #[cfg_attr(test, schemars(extend("enum" = ["underway", "planned", "over"])))]
    stage: &'static str,
    /// Tasks of all phases by state.
    counts: CountsItem,
    /// Share of completed tasks, in percent.
    percent: usize,
    /// The phases, in order.
    phases: Vec<PhaseItem<'w>>,
    /// The claims on its tasks.
    claimed: Vec<HeldClaimItem>,
}

/// Number of tasks by state.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CountsItem {
    /// All tasks.
    total: usize,
    /// Completed.
    completed: usize,
    /// In progress.
    in_progress: usize,
    /// Blocked.
    blocked: usize,
    /// At risk.
    at_risk: usize,
    /// Dropped, deferred or skipped.
    dropped: usize,
    /// With an unknown status.
    unknown: usize,
}

/// A blocker.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct BlockerItem<'w> {
    /// The ID.
    id: Option<&'w str>,
    /// What blocks.
    description: Option<&'w str>,
}

/// A phase.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PhaseItem<'w> {
    /// The file, relative to the root of the repository.
    path: &'w str,
    /// Whether the file could be read; if not, most fields are null.
    readable: bool,
    /// The phase as the file states it.
    phase: Option<&'w str>,
    /// The title.
    title: Option<&'w str>,
    /// The status as written.
    status: Option<&'w str>,
    /// Tasks by state; null if there is no list of tasks to count.
    counts: Option<CountsItem>,
    /// Share of completed tasks, in percent.
    percent: Option<usize>,
    /// The percentage that the file states.
    stated_percent: Option<f64>,
    /// Whether the stated figures agree with the tasks.
    agrees: bool,
    /// The owners.
    owners: Vec<String>,
    /// The contributors.
    contributors: Vec<String>,
    /// The blockers.
    blockers: Vec<BlockerItem<'w>>,
    /// The tasks being worked on, including those in review or at risk.
    active: Vec<TaskItem<'w>>,
    /// The blocked tasks.
    blocked: Vec<BlockedItem<'w>>,
    /// The tasks that can start.
    ready: Vec<TaskItem<'w>>,
    /// The success criteria that are not met.
    pending_criteria: Vec<CriterionItem<'w>>,
    /// Whether it is still open although all of its tasks are done or dropped.
    held_open: bool,
}

/// A blocked task.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct BlockedItem<'w> {
    #[serde(flatten)]
    task: TaskItem<'w>,
    /// Why it is blocked, from the blockers that name it or from the task; null if nothing says so.
    reason: Option<String>,
}

/// A success criterion.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CriterionItem<'w> {
    /// The ID.
    id: Option<&'w str>,
    /// What must be true.
    description: Option<&'w str>,
}

pub(super) fn write(
    plans: &[PlanView<'_>],
    claims: &[HeldClaim],
    out: &mut dyn Write,
) -> io::Result<()> {
    let listing = StatusJson {
        version: FormatVersion,
        plans: plans.iter().map(|plan| plan_item(plan, claims)).collect(),
    };
    write_json(&listing, out)
}

fn plan_item<'w>(plan: &PlanView<'w>, claims: &[HeldClaim]) -> PlanItem<'w> {
    let counts = plan.counts();
    PlanItem {
        name: plan.name,
        folder: plan.folder,
        stage: match plan.stage() {
            Stage::Underway => "underway",
            Stage::Planned => "planned",
            Stage::Over => "over",
        },
        percent: counts.percent(),
        counts: counts.into(),
        phases: plan
            .phases
            .iter()
            .map(|phase| phase_item(plan, phase))
            .collect(),
        claimed: claims_of(plan, claims).map(HeldClaimItem::from).collect(),
    }
}

fn phase_item<'w>(plan: &PlanView<'w>, phase: &PhaseView<'w>) -> PhaseItem<'w> {
    let counts = phase.has_tasks().then_some(phase.counts);
    PhaseItem {
        path: phase.file.path.as_str(),
        readable: phase.phase.is_some(),
        phase: phase.label(),
        title: phase.title(),
        status: phase.status(),
        percent: counts.as_ref().map(Counts::percent),
        counts: counts.map(CountsItem::from),
        // JSON has neither infinity nor NaN.
        stated_percent: phase.stated_percent().filter(|it| it.is_finite()),
        agrees: phase.agrees,
        owners: people(phase, "owners"),
        contributors: people(phase, "contributors"),
        blockers: phase
            .blockers
            .iter()
            .map(|blocker| BlockerItem {
                id: blocker.id,
                description: blocker.description,
            })
            .collect(),
        active: tasks(plan, phase, &phase.active),
        blocked: phase
            .blocked
            .iter()
            .map(|task| BlockedItem {
                task: TaskItem::new(plan, phase, task),
                reason: task.block_reason(),
            })
            .collect(),
        ready: tasks(plan, phase, &phase.ready),
        pending_criteria: phase
            .pending_criteria()
            .iter()
            .map(|criterion| CriterionItem {
                id: criterion.id,
                description: criterion.description,
            })
            .collect(),
        held_open: phase.is_held_open(),
    }
}

fn tasks<'w>(
    plan: &PlanView<'w>,
    phase: &PhaseView<'w>,
    tasks: &[TaskView<'w>],
) -> Vec<TaskItem<'w>> {
    tasks
        .iter()
        .map(|task| TaskItem::new(plan, phase, task))
        .collect()
}

fn people(phase: &PhaseView<'_>, key: &str) -> Vec<String> {
    phase
        .people(key)
        .into_iter()
        .map(|name| name.text)
        .collect()
}

impl From<Counts> for CountsItem {
    fn from(counts: Counts) -> Self {
        // All fields are named, so that a new one is not forgotten.
        let Counts {
            total,
            completed,
            in_progress,
            blocked,
            at_risk,
            dropped,
            unknown,
        } = counts;
        Self {
            total,
            completed,
            in_progress,
            blocked,
            at_risk,
            dropped,
            unknown,
        }
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::super::schema::tests::check::<StatusJson<'_>>("status");
}
