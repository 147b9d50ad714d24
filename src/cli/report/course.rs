//! The history of plans, as the report shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use progress_core::model::Class;
use progress_report::{Course, CoursePoint, History, TaskDays};

use crate::history::{Day, Evolution, Forecast, Interval, NoForecast, Point, TimesOfTasks};

/// With fewer weeks, days are shown.
const MIN_WEEKS: usize = 4;
/// Maximum points of a picture: the last ones.
const MAX_POINTS: usize = 104;

/// Collects what the report shows about plans with these names. `worked` is the day of the last work
/// on tasks, by plan and ID.
pub(super) fn history<'n>(
    evolution: &Evolution,
    worked: &BTreeMap<(String, String), Day>,
    plans: impl Iterator<Item = &'n str>,
) -> History {
    let times = evolution.times();
    let mut history = History {
        as_of: evolution.end.to_string(),
        all: course(evolution, median_cycle(&times, None)),
        ..History::default()
    };
    let by_plan = evolution.by_plan();
    let unchanged = Evolution {
        end: evolution.end,
        ..Evolution::default()
    };
    for plan in plans {
        let own = by_plan.get(plan).unwrap_or(&unchanged);
        let course = course(own, median_cycle(&times, Some(plan)));
        history.plans.insert(plan.to_owned(), course);
    }
    for ((plan, task), times) in times {
        if let Some(since) = times.since {
            let key = (plan.to_string(), task);
            let last = worked.get(&key).filter(|day| **day >= since);
            let days = TaskDays {
                since: since.to_string(),
                days: evolution.end.since(since),
                worked: last.map(|day| (day.to_string(), evolution.end.since(*day))),
            };
            history.tasks.insert(key, days);
        }
    }
    history
}

fn course(evolution: &Evolution, cycle: Option<(u64, usize)>) -> Course {
    let weeks = evolution.timeline(None, Interval::Week);
    let (points, unit) = if weeks.len() < MIN_WEEKS {
        (evolution.timeline(None, Interval::Day), "day")
    } else {
        (weeks, "week")
    };
    // In a shallow clone, the first tasks were there before.
    let is_whole = |point: &&Point| point.flow.added >= point.states.total();
    let first = points.first().filter(is_whole);
    let skipped = points.len().saturating_sub(MAX_POINTS);
    let points = points.iter().skip(skipped).map(|point| CoursePoint {
        date: point.day.to_string(),
        end: match unit {
            "week" => point.day.plus(6).min(evolution.end).to_string(),
            _ => point.day.to_string(),
        },
        scope: point.states.total() - point.states.of(Class::Dropped),
        done: point.states.of(Class::Done),
        completed: point.flow.completed,
    });
    Course {
        origin: first
            .filter(|_| skipped == 0)
            .map(|point| point.day.to_string()),
        points: points.collect(),
        unit,
        forecast: sentence(evolution.forecast(None), evolution.end),
        cycle,
    }
}

fn median_cycle(times: &TimesOfTasks, plan: Option<&str>) -> Option<(u64, usize)> {
    // The tasks of a plan are next to each other.
    let first = (Arc::from(plan.unwrap_or_default()), String::new());
    let own = times
        .range(first..)
        .take_while(|((name, _), _)| plan.is_none_or(|plan| **name == *plan));
    let mut cycles: Vec<u64> = own.filter_map(|(_, times)| times.cycle()).collect();
    cycles.sort_unstable();
    let median = cycles.get(cycles.len() / 2)?;
    Some((*median, cycles.len()))
}

/// The forecast as a sentence.
pub(super) fn sentence(forecast: Result<Forecast, NoForecast>, end: Day) -> String {
    match forecast {
        Ok(forecast) => {
            let Forecast {
                remaining,
                weeks,
                slow,
                fast,
                ..
            } = forecast;
            let earliest = forecast.earliest();
            let until = match forecast.latest() {
                Some(latest) => format!("between {earliest} and {latest}"),
                None => format!("on {earliest} at the earliest"),
            };
            format!(
                "On {end}, {remaining} tasks remain. In the middle half of the last {weeks} complete weeks, \
                 {slow} to {fast} were completed per week; at these rates, and if none are added, they are \
                 done {until}."
            )
        }
        Err(NoForecast::Finished) => format!("On {end}, no task remains."),
        Err(NoForecast::TooShort) => {
            "There is no forecast, which takes at least 4 complete weeks of history.".to_owned()
        }
        Err(NoForecast::Stalled) => {
            "There is no forecast: hardly anything was completed in the last 8 complete weeks."
                .to_owned()
        }
    }
}
