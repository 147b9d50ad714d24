//! `progress ready`: lists tasks that can start now.

mod claim;
mod claim_item;
mod human;
mod json;
mod release;

use claim::failure;
pub(super) use claim::{holder, holder_of, listing};
pub(super) use claim_item::{ClaimItem, HeldClaimItem};
pub(super) use human::obstacle_text;
use progress_core::status::{NoSingleTask, PlanView, ReadinessIndex, WorkFilter, find, plans};
use progress_core::workspace::Workspace;

use super::args::{ReadyArguments, TableFormat, TaskFilter};
use super::failure::Failure;
use super::plans::Loaded;
use super::project;
use super::task_filter::{check_priorities, keep_phase, warn_of_assignees};
use super::{Console, ExitStatus};
use crate::claims::{Claims, ReadyTasks};
use crate::selection::PlanNames;

/// Maximum tasks shown to people by default.
const SHOWN: usize = 40;

pub(super) fn run(
    arguments: &ReadyArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::here(arguments.config.as_deref(), console)?;
    // The list works without claims; only the flags about them need them.
    let claims = Claims::open(project.root.repository.as_ref(), &project.root.folder);
    let format = arguments.format;
    // Plans are read only for a better message: no file may have the task any more.
    if let Some(name) = &arguments.claim.release {
        let claims = claims.map_err(|error| failure(&error))?;
        let exists = || {
            let workspace = project.load_all();
            !matches!(
                find(&plans(&workspace), name),
                Err(NoSingleTask::Unknown { .. })
            )
        };
        return release::release(name, &claims, exists, console, format);
    }
    let Loaded {
        workspace,
        names,
        base,
        status,
    } = Loaded::of(&project, console);
    // A dependency may be in a plan that is not selected.
    let readiness = ReadinessIndex::of(&workspace);
    let filter = WorkFilter {
        assignees: arguments.filter.assignee.clone(),
        priorities: arguments.filter.priority.clone(),
    };
    let mut wanted = selected_plans(&arguments.filter, &filter, &names, &workspace, console)?;
    // It is unknown which phase a broken file is of.
    project::warn_of_unparsed(&wanted, &base, console);
    keep_phase(&mut wanted, arguments.filter.phase.as_deref(), console);
    let mut list = ReadyTasks::of(&wanted, &filter, &readiness);
    let result = if let Some(name) = &arguments.claim.claim {
        // clap requires `--as` with `--claim`.
        let who = arguments.claim.claimer.as_deref().unwrap_or_default();
        claim::take(
            &list,
            &wanted,
            name.as_deref(),
            who,
            &claims.map_err(|error| failure(&error))?,
            console,
            format,
        )
    } else {
        let is_narrowed = arguments.filter.plan.is_some() || arguments.filter.phase.is_some();
        let statuses = &workspace.settings.statuses;
        list.set_claimed_apart(&wanted, is_narrowed, listing(claims, console), statuses);
        show(&list, arguments, status, console)
    };
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    result
}

fn show(
    list: &ReadyTasks<'_, '_>,
    arguments: &ReadyArguments,
    status: ExitStatus,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    if list.ready.is_empty() && !list.is_of_nothing && arguments.format == TableFormat::Human {
        console.note("no task is ready");
    }
    // Programs get everything, unless they ask for less.
    let limit = match (arguments.limit, arguments.format) {
        (Some(0), _) | (None, TableFormat::Json) => usize::MAX,
        (Some(limit), _) => limit,
        (None, TableFormat::Human) => SHOWN,
    };
    let view = human::View {
        called: console.called,
        paint: console.colors_stdout(),
        screen: console.screen(),
        shows_all: arguments.all,
        limit,
    };
    console.finish(status, |out| match arguments.format {
        TableFormat::Human => view.write(list, out),
        TableFormat::Json => json::write(list, limit, out),
    })
}

/// The plans that the flags select. Rejects filters that cannot match, and warns of those
/// that probably should.
fn selected_plans<'w>(
    flags: &TaskFilter,
    work: &WorkFilter,
    names: &PlanNames,
    workspace: &'w Workspace,
    console: &mut Console<'_>,
) -> Result<Vec<PlanView<'w>>, Failure> {
    let mut wanted = plans(workspace);
    check_priorities(work, &wanted)?;
    warn_of_assignees(work, &wanted, console);
    if let Some(name) = &flags.plan {
        wanted = names.select(wanted, name, &workspace.settings)?;
    }
    Ok(wanted)
}
