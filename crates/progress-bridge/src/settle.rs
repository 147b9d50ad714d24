//! Establishes what has to hold for progress files, whatever format was read.

mod cycles;
mod ids;
mod links;
mod phases;

use std::collections::{BTreeMap, BTreeSet};

use crate::{Bundle, Format};

/// What is there already, from an earlier import or by hand.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The name to give to the plan; several plans get it as a prefix.
    pub prd: Option<String>,
    /// The plans, by name.
    pub plans: BTreeMap<String, KnownPlan>,
}

/// A plan that is there already.
#[derive(Clone, Debug, Default)]
pub struct KnownPlan {
    /// The IDs of tasks that were imported, by their source.
    pub sources: BTreeMap<String, String>,
    /// The IDs of all tasks.
    pub ids: BTreeSet<String>,
    /// The names and titles of its phases.
    pub phases: Vec<(String, String)>,
}

/// Maximum length of a name, since it becomes part of a path.
const MAX_NAME: usize = 80;

/// A text as the name of a plan or phase; `None` if nothing of it can be part of one.
#[must_use]
pub fn plan_name(text: &str) -> Option<String> {
    let mut name = String::new();
    for c in text.trim().chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
        if name.len() == MAX_NAME {
            break;
        }
    }
    let name = name.trim_matches(['-', '.', '_']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether a text can be the name of a plan as it is.
#[must_use]
pub fn is_plan_name(text: &str) -> bool {
    plan_name(text).as_deref() == Some(text)
}

pub(crate) fn settle(bundle: &mut Bundle, format: Format, known: &Known) {
    name_plans(bundle, known);
    let nothing = KnownPlan::default();
    let mut plans = std::mem::take(&mut bundle.plans);
    for plan in &mut plans {
        let known = known.plans.get(&plan.name).unwrap_or(&nothing);
        phases::name(plan, known);
        let renamed = ids::assign(plan, known, bundle);
        links::connect(plan, format, &renamed, bundle);
        cycles::break_up(plan, bundle);
    }
    plans.retain(|plan| !plan.phases.is_empty());
    bundle.plans = plans;
}

/// Gives each plan a name of its own.
fn name_plans(bundle: &mut Bundle, known: &Known) {
    let is_only = bundle.plans.len() == 1;
    let mut taken = BTreeSet::new();
    for plan in &mut bundle.plans {
        if let Some(prd) = &known.prd {
            plan.name = if is_only {
                prd.clone()
            } else {
                format!("{prd}-{}", plan.name)
            };
        }
        let wanted = plan.name.clone();
        let mut number = 2;
        // Names that differ only in case would be the same folder on some systems.
        while !taken.insert(plan.name.to_lowercase()) {
            plan.name = format!("{wanted}-{number}");
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_in_paths() {
        assert_eq!(
            plan_name("001-user auth!").as_deref(),
            Some("001-user-auth")
        );
        assert_eq!(plan_name("../../etc").as_deref(), Some("etc"));
        assert_eq!(plan_name("überall").as_deref(), Some("berall"));
        assert_eq!(plan_name("日本"), None);
        assert_eq!(plan_name(&"x".repeat(500)).unwrap().len(), MAX_NAME);
        assert!(is_plan_name("auth-v1") && !is_plan_name("a b") && !is_plan_name(""));
    }
}
