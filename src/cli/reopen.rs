//! `progress reopen` and `unblock`: work on tasks again.

use progress_core::update::{Instruction, Order, Transition};

use super::args::{AgainArguments, ReopenArguments, UnblockArguments};
use super::failure::Failure;
use super::{Console, ExitStatus, update};

pub(super) fn reopen(
    arguments: &ReopenArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let AgainArguments { start, .. } = arguments.tasks;
    let word = if start { "in_progress" } else { "pending" };
    run(&arguments.tasks, Transition::Reopen, Some(word), console)
}

pub(super) fn unblock(
    arguments: &UnblockArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let word = if arguments.tasks.start {
        Some("in_progress")
    } else {
        None
    };
    run(&arguments.tasks, Transition::Unblock, word, console)
}

fn run(
    arguments: &AgainArguments,
    transition: Transition,
    status: Option<&str>,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let instructions = arguments.tasks.iter().map(|task| Instruction {
        task: task.clone(),
        status: status.map(str::to_owned),
        note: arguments.note.clone(),
        transition,
        ..Instruction::default()
    });
    let order = Order {
        tasks: instructions.collect(),
        ..Order::default()
    };
    update::carry_out(order, arguments.file.as_deref(), &arguments.output, console)
}
