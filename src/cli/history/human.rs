//! Human output of `progress history`.

use std::io::{self, Write};

use progress_core::display::{plural, visible};
use progress_core::model::Class;

use super::View;
use crate::cli::colors::Style;
use crate::cli::table::{Screen, width};
use crate::history::{Flow, Forecast, Interval, NoForecast, Point};

/// The bars of a sparkline, from lowest to highest.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The same for terminals that show ASCII only.
const ASCII_BARS: [char; 8] = ['_', '.', ':', '-', '=', '+', '*', '#'];
/// Maximum points of a sparkline; more are merged.
const MAX_BARS: usize = 60;
/// With fewer, a sparkline is left out.
const MIN_BARS: usize = 4;
/// With less room than this, a name gets a line of its own.
const MIN_NAME: usize = 16;
/// The indent of what follows `forecast:`.
const INDENT: usize = 10;
/// The columns before a sparkline, and those after it for its figures.
const BESIDE_BARS: usize = 11 + 24;

pub(super) fn write(view: &View<'_>, paint: bool, out: &mut dyn Write) -> io::Result<()> {
    let Some(last) = view.points.last() else {
        return Ok(());
    };
    let name = match view.plan {
        Some(plan) => visible(plan).into_owned(),
        None => "all plans".to_owned(),
    };
    let (done, total) = (last.states.of(Class::Done), last.states.total());
    let tasks = plural(total, "task", "tasks");
    let figures = format!(": {done} of {tasks} done on {}", view.end);
    let wanted = width(&name, MIN_NAME);
    let room = view.screen.room(figures.len());
    if room < wanted {
        // On a narrow terminal, the figures get lines of their own.
        let name = view.screen.fitted(&name, view.screen.width());
        writeln!(out, "{}", Style::Strong.paint(&name, paint))?;
        for line in view.screen.wrapped(figures.trim_start_matches(": ")) {
            writeln!(out, "{line}")?;
        }
    } else {
        let name = view.screen.fitted(&name, room);
        writeln!(out, "{}{figures}", Style::Strong.paint(&name, paint))?;
    }
    write_sparklines(view, out)?;
    writeln!(out)?;
    write_table(view, paint, out)?;
    writeln!(out)?;
    match &view.forecast {
        Ok(forecast) => write_forecast(forecast, view.screen, out),
        Err(reason) => {
            let text = format!("no forecast: {}", reason_of(*reason));
            for line in view.screen.wrapped(&text) {
                writeln!(out, "{line}")?;
            }
            Ok(())
        }
    }
}

fn write_sparklines(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    // A single bar shows nothing.
    let (Some(first), Some(last), 2..) =
        (view.points.first(), view.points.last(), view.points.len())
    else {
        return Ok(());
    };
    let signs = if view.screen.ascii { ASCII_BARS } else { BARS };
    let width = view.screen.width().saturating_sub(BESIDE_BARS);
    if width < MIN_BARS {
        return Ok(());
    }
    let width = width.min(MAX_BARS);
    writeln!(out)?;
    let values = view.points.iter().map(|it| it.states.of(Class::Done));
    let bars = sparkline(&merged(values, width, usize::max), signs);
    let from_to = |class_of: fn(&Point) -> usize| {
        let (from, to) = (class_of(first), class_of(last));
        format!("{from} to {to}")
    };
    writeln!(
        out,
        "done       {bars}  {}",
        from_to(|it| it.states.of(Class::Done))
    )?;
    let values = view.points.iter().map(|it| it.states.remaining());
    let bars = sparkline(&merged(values, width, |_, later| later), signs);
    writeln!(
        out,
        "remaining  {bars}  {}",
        from_to(|it| it.states.remaining())
    )?;
    let values = view.points.iter().map(|it| it.flow.completed);
    let bars = sparkline(
        &merged(values.clone(), width, |one, other| one + other),
        signs,
    );
    let most = values.max().unwrap_or(0);
    writeln!(
        out,
        "completed  {bars}  at most {most} per {}",
        unit(view.interval)
    )
}

fn unit(interval: Interval) -> &'static str {
    match interval {
        Interval::Week => "week",
        Interval::Day => "day",
        Interval::Commit => "commit",
    }
}

/// Merges neighboring values until they fit.
fn merged(
    values: impl Iterator<Item = usize>,
    width: usize,
    merge: fn(usize, usize) -> usize,
) -> Vec<usize> {
    let values: Vec<usize> = values.collect();
    let size = values.len().div_ceil(width).max(1);
    let chunks = values.chunks(size);
    chunks
        .map(|chunk| chunk.iter().copied().reduce(merge).unwrap_or(0))
        .collect()
}

/// One bar per value, relative to the highest.
fn sparkline(values: &[usize], bars: [char; 8]) -> String {
    let highest = values.iter().copied().max().unwrap_or(0).max(1);
    values
        .iter()
        // Only zero has the lowest bar, so that a single task can be seen.
        .map(|value| bars[(value * (bars.len() - 1)).div_ceil(highest)])
        .collect()
}

