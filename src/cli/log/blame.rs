//! `progress blame`: shows which commit last changed each value of a task.

use std::io::{self, Write};

use progress_core::model::Moment;
use progress_core::task_links::KnownFile;
use serde::Serialize;
use serde_json::Value;

use super::show::subject;
use super::unfound;
use crate::cli::args::{BlameArguments, TableFormat};
use crate::cli::colors::Style;
use crate::cli::failure::Failure;
use crate::cli::project;
use crate::cli::revision::{broken, unknown};
use crate::cli::table::{Screen, width};
use crate::cli::{Console, ExitStatus};
use crate::history::{self, BlamedTask, BlamedValue, Origin, Subject, day, moment};
use crate::linking::Linker;
use crate::report::{FormatVersion, write_json};

/// Maximum width of a key, and of a name.
const MAX_KEY: usize = 24;
const MAX_NAME: usize = 20;

pub(in crate::cli) fn run(
    arguments: &BlameArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::of_history(arguments.config.as_deref(), console)?;
    let repository = project.root.require_repository("progress blame")?;
    // As in `git blame`, the history starts at `HEAD`.
    let range = repository.range(None).map_err(|error| unknown(&error))?;
    let mut linker = Linker::with_memory(repository, &project.settings);
    let tree = repository.tree_of(range.to);
    let known = tree
        .and_then(|tree| linker.known(tree))
        .map_err(|error| broken(&error))?;
    let (name, file) = (arguments.name.as_deref(), arguments.file.as_deref());
    let (root, current) = (&project.root.folder, &project.current);
    let wanted = Subject::find(name, file, root, current, &known).map_err(|it| unfound(&it))?;
    let (file, id) = match &wanted {
        Subject::Task(file, id) => (file, Some(id.as_str())),
        Subject::Phase(file) => (file, None),
        Subject::Plan(plan) => return Err(not_blamed(plan)),
        Subject::All => return Err(not_blamed("")),
    };
    let settings = &project.settings;
    let tasks = history::blame(repository, settings, &range, (file, id), &mut linker)
        .map_err(|error| broken(&error))?;
    let (paint, screen) = (console.colors_stdout(), console.screen());
    console.page(ExitStatus::Clean, |out| match arguments.format {
        TableFormat::Human => human(&tasks, id.is_none(), paint, screen, out),
        TableFormat::Json => write_json(&BlameJson::of(file, id, &tasks), out),
    })
}

/// Creates the failure for something that has no single file to blame.
fn not_blamed(name: &str) -> Failure {
    Failure::new(format!("`{name}` is not a task or a progress file"))
        .help("name a task or a file; `progress log` also accepts plans")
}

/// Writes one line per value; with several tasks, below the ID of each.
fn human(
    tasks: &[BlamedTask],
    has_headings: bool,
    paint: bool,
    screen: Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (at, task) in tasks.iter().enumerate() {
        if has_headings {
            let gap = if at == 0 { "" } else { "\n" };
            writeln!(
                out,
                "{gap}{}",
                Style::Strong.paint(&screen.fitted(&task.id, screen.width()), paint)
            )?;
        }
        write_values(&task.values, paint, screen, out)?;
    }
    Ok(())
}

fn write_values(
    blamed: &[BlamedValue],
    paint: bool,
    screen: Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let keys = blamed.iter().map(|it| width(&it.key, MAX_KEY)).max();
    let names = blamed
        .iter()
        .map(|it| match &it.origin {
            Origin::Commit(commit) => width(&commit.author, MAX_NAME),
            _ => 0,
        })
        .max()
        .unwrap_or(0);
    // Hash, date and name, with a blank between them.
    let before = 8 + 1 + 10 + 1 + names;
    for value in blamed {
        let origin = match &value.origin {
            Origin::Commit(commit) => {
                let hash = Style::Strong.paint(&commit.id.short(), paint);
                format!(
                    "{hash} {} {}",
                    day(commit),
                    screen.padded(&commit.author, names)
                )
            }
            Origin::WorkingTree => {
                Style::Warning.paint(&screen.padded("not committed yet", before), paint)
            }
            Origin::Unknown => Style::Faint.paint(&screen.padded("unknown", before), paint),
        };
        let key = screen.padded(&value.key, keys.unwrap_or(0));
        let room = screen.room(before + keys.unwrap_or(0) + 4).max(30);
        let text = match &value.value {
            // Without the quotes of JSON.
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            value => value.to_string(),
        };
        let line = format!("{origin}  {key}  {}", screen.fitted(text.trim(), room));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Output of `progress blame --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct BlameJson<'b> {
    /// Version of this format.
    version: FormatVersion,
    /// The ID of the task; null if a file was named.
    task: Option<&'b str>,
    /// The name of the plan.
    plan: &'b str,
    /// The phase as the file states it.
    phase: Option<&'b str>,
    /// The file, relative to the root of the repository.
    path: &'b str,
    /// The fields of the task, in the order of the file; empty if a file was named.
    fields: Vec<Item<'b>>,
    /// The tasks of the file; absent if a task was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    tasks: Option<Vec<TaskItem<'b>>>,
}

/// A task of a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TaskItem<'b> {
    /// The ID.
    task: &'b str,
    /// The fields, in the order of the file.
    fields: Vec<Item<'b>>,
}

impl<'b> BlameJson<'b> {
    fn of(file: &'b KnownFile, id: Option<&'b str>, blamed: &'b [BlamedTask]) -> Self {
        let mut tasks = Vec::new();
        for task in blamed {
            tasks.push(TaskItem {
                task: &task.id,
                fields: task.values.iter().map(Item::of).collect(),
            });
        }
        let (fields, tasks) = match id {
            Some(_) => (
                tasks.pop().map(|task| task.fields).unwrap_or_default(),
                None,
            ),
            None => (Vec::new(), Some(tasks)),
        };
        Self {
            version: FormatVersion,
            task: id,
            plan: file.plan(),
            phase: file.digest.phase.as_deref(),
            path: &file.path,
            fields,
            tasks,
        }
    }
}

/// A field of a task, and the commit that last changed it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Item<'b> {
    /// The key.
    key: &'b str,
    /// The current value.
    value: &'b Value,
    /// Whether the value is committed.
    committed: bool,
    /// The full hash; null if the value is not committed or the history ends before it.
    commit: Option<String>,
    /// The commit date, in UTC.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    date: Option<Moment>,
    /// The name of the author, after `.mailmap`.
    author: Option<&'b str>,
    /// The subject.
    subject: Option<&'b str>,
}

impl<'b> Item<'b> {
    fn of(blamed: &'b BlamedValue) -> Self {
        let commit = match &blamed.origin {
            Origin::Commit(commit) => Some(commit.as_ref()),
            _ => None,
        };
        Self {
            key: &blamed.key,
            value: &blamed.value,
            // A value from before the start of the history is committed, too.
            committed: !matches!(blamed.origin, Origin::WorkingTree),
            commit: commit.map(|commit| commit.id.to_string()),
            date: commit.map(|commit| moment(commit.time)),
            author: commit.map(|commit| commit.author.as_str()),
            subject: commit.map(subject),
        }
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::super::schema::tests::check::<BlameJson<'_>>("blame");
}
