//! Finds plans by name.

use super::plan_view::PlanView;
use crate::collections::HashSet;
use crate::display::nearest;
use crate::model::plan::without_version;
use crate::model::plan_path::same_plan;
use crate::source::name_of;

/// Maximum candidates listed for an ambiguous prefix.
const MAX_LISTED: usize = 5;

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
        .take(MAX_LISTED)
        .map(|it| format!("`{it}`"))
        .collect();
    if plans.len() > MAX_LISTED {
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
    // `auth` means the plan `auth`, even if there is an `auth-v2` or an `authoring`.
    let (exact, others): (Vec<_>, Vec<_>) = plans
        .into_iter()
        .partition(|plan| is_exactly(plan, name, path));
    if !exact.is_empty() {
        return Ok(exact);
    }
    // `auth` also means `auth-v2`, and then all of its versions, but not `authoring`.
    let (versions, others): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|plan| same_plan(name, plan.name) || same_plan(name, name_of(plan.folder)));
    if !versions.is_empty() {
        return Ok(versions);
    }
    by_beginning(others, name)
}

fn is_exactly(plan: &PlanView<'_>, name: &str, path: Option<&str>) -> bool {
    plan.name == name
        || name_of(plan.folder) == name
        || path.is_some_and(|path| lies_at(plan, path))
}

fn lies_at(plan: &PlanView<'_>, path: &str) -> bool {
    // `.` is the root, which names no plan, although the files of one may be there.
    if !path.is_empty() && plan.folder == path {
        return true;
    }
    plan.phases
        .iter()
        .any(|phase| phase.file.path.as_str() == path)
}

fn begins_with(plan: &PlanView<'_>, name: &str) -> bool {
    // Every name starts with an empty one.
    !name.is_empty() && (plan.name.starts_with(name) || name_of(plan.folder).starts_with(name))
}

fn by_beginning<'w>(plans: Vec<PlanView<'w>>, name: &str) -> Result<Vec<PlanView<'w>>, Unmatched> {
    let mut names: Vec<String> = Vec::new();
    let mut seen = HashSet::default();
    for plan in &plans {
        // A plan in several directories is named once.
        if begins_with(plan, name) && seen.insert(plan.name) {
            names.push(plan.name.to_owned());
        }
    }
    match names.len() {
        0 => Err(Unmatched::Unknown {
            name: name.to_owned(),
            near: near(&plans, name),
        }),
        // One plan may be in several directories.
        1 => Ok(plans
            .into_iter()
            .filter(|plan| begins_with(plan, name))
            .collect()),
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
    if let Some(near) = nearest(name, names) {
        return Some(near.to_owned());
    }
    // `shp` for `shop-v1`: people leave out the version.
    let plans = plans
        .iter()
        .map(|plan| (without_version(plan.name), plan.name));
    let plans: Vec<(&str, &str)> = plans.collect();
    let near = nearest(name, plans.iter().map(|(short, _)| *short))?;
    let (_, full) = plans.iter().find(|(short, _)| *short == near)?;
    Some((*full).to_owned())
}
