//! JSON output of `progress history`.

use std::io::{self, Write};

use progress_core::model::Class;
use serde::Serialize;

use super::View;
use crate::history::{Forecast, Interval, NoForecast, Point, States};
use crate::report::{FormatVersion, write_json};

/// Output of `progress history --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct HistoryJson<'h> {
    /// Version of this format.
    version: FormatVersion,
    /// The name of the plan; null for all plans together.
    plan: Option<&'h str>,
    /// The day of the last commit, as `2026-02-05`, in UTC.
    as_of: String,
    /// What a point stands for.
    #[cfg_attr(test, schemars(extend("enum" = ["week", "day", "commit"])))]
    by: &'static str,
    /// The counts, oldest first.
    points: Vec<PointItem>,
    /// When what remains may be done; null if there is no forecast.
    forecast: Option<ForecastItem>,
    /// Why there is no forecast.
    #[cfg_attr(test, schemars(extend("enum" = ["finished", "too-short", "stalled", null])))]
    no_forecast: Option<&'static str>,
    /// Whether the clone is shallow, so that older commits are missing.
    shallow: bool,
}

/// The tasks at the end of a week, a day or a commit, and what happened in it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PointItem {
    /// The day, in UTC; of a week, its Monday.
    date: String,
    /// The full hash of the last commit that changes tasks; null if none does.
    commit: Option<String>,
    /// The number of tasks in each state.
    states: StatesItem,
    /// Tasks that were added, or that were dropped and are open again.
    added: usize,
    /// Those of them that were done when they were added.
    added_done: usize,
    /// Tasks that became done.
    completed: usize,
    /// Tasks that were done and are open again.
    reopened: usize,
    /// Tasks that were dropped, or removed before they were done.
    dropped: usize,
    /// Tasks that were removed after they were done or dropped.
    removed: usize,
}

/// The number of tasks in each state.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StatesItem {
    /// All tasks.
    total: usize,
    /// Finished.
    done: usize,
    /// Being worked on.
    active: usize,
    /// Waiting for approval.
    in_review: usize,
    /// At risk.
    at_risk: usize,
    /// Blocked.
    blocked: usize,
    /// Not started.
    not_started: usize,
    /// Abandoned or postponed.
    dropped: usize,
    /// With an unknown status.
    unknown: usize,
}

/// A forecast: the remaining tasks, divided by the tasks completed per week.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ForecastItem {
    /// The number of tasks that are neither done nor dropped.
    remaining: usize,
    /// The number of complete weeks that were looked at, at most 8.
    weeks: usize,
    /// The lower quartile of the tasks completed per week.
    slow: usize,
    /// The upper quartile of the tasks completed per week.
    fast: usize,
    /// The day at the fast rate.
    earliest: String,
    /// The day at the slow rate; null if that rate is 0.
    latest: Option<String>,
}

pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let history = HistoryJson {
        version: FormatVersion,
        plan: view.plan,
        as_of: view.end.to_string(),
        by: match view.interval {
            Interval::Week => "week",
            Interval::Day => "day",
            Interval::Commit => "commit",
        },
        points: view.points.iter().map(point).collect(),
        forecast: view.forecast.as_ref().ok().map(forecast),
        no_forecast: view.forecast.as_ref().err().map(|reason| match reason {
            NoForecast::Finished => "finished",
            NoForecast::TooShort => "too-short",
            NoForecast::Stalled => "stalled",
        }),
        shallow: view.is_shallow,
    };
    write_json(&history, out)
}

fn point(point: &Point) -> PointItem {
    let flow = &point.flow;
    PointItem {
        date: point.day.to_string(),
        commit: point.commit.map(|commit| commit.to_string()),
        states: states(&point.states),
        added: flow.added,
        added_done: flow.added_done,
        completed: flow.completed,
        reopened: flow.reopened,
        dropped: flow.dropped,
        removed: flow.removed,
    }
}

fn states(states: &States) -> StatesItem {
    StatesItem {
        total: states.total(),
        done: states.of(Class::Done),
        active: states.of(Class::Active),
        in_review: states.of(Class::Review),
        at_risk: states.of(Class::AtRisk),
        blocked: states.of(Class::Blocked),
        not_started: states.of(Class::Open),
        dropped: states.of(Class::Dropped),
        unknown: states.of(Class::Unknown),
    }
}

fn forecast(forecast: &Forecast) -> ForecastItem {
    ForecastItem {
        remaining: forecast.remaining,
        weeks: forecast.weeks,
        slow: forecast.slow,
        fast: forecast.fast,
        earliest: forecast.earliest().to_string(),
        latest: forecast.latest().map(|day| day.to_string()),
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::super::schema::tests::check::<HistoryJson<'_>>("history");
}
