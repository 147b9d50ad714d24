//! The tasks of a new phase, from flags and JSON.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use progress_core::model::id::is_id;
use progress_core::scaffold::NewTask;
use serde::Deserialize;

use crate::cli::args::{NewArguments, TaskFlags};
use crate::cli::failure::Failure;
use crate::cli::lint::read;

/// A task in the JSON list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaskJson {
    id: String,
    #[serde(alias = "title", alias = "name")]
    description: String,
    status: Option<String>,
    assigned_to: Option<OneOrMany>,
    #[serde(alias = "depends_on")]
    dependencies: Option<Vec<String>>,
    #[serde(alias = "estimate", alias = "effort")]
    estimated_effort: Option<Amount>,
    priority: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Amount {
    Text(String),
    Number(serde_json::Number),
}

/// Reads the tasks, those of the JSON list first.
pub(super) fn gather(
    arguments: &NewArguments,
    current: &Path,
    stdin: &mut dyn Read,
) -> Result<Vec<NewTask>, Failure> {
    let flags = &arguments.tasks;
    let mut tasks = match &flags.tasks_json {
        Some(path) => from_json(path, current, stdin)?,
        None => Vec::new(),
    };
    for text in &flags.tasks {
        let (id, description) = pair(text, "--task", "ID: DESCRIPTION")?;
        tasks.push(NewTask {
            id,
            description,
            ..NewTask::default()
        });
    }
    depend(&mut tasks, flags)?;
    for task in &mut tasks {
        fill(task, arguments);
        if !is_id(&task.id) {
            let message = format!("`{}` is not a valid task ID", task.id);
            let help = "use letters and digits in parts joined by `-`, `.` or `_`";
            return Err(Failure::new(message).help(help));
        }
    }
    Ok(tasks)
}

/// `ID: TEXT`.
fn pair(text: &str, flag: &str, form: &str) -> Result<(String, String), Failure> {
    let parts = text
        .split_once(':')
        .map(|(id, rest)| (id.trim(), rest.trim()));
    match parts {
        Some((id, rest)) if !id.is_empty() && !rest.is_empty() => {
            Ok((id.to_owned(), rest.to_owned()))
        }
        _ => Err(Failure::new(format!(
            "expected text on both sides of `:` in `{flag} {text}`"
        ))
        .help(format!("write `{flag} \"{form}\"`"))),
    }
}

fn depend(tasks: &mut [NewTask], flags: &TaskFlags) -> Result<(), Failure> {
    let mut places: HashMap<String, usize> = HashMap::new();
    for (place, task) in tasks.iter().enumerate() {
        places.entry(task.id.clone()).or_insert(place);
    }
    for text in &flags.depends {
        let (id, list) = pair(text, "--depends", "ID: ID,...")?;
        let task = places.get(&id).and_then(|&place| tasks.get_mut(place));
        let Some(task) = task else {
            let known = places.keys().map(String::as_str);
            let help = match progress_core::display::nearest(&id, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `--task \"{id}: DESCRIPTION\"`"),
            };
            return Err(Failure::new(format!("unknown task `{id}` in `--depends`")).help(help));
        };
        let names = list.split(',').map(str::trim).filter(|it| !it.is_empty());
        task.dependencies.extend(names.map(str::to_owned));
    }
    Ok(())
}

/// Applies the flags for all tasks.
fn fill(task: &mut NewTask, arguments: &NewArguments) {
    let flags = &arguments.tasks;
    if task.status.is_empty() {
        "pending".clone_into(&mut task.status);
    }
    if task.assigned_to.is_empty() {
        task.assigned_to.clone_from(&flags.assignees);
    }
    if task.assigned_to.is_empty() {
        task.assigned_to.extend(arguments.owners.first().cloned());
    }
    task.estimated_effort = task
        .estimated_effort
        .take()
        .or_else(|| flags.effort.clone());
    task.priority.get_or_insert_with(|| flags.priority.clone());
}

fn from_json(path: &Path, current: &Path, stdin: &mut dyn Read) -> Result<Vec<NewTask>, Failure> {
    let shown = path.display();
    let bytes = if path.as_os_str() == "-" {
        read(stdin)?
    } else {
        let read = progress_git::trees::read_file(&current.join(path));
        read.map_err(|error| Failure::unreadable(&shown, &error))?.0
    };
    let entries: Vec<TaskJson> = serde_json::from_slice(&bytes).map_err(|error| {
        Failure::new(format!(
            "invalid task list in `--tasks-json {shown}`: {error}"
        ))
        .help("pass a list such as `[{\"id\": \"A-1\", \"description\": \"Do it\"}]`")
    })?;
    Ok(entries.into_iter().map(NewTask::from).collect())
}

impl From<TaskJson> for NewTask {
    fn from(entry: TaskJson) -> Self {
        Self {
            id: entry.id,
            description: entry.description,
            status: entry.status.unwrap_or_default(),
            assigned_to: match entry.assigned_to {
                Some(OneOrMany::One(who)) => vec![who],
                Some(OneOrMany::Many(who)) => who,
                None => Vec::new(),
            },
            dependencies: entry.dependencies.unwrap_or_default(),
            estimated_effort: entry.estimated_effort.map(|amount| match amount {
                Amount::Text(text) => text,
                Amount::Number(number) => number.to_string(),
            }),
            priority: entry.priority,
        }
    }
}
