//! Counts of tasks in the course of a history.

use std::collections::BTreeMap;

use progress_core::model::Class;
use progress_git::git::ObjectId;

use super::{Day, Evolution, Transition};

/// How a history is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// One point per commit that changes tasks.
    Commit,
    /// One point per day on which tasks change.
    Day,
    /// One point per week, also if nothing changes in it.
    Week,
}

/// The tasks at the end of an interval, and what happened in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// The day; of a week, its Monday.
    pub day: Day,
    /// The last commit of the interval that changes tasks, if any does.
    pub commit: Option<ObjectId>,
    /// The number of tasks in each state, at the end.
    pub states: States,
    /// What happened.
    pub flow: Flow,
}

/// The number of tasks in each state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct States(BTreeMap<Class, usize>);

impl States {
    /// The number of tasks in a state.
    #[must_use]
    pub fn of(&self, class: Class) -> usize {
        self.0.get(&class).copied().unwrap_or(0)
    }

    /// The number of all tasks.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// The number of tasks that are neither done nor dropped.
    #[must_use]
    pub fn remaining(&self) -> usize {
        let open = self.0.iter().filter(|(class, _)| !class.is_settled());
        open.map(|(_, count)| count).sum()
    }

    fn apply(&mut self, transition: &Transition) {
        if let Some(from) = transition.from {
            let count = self.0.entry(from).or_default();
            *count = count.saturating_sub(1);
        }
        if let Some(to) = transition.to {
            *self.0.entry(to).or_default() += 1;
        }
    }
}

/// What happened to tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Tasks that were added, or that were dropped and are open again.
    pub added: usize,
    /// Those of them that were done when they were added.
    pub added_done: usize,
    /// Tasks that became done.
    pub completed: usize,
    /// Tasks that were done and are open again.
    pub reopened: usize,
    /// Tasks that were dropped, or removed before they were done.
    pub dropped: usize,
    /// Tasks that were removed after they were done or dropped.
    pub removed: usize,
}

impl Flow {
    fn apply(&mut self, transition: &Transition) {
        match (transition.from, transition.to) {
            (None, Some(to)) => {
                self.added += 1;
                self.added_done += usize::from(to == Class::Done);
                self.dropped += usize::from(to == Class::Dropped);
            }
            (Some(from), None) if from.is_settled() => self.removed += 1,
            (Some(_), None | Some(Class::Dropped)) => self.dropped += 1,
            (Some(_), Some(Class::Done)) => self.completed += 1,
            (Some(Class::Done), Some(_)) => self.reopened += 1,
            (Some(Class::Dropped), Some(_)) => self.added += 1,
            (_, _) => {}
        }
    }

    /// The number of tasks that were completed and not reopened.
    #[must_use]
    pub fn completed_net(&self) -> usize {
        self.completed.saturating_sub(self.reopened)
    }
}

impl Evolution {
    /// Returns the counts of a plan, or of all plans, oldest first.
    #[must_use]
    pub fn timeline(&self, plan: Option<&str>, interval: Interval) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::new();
        let mut states = States::default();
        if let Some((day, tasks)) = &self.start {
            for transition in tasks.iter().filter(|it| is_of(it, plan)) {
                states.apply(transition);
            }
            if states.total() > 0 {
                // They existed before, so nothing happened to them on that day.
                points.push(Point {
                    day: interval.start(*day),
                    states: states.clone(),
                    ..Point::default()
                });
            }
        }
        for step in &self.steps {
            let mut own = step
                .transitions
                .iter()
                .filter(|it| is_of(it, plan))
                .peekable();
            if own.peek().is_none() {
                continue;
            }
            let day = interval.start(step.day);
            let is_new = points
                .last()
                .is_none_or(|last| interval == Interval::Commit || last.day != day);
            if is_new {
                fill(&mut points, day, interval);
                points.push(Point {
                    day,
                    ..Point::default()
                });
            }
            let Some(point) = points.last_mut() else {
                continue;
            };
            for transition in own {
                states.apply(transition);
                point.flow.apply(transition);
            }
            point.states = states.clone();
            point.commit = Some(step.commit);
        }
        fill(&mut points, interval.start(self.end).plus(7), interval);
        points
    }
}

impl Interval {
    /// The day by which the interval of a day is named.
    fn start(self, day: Day) -> Day {
        match self {
            Self::Week => day.monday(),
            Self::Commit | Self::Day => day,
        }
    }
}

/// Adds the weeks before `day` in which nothing happened.
fn fill(points: &mut Vec<Point>, day: Day, interval: Interval) {
    if interval != Interval::Week {
        return;
    }
    while let Some(last) = points.last()
        && last.day.plus(7) < day
    {
        points.push(Point {
            day: last.day.plus(7),
            states: last.states.clone(),
            ..Point::default()
        });
    }
}