/// A column of figures.
struct Column {
    heading: &'static str,
    /// The columns with the highest rank are left out first.
    rank: usize,
    figure: fn(&Point) -> String,
}

const COLUMNS: [Column; 6] = [
    Column {
        heading: " Done",
        rank: 0,
        figure: |it| it.states.of(Class::Done).to_string(),
    },
    Column {
        heading: "Remaining",
        rank: 1,
        figure: |it| it.states.remaining().to_string(),
    },
    Column {
        heading: "Added",
        rank: 3,
        figure: |it| figure(it.flow.added),
    },
    Column {
        heading: "Completed",
        rank: 2,
        figure: |it| figure(it.flow.completed),
    },
    Column {
        heading: "Reopened",
        rank: 5,
        figure: |it| figure(it.flow.reopened),
    },
    Column {
        heading: "Dropped",
        rank: 4,
        figure: |it| figure(it.flow.dropped),
    },
];

fn write_table(view: &View<'_>, paint: bool, out: &mut dyn Write) -> io::Result<()> {
    // A commit without figures says nothing.
    let names_commits =
        view.interval == Interval::Commit && view.screen.room(20) >= COLUMNS[0].heading.len() + 2;
    let first = match view.interval {
        Interval::Week => "Week of   ",
        Interval::Commit if names_commits => "Day         Commit  ",
        Interval::Day | Interval::Commit => "Day       ",
    };
    let mut columns: Vec<&Column> = COLUMNS.iter().collect();
    columns.sort_by_key(|column| column.rank);
    while columns.len() > 1 {
        let taken: usize = columns.iter().map(|it| it.heading.len() + 2).sum();
        if taken <= view.screen.room(first.len()) {
            break;
        }
        columns.pop();
    }
    let shown = |column: &&Column| columns.iter().any(|it| it.rank == column.rank);
    let columns: Vec<&Column> = COLUMNS.iter().filter(shown).collect();
    let mut heading = first.to_owned();
    for column in &columns {
        heading = heading + "  " + column.heading;
    }
    writeln!(out, "{}", Style::Faint.paint(&heading, paint))?;
    for point in view.points {
        let flow = &point.flow;
        // A commit or day that only starts or blocks tasks would be a row of dashes.
        if view.interval != Interval::Week && *flow == Flow::default() {
            continue;
        }
        let commit = match point.commit {
            Some(commit) if names_commits => format!("  {}", commit.short()),
            None if names_commits => format!("  {:8}", ""),
            _ => String::new(),
        };
        write!(out, "{}{commit}", point.day)?;
        for column in &columns {
            let width = column.heading.len();
            write!(out, "  {:>width$}", (column.figure)(point))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// A number of events; most are zero and would hide the others.
fn figure(count: usize) -> String {
    match count {
        0 => "-".to_owned(),
        count => count.to_string(),
    }
}

fn write_forecast(forecast: &Forecast, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let remaining = plural(forecast.remaining, "task remains", "tasks remain");
    let Forecast {
        weeks, slow, fast, ..
    } = forecast;
    let rates = format!(
        "{remaining}, and {slow} to {fast} were completed per week (middle half of the last \
         {weeks} complete weeks)"
    );
    let earliest = forecast.earliest();
    let until = match forecast.latest() {
        Some(latest) if latest == earliest => format!("around {earliest}"),
        Some(latest) => format!("between {earliest} and {latest}"),
        None => format!("on {earliest} at the earliest; with 0 per week there is no latest day"),
    };
    let text = format!("at these rates, and if no tasks are added, they are done {until}");
    let mut start = "forecast: ";
    for text in [rates, text] {
        for line in screen.wrapped_after(&text, INDENT) {
            writeln!(out, "{start:INDENT$}{line}")?;
            start = "";
        }
    }
    Ok(())
}

fn reason_of(reason: NoForecast) -> &'static str {
    match reason {
        NoForecast::Finished => "no task remains",
        NoForecast::TooShort => "it takes at least 4 complete weeks of history",
        NoForecast::Stalled => "hardly anything was completed in the last 8 complete weeks",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_drawn_relative_to_the_highest() {
        assert_eq!(sparkline(&[0, 1, 50, 100], BARS), "▁▂▅█");
        assert_eq!(sparkline(&[0, 0], BARS), "▁▁");
        assert_eq!(sparkline(&[0, 1, 50, 100], ASCII_BARS), "_.=#");
        let values = [1, 2, 3, 4, 5];
        let sums = merged(values.into_iter(), 3, |one, other| one + other);
        assert_eq!(sums, [3, 7, 5]);
        assert_eq!(merged(values.into_iter(), 9, usize::max), values);
    }
}
