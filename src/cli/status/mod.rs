//! `progress status`: shows the progress of plans.

mod columns;
mod human;
mod json;

use progress_core::config::Settings;
use progress_core::display::nearest;
use progress_core::model::{Class, Status};
use progress_core::status::{Filter, PlanView, plans, words};

use super::args::{PhaseFilter, StatusArguments, TableFormat};
use super::failure::Failure;
use super::plans::PlanNames;
use super::project::{self, complain_of_unread, nothing};
use super::{Console, ExitStatus};

pub(super) fn run(
    arguments: &StatusArguments,
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
    let mut wanted = plans(&workspace);
    if wanted.is_empty() && workspace.errors.is_empty() {
        console.warn(&nothing(
            std::slice::from_ref(&root),
            &root,
            &workspace.settings,
        ));
    }
    let is_empty = wanted.is_empty();
    let filter = phase_filter(&arguments.filter, &workspace.settings, &wanted)?;
    for name in [&arguments.plan, &arguments.filter.prd]
        .into_iter()
        .flatten()
    {
        wanted = names.select(wanted, name, &workspace.settings)?;
    }
    let is_narrowed = arguments.plan.is_some() || arguments.filter.prd.is_some();
    filter.apply(&mut wanted);
    if wanted.is_empty() && !is_empty {
        console.warn(&Failure::new("no phase matches").help("drop a filter to see more"));
    }
    let view = human::View {
        paint: console.colors_stdout(),
        width: console.width(),
        shows_phases: is_narrowed || !filter.is_open() || wanted.len() == 1,
        shows_over: arguments.all || is_narrowed,
        base,
    };
    let result = console.finish(status, |out| match arguments.format {
        TableFormat::Human => view.write(&wanted, out),
        TableFormat::Json => json::write(&wanted, out),
    });
    drop(wanted);
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    result
}

/// Builds the filter from the flags; rejects unknown statuses.
fn phase_filter(
    flags: &PhaseFilter,
    settings: &Settings,
    plans: &[PlanView<'_>],
) -> Result<Filter, Failure> {
    let status = flags
        .status
        .as_deref()
        .map(|word| known_status(word, settings, plans));
    Ok(Filter {
        status: status.transpose()?,
        phase: flags.phase.clone(),
        owner: flags.owner.clone(),
        contributor: flags.contributor.clone(),
        blockers: flags.blockers,
    })
}

fn known_status(
    word: &str,
    settings: &Settings,
    plans: &[PlanView<'_>],
) -> Result<Status, Failure> {
    let status = settings.statuses.read(word);
    let used = words(&settings.statuses, plans);
    if status.class != Class::Unknown || used.contains(&status.word.as_str()) {
        return Ok(status);
    }
    let help = match nearest(&status.word, used) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use a status that occurs in a file, such as `in_progress`".to_owned(),
    };
    Err(Failure::new(format!("no phase has the status `{word}`")).help(help))
}
