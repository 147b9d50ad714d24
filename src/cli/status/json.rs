//! JSON output of `progress status`.

use std::io::{self, Write};

use serde::Serialize;

use super::super::tasks::TaskItem;
use crate::derive::Counts;
use crate::report::write_json;
use crate::status::{PhaseView, PlanView, Stage, TaskView};

#[derive(Serialize)]
struct Listing<'w> {
    version: u32,
    plans: Vec<PlanItem<'w>>,
}

#[derive(Serialize)]
struct PlanItem<'w> {
    name: &'w str,
    folder: &'w str,
    stage: &'static str,
    counts: CountsItem,
    percent: usize,
    phases: Vec<PhaseItem<'w>>,
}

#[derive(Serialize)]
struct CountsItem {
    total: usize,
    completed: usize,
    in_progress: usize,
    blocked: usize,
    at_risk: usize,
    dropped: usize,
    unknown: usize,
}

#[derive(Serialize)]
struct BlockerItem<'w> {
    id: Option<&'w str>,
    description: Option<&'w str>,
}

#[derive(Serialize)]
struct PhaseItem<'w> {
    path: &'w str,
    readable: bool,
    phase: Option<&'w str>,
    title: Option<&'w str>,
    status: Option<&'w str>,
    /// Null if there is no list of tasks to count.
    counts: Option<CountsItem>,
    percent: Option<usize>,
    stated_percent: Option<f64>,
    agrees: bool,
    owners: Vec<String>,
    contributors: Vec<String>,
    blockers: Vec<BlockerItem<'w>>,
    active: Vec<TaskItem<'w>>,
    blocked: Vec<TaskItem<'w>>,
    ready: Vec<TaskItem<'w>>,
}

pub(super) fn write(plans: &[PlanView<'_>], out: &mut dyn Write) -> io::Result<()> {
    let listing = Listing {
        version: 1,
        plans: plans.iter().map(plan_item).collect(),
    };
    write_json(&listing, out)
}

fn plan_item<'w>(plan: &PlanView<'w>) -> PlanItem<'w> {
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
    }
}

fn phase_item<'w>(plan: &PlanView<'w>, phase: &PhaseView<'w>) -> PhaseItem<'w> {
    let tasks = |tasks: &[TaskView<'w>]| {
        let items = tasks.iter();
        items.map(|task| TaskItem::new(plan, phase, task)).collect()
    };
    let people = |key| {
        let names = phase.people(key).into_iter();
        names.map(|name| name.text).collect()
    };
    let counts = phase.has_tasks().then_some(phase.counts);
    PhaseItem {
        path: phase.file.path.as_str(),
        readable: phase.phase.is_some(),
        phase: phase.label(),
        title: phase.title(),
        status: phase.status(),
        percent: counts.as_ref().map(Counts::percent),
        counts: counts.map(CountsItem::from),
        stated_percent: phase.stated_percent().filter(|it| it.is_finite()),
        agrees: phase.agrees,
        owners: people("owners"),
        contributors: people("contributors"),
        blockers: phase
            .blockers
            .iter()
            .map(|blocker| BlockerItem {
                id: blocker.id,
                description: blocker.description,
            })
            .collect(),
        active: tasks(&phase.active),
        blocked: tasks(&phase.blocked),
        ready: tasks(&phase.ready),
    }
}

impl From<Counts> for CountsItem {
    fn from(counts: Counts) -> Self {
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
