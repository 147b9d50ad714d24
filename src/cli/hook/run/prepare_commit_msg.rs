//! prepare-commit-msg: names the task in the message, where it is known.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;

use super::super::super::ExitStatus;
use super::super::super::failure::Failure;
use super::commit_msg::{comment_mark, read};
use super::session::{Session, broken, task_name};
use crate::commit::{
    ActiveFacts, AtHand, KnownFile, Message, Trailer, Undecided, active, link, uncommented,
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
    let text = read(file)?;
    let mark = comment_mark(repository, &text);
    let plain = uncommented(&text, &mark);
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
            }
        }
        Err(Undecided::Several { files, .. }) if opens_editor => {
            let is_active = |word: &str| facts.settings.statuses.read(word).class == Class::Active;
            let offer = offer(files.iter().map(|file| &**file), &mark, &is_active);
            if let Some(offer) = offer {
                let failed = |error| Failure::new(format!("cannot write the message: {error}"));
                std::fs::write(file, format!("{text}{offer}")).map_err(failed)?;
            }
        }
        Err(_) => {}
    }
    Ok(ExitStatus::Clean)
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
    let mut text = format!("{mark}\n{mark} If this belongs to a task, uncomment its line:\n");
    for (file, task) in open.into_iter().take(OFFERED) {
        let _ = writeln!(text, "{mark} Task: {}:{}", file.plan(), task.id);
    }
    Some(text)
}
