//! prepare-commit-msg: names the task in the message, where it is known.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;

use super::super::super::ExitStatus;
use super::super::super::failure::Failure;
use super::message::{comment_mark, kept, read_bytes};
use super::session::{Session, broken, task_name};
use crate::commit::{
    ActiveFacts, AtHand, KnownFile, Message, SCISSORS, Trailer, Undecided, active, link,
};
use crate::model::Class;

/// So many tasks are offered where none is known.
const OFFERED: usize = 8;

pub(super) fn run(session: &Session, arguments: &[OsString]) -> Result<ExitStatus, Failure> {
    let Some(file) = arguments.first().map(Path::new) else {
        return Err(Failure::new("Git gives this hook the name of a file"));
    };
    let source = arguments.get(1).and_then(|word| word.to_str());
    let facts = session.facts()?;
    let repository = facts.repository;
    // What is merged, squashed, amended or picked says itself what it belongs to.
    if !matches!(source, None | Some("message" | "template")) || repository.operation().is_some() {
        return Ok(ExitStatus::Clean);
    }
    let bytes = read_bytes(file)?;
    let text = String::from_utf8_lossy(&bytes);
    let plain = kept(repository, &text);
    let message = Message::parse(&plain);
    let at_hand = AtHand::read(repository, facts.settings, None, facts.branch).map_err(broken)?;
    let named = link(&message, &at_hand.known, &at_hand.evidence);
    let names_task = message.trailers.iter().any(Trailer::is_claim)
        || named.links.iter().any(|link| link.span.is_some())
        || !named.ambiguous.is_empty();
    if names_task || message.kind().is_skipped() {
        return Ok(ExitStatus::Clean);
    }
    let decided = active(&ActiveFacts {
        variable: facts.variable,
        flips: &at_hand.evidence.flips,
        started: facts.started,
        branch: facts.branch,
        known: &at_hand.known,
        statuses: &facts.settings.statuses,
    });
    let opens_editor = source != Some("message");
    match decided {
        Ok(active) => {
            if let Some(id) = &active.task {
                let holders = at_hand.known.holders(id).len();
                let trailer = format!("Task: {}", task_name(&active.file, id, holders));
                repository.add_trailer(file, &trailer).map_err(broken)?;
                if plain.trim().is_empty() && opens_editor {
                    make_room(file)?;
                }
            }
        }
        Err(Undecided::Several { files, .. }) if opens_editor => {
            let is_active = |word: &str| facts.settings.statuses.read(word).class == Class::Active;
            let mark = comment_mark(repository, &text);
            let offer = offer(files.iter().map(|file| &**file), &mark, &is_active);
            if let Some(offer) = offer {
                write(file, &with_offer(&bytes, &mark, &offer))?;
            }
        }
        Err(_) => {}
    }
    Ok(ExitStatus::Clean)
}

/// Leaves a blank line between the first, where the subject will be written, and the trailer.
fn make_room(file: &Path) -> Result<(), Failure> {
    let message = read_bytes(file)?;
    write(file, &[b"\n", &message[..]].concat())
}

fn write(file: &Path, message: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::new(format!("cannot write the message: {error}"));
    std::fs::write(file, message).map_err(failed)
}

/// A message with the offer at its end, but before the line below which nothing counts.
fn with_offer(message: &[u8], mark: &str, offer: &str) -> Vec<u8> {
    let cut = format!("{mark} {SCISSORS}\n");
    let is_line = |at: &usize| {
        let before = at.checked_sub(1).and_then(|before| message.get(before));
        before.is_none_or(|byte| *byte == b'\n')
    };
    let at = memchr::memmem::find_iter(message, &cut).find(is_line);
    let (kept, rest) = message.split_at(at.unwrap_or(message.len()));
    [kept, offer.as_bytes(), rest].concat()
}

/// Comments with the tasks that may be meant, those in progress first.
fn offer<'f>(
    files: impl Iterator<Item = &'f KnownFile>,
    mark: &str,
    is_active: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let tasks = files.flat_map(|file| file.digest.tasks.iter().map(move |task| (file, task)));
    let open: Vec<_> = tasks.filter(|(_, task)| is_active(&task.status)).collect();
    if open.is_empty() {
        return None;
    }
    // A trailer is one only behind a blank line.
    let mut text = format!("\n{mark} If this belongs to a task, uncomment its line:\n");
    for (file, task) in open.into_iter().take(OFFERED) {
        let _ = writeln!(text, "{mark} Task: {}:{}", file.plan(), task.id);
    }
    Some(text)
}
