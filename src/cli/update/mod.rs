//! `progress update`, `start`, `done` and `block`: change tasks.

mod active;
mod apply;
mod find;
mod input;
mod output;

use std::path::{Path, PathBuf};

use progress_core::source::RootedPath;
use progress_core::update::{Instruction, Order};

use super::args::{Choice, UpdateArguments, UpdateOutput, VerbArguments};
use super::failure::Failure;
use super::paths::{Named, all_writable};
use super::project::Project;
use super::{Console, ExitStatus, clock};

/// A file with its order.
#[derive(Debug)]
struct Job {
    path: RootedPath,
    order: Order,
}

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
    arguments: &VerbArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let order = Order {
        tasks: arguments
            .tasks
            .iter()
            .map(|task| Instruction {
                task: task.clone(),
                status: Some(status.to_owned()),
                note: arguments.note.clone(),
            })
            .collect(),
        fields: Vec::new(),
    };
    carry_out(order, arguments.file.as_deref(), &arguments.output, console)
}

fn carry_out(
    order: Order,
    file: Option<&Path>,
    output: &UpdateOutput,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let now = clock::now()?;
    let current = console.current_folder()?;
    let (project, jobs) = if let Some(file) = file {
        let (path, folder) = named(file, &current)?;
        let project = Project::open(&folder, current, &Choice::default(), console)?;
        let path = RootedPath::new(&project.root.folder, &path);
        (project, vec![Job { path, order }])
    } else {
        let project = Project::here(None, console)?;
        let jobs = find::jobs(order, &project)?;
        (project, jobs)
    };
    let applied = apply::apply(&project, &jobs, output.dry_run, now)?;
    if !output.dry_run {
        active::record(&project, &applied, console);
    }
    output::tell(&project, &applied, file.is_none(), output, console)
}

/// A named file, and its directory.
fn named(file: &Path, current: &Path) -> Result<(PathBuf, PathBuf), Failure> {
    let resolved = all_writable(&[file.to_path_buf()], current)?;
    let mut found = Named::of(&resolved, None, current)?;
    if let Some(failure) = found.failures.pop() {
        return Err(failure);
    }
    let Some(path) = found.files.pop() else {
        let message = format!("`{}` is a directory", file.display());
        return Err(Failure::new(message).help("pass a progress file"));
    };
    let folder = path.parent().unwrap_or(current).to_path_buf();
    Ok((path, folder))
}
