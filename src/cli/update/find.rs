//! Finds the files that contain the named tasks.

use std::collections::BTreeMap;

use progress_core::display::nearest;
use progress_core::document::Document;
use progress_core::model::task_name::{self, TaskHolder, bare_id};
use progress_core::model::{Phase, Task};
use progress_core::source::{Contents, RootedPath};
use progress_core::update::{Instruction, Order};
use progress_core::workspace::is_ours;
use progress_git::trees::WorkingTree;

use super::Job;
use crate::cli::failure::Failure;
use crate::cli::project::Project;
use crate::cli::sparse;
use crate::linking::Linker;
use crate::loading::discover;

/// Maximum files named if several have a task.
const NAMED: usize = 8;

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

/// Creates one job per file that contains one of the tasks.
pub(super) fn jobs(order: Order, project: &Project) -> Result<Vec<Job>, Failure> {
    let candidates = candidates(&order.tasks, project);
    let mut jobs: BTreeMap<RootedPath, Order> = BTreeMap::new();
    for instruction in order.tasks {
        let (path, id) = resolve(&instruction.task, &candidates, project)?;
        let task = Instruction {
            task: id,
            ..instruction
        };
        jobs.entry(path).or_default().tasks.push(task);
    }
    let jobs = jobs.into_iter();
    Ok(jobs.map(|(path, order)| Job { path, order }).collect())
}

/// The files that may contain one of the tasks; others are not even parsed.
fn candidates(tasks: &[Instruction], project: &Project) -> Vec<Candidate> {
    let ids: Vec<&str> = tasks.iter().map(|task| bare_id(&task.task)).collect();
    let finders: Vec<_> = ids.iter().map(memchr::memmem::Finder::new).collect();
    let is_wanted = |bytes: &[u8]| finders.iter().any(|finder| finder.find(bytes).is_some());
    read(project, is_wanted)
}

fn read(project: &Project, is_wanted: impl Fn(&[u8]) -> bool) -> Vec<Candidate> {
    let root = &project.root.folder;
    let repository = project.root.repository.as_ref();
    let found = discover(root, root, repository, &project.settings);
    let tree = WorkingTree::new(root.clone());
    let candidates = found.files.into_iter().filter_map(|path| {
        let bytes = tree.read(&path).ok().filter(|bytes| is_wanted(bytes))?;
        let document = Document::parse(bytes);
        if !is_ours(path.as_str(), &document) {
            return None;
        }
        let Some(tree) = document.tree() else {
            return Some(Candidate {
                path,
                prd: None,
                ids: Vec::new(),
                is_opaque: true,
            });
        };
        let phase = Phase::read(tree, &project.settings.statuses);
        let ids = phase.tasks().iter().filter_map(Task::id_text);
        Some(Candidate {
            ids: ids.map(str::to_owned).collect(),
            prd: phase.identity.prd.map(|name| name.text),
            is_opaque: false,
            path,
        })
    });
    candidates.collect()
}

/// Finds the file of a task, and its bare ID.
fn resolve(
    name: &str,
    candidates: &[Candidate],
    project: &Project,
) -> Result<(RootedPath, String), Failure> {
    let (found, id) = task_name::select(name, |id| {
        let with_id = candidates.iter().filter(|it| it.has(id));
        with_id.collect::<Vec<&Candidate>>()
    });
    match found.as_slice() {
        [] => Err(opaque(name, candidates, project).unwrap_or_else(|| unknown(name, id, project))),
        [one] => Ok((one.path.clone(), id.to_owned())),
        several => Err(ambiguous(name, id, several, project)),
    }
}

/// Reports first if a file that mentions the task cannot be read.
fn opaque(name: &str, candidates: &[Candidate], project: &Project) -> Option<Failure> {
    let candidate = candidates.iter().find(|candidate| candidate.is_opaque)?;
    let path = project.base().shown(candidate.path.as_str()).to_string();
    let message = format!("no task `{name}` in any readable file");
    let help = format!("`{path}` cannot be read; run `progress lint {path}` and fix it first");
    Some(Failure::new(message).help(help))
}

fn unknown(name: &str, id: &str, project: &Project) -> Failure {
    if let Some(failure) = left_out(name, project) {
        return failure;
    }
    let all = read(project, |_| true);
    let failure = Failure::new(format!("no task `{name}` in any file"));
    let ids = all.iter().flat_map(|candidate| &candidate.ids);
    if ids.clone().any(|own| own == id) {
        let names: Vec<String> = all
            .iter()
            .filter(|it| it.has(id))
            .filter_map(|it| it.prd.as_deref())
            .take(NAMED)
            .map(|prd| format!("`{prd}:{id}`"))
            .collect();
        return failure.help(format!("found {}", names.join(", ")));
    }
    match nearest(id, ids.map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("run `progress status PLAN` for the tasks of a plan"),
    }
}

/// The task's file may be tracked, but excluded by a sparse checkout.
fn left_out(name: &str, project: &Project) -> Option<Failure> {
    let repository = project.root.repository.as_ref()?;
    let known = Linker::new(repository, &project.settings).staged().ok()?;
    let (holders, _) = task_name::select(name, |id| known.holders(id));
    let mut holders = holders.into_iter();
    let holder = holders.find(|file| repository.leaves_out(file.path.as_bytes()))?;
    let message = format!(
        "task `{name}` is in `{}`, which is outside the sparse checkout",
        holder.path
    );
    Some(Failure::new(message).help(sparse::remedy(&holder.path)))
}

fn ambiguous(name: &str, id: &str, found: &[&Candidate], project: &Project) -> Failure {
    let base = project.base();
    let places = found
        .iter()
        .take(NAMED)
        .map(|candidate| match &candidate.prd {
            Some(prd)
                if found
                    .iter()
                    .filter(|other| other.prd == candidate.prd)
                    .count()
                    == 1 =>
            {
                format!("`{prd}:{id}`")
            }
            _ => format!("`-f {}`", base.shown(candidate.path.as_str())),
        });
    let mut places: Vec<String> = places.collect();
    if found.len() > NAMED {
        places.push(format!("{} more", found.len() - NAMED));
    }
    let message = format!("{} files have a task `{name}`", found.len());
    Failure::new(message).help(format!("use one of: {}", places.join(", ")))
}
