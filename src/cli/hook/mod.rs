//! `progress hook`: Git's hooks, one file a subcommand.

mod run;

pub(super) use run::broken;

use super::args::{HookArguments, HookCommand};
use super::failure::Failure;
use super::{Console, ExitStatus};

pub(super) fn run(
    arguments: &HookArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    match &arguments.command {
        HookCommand::Run { name, arguments } => run::run(name, arguments, console),
    }
}
