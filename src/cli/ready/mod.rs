//! `progress ready`: what can start now.

mod human;
mod json;

use super::args::{ReadyArguments, TableFormat, TaskFilter};
use super::failure::Failure;
use super::plans::Place;
use super::project::{Project, complain_of_unread, nothing};
use super::{Console, ExitStatus};
use crate::overview::{Filter, PhaseView, PlanView, Settled, TaskView, plans};
use crate::workspace::Workspace;

/// So many tasks people are shown unless they ask for more.
const SHOWN: usize = 40;

pub(super) fn run(
    arguments: &ReadyArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = Project::here(arguments.config.as_deref(), console)?;
    let base = project.base();
    let place = Place::of(&project);
    let root = project.root.folder.clone();
    let workspace = project.load_all();
    let mut status = ExitStatus::Clean;
    if complain_of_unread(&workspace, &base, console) {
        status = ExitStatus::Failed;
    }
    let settled = Settled::of(&workspace);
    let wanted = wanted(&arguments.filter, &place, plans(&workspace))?;
    let list = List::of(&wanted, &arguments.filter, &settled);
    if workspace.files.is_empty() && workspace.errors.is_empty() {
        console.warn(&nothing(
            std::slice::from_ref(&root),
            &root,
            &workspace.settings,
        ));
    } else if list.ready.is_empty() && arguments.format == TableFormat::Human {
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
    let result = console.finish(status, |out| match arguments.format {
        TableFormat::Human => view.write(&list, out),
        TableFormat::Json => json::write(&list, limit, out),
    });
    leave(workspace);
    result
}

/// Ends without taking thousands of trees apart: the process ends next.
fn leave(workspace: Workspace) {
    std::mem::forget(workspace);
}

/// The plans and phases that the flags name.
fn wanted<'w>(
    flags: &TaskFilter,
    place: &Place,
    mut plans: Vec<PlanView<'w>>,
) -> Result<Vec<PlanView<'w>>, Failure> {
    if let Some(name) = &flags.plan {
        plans = place.select(plans, name)?;
    }
    let filter = Filter {
        phase: flags.phase.clone(),
        ..Filter::default()
    };
    filter.apply(&mut plans);
    Ok(plans)
}

/// A task in its place.
pub(super) struct Entry<'v, 'w> {
    pub plan: &'v PlanView<'w>,
    pub phase: &'v PhaseView<'w>,
    pub task: &'v TaskView<'w>,
}

/// What can start, and what perhaps can.
pub(super) struct List<'v, 'w> {
    pub ready: Vec<Entry<'v, 'w>>,
    /// Nobody can tell whether these are ready.
    pub unknown: Vec<Entry<'v, 'w>>,
    pub settled: &'v Settled<'w>,
}

impl<'v, 'w> List<'v, 'w> {
    fn of(plans: &'v [PlanView<'w>], flags: &TaskFilter, settled: &'v Settled<'w>) -> Self {
        let mut list = Self {
            ready: Vec::new(),
            unknown: Vec::new(),
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
