//! `progress agent`: for the programs that run coding agents.

mod check;
mod prime;
mod setup;
mod stop;

use progress_core::config::ConfigError;
use progress_core::display::visible;

use super::args::{AgentArguments, AgentCommand};
use super::failure::Failure;
use super::input::read_stdin;
use super::{Console, ExitStatus};
use crate::agent::{AgentError, Answer, Payload};
use crate::project::ProjectError;

pub(super) fn run(
    arguments: &AgentArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    if console.terminal.stdin
        && let Some(help) = instead_of_payload(&arguments.command)
    {
        let failure = Failure::new("standard input is a terminal, not input from a host's hook");
        console.fail(&failure.help(help));
        // There is no host that the exit status could stop.
        return Ok(ExitStatus::Alarm);
    }
    match &arguments.command {
        AgentCommand::Check(arguments) => check::run(arguments, console),
        AgentCommand::Prime(arguments) => prime::run(arguments, console),
        AgentCommand::Stop(arguments) => stop::run(arguments, console),
        AgentCommand::Setup(arguments) => setup::run(arguments, console),
    }
}

/// Whether the environment turns the hooks of agents off.
fn is_off() -> bool {
    std::env::var("PROGRESS_AGENT").is_ok_and(|value| value == "0")
}

/// What to run instead of a command that reads the input of a host, if standard input is a terminal.
fn instead_of_payload(command: &AgentCommand) -> Option<&'static str> {
    match command {
        AgentCommand::Check(arguments) if arguments.paths.is_empty() => Some(
            "pass the edited files, as in `progress agent check PATH`, or pipe in what a host sends",
        ),
        AgentCommand::Prime(arguments) if arguments.hook => {
            Some("without `--hook`, the command reads no input")
        }
        AgentCommand::Stop(_) => {
            Some("`progress lint --new-from HEAD` shows what is new since the last commit")
        }
        _ => None,
    }
}

/// Reads the input of the host; `None` if it is not what a host sends.
fn payload(console: &mut Console<'_>) -> Option<Payload> {
    // Whatever is wrong with it is not the agent's fault.
    let sent = read_stdin(console.stdin).ok()?;
    Payload::parse(&sent)
}

/// What there is to say; a failure is reported in one line and counts as nothing.
fn said(result: Result<Option<String>, AgentError>, console: &mut Console<'_>) -> Option<String> {
    match result {
        Ok(text) => text,
        Err(
            AgentError::Settings(ConfigError::Invalid(invalid))
            | AgentError::Project(ProjectError::Settings(ConfigError::Invalid(invalid))),
        ) => {
            for problem in invalid.problems.iter().take(1) {
                let (place, path) = (invalid.position(problem), &invalid.path);
                console.note(&format!(
                    "progress: {path}:{}:{}: {}; `progress lint` shows the line",
                    place.line, place.column, problem.message
                ));
            }
            None
        }
        Err(error) => {
            console.note(&format!("progress: {error}"));
            None
        }
    }
}

/// Prints an answer.
fn give(answer: &Answer, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    for line in answer.stderr.lines() {
        // If standard error is closed, there is nowhere left to report it.
        let _ = writeln!(console.stderr, "{}", visible(line));
    }
    let status = if answer.is_alarm {
        ExitStatus::Alarm
    } else {
        ExitStatus::Clean
    };
    console.finish(status, |out| out.write_all(answer.stdout.as_bytes()))
}
