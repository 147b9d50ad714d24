//! How long tasks took, and since when they are in their state.

use std::collections::BTreeMap;
use std::sync::Arc;

use progress_core::model::Class;

use super::{Day, Evolution, Transition};

/// The days on which a task changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskTimes {
    /// Since when it is in its state; `None` if that was before the oldest commit of a shallow clone.
    pub since: Option<Day>,
    /// When it was started, the first time.
    pub started: Option<Day>,
    /// When it was done, the last time; `None` if it is not.
    pub done: Option<Day>,
}

/// The times of tasks, by plan and ID.
pub type TimesOfTasks = BTreeMap<(Arc<str>, String), TaskTimes>;

impl TaskTimes {
    /// The number of days from its start until it was done, if commits show both.
    #[must_use]
    pub fn cycle(&self) -> Option<u64> {
        Some(self.done?.since(self.started?))
    }

    fn apply(&mut self, transition: &Transition, day: Day) {
        self.since = Some(day);
        match transition.to {
            Some(Class::Done) => self.done = Some(day),
            Some(Class::Active | Class::Review | Class::AtRisk) => {
                self.done = None;
                self.started.get_or_insert(day);
            }
            _ => self.done = None,
        }
    }
}

impl Evolution {
    /// Returns the times of all tasks that exist and have an ID.
    #[must_use]
    pub fn times(&self) -> TimesOfTasks {
        let mut times = TimesOfTasks::new();
        for step in &self.steps {
            for transition in &step.transitions {
                let Some(task) = &transition.task else {
                    continue;
                };
                let key = (Arc::clone(&transition.plan), task.clone());
                if transition.to.is_none() {
                    times.remove(&key);
                } else {
                    times.entry(key).or_default().apply(transition, step.day);
                }
            }
        }
        times
    }
}

#[cfg(test)]
mod tests {
    use progress_git::git::ObjectId;

    use super::*;
    use crate::history::EvolutionStep;

    #[test]
    fn a_reopened_task_is_done_when_it_is_done_again() {
        use Class::{Active, Blocked, Done, Open};
        let mut steps = Vec::new();
        let mut from = None;
        for (day, to) in [(0, Open), (2, Active), (5, Done), (6, Blocked), (9, Done)] {
            steps.push(EvolutionStep {
                commit: ObjectId::from_hex(&"1".repeat(40)).unwrap(),
                day: Day::default().plus(day),
                transitions: vec![Transition {
                    plan: Arc::from("auth"),
                    task: Some("A".to_owned()),
                    from,
                    to: Some(to),
                }],
            });
            from = Some(to);
        }
        let mut evolution = Evolution {
            steps,
            ..Evolution::default()
        };
        let key = (Arc::from("auth"), "A".to_owned());
        let times = evolution.times()[&key];
        assert_eq!(times.since, Some(Day::default().plus(9)));
        assert_eq!(times.cycle(), Some(7));
        evolution.steps.pop();
        let times = evolution.times()[&key];
        assert_eq!((times.done, times.cycle()), (None, None));
        assert_eq!(times.since, Some(Day::default().plus(6)));
    }
}
