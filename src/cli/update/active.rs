//! Records which tasks are being worked on in this worktree.

use progress_core::model::Class;

use super::apply::Applied;
use crate::active::{ActiveTask, change, read};
use crate::cli::Console;
use crate::cli::failure::Failure;
use crate::cli::project::Project;

/// Records tasks that became active, and forgets those that no longer are.
pub(super) fn record(project: &Project, applied: &[Applied<'_>], console: &mut Console<'_>) {
    let Some(repository) = &project.root.repository else {
        return;
    };
    let mut started = Vec::new();
    let mut ended = Vec::new();
    for file in applied {
        for instruction in &file.order.tasks {
            let Some(status) = &instruction.status else {
                continue;
            };
            let task = ActiveTask {
                plan: file.prd.clone(),
                path: file.path.as_str().to_owned(),
                task: instruction.task.clone(),
            };
            match project.settings.statuses.read(status).class {
                Class::Active => started.push(task),
                _ => ended.push(task),
            }
        }
    }
    // If the record cannot be read, changing it fails below, with the reason.
    if started.is_empty() && read(repository).is_ok_and(|tasks| tasks.is_empty()) {
        return;
    }
    let recorded = change(repository, |tasks| {
        let is_same =
            |one: &ActiveTask, other: &ActiveTask| one.path == other.path && one.task == other.task;
        let is_named = |task: &ActiveTask| {
            let mut named = started.iter().chain(&ended);
            named.any(|other| is_same(task, other))
        };
        tasks.retain(|task| !is_named(task));
        tasks.extend(started.iter().cloned());
    });
    if let Err(error) = recorded {
        let help = "the file was updated, but hooks will not know what is being worked on";
        console.warn(&Failure::new(error.to_string()).help(help));
    }
}
