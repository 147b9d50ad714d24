//! Finds the files that contain the named tasks.

use std::collections::BTreeMap;

use progress_core::display::nearest;
use progress_core::document::Document;
use progress_core::model::task_name::{self, TaskHolder, bare_id};
use progress_core::model::{Phase, Statuses, Task};
use progress_core::source::{Contents, RootedPath};
use progress_core::update::{Instruction, Order};
use progress_core::workspace::is_ours;
use progress_git::trees::WorkingTree;

use super::{FileOrder, Workplace};
use crate::linking::Linker;
use crate::loading::discover;

/// Maximum names suggested if other plans have a task.
const MAX_NAMED: usize = 8;

/// A file that contains one of the tasks.
struct Candidate {
    path: RootedPath,
    prd: Option<String>,
    ids: Vec<String>,
    /// Its frontmatter cannot be read, so it may have any task named in its text.
    is_opaque: bool,
}

impl Candidate {
    fn has(&self, id: &str) -> bool {
        self.ids.iter().any(|own| own == id)
    }
}

impl TaskHolder for &Candidate {
    fn plan_name(&self) -> Option<&str> {
        self.prd.as_deref()
    }

    fn file_path(&self) -> &str {
        self.path.as_str()
    }
}

/// Returns the changes to each file that contains one of the tasks.
///
/// # Errors
///
/// Fails if no file or several files have one of the tasks.
pub fn find_files(order: Order, workplace: Workplace<'_>) -> Result<Vec<FileOrder>, FindError> {
    let candidates = files_that_mention(&order.tasks, workplace);
    let mut orders: BTreeMap<RootedPath, Order> = BTreeMap::new();
    // Instructions for the same file are applied together, in one write.
    for instruction in order.tasks {
        let (path, id) = resolve(&instruction.task, &candidates, workplace)?;
        orders.entry(path).or_default().tasks.push(Instruction {
            task: id,
            ..instruction
        });
    }
    Ok(orders
        .into_iter()
        .map(|(path, order)| FileOrder { path, order })
        .collect())
}

/// The files that may contain one of the tasks; others are not even parsed.
fn files_that_mention(tasks: &[Instruction], workplace: Workplace<'_>) -> Vec<Candidate> {
    let finders: Vec<_> = tasks
        .iter()
        .map(|task| memchr::memmem::Finder::new(bare_id(&task.task)))
        .collect();
    read_all(workplace, |bytes| {
        finders.iter().any(|finder| finder.find(bytes).is_some())
    })
}

/// Reads the progress files whose bytes pass a test.
fn read_all(workplace: Workplace<'_>, is_wanted: impl Fn(&[u8]) -> bool) -> Vec<Candidate> {
    let Workplace {
        root,
        repository,
        settings,
    } = workplace;
    let found = discover(root, root, repository, settings);
    let tree = WorkingTree::new(root.to_path_buf());
    let mut candidates = Vec::new();
    for path in found.files {
        match tree.read(&path) {
            Ok(bytes) if is_wanted(&bytes) => {
                candidates.extend(candidate(path, bytes, &settings.statuses));
            }
            _ => {}
        }
    }
    candidates
}

/// Reads a file; `None` if it is not a progress file.
fn candidate(path: RootedPath, bytes: Vec<u8>, statuses: &Statuses) -> Option<Candidate> {
    let document = Document::parse(bytes);
    if !is_ours(path.as_str(), &document) {
        return None;
    }
    // A file with broken frontmatter is kept, because it may be the reason why a task is not found.
    let Some(tree) = document.tree() else {
        return Some(Candidate {
            path,
            prd: None,
            ids: Vec::new(),
            is_opaque: true,
        });
    };
    let phase = Phase::read(tree, statuses);
    let ids = phase.tasks().iter().filter_map(Task::id_text);
    Some(Candidate {
        ids: ids.map(str::to_owned).collect(),
        prd: phase.identity.prd.map(|name| name.text),
        is_opaque: false,
        path,
    })
}

