//! Divides how tasks changed by their plans.

use std::sync::Arc;

use progress_core::collections::HashMap;

use super::{Evolution, EvolutionStep, Transition};

impl Evolution {
    /// Divides the changes by the plans of the tasks.
    #[must_use]
    pub fn by_plan(&self) -> HashMap<Arc<str>, Self> {
        let mut plans: HashMap<Arc<str>, Self> = HashMap::default();
        let unchanged = || Self {
            end: self.end,
            ..Self::default()
        };
        if let Some((day, tasks)) = &self.start {
            for (plan, own) in of_plans(tasks) {
                let plan = plans.entry(plan).or_insert_with(unchanged);
                plan.start = Some((*day, own.to_vec()));
            }
        }
        for step in &self.steps {
            for (plan, own) in of_plans(&step.transitions) {
                let plan = plans.entry(plan).or_insert_with(unchanged);
                plan.steps.push(EvolutionStep {
                    commit: step.commit,
                    day: step.day,
                    transitions: own.to_vec(),
                });
            }
        }
        plans
    }
}

/// The transitions of each plan, which are next to each other.
fn of_plans(transitions: &[Transition]) -> impl Iterator<Item = (Arc<str>, &[Transition])> {
    let plans = transitions.chunk_by(|one, next| one.plan == next.plan);
    plans.filter_map(|own| Some((Arc::clone(&own.first()?.plan), own)))
}
