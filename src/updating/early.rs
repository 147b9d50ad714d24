//! Notices tasks that are started or marked as done before what they depend on is done.

use progress_core::derive::Remark;
use progress_core::document::Document;
use progress_core::model::{Class, Phase, Statuses, TaskRef};
use progress_core::source::Overlay;
use progress_core::status::{ReadinessIndex, open_dependencies};
use progress_core::workspace::Workspace;
use progress_git::trees::WorkingTree;

use super::{UpdatedFile, Workplace};
use crate::loading::{Request, load};

/// Adds a remark for each dependency that is not done of a task that now is done or was started.
/// `load` loads the files as they are after the update, but only if one of the tasks has any
/// dependencies; they may be in any file.
pub fn remark_early(
    statuses: &Statuses,
    updated: &mut [UpdatedFile<'_>],
    load: impl FnOnce(&[UpdatedFile<'_>]) -> Workspace,
) {
    let changed: Vec<Vec<(String, Class)>> = updated
        .iter()
        .map(|file| newly_begun_or_done(file, statuses))
        .collect();
    if changed.iter().all(Vec::is_empty) {
        return;
    }
    let workspace = load(updated);
    let readiness = ReadinessIndex::of(&workspace);
    for (file, tasks) in updated.iter_mut().zip(&changed) {
        for (id, class) in tasks {
            let Some(at) = find(&workspace, file.path.as_str(), id) else {
                continue;
            };
            for open in open_dependencies(&readiness, at) {
                let (id, dependency) = (id.clone(), open.text.to_owned());
                let status = open.status.map(str::to_owned);
                file.outcome.remarks.push(match class {
                    Class::Done => Remark::DoneEarly {
                        id,
                        dependency,
                        status,
                    },
                    _ => Remark::StartedEarly {
                        id,
                        dependency,
                        status,
                    },
                });
            }
        }
    }
}

/// The tasks with dependencies that an update started or marked as done.
fn newly_begun_or_done(file: &UpdatedFile<'_>, statuses: &Statuses) -> Vec<(String, Class)> {
    let Some(after) = &file.after else {
        return Vec::new();
    };
    let before = begun_or_done(&file.before, statuses);
    let mut tasks = begun_or_done(after, statuses);
    tasks.retain(|task| !before.contains(task));
    tasks
}

/// The IDs of the tasks with dependencies that are being worked on or done, and which of the two.
fn begun_or_done(text: &str, statuses: &Statuses) -> Vec<(String, Class)> {
    let document = Document::parse(text.as_bytes().to_vec());
    let Some(tree) = document.tree() else {
        return Vec::new();
    };
    let phase = Phase::read(tree, statuses);
    let mut found = Vec::new();
    for task in phase.tasks() {
        if let Some(class @ (Class::Active | Class::Done)) = task.state
            && !task.references.is_empty()
            && let Some(id) = task.id_text()
        {
            found.push((id.to_owned(), class));
        }
    }
    found
}

/// Loads every progress file as it is after the update, even in a dry run.
#[must_use]
pub fn load_after(workplace: Workplace<'_>, updated: &[UpdatedFile<'_>]) -> Workspace {
    let Workplace {
        root,
        repository,
        settings,
    } = workplace;
    let mut texts = Vec::new();
    for file in updated {
        if let Some(after) = &file.after {
            texts.push((file.path.clone(), after.clone().into_bytes()));
        }
    }
    let request = Request {
        files: updated.iter().map(|file| file.path.clone()).collect(),
        folders: vec![root.to_path_buf()],
        ..Request::default()
    };
    let contents = Overlay::new(texts, WorkingTree::new(root.to_path_buf()));
    load(root, request, &contents, repository, settings.clone())
}

fn find(workspace: &Workspace, path: &str, id: &str) -> Option<TaskRef> {
    let file = workspace.id_of(path)?;
    let tasks = workspace.phase(file)?.tasks();
    let mut found = (0..).zip(tasks);
    let (index, _) = found.find(|(_, task)| task.id_text() == Some(id))?;
    Some(TaskRef { file, index })
}
