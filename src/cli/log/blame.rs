//! `progress blame`: shows which commit last changed each value of a task.

use std::io::{self, Write};

use progress_core::compare::{Event, TaskChange, Version};
use progress_core::model::Moment;
use progress_core::source::RootedPath;
use progress_core::task_links::KnownFile;
use progress_git::git::{Commit, GitError, ObjectId, Range, Repository};
use progress_git::trees::read_file;
use serde::Serialize;
use serde_json::Value;

use super::show::{day, moment, subject};
use super::{Trace, Wanted};
use crate::cli::args::{BlameArguments, TableFormat};
use crate::cli::colors::Style;
use crate::cli::failure::Failure;
use crate::cli::project::Project;
use crate::cli::revision::{broken, unknown};
use crate::cli::table::{fitted, padded, width};
use crate::cli::{Console, ExitStatus};
use crate::linking::Linker;
use crate::report::{FormatVersion, write_json};

/// Maximum width of a key, and of a name.
const MAX_KEY: usize = 24;
const MAX_NAME: usize = 20;

/// A value of the task, and its origin.
struct Blamed {
    key: String,
    value: Value,
    origin: Origin,
}

/// The origin of a value.
enum Origin {
    /// Unknown, because the history ends before it.
    Unknown,
    /// It is not committed yet.
    WorkingTree,
    Commit(Box<Commit>),
}

pub(in crate::cli) fn run(
    arguments: &BlameArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = Project::of_history(arguments.config.as_deref(), console)?;
    let repository = project.root.require_repository("progress blame")?;
    let range = repository.range(None).map_err(|error| unknown(&error))?;
    let mut linker = Linker::new(repository, &project.settings);
    let tree = repository.tree_of(range.to);
    let known = tree
        .and_then(|tree| linker.known(tree))
        .map_err(|error| broken(&error))?;
    let folders = (project.root.folder.as_path(), project.current.as_path());
    let (name, file) = (Some(arguments.task.as_str()), arguments.file.as_deref());
    let wanted = Wanted::find(name, file, folders, &known)?;
    let Wanted::Task(file, id) = &wanted else {
        let failure = Failure::new(format!("`{}` is not a task", arguments.task));
        return Err(failure.help("run `progress log` for phases and plans"));
    };
    let mut blamed = values(&project, range.to, file, id)?;
    let trace = Trace::new(&wanted, repository, &project.settings.statuses);
    follow(repository, &range, (trace, &mut linker), &mut blamed)
        .map_err(|error| broken(&error))?;
    let mailmap = repository.mailmap();
    for value in &mut blamed {
        if let Origin::Commit(commit) = &mut value.origin {
            commit.author = mailmap.author(commit);
        }
    }
    let (paint, columns) = (console.colors_stdout(), console.width());
    console.finish(ExitStatus::Clean, |out| match arguments.format {
        TableFormat::Human => human(&blamed, paint, columns, out),
        TableFormat::Json => {
            let listing = Listing {
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

/// The current values of a task, on disk or otherwise in a commit.
fn values(
    project: &Project,
    commit: ObjectId,
    file: &KnownFile,
    id: &str,
) -> Result<Vec<Blamed>, Failure> {
    let repository = project.root.require_repository("progress blame")?;
    let read = |bytes: Vec<u8>| Version::read(&file.path, bytes, &project.settings.statuses);
    let committed = repository
        .tree_of(commit)
        .and_then(|tree| repository.tree(tree).read(file.path.as_bytes()));
    let committed = read(committed.map_err(|error| broken(&error))?);
    let folder = &project.root.folder;
    let path = RootedPath::new(folder, &folder.join(&file.path));
    let on_disk = read_file(path.absolute())
        .ok()
        .and_then(|(bytes, _)| read(bytes));
    let of_task = |version: &Option<Version>| {
        let values = version.as_ref().and_then(|version| version.task_values(id));
        values.unwrap_or_default()
    };
    let is_there = on_disk.is_some();
    Ok(attribute(
        &of_task(&committed),
        &of_task(&on_disk),
        is_there,
    ))
}

/// The current values; those unchanged since the last commit have no origin yet.
fn attribute(
    committed: &[(String, Value)],
    on_disk: &[(String, Value)],
    is_there: bool,
) -> Vec<Blamed> {
    let now = if is_there { on_disk } else { committed };
    let blamed = |(key, value): &(String, Value)| {
        let is_committed = committed.iter().any(|it| it.0 == *key && it.1 == *value);
        Blamed {
            key: key.clone(),
            value: value.clone(),
            origin: if is_committed {
                Origin::Unknown
            } else {
                Origin::WorkingTree
            },
        }
    };
    now.iter().map(blamed).collect()
}

/// Follows the history until every value has an origin.
fn follow(
    repository: &Repository,
    range: &Range,
    (mut trace, linker): (Trace<'_>, &mut Linker<'_>),
    blamed: &mut [Blamed],
) -> Result<(), GitError> {
    for commit in repository.history(range)? {
        let open = |it: &Blamed| matches!(it.origin, Origin::Unknown);
        if !blamed.iter().any(open) {
            break;
        }
        let commit = commit?;
        for (_, task) in trace.tasks(&commit, linker)? {
            for value in blamed.iter_mut().filter(|it| open(it)) {
                if gives(&task, value) {
                    value.origin = Origin::Commit(Box::new(commit.clone()));
                }
            }
        }
    }
    Ok(())
}

/// Whether a change set a task's value to this.
fn gives(task: &TaskChange, value: &Blamed) -> bool {
    let mut fields = task.fields.iter();
    task.events.contains(&Event::Added)
        || fields.any(|field| field.key == value.key && is_same(&field.after, &value.value))
}

/// Whether two values have the same meaning; the order of lists does not matter.
fn is_same(one: &Value, other: &Value) -> bool {
    let sorted = |items: &[Value]| {
        let mut items: Vec<String> = items.iter().map(Value::to_string).collect();
        items.sort_unstable();
        items
    };
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => sorted(one) == sorted(other),
        _ => one == other,
    }
}

fn human(blamed: &[Blamed], paint: bool, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let keys = blamed.iter().map(|it| width(&it.key, MAX_KEY)).max();
    let names = blamed
        .iter()
        .map(|it| match &it.origin {
            Origin::Commit(commit) => width(&commit.author, MAX_NAME),
            _ => 0,
        })
        .max()
        .unwrap_or(0);
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
struct Listing<'b> {
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
    fn of(blamed: &'b Blamed) -> Self {
        let commit = match &blamed.origin {
            Origin::Commit(commit) => Some(commit.as_ref()),
            _ => None,
        };
        Self {
            key: &blamed.key,
            value: &blamed.value,
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
    super::super::schema::tests::check::<Listing<'_>>("blame");
}
