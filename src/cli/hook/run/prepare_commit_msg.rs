//! prepare-commit-msg: names the task in the message if it is known.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;

use super::super::super::ExitStatus;
use super::super::super::failure::Failure;
use super::message::{Cleanup, Template, read, write};
use super::session::{Session, broken, task_name};
use crate::commit::{
    Active, ActiveFacts, AtHand, KnownFile, Layout, Message, Trailer, Undecided, active, link,
    near_misses, with_trailer,
};
use crate::model::Class;

/// Maximum tasks offered in a message.
const OFFERED: usize = 8;

pub(super) fn run(session: &Session, arguments: &[OsString]) -> Result<ExitStatus, Failure> {
    let Some(file) = arguments.first().map(Path::new) else {
        return Err(Failure::new("Git gives this hook the name of a file"));
    };
    let source = arguments.get(1).and_then(|word| word.to_str());
    let facts = session.facts()?;
    let repository = facts.repository;
    // A squashed, amended or reused message says itself what it belongs to. `merge` is any message
    // that Git had ready, such as that of `cherry-pick --no-commit`: whether this is a merge is for
    // the state of the repository to tell.
    let is_written_now = matches!(source, None | Some("message" | "template" | "merge"));
    if !is_written_now || repository.operation().is_some() {
        return Ok(ExitStatus::Clean);
    }
    let bytes = read(file)?;
    let text = String::from_utf8_lossy(&bytes);
    let cleanup = Cleanup::of(repository, &text);
    let plain = cleanup.kept(&text);
    // `--allow-empty-message -m ""` asks for a commit without a message.
    if plain.trim().is_empty() && !cleanup.is_for_editor {
        return Ok(ExitStatus::Clean);
    }
    let message = Message::parse(&plain);
    let at_hand = AtHand::read(repository, facts.settings, None, facts.branch).map_err(broken)?;
    let named = link(&message, &at_hand.known, &at_hand.evidence);
    let names_task = message.trailers.iter().any(Trailer::is_claim)
        || named.links.iter().any(|link| link.span.is_some())
        || !named.ambiguous.is_empty()
        // Likely a misspelling of one: commit-msg says so.
        || !near_misses(&message, &at_hand.known).is_empty();
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
        root: repository.root(),
    });
    let is_active = |word: &str| facts.settings.statuses.read(word).class == Class::Active;
    let added = match decided {
        Ok(Active {
            file,
            task: Some(id),
            ..
        }) => {
            let holders = at_hand.known.holders(&id).len();
            let trailer = format!("Task: {}", task_name(&file, &id, holders));
            with_trailer(&bytes, &trailer, &cleanup.layout(repository))
        }
        // Offers become part of the message unless Git strips them, and only an editor shows them.
        _ if !cleanup.is_certain || !opens_editor() => return Ok(ExitStatus::Clean),
        Ok(Active { file, .. }) => {
            with_offer(&bytes, &cleanup, &offer([&*file].into_iter(), &is_active))
        }
        Err(Undecided::Several { files, .. }) => {
            let offer = offer(files.iter().map(|file| &**file), &is_active);
            with_offer(&bytes, &cleanup, &offer)
        }
        Err(_) => return Ok(ExitStatus::Clean),
    };
    if added == bytes {
        return Ok(ExitStatus::Clean);
    }
    if source == Some("template") {
        Template::of(repository).keep(&bytes);
    }
    write(file, &added)?;
    Ok(ExitStatus::Clean)
}

/// Whether somebody gets to see the message. `:` is how Git tells hooks that no editor opens.
fn opens_editor() -> bool {
    std::env::var_os("GIT_EDITOR").is_none_or(|editor| editor != ":")
}

/// A message with an offer of tasks as comments at its end, but above the scissors line.
fn with_offer(message: &[u8], cleanup: &Cleanup, tasks: &[String]) -> Vec<u8> {
    let mark = &cleanup.comment;
    let mut text = String::new();
    if !tasks.is_empty() {
        // A trailer is one only after a blank line.
        let _ = writeln!(
            text,
            "\n{mark} If this belongs to a task, uncomment its line:"
        );
    }
    for task in tasks {
        let _ = writeln!(text, "{mark} Task: {task}");
    }
    let layout = Layout {
        comment: mark.clone(),
        has_scissors: true,
        ..Layout::verbatim()
    };
    let (kept, rest) = message.split_at(layout.end(message));
    [kept, text.as_bytes(), rest].concat()
}

/// The names of the tasks in progress.
fn offer<'f>(
    files: impl Iterator<Item = &'f KnownFile>,
    is_active: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let mut names = Vec::new();
    for file in files {
        let active = (file.digest.tasks.iter()).filter(|task| is_active(&task.status));
        names.extend(active.map(|task| format!("{}:{}", file.plan(), task.id)));
    }
    names.truncate(OFFERED);
    names
}
