//! `progress ready`: lists tasks that can start now.

mod claim;
mod human;
mod json;

use std::collections::HashSet;

use progress_core::model::{Class, Phase};
use progress_core::status::{Filter, PhaseView, PlanView, ReadinessIndex, TaskView, plans};
use progress_core::workspace::Workspace;

use super::args::{ReadyArguments, TableFormat, TaskFilter};
use super::failure::Failure;
use super::plans::Place;
use super::project::{Project, complain_of_unread, nothing};
use super::{Console, ExitStatus};
use crate::claims::{Claim, Claims, Listing};

/// Maximum tasks shown to people by default.
const SHOWN: usize = 40;

pub(super) fn run(
    arguments: &ReadyArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = Project::here(arguments.config.as_deref(), console)?;
    let claims = Claims::open(project.root.repository.as_ref(), &project.root.folder)
        .map_err(|error| claim::failure(&error));
    let format = arguments.format;
    if let Some(name) = &arguments.claim.release {
        return claim::release(name, &claims?, console, format);
    }
    let base = project.base();
    let place = Place::of(&project);
    let root = project.root.folder.clone();
    let workspace = project.load_all();
    let mut status = ExitStatus::Clean;
    if complain_of_unread(&workspace, &base, console) {
        status = ExitStatus::Failed;
    }
    if workspace.files.is_empty() && workspace.errors.is_empty() {
        let root = std::slice::from_ref(&root);
        console.warn(&nothing(root, &root[0], &workspace.settings));
    }
    let settled = ReadinessIndex::of(&workspace);
    let wanted = wanted(&arguments.filter, &place, &workspace)?;
    let mut list = List::of(&wanted, &arguments.filter, &settled);
    let result = if let Some(name) = &arguments.claim.claim {
        let who = arguments.claim.claimer.as_deref().unwrap_or_default();
        let name = name.as_deref();
        claim::take(&list, &wanted, name, who, &claims?, console, format)
    } else {
        let is_narrowed = arguments.filter.plan.is_some() || arguments.filter.phase.is_some();
        list.set_claimed_apart(&wanted, is_narrowed, listing(claims, console));
        show(&list, arguments, status, console)
    };
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    result
}

/// Reads the claims. If they cannot be read, tasks are listed anyway.
fn listing(claims: Result<Claims, Failure>, console: &mut Console<'_>) -> Listing {
    let listing = claims
        .and_then(|claims| claims.list().map_err(|error| claim::failure(&error)))
        .unwrap_or_else(|failure| {
            console.warn(&failure);
            Listing::default()
        });
    for file in &listing.unreadable {
        let message = format!(
            "cannot read the claim `{}`: {}",
            file.path.display(),
            file.reason
        );
        console.warn(&Failure::new(message).help("remove the file to release its task"));
    }
    listing
}

fn show(
    list: &List<'_, '_>,
    arguments: &ReadyArguments,
    status: ExitStatus,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    if list.ready.is_empty() && !list.is_of_nothing && arguments.format == TableFormat::Human {
        console.note("no task is ready");
    }
    let limit = match (arguments.limit, arguments.format) {
        (Some(0), _) | (None, TableFormat::Json) => usize::MAX,
        (Some(limit), _) => limit,
        (None, TableFormat::Human) => SHOWN,
    };
    let view = human::View {
        paint: console.colors_stdout(),
        width: console.width(),
        shows_all: arguments.all,
        limit,
    };
    console.finish(status, |out| match arguments.format {
        TableFormat::Human => view.write(list, out),
        TableFormat::Json => json::write(list, limit, out),
    })
}

/// The plans and phases that the flags select.
fn wanted<'w>(
    flags: &TaskFilter,
    place: &Place,
    workspace: &'w Workspace,
) -> Result<Vec<PlanView<'w>>, Failure> {
    let mut plans = plans(workspace);
    if let Some(name) = &flags.plan {
        plans = place.select(plans, name, &workspace.settings)?;
    }
    let filter = Filter {
        phase: flags.phase.clone(),
        ..Filter::default()
    };
    filter.apply(&mut plans);
    Ok(plans)
}

