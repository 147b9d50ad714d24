//! `progress history`: how the tasks of plans changed over time.

mod csv;
mod human;
mod json;

use progress_core::display::visible;
use progress_core::task_links::TaskIndex;

use super::args::{HistoryArguments, HistoryFormat, IntervalName};
use super::failure::Failure;
use super::log::time;
use super::project;
use super::revision::{self, broken};
use super::table::Screen;
use super::{Console, ExitStatus};
use crate::history::{
    Day, Evolution, Forecast, Interval, NoForecast, Point, Subject, evolution, unreadable,
};
use crate::linking::Linker;
use crate::project::Project;

/// What is shown.
struct View<'v> {
    /// The plan; `None` for all plans together.
    plan: Option<&'v str>,
    interval: Interval,
    /// The day of the last commit.
    end: Day,
    points: &'v [Point],
    forecast: Result<Forecast, NoForecast>,
    is_shallow: bool,
    /// What the output can show.
    screen: Screen,
}

pub(super) fn run(
    arguments: &HistoryArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::of_history(arguments.config.as_deref(), console)?;
    let repository = project.root.require_repository("progress history")?;
    let range = revision::range(repository, None, "nothing to show", console)?;
    let settings = &project.settings;
    let mut linker = Linker::with_memory(repository, settings);
    let tree = repository
        .tree_of(range.to)
        .map_err(|error| broken(&error))?;
    let known = linker.known(tree).map_err(|error| broken(&error))?;
    let plan = plan(arguments, &project, &known)?;
    let unread = unreadable(&repository.tree(tree), &known, plan.as_deref())
        .map_err(|error| broken(&error))?;
    for file in unread {
        console.warn(&unread_in_head(&project.base().shown(&visible(&file.path))));
    }
    let evolution = evolution(repository, settings, range.to, &[], &mut linker)
        .map_err(|error| broken(&error))?;
    linker.save();
    let is_shallow = repository.is_shallow();
    if is_shallow {
        console.warn(&revision::shallow());
    }
    let since = time(
        arguments.since.as_deref(),
        "--since",
        "00:00:00",
        repository,
    )?;
    let since = since.map(Day::of);
    show(
        arguments,
        &evolution,
        (plan.as_deref(), since),
        is_shallow,
        console,
    )
}

fn show(
    arguments: &HistoryArguments,
    evolution: &Evolution,
    (plan, since): (Option<&str>, Option<Day>),
    is_shallow: bool,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let interval = match arguments.by {
        IntervalName::Week => Interval::Week,
        IntervalName::Day => Interval::Day,
        IntervalName::Commit => Interval::Commit,
    };
    let mut points = evolution.timeline(plan, interval);
    if points.is_empty() {
        console.note("no commit of this branch has a task");
    } else if let Some(since) = since {
        // Of the week that the time is in, everything counts.
        let first = match interval {
            Interval::Week => since.monday(),
            Interval::Day | Interval::Commit => since,
        };
        points.retain(|point| point.day >= first);
        if points.is_empty() {
            console.note(&format!("no task changed since {since}"));
        }
    }
    let view = View {
        plan,
        interval,
        end: evolution.end,
        points: &points,
        forecast: evolution.forecast(plan),
        is_shallow,
        screen: console.screen(),
    };
    let paint = console.colors_stdout();
    console.page(ExitStatus::Clean, |out| match arguments.format {
        HistoryFormat::Human => human::write(&view, paint, out),
        HistoryFormat::Json => json::write(&view, out),
        HistoryFormat::Csv => csv::write(&view, out),
    })
}

/// Creates the warning for a file whose tasks count as they were before it was broken.
fn unread_in_head(path: &str) -> Failure {
    Failure::new(format!(
        "the frontmatter of `{path}` cannot be read in `HEAD`; its last readable version counts \
         instead"
    ))
    .help("run `progress lint --rev HEAD` to see why")
}

/// The exact name of the plan.
fn plan(
    arguments: &HistoryArguments,
    project: &Project,
    known: &TaskIndex,
) -> Result<Option<String>, Failure> {
    let (root, current) = (&project.root.folder, &project.current);
    let subject = Subject::find(arguments.plan.as_deref(), None, root, current, known)
        .map_err(|error| Failure::of(&error, error.help()))?;
    match subject {
        Subject::All => Ok(None),
        Subject::Plan(plan) => Ok(Some(plan)),
        Subject::Task(file, _) | Subject::Phase(file) => {
            let message = "the history is that of plans, not of single phases or tasks";
            Err(Failure::new(message).help(format!("name the plan: `{}`", file.plan())))
        }
    }
}
