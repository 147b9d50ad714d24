//! `progress blame`: shows which commit last changed each value of a task.

use std::io::{self, Write};

use progress_core::model::Moment;
use serde::Serialize;
use serde_json::Value;

use super::show::{day, moment, subject};
use super::unfound;
use crate::cli::args::{BlameArguments, TableFormat};
use crate::cli::colors::Style;
use crate::cli::failure::Failure;
use crate::cli::project;
use crate::cli::revision::{broken, unknown};
use crate::cli::table::{fitted, padded, width};
use crate::cli::{Console, ExitStatus};
use crate::history::{self, BlamedValue, Origin, Subject};
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
    let mut linker = Linker::new(repository, &project.settings);
    let tree = repository.tree_of(range.to);
    let known = tree
        .and_then(|tree| linker.known(tree))
        .map_err(|error| broken(&error))?;
    let (name, file) = (Some(arguments.task.as_str()), arguments.file.as_deref());
    let (root, current) = (&project.root.folder, &project.current);
    let wanted = Subject::find(name, file, root, current, &known).map_err(|it| unfound(&it))?;
    let Subject::Task(file, id) = &wanted else {
        let failure = Failure::new(format!("`{}` is not a task", arguments.task));
        return Err(failure.help("run `progress log` for phases and plans"));
    };
    let settings = &project.settings;
    let blamed = history::blame(repository, settings, &range, (file, id), &mut linker)
        .map_err(|error| broken(&error))?;
    let (paint, columns) = (console.colors_stdout(), console.width());
    console.finish(ExitStatus::Clean, |out| match arguments.format {
        TableFormat::Human => human(&blamed, paint, columns, out),
        TableFormat::Json => {
            let listing = BlameJson {
                version: FormatVersion,
                task: id,
                plan: file.plan(),
                phase: file.digest.phase.as_deref(),
                path: &file.path,
                fields: blamed.iter().map(Item::of).collect(),
            };
            write_json(&listing, out)
        }
    })
}

fn human(
    blamed: &[BlamedValue],
    paint: bool,
    columns: usize,
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
                format!("{hash} {} {}", day(commit), padded(&commit.author, names))
            }
            Origin::WorkingTree => {
                Style::Warning.paint(&padded("not committed yet", before), paint)
            }
            Origin::Unknown => Style::Faint.paint(&padded("unknown", before), paint),
        };
        let key = padded(&value.key, keys.unwrap_or(0));
        let room = columns
            .saturating_sub(before + keys.unwrap_or(0) + 4)
            .max(30);
        let text = match &value.value {
            // Without the quotes of JSON.
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            value => value.to_string(),
        };
        let line = format!("{origin}  {key}  {}", fitted(text.trim(), room));
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
    /// The ID of the task.
    task: &'b str,
    /// The name of the plan.
    plan: &'b str,
    /// The phase as the file states it.
    phase: Option<&'b str>,
    /// The file, relative to the root of the repository.
    path: &'b str,
    /// The fields of the task, in the order of the file.
    fields: Vec<Item<'b>>,
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
