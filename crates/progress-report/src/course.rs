//! What the Git history says about plans: a burn-up, with a table beside it, and times.

use std::collections::BTreeMap;

use progress_core::display::plural;

use crate::Contributor;
use crate::html::{close_table, open_table, push, text};

/// The size of the picture, and the space for the figures on its left and below.
const WIDTH: usize = 720;
const HEIGHT: usize = 200;
const LEFT: usize = 44;
const BOTTOM: usize = 24;
const TOP: usize = 12;
const RIGHT: usize = 12;

/// The median of fewer tasks says nothing.
const MIN_CYCLES: usize = 5;

/// What the Git history says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The day of the last commit, up to which days are counted.
    pub as_of: String,
    /// All plans together.
    pub all: Course,
    /// Each plan, by name.
    pub plans: BTreeMap<String, Course>,
    /// The tasks, by plan and ID.
    pub tasks: BTreeMap<(String, String), TaskDays>,
    /// The authors of commits, the most active first.
    pub people: Vec<Contributor>,
}

/// How a plan went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// The counts, oldest first.
    pub points: Vec<CoursePoint>,
    /// The first day, if there was no task before it.
    pub origin: Option<String>,
    /// What a point stands for: `week` or `day`.
    pub unit: &'static str,
    /// When what remains may be done, or why that is not known, as a sentence.
    pub forecast: String,
    /// The median of the days from start to completion, and the number of tasks for which commits
    /// show it.
    pub cycle: Option<(u64, usize)>,
}

/// The tasks at the end of a week or day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoursePoint {
    /// The day, or the Monday of the week.
    pub date: String,
    /// The day at whose end the tasks are counted.
    pub end: String,
    /// The number of tasks that are not dropped.
    pub scope: usize,
    /// The number of tasks that are done.
    pub done: usize,
    /// The number of tasks completed in it.
    pub completed: usize,
}

/// The days of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskDays {
    /// The day since which it is in its state.
    pub since: String,
    /// The number of days since then.
    pub days: u64,
    /// The day of the last commit that works on it since then, and the number of days since that.
    pub worked: Option<(String, u64)>,
}

/// Writes the picture, the sentences and the table. `id` is unique in the page, and `name` says whose
/// course it is.
pub(crate) fn write(course: &Course, id: &str, name: &str, out: &mut String) {
    let (Some(first), Some(last)) = (course.points.first(), course.points.last()) else {
        out.push_str("<p>No commit has tasks.</p>\n");
        return;
    };
    let cycle = match course.cycle {
        Some((_, tasks)) if tasks < MIN_CYCLES => String::new(),
        Some((days, tasks)) => format!(
            " From start to completion, tasks took {} (median of the {tasks} tasks for which commits show \
             both).",
            match usize::try_from(days) {
                Ok(0) => "less than a day".to_owned(),
                days => plural(days.unwrap_or(usize::MAX), "day", "days"),
            }
        ),
        None => String::new(),
    };
    push(
        out,
        format_args!("<p>{}{cycle}</p>\n", text(&course.forecast)),
    );
    let nothing;
    let first = match &course.origin {
        Some(date) => {
            nothing = CoursePoint {
                end: date.clone(),
                ..CoursePoint::default()
            };
            &nothing
        }
        None => first,
    };
    // A single point is not a line.
    if course.points.len() > 1 {
        picture(course, id, name, (first, last), out);
    }
    push(
        out,
        format_args!(
            "<details><summary>Completions of {}, {} by {}</summary>\n",
            text(name),
            course.unit,
            course.unit
        ),
    );
    let caption = format!("Completions of {name}");
    let unit = if course.unit == "week" {
        "Week of"
    } else {
        "Day"
    };
    let columns = [unit, "Tasks", "Done", "Completed"];
    open_table("numbers", out, &caption, &columns);
    for point in &course.points {
        push(
            out,
            format_args!(
                "<tr>\n<th>{}<td>{}<td>{}<td>{}",
                text(&point.date),
                point.scope,
                point.done,
                point.completed
            ),
        );
    }
    close_table(out);
    out.push_str("</details>\n");
}

/// The burn-up: done tasks as an area, all tasks as a line above it.
fn picture(
    course: &Course,
    id: &str,
    name: &str,
    (first, last): (&CoursePoint, &CoursePoint),
    out: &mut String,
) {
    let most = course
        .points
        .iter()
        .map(|point| point.scope.max(point.done));
    let most = most.max().unwrap_or(0).max(1);
    let done = line(course, most, |point| point.done);
    let scope = line(course, most, |point| point.scope);
    let (bottom, right) = (HEIGHT - BOTTOM, WIDTH - RIGHT);
    push(
        out,
        format_args!(
            "<div class=\"wide\" role=\"region\" aria-label=\"Burn-up of {name}\" tabindex=\"0\">\
             <svg class=\"course\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">Burn-up of {name}</title>\
             <desc id=\"{id}-desc\">From {} to {}, done tasks went from {} to {}, and all tasks from {} \
             to {}.</desc>\
             <path class=\"axis\" d=\"M{LEFT} {TOP}V{bottom}H{right}\"/>\
             <path class=\"area\" d=\"M{LEFT} {bottom}L{done}V{bottom}Z\"/>\
             <polyline class=\"done\" points=\"{done}\"/>\
             <polyline class=\"scope\" points=\"{scope}\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\">{most}</text>\
             <text x=\"{}\" y=\"{bottom}\" text-anchor=\"end\">0</text>\
             <text x=\"{LEFT}\" y=\"{}\">{}</text>\
             <text x=\"{right}\" y=\"{}\" text-anchor=\"end\">{}</text></svg></div>\n\
             <p class=\"soft\">Green area: done tasks. Dashed line: all tasks that are not dropped.</p>\n",
            text(&first.end),
            text(&last.end),
            first.done,
            last.done,
            first.scope,
            last.scope,
            LEFT - 6,
            TOP + 6,
            LEFT - 6,
            HEIGHT - 6,
            text(&first.end),
            HEIGHT - 6,
            text(&last.end),
            name = text(name),
        ),
    );
}

/// The points of a line, from left to right.
fn line(course: &Course, most: usize, value: fn(&CoursePoint) -> usize) -> String {
    let origin = course.origin.iter().map(|_| 0);
    let values: Vec<usize> = origin.chain(course.points.iter().map(value)).collect();
    let last = (values.len() - 1).max(1);
    let mut points = Vec::with_capacity(values.len());
    for (at, value) in values.into_iter().enumerate() {
        let x = LEFT + at * (WIDTH - LEFT - RIGHT) / last;
        let y = HEIGHT - BOTTOM - value * (HEIGHT - BOTTOM - TOP) / most;
        points.push(format!("{x} {y}"));
    }
    points.join(" ")
}
