//! `progress criterion`: marks success criteria as met or pending.

use std::collections::BTreeMap;

use progress_core::source::RootedPath;
use progress_core::status::{NoSingleCriterion, find_criterion};
use progress_core::update::{CriterionInstruction, Order};

use super::args::{CriterionArguments, CriterionCommand, CriterionNames};
use super::failure::Failure;
use super::update::{finish, load, open_file, plans_at, prefer_current};
use super::{Console, ExitStatus, project};
use crate::project::Project;
use crate::updating::FileOrder;

pub(super) fn run(
    arguments: &CriterionArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let (names, is_met) = match &arguments.command {
        CriterionCommand::Met(names) => (names, true),
        CriterionCommand::Pending(names) => (names, false),
    };
    if let Some(file) = &names.place.file {
        let (project, path) = open_file(file, console)?;
        let order = order(&names.criteria, is_met);
        let orders = [FileOrder { path, order }];
        return finish(&project, &orders, false, &names.output, console);
    }
    let project = project::here(None, console)?;
    let orders = find(names, is_met, &project)?;
    finish(&project, &orders, true, &names.output, console)
}

fn order(ids: &[String], is_met: bool) -> Order {
    let criteria = ids.iter().map(|id| CriterionInstruction {
        criterion: id.clone(),
        is_met,
    });
    Order {
        criteria: criteria.collect(),
        ..Order::default()
    }
}

/// The order for each file that has some of the criteria.
fn find(
    names: &CriterionNames,
    is_met: bool,
    project: &Project,
) -> Result<Vec<FileOrder>, Failure> {
    let workspace = load(project, None);
    let plans = plans_at(&names.place, project, &workspace)?;
    let mut preferred = plans_at(&names.place, project, &workspace)?;
    prefer_current(&mut preferred, &workspace);
    // Each file is written once, whatever the number of its criteria.
    let mut of_files: BTreeMap<RootedPath, Vec<String>> = BTreeMap::new();
    for name in &names.criteria {
        let found = match find_criterion(&plans, name) {
            // IDs such as `SC-1` occur in many plans; the one being worked on is meant.
            Err(NoSingleCriterion::Ambiguous { .. }) => find_criterion(&preferred, name),
            found => found,
        };
        let found = found.map_err(|error| unfound(&error))?;
        let path = found.phase.file.path.clone();
        of_files.entry(path).or_default().push(found.id.to_owned());
    }
    let orders = of_files.into_iter().map(|(path, ids)| FileOrder {
        path,
        order: order(&ids, is_met),
    });
    Ok(orders.collect())
}

fn unfound(error: &NoSingleCriterion) -> Failure {
    let help = match error {
        NoSingleCriterion::Unknown {
            near: Some(near), ..
        } => format!("did you mean `{near}`?"),
        NoSingleCriterion::Unknown { known, .. } if !known.is_empty() => {
            format!("there is `{}`", known.join("`, `"))
        }
        NoSingleCriterion::Unknown { .. } => {
            "only entries of `success_criteria` with an `id` can be marked".to_owned()
        }
        NoSingleCriterion::Ambiguous { .. } => "add --plan and --phase, or --file".to_owned(),
    };
    Failure::new(error.to_string()).help(help)
}
