//! `progress status`: shows the progress of plans.

mod details;
mod human;
mod json;
mod line_start;
mod view;
mod write;

use progress_core::config::Settings;
use progress_core::source::RootedPath;
use progress_core::status::{Filter, PlanView, SECTION, plans, status_section, words};

use super::args::{PhaseFilter, StatusArguments, StatusFormat};
use super::failure::Failure;
use super::plans::{Loaded, known_status};
use super::project::{self, complain_of_unparsed, warn_of_unparsed};
use super::ready::listing;
use super::{Console, ExitStatus};
use crate::claims::{Claims, held_claims};
use progress_git::write::Store;

pub(super) fn run(
    arguments: &StatusArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::here(arguments.config.as_deref(), console)?;
    let claims = Claims::open(project.root.repository.as_ref(), &project.root.folder);
    // It is used after the project, which is consumed when files are loaded.
    let store = Store::open(project.root.repository.as_ref(), &project.root.folder);
    let Loaded {
        workspace,
        names,
        base,
        status,
    } = Loaded::of(&project, console);
    let mut wanted = plans(&workspace);
    let is_empty = wanted.is_empty();
    // A status may be used by any plan, not only by the selected ones.
    let filter = phase_filter(&arguments.filter, &workspace.settings, &wanted)?;
    for name in [&arguments.plan, &arguments.filter.prd]
        .into_iter()
        .flatten()
    {
        wanted = names.select(wanted, name, &workspace.settings)?;
    }
    let names_nothing = !is_empty && names_no_phase(&arguments.filter, &wanted);
    let is_narrowed = arguments.plan.is_some() || arguments.filter.prd.is_some();
    filter.apply(&mut wanted);
    // If there are no plans at all, that has been reported already.
    if wanted.is_empty() && !is_empty {
        console.warn(&Failure::new("no phase matches").help("remove a filter to see more"));
    }
    // A single plan leaves room for its phases.
    let shows_phases = is_narrowed || !filter.is_open() || wanted.len() == 1;
    // A plan that was named is shown even if it is finished.
    let shows_over = arguments.all || is_narrowed;
    if let Some(path) = &arguments.write {
        // What cannot be read would be missing from the table.
        if status != ExitStatus::Clean || complain_of_unparsed(&wanted, &base, console) {
            return Ok(ExitStatus::Failed);
        }
        // A misspelled name must not empty the table.
        if names_nothing {
            return Ok(ExitStatus::Failed);
        }
        let section = status_section(&wanted, shows_phases, shows_over);
        let path = RootedPath::new(&names.root, &names.current.join(path));
        return write::run(&store, &path, &section, arguments.check, console);
    }
    // Where phases are shown, such a file has a line of its own.
    if arguments.format != StatusFormat::Human || !shows_phases {
        warn_of_unparsed(&wanted, &base, console);
    }
    let listing = listing(claims, console);
    let statuses = &workspace.settings.statuses;
    let claims = held_claims(listing, &wanted, true, statuses);
    let view = view::View {
        called: console.called,
        paint: console.colors_stdout(),
        screen: console.screen(),
        shows_phases,
        shows_over,
        base,
        claims: &claims,
    };
    let result = console.finish(status, |out| match arguments.format {
        StatusFormat::Human => view.write(&wanted, out),
        StatusFormat::Json => json::write(&wanted, &claims, out),
        StatusFormat::Markdown => {
            let section = status_section(&wanted, shows_phases, shows_over);
            write!(out, "<!-- {SECTION} -->\n{section}<!-- /{SECTION} -->\n")
        }
    });
    drop(wanted);
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    result
}

/// Whether no phase has the name, the owner or the contributor that is asked for. That none has a
/// status or a blocker is an answer, not a mistake.
fn names_no_phase(flags: &PhaseFilter, plans: &[PlanView<'_>]) -> bool {
    let named = Filter {
        phase: flags.phase.clone(),
        owner: flags.owner.clone(),
        contributor: flags.contributor.clone(),
        ..Filter::default()
    };
    !named.finds_any(plans)
}

/// Builds the filter from the flags; rejects unknown statuses.
fn phase_filter(
    flags: &PhaseFilter,
    settings: &Settings,
    plans: &[PlanView<'_>],
) -> Result<Filter, Failure> {
    let status = match &flags.status {
        Some(word) => {
            let used = words(&settings.statuses, plans);
            Some(known_status(word, "phase", &settings.statuses, &used)?)
        }
        None => None,
    };
    Ok(Filter {
        status,
        phase: flags.phase.clone(),
        owner: flags.owner.clone(),
        contributor: flags.contributor.clone(),
        blockers: flags.blockers,
    })
}
