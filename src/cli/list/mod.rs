//! `progress list`: lists tasks, whatever their status.

mod human;
mod json;

pub(super) use json::readiness;
use progress_core::config::Settings;
use progress_core::display::nearest;
use progress_core::model::{Class, Status};
use progress_core::status::{
    Filter, PlanView, ReadinessIndex, TaskConditions, list_tasks, plans, task_words,
};

use super::args::{ListArguments, ListFilter, TableFormat};
use super::failure::Failure;
use super::plans::PlanNames;
use super::project::{self, complain_of_unread, nothing};
use super::{Console, ExitStatus};

pub(super) fn run(
    arguments: &ListArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::here(arguments.config.as_deref(), console)?;
    let base = project.base();
    let names = PlanNames::of(&project);
    let root = project.root.folder.clone();
    let workspace = project.load_all();
    let mut status = ExitStatus::Clean;
    if complain_of_unread(&workspace, &base, console) {
        status = ExitStatus::Failed;
    }
    let settings = &workspace.settings;
    let mut wanted = plans(&workspace);
    let is_empty = wanted.is_empty();
    if is_empty && workspace.errors.is_empty() {
        console.warn(&nothing(std::slice::from_ref(&root), &root, settings));
    }
    let conditions = conditions(&arguments.filter, settings, &wanted)?;
    if let Some(name) = &arguments.plan {
        wanted = names.select(wanted, name, settings)?;
    }
    let phases = Filter {
        phase: arguments.filter.phase.clone(),
        ..Filter::default()
    };
    phases.apply(&mut wanted);
    let settled = ReadinessIndex::of(&workspace);
    let listed = list_tasks(&wanted, &conditions, &settled, &settings.statuses);
    if listed.is_empty() && !is_empty {
        console.warn(&Failure::new("no task matches").help("drop a filter to see more"));
    }
    let view = human::View {
        paint: console.colors_stdout(),
        width: console.width(),
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

/// Builds the conditions from the flags; rejects unknown statuses.
fn conditions(
    flags: &ListFilter,
    settings: &Settings,
    plans: &[PlanView<'_>],
) -> Result<TaskConditions, Failure> {
    let mut statuses = Vec::with_capacity(flags.status.len());
    for word in &flags.status {
        statuses.push(known_status(word, settings, plans)?);
    }
    Ok(TaskConditions {
        statuses,
        assignees: flags.assignee.clone(),
        priorities: flags.priority.clone(),
        is_unsettled: flags.open,
        is_held_up: flags.blocked,
    })
}

fn known_status(
    word: &str,
    settings: &Settings,
    plans: &[PlanView<'_>],
) -> Result<Status, Failure> {
    let status = settings.statuses.read(word);
    if status.class != Class::Unknown {
        return Ok(status);
    }
    let words = task_words(&settings.statuses, plans);
    if words.contains(&status.word) {
        return Ok(status);
    }
    let help = match nearest(&status.word, words.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use a status that occurs in a file, such as `in_progress`".to_owned(),
    };
    Err(Failure::new(format!("no task has the status `{word}`")).help(help))
}
