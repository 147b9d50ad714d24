//! Backlog.md: `config.yml`, and one Markdown file for each task.

mod config;
mod task;

use config::Config;
use progress_core::source::{folder_of, name_of};

use crate::files::{Files, join, matching};
use crate::{Bundle, Phase, Plan, ReadError, plan_name};

/// Reads the project that a configuration belongs to.
pub(super) fn read(files: &dyn Files, path: &str, bundle: &mut Bundle) -> Result<(), ReadError> {
    let config = Config::read(files, path)?;
    let folder = match name_of(path) {
        // The configuration may be in the root, and the tasks in a folder that it names.
        "backlog.config.yml" => join(
            folder_of(path),
            config.folder.as_deref().unwrap_or("backlog"),
        ),
        _ => folder_of(path).to_owned(),
    };
    let milestones = milestones(files, &folder)?;
    let mut plan = Plan {
        name: plan_name(&config.project).unwrap_or_else(|| "backlog".to_owned()),
        phases: Vec::new(),
    };
    for (number, (_, title)) in (1..).zip(&milestones) {
        plan.phases.push(Phase {
            name: Some(number.to_string()),
            title: title.clone(),
            tasks: Vec::new(),
        });
    }
    // Tasks without a milestone come first, in a phase whose number does not depend on the others.
    plan.phases.insert(
        0,
        Phase {
            name: Some("0".to_owned()),
            title: "Tasks".to_owned(),
            tasks: Vec::new(),
        },
    );
    let mut found = Vec::new();
    for place in ["tasks", "completed"] {
        for path in matching(files, &join(&folder, place), "*.md") {
            if !config.is_task_file(name_of(&path)) {
                bundle.remark(
                    "file whose name does not begin with the prefix of tasks",
                    &path,
                );
                continue;
            }
            let Some(text) = files.read(&path)? else {
                continue;
            };
            found.push(task::read(
                &path,
                text,
                &config,
                place == "completed",
                bundle,
            )?);
        }
    }
    task::align(&mut found);
    found.sort_by(|one, other| one.order().cmp(&other.order()));
    for entry in found {
        let milestone = entry.milestone.as_deref();
        let known = milestone.and_then(|it| {
            milestones
                .iter()
                .position(|(id, title)| id == it || title == it)
        });
        if known.is_none() && milestone.is_some() {
            bundle.remark("unknown milestone", &entry.task.id);
        }
        let index = known.map_or(0, |index| index + 1);
        if let Some(phase) = plan.phases.get_mut(index) {
            phase.tasks.push(entry.task);
        }
    }
    left_out(files, &folder, bundle);
    bundle.plans.push(plan);
    Ok(())
}

/// The IDs and titles of the milestones, in the order of their numbers.
fn milestones(files: &dyn Files, folder: &str) -> Result<Vec<(String, String)>, ReadError> {
    let mut found = Vec::new();
    for path in matching(files, &join(folder, "milestones"), "*.md") {
        let Some(text) = files.read(&path)? else {
            continue;
        };
        found.extend(task::milestone(&path, text)?);
    }
    found.sort_by_key(|(id, _)| task::numbers(id));
    Ok(found)
}

/// Drafts and archived tasks are not on the board either.
fn left_out(files: &dyn Files, folder: &str, bundle: &mut Bundle) {
    for (place, what) in [
        ("drafts", "draft, left out"),
        ("archive/tasks", "archived task, left out"),
    ] {
        for path in matching(files, &join(folder, place), "*.md") {
            bundle.remark(what, &path);
        }
    }
}
