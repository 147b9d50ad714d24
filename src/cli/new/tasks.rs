//! The tasks of a new phase, from flags.

use progress_core::scaffold::NewTask;

use crate::cli::Console;
use crate::cli::args::NewArguments;
use crate::cli::failure::Failure;
use crate::cli::input::read_list;
use crate::updating::{TaskList, parse_tasks};

/// Reads the tasks, those of the JSON list first.
pub(super) fn gather(
    arguments: &NewArguments,
    console: &mut Console<'_>,
) -> Result<Vec<NewTask>, Failure> {
    let flags = &arguments.tasks;
    let mut list = TaskList {
        assignees: flags.assignees.clone(),
        effort: flags.effort.clone(),
        priority: flags.priority.clone(),
        ..TaskList::default()
    };
    if list.assignees.is_empty() {
        // Every task needs an assignee (`task-missing-assignee`).
        list.assignees.extend(arguments.owners.first().cloned());
    }
    if let Some(path) = &flags.tasks_json {
        list.tasks = parse_tasks(&read_list(path, console)?).map_err(|error| {
            let shown = path.display();
            Failure::new(format!(
                "invalid task list in `--tasks-json {shown}`: {error}"
            ))
            .help("pass a list such as `[{\"id\": \"A-1\", \"description\": \"Do it\"}]`")
        })?;
    }
    for text in &flags.tasks {
        let (id, description) = pair(text, "--task", "ID: DESCRIPTION")?;
        list.tasks.push(NewTask {
            id,
            description,
            ..NewTask::default()
        });
    }
    for text in &flags.depends {
        let (id, list_text) = pair(text, "--depends", "ID: ID,...")?;
        let names = list_text
            .split(',')
            .map(str::trim)
            .filter(|it| !it.is_empty());
        list.dependencies
            .push((id, names.map(str::to_owned).collect()));
    }
    list.complete()
        .map_err(|error| Failure::new(error.to_string()).help(error.help()))
}

/// `ID: TEXT`.
fn pair(text: &str, flag: &str, form: &str) -> Result<(String, String), Failure> {
    let parts = text
        // An ID has no colon, but a description may have some.
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
