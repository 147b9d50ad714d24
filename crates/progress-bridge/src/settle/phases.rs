//! Names of phases.

use std::collections::BTreeMap;

use super::taken::Taken;
use super::{KnownPlan, plan_name};
use crate::Plan;

/// Drops empty phases, and gives each of the others a name of its own.
pub(super) fn name(plan: &mut Plan, known: &KnownPlan) {
    let phases = std::mem::take(&mut plan.phases);
    let stated = phases.iter().filter_map(|phase| phase.name.as_ref());
    let names = known.phases.iter().map(|(name, _)| name).chain(stated);
    let mut taken: Taken = names.map(|name| name.to_lowercase()).collect();
    let mut by_title = BTreeMap::new();
    for (name, title) in &known.phases {
        by_title.entry(title.as_str()).or_insert(name.as_str());
    }
    let mut places = BTreeMap::new();
    for mut phase in phases {
        if phase.tasks.is_empty() {
            continue;
        }
        if phase.title.is_empty() {
            "Tasks".clone_into(&mut phase.title);
        }
        let stated = phase.name.as_deref().and_then(plan_name);
        let name = match (stated, by_title.get(phase.title.as_str())) {
            (Some(stated), _) => stated,
            // The name that a phase of this title got before.
            (None, Some(&before)) => before.to_owned(),
            (None, None) => taken.free("", 1, ""),
        };
        let place = *places.entry(name.clone()).or_insert(plan.phases.len());
        // The heading of a phase may be repeated.
        if let Some(earlier) = plan.phases.get_mut(place) {
            earlier.tasks.append(&mut phase.tasks);
        } else {
            phase.name = Some(name);
            plan.phases.push(phase);
        }
    }
}
