//! `progress log`: shows which commits belong to a task.

mod blame;
mod period;
mod show;

pub(super) use blame::run as blame;
pub(in crate::cli) use period::time;
use progress_core::display::plural;
use progress_git::git::{Range, Repository};

use super::args::{LogArguments, TableFormat};
use super::failure::Failure;
use super::project;
use super::revision::{self, broken};
use super::{Console, ExitStatus};
use crate::history::{self, Log, Subject, SubjectError};
use crate::linking::Linker;
use crate::project::Project;

pub(super) fn run(
    arguments: &LogArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::of_history(arguments.config.as_deref(), console)?;
    let repository = project.root.require_repository("progress log")?;
    // With `--unlinked`, the name is that of a range.
    let range = if arguments.unlinked {
        arguments.name.as_deref()
    } else {
        None
    };
    let range = revision::range(repository, range, "nothing to list", console)?;
    let mut linker = Linker::with_memory(repository, &project.settings);
    let subject = if arguments.unlinked {
        None
    } else {
        Some(subject(
            arguments,
            &project,
            repository,
            &range,
            &mut linker,
        )?)
    };
    let settings = &project.settings;
    let period = period::of(arguments, repository)?;
    let limited = (&range, period);
    let log = history::log(repository, settings, limited, subject.as_ref(), &mut linker)
        .map_err(|error| broken(&error))?;
    let is_shallow = repository.is_shallow();
    if is_shallow {
        let message = "the clone is shallow; older commits are missing";
        console.warn(&Failure::new(message).help("fetch them with `git fetch --unshallow`"));
    }
    tell_extent(&log, subject.as_ref(), arguments, console);
    let names_plans = matches!(subject, Some(Subject::All));
    let view = show::View {
        paint: console.colors_stdout(),
        screen: console.screen(),
        names_plans,
    };
    console.page(ExitStatus::Clean, |out| match arguments.format {
        TableFormat::Human => view.write(&log.commits, out),
        TableFormat::Json => show::json(&log, is_shallow, out),
    })
}

/// Says how many commits were looked at, and which are not shown.
fn tell_extent(
    log: &Log,
    subject: Option<&Subject>,
    arguments: &LogArguments,
    console: &mut Console<'_>,
) {
    let is_told = arguments.unlinked && !arguments.quiet && log.examined > 0;
    if is_told && arguments.format == TableFormat::Human {
        let examined = plural(log.examined, "commit", "commits");
        console.note(&format!(
            "{examined} checked; {} unlinked",
            log.commits.len()
        ));
    }
    note_omitted(log, subject, console);
    if log.is_cut && arguments.limit.is_none() {
        let count = log.commits.len();
        console.note(&format!(
            "showing the latest {count} commits; use `--since` or `--limit` to see others"
        ));
    }
}

fn subject(
    arguments: &LogArguments,
    project: &Project,
    repository: &Repository,
    range: &Range,
    linker: &mut Linker<'_>,
) -> Result<Subject, Failure> {
    let known = repository
        .tree_of(range.to)
        .and_then(|tree| linker.known(tree))
        .map_err(|error| broken(&error))?;
    let (name, file) = (arguments.name.as_deref(), arguments.file.as_deref());
    let (root, current) = (&project.root.folder, &project.current);
    Subject::find(name, file, root, current, &known).map_err(|error| unfound(&error))
}

/// Creates the failure for a subject that was not found.
fn unfound(error: &SubjectError) -> Failure {
    Failure::of(error, error.help())
}

/// Says how many commits are not shown that may belong to the subject.
fn note_omitted(log: &Log, subject: Option<&Subject>, console: &mut Console<'_>) {
    // Only a task can be named without saying which plan's it is.
    if let (Some(id), 1..) = (subject.and_then(Subject::id), log.undecided) {
        let count = plural(log.undecided, "more commit", "more commits");
        let verb = if log.undecided == 1 { "names" } else { "name" };
        console.note(&format!("{count} {verb} `{id}`, but not which plan's"));
    }
    if log.unlinked > 0 {
        let count = plural(log.unlinked, "unlinked commit", "unlinked commits");
        console.note(&format!(
            "{count} changed these tasks; see `progress log --unlinked`"
        ));
    }
}
