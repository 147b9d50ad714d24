//! When what remains may be done, by plain arithmetic.

use super::{Day, Evolution, Interval, Point};

/// Complete weeks that are looked at.
const RECENT_WEEKS: usize = 8;
/// Fewer complete weeks say nothing about the next ones.
const MIN_WEEKS: usize = 4;

/// A forecast: what remains, divided by what was completed per week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The number of tasks that are neither done nor dropped.
    pub remaining: usize,
    /// The number of complete weeks before that of the last commit that were looked at.
    pub weeks: usize,
    /// The tasks completed per week in the slower half of the middle weeks: a quarter of the weeks
    /// were slower still.
    pub slow: usize,
    /// The tasks completed per week of which only a quarter of the weeks had more.
    pub fast: usize,
    /// Weeks needed at the fast rate.
    pub weeks_fast: usize,
    /// Weeks needed at the slow rate; `None` if nothing was completed at that rate.
    pub weeks_slow: Option<usize>,
    /// The day of the last commit, from which the weeks count.
    pub from: Day,
}

/// Why there is no forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoForecast {
    /// Nothing remains.
    Finished,
    /// There are too few complete weeks since the first task.
    TooShort,
    /// Too little was completed in the last weeks.
    Stalled,
}

impl Forecast {
    /// The earliest day at these rates.
    #[must_use]
    pub fn earliest(&self) -> Day {
        self.after(self.weeks_fast)
    }

    /// The latest day at these rates.
    #[must_use]
    pub fn latest(&self) -> Option<Day> {
        Some(self.after(self.weeks_slow?))
    }

    fn after(&self, weeks: usize) -> Day {
        self.from.plus(7 * u64::try_from(weeks).unwrap_or(0))
    }
}

impl Evolution {
    /// Returns a forecast for a plan, or for all plans together.
    ///
    /// # Errors
    ///
    /// Fails with the reason if the history allows none.
    pub fn forecast(&self, plan: Option<&str>) -> Result<Forecast, NoForecast> {
        let points = self.timeline(plan, Interval::Week);
        forecast(&points, self.end)
    }
}

fn forecast(points: &[Point], from: Day) -> Result<Forecast, NoForecast> {
    // The week of the last commit is not over.
    let Some((last, complete)) = points.split_last() else {
        return Err(NoForecast::Finished);
    };
    let remaining = last.states.remaining();
    if remaining == 0 {
        return Err(NoForecast::Finished);
    }
    if complete.len() < MIN_WEEKS {
        return Err(NoForecast::TooShort);
    }
    let recent = complete.iter().rev().take(RECENT_WEEKS);
    let mut rates: Vec<usize> = recent.map(|week| week.flow.completed_net()).collect();
    rates.sort_unstable();
    let quarter = (rates.len() - 1) / 4;
    let slow = rates.get(quarter).copied().unwrap_or(0);
    let fast = rates.iter().rev().nth(quarter).copied().unwrap_or(0);
    if fast == 0 {
        return Err(NoForecast::Stalled);
    }
    Ok(Forecast {
        remaining,
        weeks: rates.len(),
        slow,
        fast,
        weeks_fast: remaining.div_ceil(fast),
        weeks_slow: if slow == 0 {
            None
        } else {
            Some(remaining.div_ceil(slow))
        },
        from,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use progress_core::model::Class;
    use progress_git::git::ObjectId;

    use super::*;
    use crate::history::{EvolutionStep, Transition};

    const WEEK: i64 = 7 * 86_400;

    fn task(from: Option<Class>, to: Class) -> Transition {
        Transition {
            plan: Arc::from("auth"),
            task: None,
            from,
            to: Some(to),
        }
    }

    /// A plan with tasks of which so many were completed in each week.
    fn evolution(tasks: usize, completed: &[usize]) -> Evolution {
        let mut steps = Vec::new();
        for (week, count) in completed.iter().enumerate() {
            let mut transitions = Vec::new();
            if week == 0 {
                transitions.resize(tasks, task(None, Class::Open));
            }
            let done = task(Some(Class::Open), Class::Done);
            transitions.extend(std::iter::repeat_n(done, *count));
            steps.push(EvolutionStep {
                commit: ObjectId::from_hex(&"1".repeat(40)).unwrap(),
                day: Day::of(1_770_292_800 + i64::try_from(week).unwrap() * WEEK),
                transitions,
            });
        }
        let end = steps.last().unwrap().day;
        Evolution {
            steps,
            start: None,
            end,
        }
    }

    #[test]
    fn the_range_is_that_of_the_middle_weeks() {
        // Sorted: 0 1 2 2 3 4 5 9. The last week is not over.
        let found = evolution(50, &[40, 2, 1, 3, 9, 0, 2, 4, 5, 0]).forecast(None);
        // Nothing remains: more were completed than there are.
        assert_eq!(found, Err(NoForecast::Finished));
        let found = evolution(90, &[40, 2, 1, 3, 9, 0, 2, 4, 5, 0]).forecast(Some("auth"));
        let found = found.unwrap();
        assert_eq!((found.remaining, found.weeks), (24, 8));
        assert_eq!((found.slow, found.fast), (1, 5));
        assert_eq!((found.weeks_fast, found.weeks_slow), (5, Some(24)));
        assert_eq!(found.earliest().since(found.from), 35);
    }

    #[test]
    fn a_short_or_idle_history_allows_no_forecast() {
        let short = evolution(9, &[1, 1, 1, 1]);
        assert_eq!(short.forecast(None), Err(NoForecast::TooShort));
        let idle = evolution(9, &[1, 0, 0, 0, 0, 0]);
        assert_eq!(idle.forecast(None), Err(NoForecast::Stalled));
        let slow = evolution(9, &[0, 0, 0, 1, 1]).forecast(None).unwrap();
        assert_eq!((slow.weeks_fast, slow.weeks_slow), (7, None));
        assert_eq!(slow.latest(), None);
        assert_eq!(short.forecast(Some("pay")), Err(NoForecast::Finished));
    }
}
