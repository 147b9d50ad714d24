//! Collects what a report tells, and writes the page or the summary.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use progress_core::fix::Texts;
use progress_core::source::{RootedPath, name_of};
use progress_core::status::plans;
use progress_core::workspace::Workspace;
use progress_git::paths::{LinkError, resolve};
use progress_git::write::{Store, WriteError};
use progress_report::{Checks, Page, page};

use super::Recorded;
use super::checked::{Evidence, judged};
use super::{course, markdown};
use crate::checking::{self, LintRequest};
use crate::cli::args::{ReportArguments, ReportFormat};
use crate::cli::failure::Failure;
use crate::cli::lint::open_failure;
use crate::cli::plans::{Loaded, plan_names};
use crate::cli::project::complain_of_unparsed;
use crate::cli::{Console, ExitStatus};
use crate::project::Project;
use crate::selection::NamedPaths;

pub(super) fn run(
    project: &Project,
    recorded: Option<&Recorded>,
    arguments: &ReportArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let root = &project.root;
    let request = LintRequest {
        config: arguments.config.clone(),
        ..LintRequest::default()
    };
    // What there is to tell about the project was told when it was opened.
    let mut notices = Vec::new();
    let everything = NamedPaths::default();
    let mut opened = checking::open(&request, everything, root, &project.current, &mut notices)
        .map_err(|error| open_failure(&error))?;
    opened.check.past = recorded.and_then(|it| it.past.paths.as_ref());
    let workspace = opened.check.load(&Texts::new());
    let loaded = Loaded::with(workspace, plan_names(project), project.base(), console);
    let (workspace, names) = (&loaded.workspace, &loaded.names);
    let mut wanted = plans(workspace);
    // What a sparse checkout leaves out is loaded only if other plans refer to it.
    wanted.retain(|plan| plan.phases.iter().any(|phase| phase.file.linted));
    if let Some(name) = &arguments.plan {
        wanted = names.select(wanted, name, &workspace.settings)?;
    }
    let mut status = loaded.status;
    if complain_of_unparsed(&wanted, &loaded.base, console) {
        status = ExitStatus::Failed;
    }
    let target = match &arguments.html {
        // As usual, it is standard output.
        Some(path) if path.as_os_str() == "-" => None,
        Some(path) => Some(place(&names.current.join(path), workspace, &names.root)?),
        None => None,
    };
    let report = opened.check.unknown(workspace, &Texts::new());
    let evidence =
        recorded.and_then(|it| Evidence::of(&it.past, project, workspace, &wanted, console));
    let verdicts = evidence.as_ref().map(|it| judged(&it.verified, workspace));
    let history = recorded.map(|it| {
        let none = BTreeMap::new();
        let worked = evidence.as_ref().map_or(&none, |it| &it.worked);
        let mut history =
            course::history(&it.evolution, worked, wanted.iter().map(|plan| plan.name));
        history.people = evidence
            .as_ref()
            .map(|it| it.people.clone())
            .unwrap_or_default();
        history
    });
    let base = match &target {
        Some(target) => base(&names.root, target.parent()),
        None => None,
    };
    let title = names.root.to_string_lossy().replace('\\', "/");
    let checks = Checks::new(&report.findings, verdicts.as_deref());
    let about = Page {
        title: name_of(&title),
        base: base.as_deref(),
        workspace,
        plans: &wanted,
        history: history.as_ref(),
        checks: Some(&checks),
    };
    let is_page = arguments.html.is_some() || arguments.format == ReportFormat::Html;
    let result = match &target {
        Some(target) => Store::open(root.repository.as_ref(), &root.folder)
            .put(target, page(&about).as_bytes())
            .map(|()| status)
            .map_err(|error| Failure::new(error.to_string()).help(error.help())),
        None if is_page => console.finish(status, |out| out.write_all(page(&about).as_bytes())),
        None => {
            let plan = match (&arguments.plan, wanted.as_slice()) {
                (Some(_), [plan]) => Some(plan.name),
                _ => None,
            };
            let evolution = recorded.map(|it| &it.evolution);
            let forecast = evolution.map(|it| course::sentence(it.forecast(plan), it.end));
            console.finish(status, |out| {
                markdown::write(&about, forecast.as_deref(), out)
            })
        }
    };
    drop((wanted, report));
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(loaded);
    result
}

/// The file to write the page to: anywhere, but not in place of a file that is something else.
fn place(path: &Path, workspace: &Workspace, root: &Path) -> Result<PathBuf, Failure> {
    let shown = path.display();
    let resolved = match resolve(path) {
        Ok(resolved) => resolved,
        Err(LinkError::LeadsOut) => {
            let message = format!("`{shown}` leads out of the repository through a link");
            return Err(Failure::new(message).help("name the file that the link leads to"));
        }
        Err(error) => {
            let error = WriteError::of_link(path, error);
            return Err(Failure::new(error.to_string()).help(error.help()));
        }
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

/// The path from the directory of the page to the root, which may be elsewhere; `None` if there is none
/// that a link can have.
fn base(root: &Path, folder: Option<&Path>) -> Option<String> {
    // Links and `..` are resolved, because a browser would not resolve them.
    let folder = progress_git::paths::real_path(folder?).ok()?;
    let root = progress_git::paths::real_path(root).ok()?;
    let (mut from, mut to) = (folder.components().peekable(), root.components().peekable());
    // Nothing leads from one drive to another.
    if from.peek() != to.peek() {
        return None;
    }
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let mut base = "../".repeat(from.count());
    for component in to {
        base.push_str(component.as_os_str().to_str()?);
        base.push('/');
    }
    Some(base)
}
