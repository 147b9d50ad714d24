//! The order in which tasks can be done.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Plan, Task};

/// The tasks of a plan with those that they depend on before them; otherwise as they are listed.
pub(super) fn scheduled(plan: &Plan) -> Vec<&Task> {
    let tasks: Vec<&Task> = plan.phases.iter().flat_map(|phase| &phase.tasks).collect();
    let mut index = BTreeMap::new();
    for (place, task) in tasks.iter().enumerate() {
        index.entry(task.id.as_str()).or_insert(place);
    }
    let mut waiting = vec![0_usize; tasks.len()];
    let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); tasks.len()];
    for (place, task) in tasks.iter().enumerate() {
        for name in &task.dependencies {
            if let Some(&other) = index.get(name.as_str()) {
                waiting[place] += 1;
                dependents[other].push(place);
            }
        }
    }
    let mut ready: BTreeSet<usize> = (0..tasks.len())
        .filter(|&place| waiting[place] == 0)
        .collect();
    let mut order = Vec::with_capacity(tasks.len());
    let mut is_placed = vec![false; tasks.len()];
    while let Some(place) = ready.pop_first() {
        is_placed[place] = true;
        order.push(tasks[place]);
        for &next in &dependents[place] {
            waiting[next] -= 1;
            if waiting[next] == 0 {
                ready.insert(next);
            }
        }
    }
    // Tasks of a cycle come last, so that none is lost.
    let rest = tasks.iter().zip(&is_placed).filter(|(_, placed)| !**placed);
    order.extend(rest.map(|(task, _)| *task));
    order
}
