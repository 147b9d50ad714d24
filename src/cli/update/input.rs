//! Parses orders from flags.

use progress_core::update::{Assignment, Instruction, Order};

use crate::cli::Console;
use crate::cli::args::UpdateArguments;
use crate::cli::failure::Failure;
use crate::cli::input::read_list;
use crate::updating::parse_instructions;

pub(super) fn read(
    arguments: &UpdateArguments,
    console: &mut Console<'_>,
) -> Result<Order, Failure> {
    let mut order = Order::default();
    if !arguments.tasks.is_empty() && arguments.status.is_none() && arguments.note.is_none() {
        let failure = Failure::new("`-t` requires `-s` or `-n`");
        return Err(failure.help("add `-s STATUS`, or `-n TEXT` for a note"));
    }
    order
        .tasks
        .extend(arguments.tasks.iter().map(|task| Instruction {
            task: task.trim().to_owned(),
            status: arguments.status.clone(),
            note: arguments.note.clone(),
            ..Instruction::default()
        }));
    for update in &arguments.updates {
        order.tasks.push(pair(update)?);
    }
    if let Some(path) = &arguments.updates_json {
        let read = parse_instructions(&read_list(path, console)?);
        order
            .tasks
            .extend(read.map_err(|error| Failure::new(error.to_string()).help(error.help()))?);
    }
    for (texts, append) in [(&arguments.set, false), (&arguments.append, true)] {
        for text in texts {
            order.fields.push(assignment(text, append)?);
        }
    }
    if order == Order::default() {
        let failure = Failure::new("nothing to do");
        return Err(failure.help(
            "pass a task and a status, as in `progress update -f FILE -t TASK -s completed`",
        ));
    }
    Ok(order)
}

fn pair(text: &str) -> Result<Instruction, Failure> {
    // A task may be named as `PLAN:ID`, but a status has no colon.
    match text.rsplit_once(':') {
        Some((task, status)) if !task.trim().is_empty() => Ok(Instruction {
            task: task.trim().to_owned(),
            status: Some(status.trim().to_owned()),
            ..Instruction::default()
        }),
        _ => Err(
            Failure::new(format!("expected `ID:STATUS`, found `{text}`"))
                .help("write `-u ID:STATUS,ID:STATUS`"),
        ),
    }
}

fn assignment(text: &str, append: bool) -> Result<Assignment, Failure> {
    // A value may contain `=`, but a key does not.
    let Some((key, value)) = text.split_once('=') else {
        let failure = Failure::new(format!("expected `KEY=VALUE`, found `{text}`"));
        return Err(failure.help("write for example `--set completion_estimate=delayed`"));
    };
    let (key, value) = (key.trim().to_owned(), value.to_owned());
    Ok(if append {
        Assignment::Append(key, value)
    } else {
        Assignment::Set(key, value)
    })
}
