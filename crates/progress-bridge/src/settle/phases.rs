//! Names of phases.

use std::collections::BTreeSet;

use super::{KnownPlan, plan_name};
use crate::{Phase, Plan};

/// Drops empty phases, and gives each of the others a name of its own.
pub(super) fn name(plan: &mut Plan, known: &KnownPlan) {
    let phases = std::mem::take(&mut plan.phases);
    let mut taken: BTreeSet<String> = known
        .phases
        .iter()
        .map(|(name, _)| name.to_lowercase())
        .collect();
    for phase in &phases {
        taken.extend(phase.name.as_ref().map(|name| name.to_lowercase()));
    }
    for mut phase in phases {
        if phase.tasks.is_empty() {
            continue;
        }
        if phase.title.is_empty() {
            "Tasks".clone_into(&mut phase.title);
        }
        let stated = phase.name.as_deref().and_then(plan_name);
        let name = stated.unwrap_or_else(|| free_name(&phase, known, &mut taken));
        let same = plan
            .phases
            .iter_mut()
            .find(|it| it.name.as_ref() == Some(&name));
        // The heading of a phase may be repeated.
        if let Some(earlier) = same {
            earlier.tasks.append(&mut phase.tasks);
        } else {
            phase.name = Some(name);
            plan.phases.push(phase);
        }
    }
}

/// The name that a phase of this title got before, or the next free number.
fn free_name(phase: &Phase, known: &KnownPlan, taken: &mut BTreeSet<String>) -> String {
    let before = known.phases.iter().find(|(_, title)| *title == phase.title);
    if let Some((name, _)) = before {
        return name.clone();
    }
    let mut number = 1;
    while !taken.insert(number.to_string()) {
        number += 1;
    }
    number.to_string()
}
