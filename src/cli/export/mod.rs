//! `progress export`: plans in the formats of other tools.

mod json;

use progress_bridge::{Bundle, Remark, Target, Written, write};
use progress_core::status::plans;
use progress_git::git::Repository;

use super::args::ExportArguments;
use super::failure::Failure;
use super::import::about;
use super::plans::Loaded;
use super::project::{self, complain_of_unparsed};
use super::revision::broken;
use super::task_filter::keep_phase;
use super::{Console, ExitStatus, clock};
use crate::exporting::{CommitTimes, ExportError, gather, write_files};

/// What the history of a shallow clone does not show.
const SHALLOW: &str = "note: this is a shallow clone, so tasks whose files were added or changed before \
                       its oldest commit are dated by that commit; run `git fetch --unshallow` to get \
                       the others";

pub(super) fn run(
    arguments: &ExportArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::here(arguments.config.as_deref(), console)?;
    let Loaded {
        workspace,
        names,
        base,
        mut status,
    } = Loaded::of(&project, console);
    let mut wanted = plans(&workspace);
    if let Some(name) = &arguments.plan {
        wanted = names.select(wanted, name, &workspace.settings)?;
    }
    if complain_of_unparsed(&wanted, &base, console) {
        status = ExitStatus::Failed;
    }
    keep_phase(&mut wanted, arguments.phase.as_deref(), console);
    // By name, so that the result does not depend on how far the plans are.
    wanted.sort_by_key(|plan| plan.name);
    let repository = project.root.repository.as_ref();
    let has_times = has_times(arguments);
    let times = if has_times {
        CommitTimes::of(repository, &workspace).map_err(|error| broken(&error))?
    } else {
        CommitTimes::default()
    };
    let bundle = gather(&workspace, &wanted, &times, arguments.to.is_complete());
    if bundle.task_count() == 0 {
        let failure = Failure::new("there are no tasks to export");
        return Err(failure.help("`progress list` shows all tasks"));
    }
    let written = written(arguments, &bundle)?;
    let done = deliver(arguments, &written, status, console)?;
    list(&written.remarks, console);
    if has_times && repository.is_some_and(Repository::is_shallow) {
        console.note(SHALLOW);
    }
    Ok(done)
}

/// Whether the format says when tasks were changed; the history may be long.
fn has_times(arguments: &ExportArguments) -> bool {
    matches!(
        arguments.to.target(),
        Some(Target::Backlog | Target::Beads | Target::Calendar | Target::TaskMaster)
    )
}

fn written(arguments: &ExportArguments, bundle: &Bundle) -> Result<Written, Failure> {
    match arguments.to.target() {
        Some(target) => Ok(write(target, bundle, &clock::now()?.to_string())),
        None => Ok(json::written(bundle)),
    }
}

fn deliver(
    arguments: &ExportArguments,
    written: &Written,
    status: ExitStatus,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let out = arguments.out.as_ref();
    let Some(out) = out.filter(|path| path.as_os_str() != "-") else {
        return match written.files.as_slice() {
            [(_, text)] => console.finish(status, |out| out.write_all(text.as_bytes())),
            files => {
                let message = format!("the result consists of {} files", files.len());
                Err(Failure::new(message).help("pass a directory with `--out`"))
            }
        };
    };
    let place = console.current_folder()?.join(out);
    let targets = write_files(written, &place, arguments.to.is_folder())
        .map_err(|error| unwritten(&error))?;
    let count = targets.len();
    let files = if count == 1 {
        "1 file".to_owned()
    } else {
        format!("{count} files")
    };
    console.finish(status, |result| {
        let shown = progress_core::display::visible(&out.to_string_lossy()).into_owned();
        writeln!(result, "wrote {files} to {shown}")
    })
}

fn unwritten(error: &ExportError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        ExportError::Exists(_) => failure.help("choose another path, or remove it first"),
        ExportError::Outside(_) => {
            failure.help("rename the plan, or export the other plans by name")
        }
        ExportError::Unwritable { .. } => failure.help("check the path and its permissions"),
    }
}

/// Lists what was lost, apart from the result.
fn list(remarks: &[Remark], console: &mut Console<'_>) {
    for remark in remarks {
        console.note(&format!("note: {}", about(remark)));
    }
}
