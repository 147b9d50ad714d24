//! Backlog.md: `config.yml`, and one Markdown file for each task.

mod config;
mod milestones;
mod task;

use std::collections::BTreeSet;

use config::Config;
use milestones::Milestones;
use progress_core::source::{folder_of, name_of};
use task::Entry;

use crate::files::{Files, join, matching};
use crate::{Bundle, Format, Known, Phase, Plan, ReadError, Status, plan_name};

/// Where tasks are, and what that says about them.
const PLACES: &[(&str, Place)] = &[
    ("tasks", Place::Board),
    ("completed", Place::Completed),
    ("archive/tasks", Place::Archive),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Board,
    Completed,
    Archive,
}

/// Reads the project that a configuration belongs to.
pub(super) fn read(
    files: &dyn Files,
    path: &str,
    known: &Known,
    bundle: &mut Bundle,
) -> Result<(), ReadError> {
    let config = Config::read(files, path)?;
    let folder = match name_of(path) {
        // The configuration may be in the root, and the tasks in a folder that it names.
        "backlog.config.yml" => join(
            folder_of(path),
            config.folder.as_deref().unwrap_or("backlog"),
        ),
        _ => folder_of(path).to_owned(),
    };
    let mut plan = Plan {
        name: plan_name(&config.project).unwrap_or_else(|| "backlog".to_owned()),
        phases: Vec::new(),
    };
    // Tasks without a milestone come first, in a phase whose number does not depend on the others.
    plan.phases.push(Phase {
        name: Some("0".to_owned()),
        title: "Tasks".to_owned(),
        tasks: Vec::new(),
    });
    let mut milestones = Milestones::read(files, &folder, bundle)?;
    let mut found = tasks(files, &folder, &config, known, bundle)?;
    task::align(&mut found);
    found.sort_by(|one, other| one.order().cmp(&other.order()));
    for entry in found {
        match &entry.milestone {
            Some(milestone) => milestones.phase(milestone).tasks.push(entry.task),
            None => plan.phases[0].tasks.push(entry.task),
        }
    }
    plan.phases.extend(milestones.into_phases());
    for path in matching(files, &join(&folder, "drafts"), "*.md") {
        bundle.remark("draft, left out", &path);
    }
    bundle.plans.push(plan);
    Ok(())
}

/// The tasks in all places; of the archived ones only those that were imported before.
fn tasks(
    files: &dyn Files,
    folder: &str,
    config: &Config,
    known: &Known,
    bundle: &mut Bundle,
) -> Result<Vec<Entry>, ReadError> {
    let imported = known.imported(Format::Backlog);
    let mut found = Vec::new();
    let mut ids = BTreeSet::new();
    let mut first_error = None;
    for (name, place) in PLACES {
        for path in matching(files, &join(folder, name), "*.md") {
            if !config.is_task_file(name_of(&path)) {
                bundle.remark(
                    "file whose name does not begin with the prefix of tasks",
                    &path,
                );
                continue;
            }
            let entry = match task::read(files, &path, config) {
                Ok(Some(entry)) => entry,
                Ok(None) => continue,
                // The tool itself shows the other tasks.
                Err(error) => {
                    bundle.unreadable(&error.to_string());
                    first_error.get_or_insert(error);
                    continue;
                }
            };
            let key = (folder, entry.task.id.as_str());
            // An ID may be used again once its task is archived. The file name then tells which of
            // the tasks was imported.
            let is_followed =
                imported.contains(&key) && (!ids.contains(key.1) || known.has(&on_board(&entry)));
            if let Some(entry) = placed(entry, *place, is_followed, bundle) {
                ids.insert(entry.task.id.clone());
                found.push(entry);
            }
        }
    }
    match first_error {
        Some(error) if found.is_empty() => Err(error),
        _ => Ok(found),
    }
}

/// The source that an archived task had before.
fn on_board(entry: &Entry) -> String {
    let source = &entry.task.source;
    source.replacen("archive/tasks/", "tasks/", 1)
}

/// What the place of a task's file says about it; `None` if it is left out. An archived task is
/// followed if it was imported before.
fn placed(mut entry: Entry, place: Place, is_followed: bool, bundle: &mut Bundle) -> Option<Entry> {
    let source = on_board(&entry);
    let task = &mut entry.task;
    match place {
        Place::Board => {}
        // `task complete` moves the file, whatever its status.
        Place::Completed => task.status = Status::Completed,
        Place::Archive if is_followed => {
            if task.status != Status::Completed {
                task.status = Status::Cancelled;
                bundle.remark("archived task, read as cancelled", &task.id);
            }
            task.is_archived = true;
            // It keeps the folder that it was imported from.
            task.source = source;
        }
        Place::Archive => {
            bundle.remark("archived task, left out", &task.id);
            return None;
        }
    }
    entry.report(bundle);
    Some(entry)
}
