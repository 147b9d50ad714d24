//! `progress completions`: shell completion scripts.
//!
//! The scripts call this program with the words typed so far, so that they complete the tasks, plans
//! and rules of the repository around them.

mod candidates;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, Command, CommandFactory};
use clap_complete::engine::ArgValueCandidates;
use clap_complete::env::{CompleteEnv, Shells};

use super::args::{Arguments, CompletionsArguments};
use super::failure::Failure;
use super::{Console, ExitStatus, panic};

/// Names the shell that asks for completions.
const VARIABLE: &str = "PROGRESS_COMPLETE";
/// The name of the program in scripts: it is found on the `PATH`.
const PROGRAM: &str = "progress";
/// Its only name where a package does not install the other, which another program may have.
const UNAMBIGUOUS: &str = "progress-lint";

pub(super) fn run(
    arguments: &CompletionsArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let name = arguments.shell.to_string();
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(&name) {
        for &name in names() {
            shell
                .write_registration(VARIABLE, name, name, name, &mut script)
                .map_err(|error| Failure::new(format!("cannot write the script: {error}")))?;
        }
    }
    console.finish(ExitStatus::Clean, |out| out.write_all(&script))
}

/// The names that are surely those of this program.
fn names() -> &'static [&'static str] {
    let called = std::env::args_os().next().map(PathBuf::from);
    let is_unambiguous = called.is_some_and(|it| it.file_stem() == Some(UNAMBIGUOUS.as_ref()));
    // On Windows, `progress` may be a launcher that starts it by the other name.
    if is_unambiguous && !cfg!(windows) {
        return &[UNAMBIGUOUS];
    }
    &[PROGRAM, UNAMBIGUOUS]
}

/// Prints completions if a script asks for them; returns whether it does.
///
/// Anything that goes wrong means no completions: a message would end up in the line that the user
/// is typing.
pub(super) fn answer(arguments: impl Iterator<Item = OsString>) -> bool {
    if std::env::var_os(VARIABLE).is_none_or(|shell| shell.is_empty()) {
        return false;
    }
    panic::silence();
    let folder = std::env::current_dir().ok();
    let environment = CompleteEnv::with_factory(command)
        .var(VARIABLE)
        .bin(PROGRAM)
        .completer(PROGRAM);
    let _ = panic::guard(|| environment.try_complete(arguments, folder.as_deref()));
    true
}

/// The command line, with candidates for names.
fn command() -> Command {
    let mut command = Arguments::command();
    // Completions need the arguments of every command.
    command.build();
    let names: Vec<String> = command
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    for name in names {
        command = command.mut_subcommand(&name, |command| with_names(command, &name));
    }
    command
}

/// Adds candidates to the arguments of a command and of those below it.
fn with_names(command: Command, path: &str) -> Command {
    let below: Vec<String> = command
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    let mut command = command.mut_args(|argument| with_candidates(argument, path));
    for name in below {
        let path = format!("{path} {name}");
        command = command.mut_subcommand(&name, |command| with_names(command, &path));
    }
    command
}

/// Adds candidates to an argument that names something in progress files, or a rule.
fn with_candidates(argument: Arg, command: &str) -> Arg {
    let candidates: fn() -> Vec<_> = match (command, argument.get_id().as_str()) {
        ("start", "tasks") => candidates::startable_tasks,
        ("done" | "block", "tasks") => candidates::open_tasks,
        ("unblock", "tasks") => candidates::blocked_tasks,
        ("reopen", "tasks") => candidates::settled_tasks,
        ("update", "tasks")
        | ("edit" | "assign" | "show", "task")
        | ("add" | "edit", "depends")
        | ("add", "after")
        | ("ready", "release") => candidates::tasks,
        ("log" | "blame" | "verify", "name") => candidates::tasks_and_plans,
        ("criterion met" | "criterion pending", "criteria") => candidates::criteria,
        ("new" | "status" | "import", "prd") | (_, "plan") => candidates::plans,
        (_, "phase") if command != "new" => candidates::phases,
        ("explain", "rule") | ("lint", "select" | "ignore") => candidates::rules,
        ("update" | "status" | "list", "status") => candidates::statuses,
        ("ready" | "list", "assignee") | ("assign", "names") | ("edit", "assign") => {
            candidates::assignees
        }
        ("ready" | "list" | "add" | "edit", "priority") => candidates::priorities,
        _ => return argument,
    };
    argument.add(ArgValueCandidates::new(candidates))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the arguments that have candidates, as `command argument`.
    fn completed(command: &Command, path: &str, found: &mut Vec<String>) {
        for argument in command.get_arguments() {
            if argument.get::<ArgValueCandidates>().is_some() {
                found.push(format!("{path} {}", argument.get_id()));
            }
        }
        for below in command.get_subcommands() {
            completed(below, &format!("{path} {}", below.get_name()), found);
        }
    }

    #[test]
    fn every_argument_that_names_something_has_candidates() {
        let mut found = Vec::new();
        completed(&command(), "progress", &mut found);
        insta::assert_snapshot!(found.join("\n"));
    }
}
