//! Parses orders from the command line and JSON.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use progress_core::source::MAX_BYTES;
use progress_core::update::{Assignment, Instruction, Order};
use serde::Deserialize;

use crate::cli::Console;
use crate::cli::args::UpdateArguments;
use crate::cli::failure::Failure;

/// An entry of the JSON list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InstructionJson {
    #[serde(alias = "id", alias = "task_id")]
    task: Id,
    status: Option<String>,
    #[serde(alias = "notes")]
    note: Option<String>,
}

/// An ID, which may be a number in JSON.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(serde_json::Number),
}

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
        order.tasks.extend(from_json(path, console)?);
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

fn from_json(path: &Path, console: &mut Console<'_>) -> Result<Vec<Instruction>, Failure> {
    let bytes = if path.as_os_str() == "-" {
        read_all(console.stdin, "standard input")?
    } else {
        let name = format!("`{}`", path.display());
        let mut file = File::open(console.current_folder()?.join(path))
            .map_err(|error| Failure::new(format!("cannot read {name}: {error}")))?;
        read_all(&mut file, &name)?
    };
    let entries: Vec<InstructionJson> = serde_json::from_slice(&bytes).map_err(|error| {
        Failure::new(format!("invalid list of updates: {error}"))
            .help(r#"write `[{"task": "TASK-1.1", "status": "completed"}]`"#)
    })?;
    entries.into_iter().map(instruction).collect()
}

fn instruction(entry: InstructionJson) -> Result<Instruction, Failure> {
    let task = match entry.task {
        Id::Text(text) => text.trim().to_owned(),
        Id::Number(number) => number.to_string(),
    };
    if entry.status.is_none() && entry.note.is_none() {
        let message = format!("no status or note given for `{task}`");
        return Err(Failure::new(message).help("add a `status` or a `note`"));
    }
    Ok(Instruction {
        task,
        status: entry.status,
        note: entry.note,
        ..Instruction::default()
    })
}

fn read_all(from: &mut dyn Read, name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = from.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read {name}: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::new(format!("{name} is larger than 64 MiB")));
    }
    Ok(bytes)
}
