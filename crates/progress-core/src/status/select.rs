//! Finds plans by name.

use super::plan::PlanView;
use crate::display::nearest;
use crate::model::place::same_plan;
use crate::source::name_of;

/// Maximum candidates listed for an ambiguous prefix.
const TOLD: usize = 5;

/// The error for a name that matches no plan, or several.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmatched {
    /// There are no plans at all.
    #[error("no plans found")]
    NoPlans,
    /// No plan has this name.
    #[error("unknown plan `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// The plan that was probably meant.
        near: Option<String>,
    },
    /// Several plans have this prefix.
    #[error("several plans start with `{name}`: {}", shown(.plans))]
    Ambiguous {
        /// The prefix.
        name: String,
        /// The plans.
        plans: Vec<String>,
    },
}

fn shown(plans: &[String]) -> String {
    let mut names: Vec<String> = plans
        .iter()
        .take(TOLD)
        .map(|it| format!("`{it}`"))
        .collect();
    if plans.len() > TOLD {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// Returns the plans that match a name: a `prd`, the name or path of a directory, the path of a
/// file, any of these without its version, or a prefix of a single plan's name.
///
/// `path` is the name interpreted as a path relative to the root.
///
/// # Errors
///
/// Fails if no plan matches, or if several start with the name.
pub fn select<'w>(
    plans: Vec<PlanView<'w>>,
    name: &str,
    path: Option<&str>,
) -> Result<Vec<PlanView<'w>>, Unmatched> {
    if plans.is_empty() {
        return Err(Unmatched::NoPlans);
    }
    let is_exact = |plan: &PlanView<'_>| {
        plan.name == name
            || name_of(plan.folder) == name
            || path.is_some_and(|path| lies_at(plan, path))
    };
    let is_version = |plan: &PlanView<'_>| {
        let names = [plan.name, name_of(plan.folder)];
        names.iter().any(|own| same_plan(name, own))
    };
    for is_meant in [&is_exact as &dyn Fn(&PlanView<'_>) -> bool, &is_version] {
        if plans.iter().any(is_meant) {
            return Ok(plans.into_iter().filter(|plan| is_meant(plan)).collect());
        }
    }
    by_beginning(plans, name)
}

fn lies_at(plan: &PlanView<'_>, path: &str) -> bool {
    let has_file = |path: &str| {
        let mut files = plan.phases.iter().map(|phase| phase.file.path.as_str());
        files.any(|file| file == path)
    };
    !path.is_empty() && plan.folder == path || has_file(path)
}

fn by_beginning<'w>(plans: Vec<PlanView<'w>>, name: &str) -> Result<Vec<PlanView<'w>>, Unmatched> {
    let begins = |plan: &PlanView<'_>| {
        !name.is_empty() && (plan.name.starts_with(name) || name_of(plan.folder).starts_with(name))
    };
    let mut names: Vec<String> = plans
        .iter()
        .filter(|plan| begins(plan))
        .map(|plan| plan.name.to_owned())
        .collect();
    names.dedup();
    match names.len() {
        0 => Err(Unmatched::Unknown {
            name: name.to_owned(),
            near: near(&plans, name),
        }),
        1 => Ok(plans.into_iter().filter(begins).collect()),
        _ => Err(Unmatched::Ambiguous {
            name: name.to_owned(),
            plans: names,
        }),
    }
}

fn near(plans: &[PlanView<'_>], name: &str) -> Option<String> {
    let names = plans
        .iter()
        .flat_map(|plan| [plan.name, name_of(plan.folder)]);
    nearest(name, names).map(str::to_owned)
}
