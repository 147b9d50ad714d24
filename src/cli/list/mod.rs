//! `progress list`: lists tasks, whatever their status.

mod human;
mod json;

pub(super) use json::readiness;
use progress_core::config::Settings;
use progress_core::status::{
    PlanView, ReadinessIndex, TaskConditions, WorkFilter, list_tasks, plans, task_words,
};

use super::args::{ListArguments, ListFilter, TableFormat};
use super::failure::Failure;
use super::plans::{Loaded, known_status};
use super::project::warn_of_unparsed;
use super::task_filter::{check_priorities, keep_phase, warn_of_assignees};
use super::{Console, ExitStatus};

pub(super) fn run(
    arguments: &ListArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let Loaded {
        workspace,
        names,
        base,
        status,
    } = Loaded::here(arguments.config.as_deref(), console)?;
    let settings = &workspace.settings;
    let mut wanted = plans(&workspace);
    let is_empty = wanted.is_empty();
    // A status may be used by any plan, not only by the selected ones.
    let conditions = conditions(&arguments.filter, settings, &wanted)?;
    let mut is_explained = warn_of_assignees(&conditions.work, &wanted, console);
    if let Some(name) = &arguments.plan {
        wanted = names.select(wanted, name, settings)?;
    }
    warn_of_unparsed(&wanted, &base, console);
    is_explained |= keep_phase(&mut wanted, arguments.filter.phase.as_deref(), console);
    let settled = ReadinessIndex::of(&workspace);
    let listed = list_tasks(&wanted, &conditions, &settled, &settings.statuses);
    // If there are no plans at all, that has been reported already.
    if listed.is_empty() && !is_empty && !is_explained {
        let has_tasks = wanted.iter().any(|plan| plan.counts().total > 0);
        console.warn(&if has_tasks {
            Failure::new("no task matches").help("remove a filter to see more")
        } else {
            Failure::new("there are no tasks yet")
                .help("add one with `progress add ID DESCRIPTION --plan PLAN --phase PHASE`")
        });
    }
    let view = human::View {
        paint: console.colors_stdout(),
        screen: console.screen(),
    };
    let result = console.finish(status, |out| match arguments.format {
        TableFormat::Human => view.write(&listed, out),
        TableFormat::Json => json::write(&listed, out),
    });
    drop(listed);
    drop(wanted);
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    result
}

/// Builds the conditions from the flags; rejects unknown statuses and priorities.
fn conditions(
    flags: &ListFilter,
    settings: &Settings,
    plans: &[PlanView<'_>],
) -> Result<TaskConditions, Failure> {
    let used = task_words(&settings.statuses, plans);
    let used: Vec<&str> = used.iter().map(String::as_str).collect();
    let mut statuses = Vec::with_capacity(flags.status.len());
    for word in &flags.status {
        statuses.push(known_status(word, "task", &settings.statuses, &used)?);
    }
    let work = WorkFilter {
        assignees: flags.assignee.clone(),
        priorities: flags.priority.clone(),
    };
    check_priorities(&work, plans)?;
    Ok(TaskConditions {
        statuses,
        work,
        is_unsettled: flags.open,
        is_held_up: flags.blocked,
    })
}
