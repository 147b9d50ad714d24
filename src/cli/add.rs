//! `progress add`: adds a task to a phase.

use progress_core::source::RootedPath;
use progress_core::status::{NoSinglePhase, single_phase};
use progress_core::update::{Addition, Order, check_dependencies, existing};

use super::args::{AddArguments, PhasePlace};
use super::failure::Failure;
use super::update::{finish, load, open_file, plans_at, prefer_current};
use super::{Console, ExitStatus, project};
use crate::project::Project;
use crate::updating::FileOrder;

pub(super) fn run(
    arguments: &AddArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let (plan, id) = match arguments.id.rsplit_once(':') {
        Some((plan, id)) => (Some(plan.trim().to_owned()), id.trim()),
        None => (None, arguments.id.trim()),
    };
    if arguments.description.trim().is_empty() {
        let failure = Failure::new("the description is empty");
        return Err(failure.help("describe what to do"));
    }
    let (project, path) = if let Some(file) = &arguments.place.file {
        let (project, path) = open_file(file, console)?;
        if let Some(plan) = plan {
            check_plan(&plan, &path, &project)?;
        }
        (project, path)
    } else {
        let project = project::here(None, console)?;
        let place = PhasePlace {
            plan: arguments.place.plan.clone().or(plan),
            phase: arguments.place.phase.clone(),
            file: None,
        };
        let path = find(&place, id, &project)?;
        (project, path)
    };
    let dependencies = named(&arguments.depends);
    // The order is about one file, so what concerns the whole plan is checked here.
    check(&project, &path, id, &dependencies)?;
    let addition = Addition {
        id: id.to_owned(),
        description: arguments.description.trim().to_owned(),
        assignees: named(&arguments.assignee),
        dependencies,
        estimate: arguments.estimate.clone(),
        priority: arguments.priority.clone(),
        after: arguments.after.clone(),
        ..Addition::default()
    };
    let order = Order {
        additions: vec![addition],
        ..Order::default()
    };
    let orders = [FileOrder { path, order }];
    // A file that was named need not be named again.
    let finds = arguments.place.file.is_none();
    finish(&project, &orders, finds, &arguments.output, console)
}

/// Names without blanks around them; none if they say so.
pub(super) fn named(names: &[String]) -> Vec<String> {
    let names = names.iter().map(|name| name.trim());
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    match names.as_slice() {
        // An option needs a value, so there is a word for an empty list.
        [name] if name.eq_ignore_ascii_case("none") => Vec::new(),
        names => names.iter().map(|&name| name.to_owned()).collect(),
    }
}

/// Finds the file of the phase.
fn find(place: &PhasePlace, id: &str, project: &Project) -> Result<RootedPath, Failure> {
    let workspace = load(project, None);
    let mut plans = plans_at(place, project, &workspace)?;
    // A plan that is named may have several folders; the branch does not decide between them.
    if place.plan.is_none() {
        prefer_current(&mut plans, &workspace);
    }
    match single_phase(&plans) {
        Ok(phase) => Ok(phase.file.path.clone()),
        Err(NoSinglePhase::None) => {
            let failure = Failure::new(format!("no phase found for `{id}`"));
            Err(failure.help(
                "create one with `progress new PLAN PHASE`; `progress status PLAN` lists the phases of a plan",
            ))
        }
        Err(NoSinglePhase::Several(paths)) => {
            let base = project.base();
            let shown: Vec<String> = paths
                .iter()
                .take(MAX_NAMED)
                .map(|path| format!("`{}`", base.shown(path)))
                .collect();
            let more = match paths.len() - shown.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let message = format!(
                "{} phases found for `{id}`: {}{more}",
                paths.len(),
                shown.join(", ")
            );
            Err(Failure::new(message).help("say which: add --plan and --phase, or --file"))
        }
    }
}

/// Checks that a file belongs to the plan that is named with the ID.
fn check_plan(plan: &str, path: &RootedPath, project: &Project) -> Result<(), Failure> {
    let workspace = load(project, None);
    let place = PhasePlace {
        plan: Some(plan.to_owned()),
        phase: None,
        file: None,
    };
    let plans = plans_at(&place, project, &workspace)?;
    let mut phases = plans.iter().flat_map(|it| &it.phases);
    if phases.any(|phase| phase.file.path == *path) {
        return Ok(());
    }
    let shown = project.base().shown(path.as_str()).into_owned();
    let failure = Failure::new(format!("`{shown}` does not belong to plan `{plan}`"));
    Err(failure.help("leave out either the plan before the ID, or --file"))
}

/// Maximum files named if several match.
const MAX_NAMED: usize = 5;

/// Checks that the ID is new to the plan, and that the dependencies exist.
fn check(
    project: &Project,
    path: &RootedPath,
    id: &str,
    dependencies: &[String],
) -> Result<(), Failure> {
    let workspace = load(project, Some(path));
    let Some(file) = workspace.id_of(path.as_str()) else {
        return Ok(());
    };
    if let Some((task, _)) = existing(&workspace.plans, file, id) {
        let base = project.base();
        let shown = base.shown(workspace.file(task.file).path.as_str());
        let failure = Failure::new(format!("task `{id}` already exists in `{shown}`"));
        return Err(failure.help(format!(
            "choose another ID, or change that task with `progress edit {id}`"
        )));
    }
    check_dependencies(&workspace.plans, file, id, dependencies)
        .map_err(|error| Failure::new(error.to_string()).help(error.help()))
}
