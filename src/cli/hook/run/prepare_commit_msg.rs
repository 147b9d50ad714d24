//! prepare-commit-msg: names the task in the message, if it is known.

use std::ffi::OsString;

use super::session::{Session, broken, message_file};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::hook_run::prepare_message;

pub(super) fn run(
    session: &Session,
    arguments: &[OsString],
    console: &Console<'_>,
) -> Result<ExitStatus, Failure> {
    let file = message_file(arguments, console)?;
    // Git passes the file, the source of the message, and for some sources a commit.
    let source = arguments.get(1).and_then(|word| word.to_str());
    prepare_message(&session.facts()?, &file, source).map_err(broken)?;
    Ok(ExitStatus::Clean)
}
