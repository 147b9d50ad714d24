//! `progress init`: sets up a repository.

mod output;

use std::io::{self, BufRead, Read};

use progress_git::git::Repository;

use super::args::InitArguments;
use super::failure::Failure;
use super::project;
use super::{Console, ExitStatus};
use crate::initializing::{InitError, InitPlan, undo};
use crate::project::Root;

/// Longer answers are not read.
const MAX_ANSWER: u64 = 100;

pub(super) fn run(
    arguments: &InitArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    if arguments.undo {
        return take_back(console);
    }
    let project = project::in_repository(None, console)?;
    let repository = project.root.require_repository("progress init")?;
    let plan = InitPlan::of(&project, repository, &arguments.request(console.called))
        .map_err(|error| failure(&error))?;
    if plan.is_empty() {
        let called = console.called;
        return console.finish(ExitStatus::Clean, |out| {
            writeln!(out, "everything is set up already")?;
            output::tasks_found(&plan, called, out)
        });
    }
    if !arguments.yes {
        show(&plan, repository, console)?;
        if arguments.dry_run {
            return Ok(ExitStatus::Clean);
        }
        if !console.terminal.stdin {
            let failure = Failure::new("cannot ask, because standard input is not a terminal");
            return Err(failure.help("pass `--yes` to make these changes"));
        }
        if !is_confirmed(console)? {
            return Ok(ExitStatus::Findings);
        }
    }
    let outcome = plan
        .carry_out(&project, repository)
        .map_err(|error| failure(&error))?;
    let called = console.called;
    console.finish(ExitStatus::Clean, |out| {
        output::done(&plan, outcome.as_ref(), repository, called, out)
    })
}

/// Shows what would change.
fn show(
    plan: &InitPlan<'_>,
    repository: &Repository,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let options = output::diff_options(console);
    let called = console.called;
    console.finish(ExitStatus::Clean, |out| {
        output::planned(plan, repository, options, called, out)
    })?;
    Ok(())
}

/// Asks whether to make the changes; anything but yes means no.
fn is_confirmed(console: &mut Console<'_>) -> Result<bool, Failure> {
    // Standard output may be redirected.
    let _ = write!(console.stderr, "Make these changes? [y/N] ");
    let _ = console.stderr.flush();
    let mut answer = Vec::new();
    io::BufReader::new(&mut *console.stdin)
        .take(MAX_ANSWER)
        .read_until(b'\n', &mut answer)
        .map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    let answer = String::from_utf8_lossy(&answer).to_lowercase();
    Ok(matches!(answer.trim(), "y" | "yes"))
}

/// Takes everything back, also settings that are invalid by now.
fn take_back(console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let current = console.current_folder()?;
    let root = Root::find(&current, &current);
    let repository = root.require_repository("progress init")?;
    let undone = undo(&root, repository).map_err(|error| failure(&error))?;
    console.finish(ExitStatus::Clean, |out| output::undone(&undone, out))
}

fn failure(error: &InitError) -> Failure {
    match error {
        InitError::Open(error) => super::lint::open_failure(error),
        error => Failure::of(error, error.help()),
    }
}
