//! `progress reopen` and `unblock`: work on tasks again.

use progress_core::update::Transition;

use super::args::{ReopenArguments, UnblockArguments};
use super::failure::Failure;
use super::update::change_each;
use super::{Console, ExitStatus};

pub(super) fn reopen(
    arguments: &ReopenArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let status = if arguments.tasks.start {
        "in_progress"
    } else {
        "pending"
    };
    let named = &arguments.tasks.named;
    change_each(named, Transition::Reopen, Some(status), console)
}

pub(super) fn unblock(
    arguments: &UnblockArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    // Without a status, the task's dates decide.
    let status = arguments.tasks.start.then_some("in_progress");
    change_each(&arguments.tasks.named, Transition::Unblock, status, console)
}
