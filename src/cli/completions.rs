//! `progress completions`: a script that completes commands and flags.

use clap::CommandFactory;

use super::args::{Arguments, CompletionsArguments};
use super::failure::Failure;
use super::{Console, ExitStatus};

pub(super) fn run(
    arguments: &CompletionsArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let mut script = Vec::new();
    let mut command = Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "progress", &mut script);
    console.finish(ExitStatus::Clean, |out| out.write_all(&script))
}
