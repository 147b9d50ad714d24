//! `progress report`: a page about all plans, or a short summary.

mod checked;
mod course;
mod html;
mod markdown;

use progress_core::status::plans;

use super::args::{ReportArguments, ReportFormat};
use super::failure::Failure;
use super::plans::Loaded;
use super::project;
use super::revision::broken;
use super::{Console, ExitStatus};
use crate::history::{Evolution, evolution};
use crate::linking::Linker;
use crate::project::Project;

pub(super) fn run(
    arguments: &ReportArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::here(arguments.config.as_deref(), console)?;
    let evolution = evolution_of(&project, console);
    if arguments.html.is_some() || arguments.format == ReportFormat::Html {
        html::run(&project, evolution.as_ref(), arguments, console)
    } else {
        summary(project, evolution.as_ref(), arguments, console)
    }
}

fn summary(
    project: Project,
    evolution: Option<&Evolution>,
    arguments: &ReportArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let Loaded {
        workspace,
        names,
        status,
        ..
    } = Loaded::of(project, console);
    let mut wanted = plans(&workspace);
    if let Some(name) = &arguments.plan {
        wanted = names.select(wanted, name, &workspace.settings)?;
    }
    let plan = match (&arguments.plan, wanted.as_slice()) {
        (Some(_), [plan]) => Some(plan.name),
        _ => None,
    };
    let forecast = evolution.map(|it| course::sentence(it.forecast(plan), it.end));
    let result = console.finish(status, |out| {
        markdown::write(&workspace, &wanted, forecast.as_deref(), out)
    });
    drop(wanted);
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    result
}

/// How the tasks changed up to `HEAD`; `None` without a history.
fn evolution_of(project: &Project, console: &mut Console<'_>) -> Option<Evolution> {
    let repository = project.root.repository.as_ref()?;
    let settings = &project.settings;
    let mut linker = Linker::with_memory(repository, settings);
    let found = repository.head().and_then(|head| match head {
        Some(head) => evolution(repository, settings, head.id, &mut linker).map(Some),
        None => Ok(None),
    });
    linker.save();
    found.unwrap_or_else(|error| {
        // The files are worth a report of their own.
        console.warn(&broken(&error));
        None
    })
}
