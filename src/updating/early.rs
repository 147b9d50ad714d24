//! Notices tasks that are marked as done before what they depend on.

use progress_core::derive::Remark;
use progress_core::document::Document;
use progress_core::model::{Class, Phase, Statuses, Task, TaskRef};
use progress_core::source::Overlay;
use progress_core::status::{ReadinessIndex, open_dependencies};
use progress_core::workspace::Workspace;
use progress_git::trees::WorkingTree;

use super::{UpdatedFile, Workplace};
use crate::loading::{Request, load};

/// Adds a remark for each unfinished dependency of a task that is now done. Dependencies may be in
/// any file, so all are read, but only if one of the tasks has any.
pub fn remark_done_early(workplace: Workplace<'_>, updated: &mut [UpdatedFile<'_>]) {
    let statuses = &workplace.settings.statuses;
    let newly_done: Vec<Vec<String>> = updated
        .iter()
        .map(|file| newly_done(file, statuses))
        .collect();
    if newly_done.iter().all(Vec::is_empty) {
        return;
    }
    let workspace = load_after(workplace, updated);
    let readiness = ReadinessIndex::of(&workspace);
    for (file, ids) in updated.iter_mut().zip(&newly_done) {
        for id in ids {
            let Some(at) = find(&workspace, file.path.as_str(), id) else {
                continue;
            };
            for open in open_dependencies(&readiness, at) {
                file.outcome.remarks.push(Remark::DoneEarly {
                    id: id.clone(),
                    dependency: open.text.to_owned(),
                    status: open.status.map(str::to_owned),
                });
            }
        }
    }
}

/// The IDs of the tasks that an update marked as done and that have dependencies.
fn newly_done(file: &UpdatedFile<'_>, statuses: &Statuses) -> Vec<String> {
    let Some(after) = &file.after else {
        return Vec::new();
    };
    let before = done_ids(&file.before, statuses);
    let mut ids = done_ids(after, statuses);
    ids.retain(|id| !before.contains(id));
    ids
}

/// The IDs of the tasks that are done and have dependencies.
fn done_ids(text: &str, statuses: &Statuses) -> Vec<String> {
    let document = Document::parse(text.as_bytes().to_vec());
    let Some(tree) = document.tree() else {
        return Vec::new();
    };
    let phase = Phase::read(tree, statuses);
    let is_concerned =
        |task: &&Task| task.state == Some(Class::Done) && !task.references.is_empty();
    let tasks = phase.tasks().iter().filter(is_concerned);
    tasks
        .filter_map(|task| task.id_text().map(str::to_owned))
        .collect()
}

/// Loads every progress file as it is after the update, even in a dry run.
fn load_after(workplace: Workplace<'_>, updated: &[UpdatedFile<'_>]) -> Workspace {
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
