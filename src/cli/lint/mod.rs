//! `progress lint`: check files.

mod baseline;
mod fix;
mod gate;
mod job;
mod source;
mod view;

use std::path::Path;

use job::Job;
pub(super) use job::read;
use view::View;

use super::args::LintArguments;
use super::failure::Failure;
use super::paths::{Targets, all_writable};
use super::root::Root;
use super::{Console, ExitStatus};
use crate::report::{Base, Options};

pub(super) fn run(
    arguments: &LintArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let view = View::check(arguments)?;
    let fixing = &arguments.fixing;
    fix::check(fixing)?;
    let current = console.current_folder()?;
    let targets = named(arguments, &current)?;
    let mut root = Root::find(targets.start(&current), &current);
    // Lint only local content; otherwise a check could wait for an unreachable remote.
    root.stay_local();
    let mut job = Job::open(arguments, targets, &root, &current, console)?;
    job.wants_dates = fixing.unsafely || view.carries_fixes();
    if job.targets.is_hopeless() {
        return Ok(ExitStatus::Failed);
    }
    let options = options(console, Base::new(&root.folder, &current));
    let piped = job.piped(console.stdin)?;
    if fixing.diff {
        return fix::show(&job, &piped, fixing.safety(), &options.base, console);
    }
    let mut fixed = if fixing.fix {
        fix::apply(&job, &piped, fixing.safety(), &options.base, console)?
    } else {
        fix::Outcome::untouched(job.load(&piped))
    };
    fixed.workspace.range = job.range_facts(&fixed.workspace)?;
    let report = job.check(&fixed.workspace, &piped, console)?;
    let is_incomplete = job.complain(&fixed.workspace, &report, &options.base, console);
    let status = if is_incomplete || fixed.failed {
        ExitStatus::Failed
    } else if report.fails(fixed.workspace.settings.fail_on) {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    };
    let result = match &fixed.piped {
        // The fixed text is the output, so findings must not be mixed into it.
        Some(text) => {
            view.write_aside(&report, options, console);
            console.finish(status, |out| out.write_all(text))
        }
        None => console.finish(status, |out| view.write(&report, &options, out)),
    };
    // The process exits next; freeing thousands of trees first would only delay that.
    std::mem::forget(report);
    std::mem::forget(fixed.workspace);
    result
}

/// The targets on disk; for other sources, where to look for a repository.
fn named(arguments: &LintArguments, current: &Path) -> Result<Targets, Failure> {
    if arguments.source.is_recorded() {
        return Ok(Targets::unchecked(&arguments.paths, current));
    }
    let stdin = arguments.stdin_filename.as_deref();
    if arguments.fixing.fix {
        return Targets::of(&all_writable(&arguments.paths, current)?, stdin, current);
    }
    Targets::of(&arguments.paths, stdin, current)
}

/// How to show findings.
fn options(console: &Console<'_>, base: Base) -> Options {
    let terminal = &console.terminal;
    Options {
        color: console.colors_stdout(),
        links: terminal.links,
        width: console.width(),
        terminal: terminal.stdout,
        base,
    }
}