/// Finds the file of a task, and its bare ID.
fn resolve(
    name: &str,
    candidates: &[Candidate],
    workplace: Workplace<'_>,
) -> Result<(RootedPath, String), FindError> {
    let (found, id) = task_name::select(name, |id| {
        let with_id = candidates.iter().filter(|it| it.has(id));
        with_id.collect::<Vec<&Candidate>>()
    });
    match found.as_slice() {
        [] => Err(missing(name, id, candidates, workplace)),
        [one] => Ok((one.path.clone(), id.to_owned())),
        several => Err(ambiguous(name, id, several)),
    }
}

/// Why the file of a task was not found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// Only a file that cannot be read mentions the task.
    #[error("no task `{name}` in any readable file")]
    Opaque {
        /// The task as named.
        name: String,
        /// The file.
        path: String,
    },
    /// The file is tracked, but excluded by a sparse checkout.
    #[error("task `{name}` is in `{path}`, which is outside the sparse checkout")]
    LeftOut {
        /// The task as named.
        name: String,
        /// The file.
        path: String,
    },
    /// Another plan has a task of that ID.
    #[error("no task `{name}` in any file")]
    OtherPlans {
        /// The task as named.
        name: String,
        /// Tasks of that ID, as `plan:ID`, or the path of a file without a `prd`.
        found: Vec<String>,
    },
    /// No file has the task.
    #[error("no task `{name}` in any file")]
    Unknown {
        /// The task as named.
        name: String,
        /// A similar ID that exists.
        near: Option<String>,
    },
    /// Several files have the task.
    #[error("{} files have a task `{name}`", files.len())]
    Ambiguous {
        /// The task as named.
        name: String,
        /// The files, each with the name `plan:ID`, if no other file has it.
        files: Vec<(String, Option<String>)>,
    },
}

fn missing(name: &str, id: &str, candidates: &[Candidate], workplace: Workplace<'_>) -> FindError {
    let name = name.to_owned();
    // Reported first, because the unreadable file probably has the task.
    if let Some(opaque) = candidates.iter().find(|candidate| candidate.is_opaque) {
        let path = opaque.path.as_str().to_owned();
        return FindError::Opaque { name, path };
    }
    if let Some(path) = left_out(&name, workplace) {
        return FindError::LeftOut { name, path };
    }
    // All files are parsed only now, for the sake of the message.
    let all = read_all(workplace, |_| true);
    // Files have the ID, but not in the plan that was named.
    if all.iter().any(|candidate| candidate.has(id)) {
        let found = all
            .iter()
            .filter(|candidate| candidate.has(id))
            .take(MAX_NAMED)
            .map(|candidate| match &candidate.prd {
                Some(prd) => format!("{prd}:{id}"),
                None => candidate.path.as_str().to_owned(),
            })
            .collect();
        return FindError::OtherPlans { name, found };
    }
    let ids = all.iter().flat_map(|candidate| &candidate.ids);
    let near = nearest(id, ids.map(String::as_str)).map(str::to_owned);
    FindError::Unknown { name, near }
}

/// The file of a task that is excluded by a sparse checkout.
fn left_out(name: &str, workplace: Workplace<'_>) -> Option<String> {
    let repository = workplace.repository?;
    // The index also has the files that a sparse checkout leaves out.
    let known = Linker::new(repository, workplace.settings).staged().ok()?;
    let (holders, _) = task_name::select(name, |id| known.holders(id));
    let holder = holders
        .into_iter()
        .find(|file| repository.leaves_out(file.path.as_bytes()))?;
    Some(holder.path.clone())
}

fn ambiguous(name: &str, id: &str, found: &[&Candidate]) -> FindError {
    let mut files = Vec::with_capacity(found.len());
    for candidate in found {
        // `plan:ID` helps only if the plan has the ID once.
        let same_plan = found.iter().filter(|other| other.prd == candidate.prd);
        let full_name = match &candidate.prd {
            Some(prd) if same_plan.count() == 1 => Some(format!("{prd}:{id}")),
            _ => None,
        };
        files.push((candidate.path.as_str().to_owned(), full_name));
    }
    FindError::Ambiguous {
        name: name.to_owned(),
        files,
    }
}
