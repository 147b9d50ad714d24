//! `progress new`: creates the file for a phase.

mod place;
mod tasks;

use std::path::Path;

use place::Names;
use progress_core::config::{Settings, Severity};
use progress_core::display::{plural, visible};
use progress_core::lint::Finding;
use progress_core::scaffold::{NewPhase, NewTask, compose};
use progress_core::source::{Overlay, RootedPath};
use progress_core::status::plans;
use progress_git::git::Repository;
use progress_git::trees::WorkingTree;
use progress_git::write::Store;

use super::args::NewArguments;
use super::failure::Failure;
use super::project::Project;
use super::sparse;
use super::{Console, ExitStatus};
use crate::loading::{Request, load};

pub(super) fn run(
    arguments: &NewArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let names = Names::check(&arguments.prd, &arguments.phase)?;
    let project = Project::here(arguments.config.as_deref(), console)?;
    let tasks = tasks::gather(arguments, &project.current, console.stdin)?;
    let base = project.base();
    let settings = project.settings.clone();
    let Project {
        root,
        settings: own,
        ..
    } = project;
    let repository = root.repository.as_ref();
    let request = Request {
        files: Vec::new(),
        folders: vec![root.folder.clone()],
    };
    let tree = WorkingTree::new(root.folder.clone());
    let workspace = load(&root.folder, request, &tree, repository, own);
    let path = names.path(&root.folder, &plans(&workspace))?;
    if repository.is_some_and(|it| it.leaves_out(path.as_str().as_bytes())) {
        let path = path.as_str();
        let message = format!("`{path}` exists, but is outside the sparse checkout");
        return Err(Failure::new(message).help(sparse::remedy(path)));
    }
    let count = tasks.len();
    let phase = phase(arguments, names, tasks);
    let text = compose(&phase, path.as_str(), &settings.statuses);
    check(&text, &path, &root.folder, repository, settings)?;
    if !arguments.dry_run {
        let store = Store::open(repository, &root.folder);
        let created = store.create(&path, text.as_bytes());
        created.map_err(|error| Failure::new(error.to_string()).help(error.help()))?;
    }
    console.finish(ExitStatus::Clean, |out| {
        if arguments.dry_run {
            return out.write_all(text.as_bytes());
        }
        let tasks = plural(count, "task", "tasks");
        let path = visible(path.as_str());
        writeln!(out, "created {} with {tasks}", base.shown(&path))
    })
}

fn phase(arguments: &NewArguments, names: Names, tasks: Vec<NewTask>) -> NewPhase {
    let trimmed = |names: &[String]| {
        let names = names.iter().map(|name| name.trim().to_owned());
        names.filter(|name| !name.is_empty()).collect()
    };
    let title = arguments.title.clone();
    NewPhase {
        title: title.unwrap_or_else(|| format!("Phase {}", names.phase)),
        prd: names.prd,
        phase: names.phase,
        started: arguments.started.clone(),
        owners: trimmed(&arguments.owners),
        contributors: trimmed(&arguments.contributors),
        tasks,
        criteria: arguments.criteria.clone(),
    }
}

/// Lints the file as if it existed; an error in it is an error in the arguments.
fn check(
    text: &str,
    path: &RootedPath,
    root: &Path,
    repository: Option<&Repository>,
    settings: Settings,
) -> Result<(), Failure> {
    let tree = WorkingTree::new(root.to_path_buf());
    let contents = Overlay::new([(path.clone(), text.as_bytes().to_vec())], tree);
    let request = Request {
        files: vec![path.clone()],
        folders: Vec::new(),
    };
    let workspace = load(root, request, &contents, repository, settings);
    let report = progress_core::lint::run(&workspace, &progress_core::rules::all());
    let is_own = |finding: &&Finding| {
        let place = finding.place();
        finding.severity == Severity::Error && place.is_some_and(|it| it.path == path.as_str())
    };
    let failures = report.findings.iter().filter(is_own).map(|finding| {
        let failure = Failure::new(format!("{} ({})", finding.message, finding.rule));
        match &finding.help {
            Some(help) => failure.help(help.clone()),
            None => failure,
        }
    });
    Failure::all(failures).map_or(Ok(()), Err)
}
