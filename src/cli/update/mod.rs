//! `progress update`, `start`, `done` and `block`: change tasks. The commands that change tasks in
//! other ways use it too.

mod input;
mod output;
mod phases;
mod unfound;

use std::path::{Path, PathBuf};

pub(super) use output::{ChangeItem, change_item, line};
pub(super) use phases::{load, plans_at, prefer_current};
use progress_core::source::RootedPath;
use progress_core::update::{Instruction, Order, Transition};

use super::args::{NamedTasks, UpdateArguments, UpdateOutput};
use super::failure::Failure;
use super::project;
use super::{Console, ExitStatus, clock};
use crate::project::Project;
use crate::selection::{NamedPaths, PathError, all_writable};
use crate::updating::{
    ActiveChange, ApplyError, FileOrder, UpdatedFile, Workplace, apply, find_files, load_after,
    remark_early,
};

/// What to do about a missing file.
const HELP_FOR_ABSENT: &str = "pass a progress file, or leave it out: a task is found by its ID";

pub(super) fn run(
    arguments: &UpdateArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let order = input::read(arguments, console)?;
    carry_out(order, arguments.file.as_deref(), &arguments.output, console)
}

/// Sets the status that a command is named after.
pub(super) fn verb(
    status: &str,
    named: &NamedTasks,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    change_each(named, Transition::default(), Some(status), console)
}

/// Makes the same change to each of these tasks.
pub(super) fn change_each(
    named: &NamedTasks,
    transition: Transition,
    status: Option<&str>,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let instructions = named.tasks.iter().map(|task| Instruction {
        task: task.clone(),
        status: status.map(str::to_owned),
        note: named.note.clone(),
        transition,
        ..Instruction::default()
    });
    let order = Order {
        tasks: instructions.collect(),
        ..Order::default()
    };
    carry_out(order, named.file.as_deref(), &named.output, console)
}

/// Finds the files of the tasks, and applies the order.
pub(super) fn carry_out(
    order: Order,
    file: Option<&Path>,
    output: &UpdateOutput,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let (project, orders) = locate(order, file, console)?;
    finish(&project, &orders, file.is_none(), output, console)
}

/// Opens the project, and finds the file of each task.
pub(super) fn locate(
    order: Order,
    file: Option<&Path>,
    console: &mut Console<'_>,
) -> Result<(Project, Vec<FileOrder>), Failure> {
    if let Some(file) = file {
        let (project, path) = open_file(file, console)?;
        return Ok((project, vec![FileOrder { path, order }]));
    }
    let project = project::here(None, console)?;
    let orders = find_files(order, workplace(&project))
        .map_err(|error| unfound::failure(&error, &project.base()))?;
    Ok((project, orders))
}

/// Opens the project of a file.
pub(super) fn open_file(
    file: &Path,
    console: &mut Console<'_>,
) -> Result<(Project, RootedPath), Failure> {
    let current = console.current_folder()?;
    let (path, folder) = named(file, &current)?;
    // The file decides about the project, not the current directory.
    let project = project::open(&folder, current, None, console)?;
    let path = RootedPath::new(&project.root.folder, &path);
    Ok((project, path))
}

/// Applies the orders, and reports what changed; if `finds`, the files are named.
pub(super) fn finish(
    project: &Project,
    orders: &[FileOrder],
    finds: bool,
    output: &UpdateOutput,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    // All files get the same time.
    let now = clock::now()?;
    let mut updated = apply(workplace(project), orders, output.dry_run, now)
        .map_err(|error| not_applied(&error, project))?;
    remark_early(&project.settings.statuses, &mut updated, |updated| {
        load_after(workplace(project), updated)
    });
    if !output.dry_run {
        record(project, &updated, console);
    }
    output::tell(project, &updated, finds, output, console)
}

fn workplace(project: &Project) -> Workplace<'_> {
    Workplace {
        root: &project.root.folder,
        repository: project.root.repository.as_ref(),
        settings: &project.settings,
    }
}

fn not_applied(error: &ApplyError, project: &Project) -> Failure {
    match error {
        ApplyError::Write(error) => Failure::new(error.to_string()).help(error.help()),
        ApplyError::Update { path, error } => {
            let base = project.base();
            Failure::new(format!("{}: {error}", base.shown(path.as_str()))).help(error.help())
        }
    }
}

/// Records which tasks are being worked on, for hooks.
fn record(project: &Project, updated: &[UpdatedFile<'_>], console: &mut Console<'_>) {
    let Some(repository) = &project.root.repository else {
        return;
    };
    // The files are written by now, so this is only a warning.
    let change = ActiveChange::of(&project.settings.statuses, updated);
    if let Err(error) = change.record(repository) {
        let help = "the file was updated, but hooks will not know what is being worked on";
        console.warn(&Failure::new(error.to_string()).help(help));
    }
}

/// A named file, and its directory.
fn named(file: &Path, current: &Path) -> Result<(PathBuf, PathBuf), Failure> {
    let resolved = all_writable(&[file.to_path_buf()], current)?;
    let mut found = NamedPaths::on_disk(&resolved, current);
    // One path was given, so there is at most one failure.
    if let Some(error) = found.failures.pop() {
        let is_absent = matches!(&error, PathError::Absent { near: None, .. });
        let failure = Failure::from(error);
        // The usual help is about `progress lint`, which searches the repository without a path.
        return Err(if is_absent {
            failure.help(HELP_FOR_ABSENT)
        } else {
            failure
        });
    }
    let Some(path) = found.files.pop() else {
        let message = format!("`{}` is a directory", file.display());
        return Err(Failure::new(message).help("pass a progress file"));
    };
    let folder = path.parent().unwrap_or(current).to_path_buf();
    Ok((path, folder))
}
