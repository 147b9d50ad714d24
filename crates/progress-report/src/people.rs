//! Who works on what.

use std::collections::BTreeMap;

use progress_core::status::ListedTask;
use progress_graph::State;

/// The tasks of one person or role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// The number of tasks in each state.
    pub states: BTreeMap<State, usize>,
    /// The IDs of active tasks.
    pub active: Vec<String>,
}

/// Returns the open tasks of everyone, by name.
#[must_use]
pub fn workloads(tasks: &[ListedTask<'_, '_>]) -> BTreeMap<String, Workload> {
    let mut people: BTreeMap<String, Workload> = BTreeMap::new();
    for listed in tasks {
        let state = State::of(listed.task.entry.state, &listed.readiness);
        for name in listed.task.assignees() {
            let load = people.entry(name.to_owned()).or_default();
            *load.states.entry(state).or_default() += 1;
            if matches!(state, State::Active | State::Review | State::AtRisk) {
                load.active.extend(listed.task.id().map(str::to_owned));
            }
        }
    }
    // Who has finished everything works on nothing.
    people.retain(|_, load| load.states.keys().any(|state| !state.is_settled()));
    people
}
