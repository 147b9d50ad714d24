//! `progress report`: a page about all plans, or a short summary.

mod checked;
mod course;
mod html;
mod markdown;

use progress_core::status::plans;
use progress_git::git::{GitError, ObjectId, Repository};

use super::args::{ReportArguments, ReportFormat};
use super::failure::Failure;
use super::plans::Loaded;
use super::project;
use super::revision::broken;
use super::{Console, ExitStatus};
use crate::history::{Evolution, evolution};
use crate::linking::Linker;
use crate::project::Project;
use crate::verifying::Past;

/// What the page says about the past.
struct Recorded {
    past: Past,
    evolution: Evolution,
}

pub(super) fn run(
    arguments: &ReportArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::here(arguments.config.as_deref(), console)?;
    if arguments.html.is_some() || arguments.format == ReportFormat::Html {
        let recorded = recorded(&project, console, |repository, tip, linker| {
            let settings = &project.settings;
            Ok(Recorded {
                past: Past::read(repository, settings, tip, linker)?,
                evolution: evolution(repository, settings, tip, linker)?,
            })
        });
        html::run(&project, recorded.as_ref(), arguments, console)
    } else {
        let evolution = recorded(&project, console, |repository, tip, linker| {
            evolution(repository, &project.settings, tip, linker)
        });
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

/// What the history of `HEAD` says; `None` without one.
fn recorded<T>(
    project: &Project,
    console: &mut Console<'_>,
    read: impl FnOnce(&Repository, ObjectId, &mut Linker<'_>) -> Result<T, GitError>,
) -> Option<T> {
    let repository = project.root.repository.as_ref()?;
    let mut linker = Linker::with_memory(repository, &project.settings);
    let found = repository.head().and_then(|head| match head {
        Some(head) => read(repository, head.id, &mut linker).map(Some),
        None => Ok(None),
    });
    linker.save();
    found.unwrap_or_else(|error| {
        // The files are worth a report of their own.
        console.warn(&broken(&error));
        None
    })
}