fn is_of(transition: &Transition, plan: Option<&str>) -> bool {
    plan.is_none_or(|plan| *transition.plan == *plan)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::history::EvolutionStep;

    const WEEK: i64 = 7 * 86_400;

    /// A step in a week of 2026, counted from the first of February.
    fn step(week: i64, changes: &[(&str, Option<Class>, Option<Class>)]) -> EvolutionStep {
        let transitions = changes.iter().map(|(task, from, to)| Transition {
            plan: Arc::from("auth"),
            task: Some((*task).to_owned()),
            from: *from,
            to: *to,
        });
        EvolutionStep {
            commit: ObjectId::from_hex(&"1".repeat(40)).unwrap(),
            day: Day::of(1_770_292_800 + week * WEEK),
            transitions: transitions.collect(),
        }
    }

    #[test]
    fn the_changes_of_a_plan_are_those_of_all_plans_that_are_its_own() {
        use Class::{Active, Done, Dropped, Open};
        let states = [None, Some(Open), Some(Active), Some(Done), Some(Dropped)];
        let mut random = 7_u32;
        let mut below = |count: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 16) % count
        };
        let mut changes = |plans: &[&str]| -> Vec<Transition> {
            let mut changed = Vec::new();
            for plan in plans {
                changed.extend((0..below(4)).map(|task| Transition {
                    plan: Arc::from(*plan),
                    task: Some(format!("T-{task}")),
                    from: states[below(5) as usize],
                    to: states[below(5) as usize],
                }));
            }
            changed
        };
        let plans = ["auth", "pay", "shop"];
        let start = changes(&plans);
        let steps = (0..40).map(|at| EvolutionStep {
            commit: ObjectId::from_hex(&format!("{at:040}")).unwrap(),
            day: Day::of(1_770_292_800 + at * at * 86_400),
            transitions: changes(&plans),
        });
        let evolution = Evolution {
            steps: steps.collect(),
            start: Some((Day::of(1_769_000_000), start)),
            end: Day::of(1_970_292_800),
        };
        let by_plan = evolution.by_plan();
        assert_eq!(by_plan.len(), plans.len());
        for plan in plans {
            for interval in [Interval::Commit, Interval::Day, Interval::Week] {
                let own = by_plan[plan].timeline(None, interval);
                assert_eq!(own, evolution.timeline(Some(plan), interval));
                assert!(own.len() > 20);
            }
        }
    }

    #[test]
    fn weeks_without_changes_are_points_too() {
        use Class::{Active, Done, Dropped, Open};
        let evolution = Evolution {
            steps: vec![
                step(0, &[("A", None, Some(Open)), ("B", None, Some(Done))]),
                step(
                    2,
                    &[("A", Some(Open), Some(Active)), ("C", None, Some(Open))],
                ),
                step(
                    2,
                    &[
                        ("A", Some(Active), Some(Done)),
                        ("C", Some(Open), Some(Dropped)),
                    ],
                ),
            ],
            start: None,
            end: Day::of(1_770_292_800 + 3 * WEEK),
        };
        let points = evolution.timeline(Some("auth"), Interval::Week);
        let days: Vec<String> = points.iter().map(|it| it.day.to_string()).collect();
        assert_eq!(
            days,
            ["2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23"]
        );
        assert_eq!(points[0].flow.added, 2);
        assert_eq!(points[0].flow.added_done, 1);
        assert_eq!(points[1].flow, Flow::default());
        assert_eq!(points[1].states, points[0].states);
        let last = &points[2];
        let flow = last.flow;
        assert_eq!((flow.added, flow.completed, flow.dropped), (1, 1, 1));
        assert_eq!(last.states.of(Done), 2);
        assert_eq!((last.states.total(), last.states.remaining()), (3, 0));
        assert_eq!(points[3].states, last.states);
        assert_eq!(evolution.timeline(None, Interval::Commit).len(), 3);
        assert_eq!(evolution.timeline(None, Interval::Day).len(), 2);
        assert!(evolution.timeline(Some("pay"), Interval::Week).is_empty());
    }

    #[test]
    fn every_change_is_counted_once() {
        use Class::{Done, Dropped, Open};
        let mut flow = Flow::default();
        for (from, to) in [
            (Some(Done), Some(Open)),
            (Some(Done), None),
            (Some(Dropped), Some(Open)),
            (Some(Open), None),
            (Some(Open), Some(Class::Blocked)),
        ] {
            flow.apply(&Transition {
                plan: Arc::from("auth"),
                task: None,
                from,
                to,
            });
        }
        let expected = Flow {
            added: 1,
            reopened: 1,
            dropped: 1,
            removed: 1,
            ..Flow::default()
        };
        assert_eq!(flow, expected);
        assert_eq!(flow.completed_net(), 0);
    }
}
