//! How many tasks are in which state, and the percentage that follows.

use yaml_lossless::{Node, Scalar};

use crate::model::{Class, Phase};

/// How many tasks are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All tasks, dropped ones too.
    pub total: usize,
    /// Tasks that are done.
    pub completed: usize,
    /// Tasks being worked on.
    pub in_progress: usize,
    /// Blocked tasks.
    pub blocked: usize,
    /// Tasks at risk.
    pub at_risk: usize,
    /// Tasks that were given up or put off.
    pub dropped: usize,
    /// Tasks whose status is missing or unknown: they could count as anything.
    pub unknown: usize,
}

impl Counts {
    /// Counts a phase's tasks.
    #[must_use]
    pub fn of(phase: &Phase) -> Self {
        let mut counts = Self {
            total: phase.tasks().len(),
            ..Self::default()
        };
        for task in phase.tasks() {
            match task.state {
                Some(Class::Done) => counts.completed += 1,
                Some(Class::Active) => counts.in_progress += 1,
                Some(Class::Blocked) => counts.blocked += 1,
                Some(Class::AtRisk) => counts.at_risk += 1,
                Some(Class::Dropped) => counts.dropped += 1,
                Some(Class::Open | Class::Review) => {}
                Some(Class::Unknown) | None => counts.unknown += 1,
            }
        }
        counts
    }

    /// Adds other counts to these.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            total: self.total + other.total,
            completed: self.completed + other.completed,
            in_progress: self.in_progress + other.in_progress,
            blocked: self.blocked + other.blocked,
            at_risk: self.at_risk + other.at_risk,
            dropped: self.dropped + other.dropped,
            unknown: self.unknown + other.unknown,
        }
    }

    /// The percentage to write: `floor(100 · done / total)`, 0 if there are no tasks.
    #[must_use]
    pub fn percent(&self) -> usize {
        percent(self.completed, self.total)
    }

    /// The percentages that are right: rounded down or to the nearest, dropped tasks counted
    /// or not.
    #[must_use]
    pub(crate) fn accepted_percents(&self) -> Vec<usize> {
        // Authors count in all these ways, and a linter cannot say which one they meant.
        let mut accepted = Vec::new();
        // Dropped tasks are part of the total, so this cannot underflow.
        for total in [self.total, self.total - self.dropped] {
            accepted.push(percent(self.completed, total));
            accepted.push(
                // Rounded to the nearest, in integers.
                (200 * self.completed + total)
                    .checked_div(2 * total)
                    .unwrap_or(0),
            );
        }
        accepted.sort_unstable();
        accepted.dedup();
        accepted
    }

    /// Whether a percentage is one of those accepted, or a finer one that rounds to it.
    #[must_use]
    pub(crate) fn accept(&self, stated: f64) -> bool {
        for percent in self.accepted_percents() {
            let Ok(percent) = u32::try_from(percent) else {
                continue;
            };
            let difference = (stated - f64::from(percent)).abs();
            if difference < f64::EPSILON || stated.fract() != 0.0 && difference < 1.0 {
                return true;
            }
        }
        false
    }
}

/// The percentage that a value states: a number, or a text such as `50%`.
#[must_use]
pub fn stated_percent(node: Node<'_>) -> Option<f64> {
    match node.scalar()? {
        Scalar::Int(number) => i32::try_from(number).ok().map(f64::from),
        Scalar::Float(number) => Some(number),
        Scalar::Text(text) => text.trim().strip_suffix('%')?.trim().parse().ok(),
        Scalar::Null | Scalar::Bool(_) => None,
    }
}

fn percent(done: usize, total: usize) -> usize {
    // Rounded down: 199 of 200 tasks are not 100% yet.
    (100 * done).checked_div(total).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(completed: usize, total: usize, dropped: usize) -> Counts {
        Counts {
            total,
            completed,
            dropped,
            ..Counts::default()
        }
    }

    #[test]
    fn floor_is_written_and_rounding_is_accepted() {
        assert_eq!(counts(2, 3, 0).percent(), 66);
        assert_eq!(counts(2, 3, 0).accepted_percents(), [66, 67]);
        assert_eq!(counts(2, 4, 1).accepted_percents(), [50, 66, 67]);
        assert_eq!(counts(0, 0, 0).percent(), 0);
        assert_eq!(counts(0, 1, 1).accepted_percents(), [0]);
    }
}
