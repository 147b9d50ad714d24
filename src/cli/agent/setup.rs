//! `progress agent setup`: writes the hooks into the settings of each host.

use std::io::{self, Write};

use crate::agent::{SetupError, SetupStep, Target, Wish, obstacles, plan_setup, write_setup};
use crate::cli::args::SetupArguments;
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::project::Root;
use crate::report::{DiffOptions, write_file_diff};

pub(super) fn run(
    arguments: &SetupArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let current = console.current_folder()?;
    let root = Root::find(&current, &current);
    root.require_working_tree()?;
    let wish = if arguments.remove {
        Wish::Remove
    } else {
        Wish::Install
    };
    let targets: Vec<Target> = arguments.hosts.iter().map(|&name| name.into()).collect();
    let plan = plan_setup(&root, &targets, wish);
    for error in &plan.failures {
        console.fail(&failure(error));
    }
    let steps = plan.steps;
    let mut status = if plan.failures.is_empty() {
        ExitStatus::Clean
    } else {
        ExitStatus::Failed
    };
    if steps.is_empty() && status == ExitStatus::Clean {
        console.note(match wish {
            Wish::Install => {
                "progress: no files of coding agents found; name a host, as in `progress agent setup \
                 claude`"
            }
            Wish::Remove => "progress: nothing to remove",
        });
        return Ok(status);
    }
    if wish == Wish::Install {
        for obstacle in obstacles(&root, &steps) {
            console.note(&format!("note: {obstacle}"));
        }
    }
    if arguments.dry_run {
        let options = DiffOptions {
            color: console.colors_stdout(),
            terminal: console.terminal.stdout,
        };
        return console.finish(status, |out| show_diff(&steps, options, out));
    }
    if arguments.check {
        let is_done = steps.iter().all(SetupStep::is_done);
        if !is_done && status == ExitStatus::Clean {
            status = ExitStatus::Findings;
        }
        return console.finish(status, |out| list(&steps, planned, out));
    }
    let mut written = Vec::new();
    for step in steps {
        match write_setup(&root, &step) {
            Ok(()) => written.push(step),
            // One file that cannot be written does not hold up the others.
            Err(error) => {
                console.fail(&failure(&error));
                status = ExitStatus::Failed;
            }
        }
    }
    console.finish(status, |out| list(&written, made, out))
}

fn list(steps: &[SetupStep], say: fn(&SetupStep) -> String, out: &mut dyn Write) -> io::Result<()> {
    for step in steps {
        writeln!(out, "{:<12} {}", step.target.name(), say(step))?;
        if let Some(by) = step.covered_by {
            writeln!(out, "{:<12} not needed: it runs the hooks in {by}", "")?;
        }
    }
    Ok(())
}

/// What was done.
fn made(step: &SetupStep) -> String {
    let path = &step.path;
    match (&step.before, &step.after) {
        _ if step.is_done() && step.covered_by.is_some() => format!("left `{path}` alone"),
        _ if step.is_done() => format!("`{path}` is already set up"),
        (None, _) => format!("created `{path}`"),
        (Some(_), None) => format!("deleted `{path}`"),
        (Some(before), Some(after)) if after.len() < before.len() => {
            format!("removed from `{path}`")
        }
        _ => format!("added to `{path}`"),
    }
}

/// What would be done.
fn planned(step: &SetupStep) -> String {
    let path = &step.path;
    match (&step.before, &step.after) {
        _ if step.is_done() && step.covered_by.is_some() => format!("not in `{path}`"),
        _ if step.is_done() => format!("in `{path}`"),
        (Some(_), None) => format!("still in `{path}`"),
        (Some(before), Some(after)) if after.len() < before.len() => format!("still in `{path}`"),
        _ => format!("missing from `{path}`"),
    }
}

fn show_diff(steps: &[SetupStep], options: DiffOptions, out: &mut dyn Write) -> io::Result<()> {
    for step in steps {
        let (before, after) = (step.before.as_deref(), step.after.as_deref());
        write_file_diff(&step.path, before, after, options, out)?;
    }
    Ok(())
}

fn failure(error: &SetupError) -> Failure {
    let failure = Failure::new(error.to_string()).help(error.help());
    match error.own() {
        Some(own) => failure.excerpt(own),
        None => failure,
    }
}