/// A task with its plan and phase.
#[derive(Clone, Copy)]
pub(super) struct Entry<'v, 'w> {
    pub plan: &'v PlanView<'w>,
    pub phase: &'v PhaseView<'w>,
    pub task: &'v TaskView<'w>,
}

/// The tasks that can start, and those that possibly can.
pub(super) struct List<'v, 'w> {
    pub ready: Vec<Entry<'v, 'w>>,
    /// Tasks whose readiness cannot be decided.
    pub unknown: Vec<Entry<'v, 'w>>,
    /// Claims on tasks of these plans, and of missing files.
    pub claims: Vec<Claim>,
    /// Number of tasks that are ready but claimed.
    pub claimed: usize,
    /// Whether there are no plans at all.
    pub is_of_nothing: bool,
    pub settled: &'v ReadinessIndex<'w>,
}

impl<'v, 'w> List<'v, 'w> {
    fn of(plans: &'v [PlanView<'w>], flags: &TaskFilter, settled: &'v ReadinessIndex<'w>) -> Self {
        let mut list = Self {
            ready: Vec::new(),
            unknown: Vec::new(),
            claims: Vec::new(),
            claimed: 0,
            is_of_nothing: plans.is_empty(),
            settled,
        };
        for plan in plans {
            for phase in &plan.phases {
                let entry = |task: &'v TaskView<'w>| Entry { plan, phase, task };
                let passes = |task: &&TaskView<'_>| passes(task, flags);
                list.ready
                    .extend(phase.ready.iter().filter(passes).map(entry));
                list.unknown
                    .extend(phase.unknown.iter().filter(passes).map(entry));
            }
        }
        list
    }

    /// Removes claimed tasks.
    ///
    /// Claims on completed tasks are dropped.
    fn set_claimed_apart(&mut self, plans: &[PlanView<'_>], is_narrowed: bool, listing: Listing) {
        let held: HashSet<(&str, &str)> = listing
            .claims
            .iter()
            .map(|claim| (claim.key.path.as_str(), claim.key.task.as_str()))
            .collect();
        let is_free = |entry: &Entry<'_, '_>| {
            let id = entry.task.id().unwrap_or_default();
            !held.contains(&(entry.task.path(), id))
                && (listing.unreadable.is_empty()
                    || !claim::key(entry.plan, entry.task)
                        .is_some_and(|key| listing.is_taken(&key)))
        };
        let before = self.ready.len();
        self.ready.retain(is_free);
        self.claimed = before - self.ready.len();
        self.unknown.retain(is_free);
        self.claims = listing
            .claims
            .into_iter()
            .filter(|claim| matters(claim, plans).unwrap_or(!is_narrowed))
            .collect();
    }
}

/// Whether a claim's task is unsettled; `None` if its file is not in these plans.
fn matters(claim: &Claim, plans: &[PlanView<'_>]) -> Option<bool> {
    let mut phases = plans.iter().flat_map(|plan| &plan.phases);
    let phase = phases.find(|phase| phase.file.path.as_str() == claim.key.path)?;
    let mut tasks = phase.phase.map_or(&[][..], Phase::tasks).iter();
    let task = tasks.find(|task| task.id_text() == Some(&claim.key.task));
    let state = task.and_then(|task| task.state);
    Some(!state.is_some_and(Class::is_settled))
}

fn passes(task: &TaskView<'_>, flags: &TaskFilter) -> bool {
    let same = |one: &str, other: &String| one.to_lowercase() == other.trim().to_lowercase();
    let is_any = |own: &str, wanted: &[String]| wanted.iter().any(|it| same(own, it));
    (flags.assignee.is_empty() || task.assignees().any(|who| is_any(who, &flags.assignee)))
        && (flags.priority.is_empty()
            || task
                .priority
                .is_some_and(|own| is_any(own, &flags.priority)))
}
