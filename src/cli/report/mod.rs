//! `progress report`: a page about all plans, or a short summary.

mod course;
mod markdown;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use progress_core::source::{RootedPath, name_of};
use progress_core::status::{PlanView, plans};
use progress_core::workspace::Workspace;
use progress_git::paths::resolve;
use progress_git::write::Store;
use progress_report::{History, Page, page};

use super::args::{ReportArguments, ReportFormat};
use super::failure::Failure;
use super::plans::Loaded;
use super::project;
use super::revision::broken;
use super::{Console, ExitStatus};
use crate::history::{Evolution, evolution};
use crate::linking::Linker;
use crate::project::Project;

pub(super) fn run(
    arguments: &ReportArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::here(arguments.config.as_deref(), console)?;
    let evolution = evolution_of(&project, console);
    // It is used after the project, which is consumed when files are loaded.
    let store = Store::open(project.root.repository.as_ref(), &project.root.folder);
    let Loaded {
        workspace,
        names,
        status,
        ..
    } = Loaded::of(project, console);
    let mut wanted = plans(&workspace);
    if let Some(name) = &arguments.plan {
        wanted = names.select(wanted, name, &workspace.settings)?;
    }
    let result = match (&arguments.html, arguments.format) {
        (Some(path), _) => {
            let absolute = place(&names.current.join(path), &workspace, &names.root)?;
            let base = base(&names.root, absolute.parent());
            let history = history_of(evolution.as_ref(), &wanted);
            let text = written(
                &workspace,
                &wanted,
                &names.root,
                base.as_deref(),
                history.as_ref(),
            );
            store
                .put(&absolute, text.as_bytes())
                .map_err(|error| Failure::new(error.to_string()).help(error.help()))?;
            Ok(status)
        }
        (None, ReportFormat::Html) => {
            let history = history_of(evolution.as_ref(), &wanted);
            let text = written(&workspace, &wanted, &names.root, None, history.as_ref());
            console.finish(status, |out| out.write_all(text.as_bytes()))
        }
        (None, ReportFormat::Markdown) => {
            let plan = match (&arguments.plan, wanted.as_slice()) {
                (Some(_), [plan]) => Some(plan.name),
                _ => None,
            };
            let forecast = evolution
                .as_ref()
                .map(|it| course::sentence(it.forecast(plan), it.end));
            console.finish(status, |out| {
                markdown::write(&workspace, &wanted, forecast.as_deref(), out)
            })
        }
    };
    drop(wanted);
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    result
}

/// How the tasks changed up to `HEAD`; `None` without a history.
fn evolution_of(project: &Project, console: &mut Console<'_>) -> Option<Evolution> {
    let repository = project.root.repository.as_ref()?;
    let settings = &project.settings;
    let mut linker = Linker::with_memory(repository, settings);
    let found = repository.head().and_then(|head| match head {
        Some(head) => evolution(repository, settings, head.id, &mut linker).map(Some),
        None => Ok(None),
    });
    linker.save();
    found.unwrap_or_else(|error| {
        // The files are worth a report of their own.
        console.warn(&broken(&error));
        None
    })
}

fn history_of(evolution: Option<&Evolution>, plans: &[PlanView<'_>]) -> Option<History> {
    let names = plans.iter().map(|plan| plan.name);
    Some(course::history(evolution?, names))
}

/// The file to write the page to: anywhere, but not in place of a file that is something else.
fn place(path: &Path, workspace: &Workspace, root: &Path) -> Result<PathBuf, Failure> {
    let shown = path.display();
    let Some(resolved) = resolve(path) else {
        let message = format!("`{shown}` leads out of the repository through a link");
        return Err(Failure::new(message).help("name the file that the link leads to"));
    };
    let is_progress_file = workspace
        .id_of(RootedPath::new(root, &resolved).as_str())
        .is_some();
    if is_progress_file || !may_be_replaced(&resolved) {
        let message = format!("`{shown}` exists and is not a report");
        return Err(Failure::new(message).help("choose another file, or remove this one first"));
    }
    Ok(resolved)
}

/// Whether a file does not exist, is empty, or is a page of HTML. What cannot be read is left to the
/// attempt to write it, which names the cause.
fn may_be_replaced(path: &Path) -> bool {
    const START: &[u8] = b"<!doctype html>";
    // Opening a pipe would wait for its other end.
    if !path.metadata().is_ok_and(|it| it.is_file()) {
        return true;
    }
    let Ok(file) = File::open(path) else {
        return true;
    };
    let mut start = Vec::new();
    let length = u64::try_from(START.len()).unwrap_or(0);
    match file.take(length).read_to_end(&mut start) {
        Ok(_) => start.is_empty() || start.eq_ignore_ascii_case(START),
        Err(_) => true,
    }
}

fn written(
    workspace: &Workspace,
    plans: &[PlanView<'_>],
    root: &Path,
    base: Option<&str>,
    history: Option<&History>,
) -> String {
    let root = root.to_string_lossy().replace('\\', "/");
    page(&Page {
        title: name_of(&root),
        base,
        workspace,
        plans,
        history,
    })
}

/// The path from the folder of the page to the root; `None` if the page is outside.
fn base(root: &Path, folder: Option<&Path>) -> Option<String> {
    // Links and `..` are resolved, because a browser would not resolve them.
    let folder = progress_git::paths::real_path(folder?).ok()?;
    let below = folder.strip_prefix(root).ok()?;
    Some("../".repeat(below.components().count()))
}
