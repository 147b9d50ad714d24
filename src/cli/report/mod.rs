//! `progress report`: a page about all plans, or a short summary.

mod checked;
mod course;
mod html;
mod markdown;

use super::args::ReportArguments;
use super::failure::Failure;
use super::project;
use super::revision::{broken, shallow};
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
    let recorded = recorded(&project, console);
    html::run(&project, recorded.as_ref(), arguments, console)
}

/// What the history of `HEAD` says; `None` without one.
fn recorded(project: &Project, console: &mut Console<'_>) -> Option<Recorded> {
    let repository = project.root.repository.as_ref()?;
    if repository.is_shallow() {
        console.warn(&shallow());
    }
    let settings = &project.settings;
    let mut linker = Linker::with_memory(repository, settings);
    let found = repository.head().and_then(|head| match head {
        Some(head) => {
            let past = Past::read(repository, settings, head.id, &mut linker)?;
            let evolution = evolution(repository, settings, head.id, past.commits(), &mut linker)?;
            Ok(Some(Recorded { past, evolution }))
        }
        None => Ok(None),
    });
    linker.save();
    found.unwrap_or_else(|error| {
        // The files are worth a report of their own.
        console.warn(&broken(&error));
        None
    })
}
