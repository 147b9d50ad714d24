//! prepare-commit-msg: names the task in the message, if it is known.

use std::ffi::OsString;
use std::path::Path;

use progress_core::task_links::{Message, TaskIndex, link, shown, with_trailer};
use progress_git::git::Repository;

use super::message::{MessageSettings, file, is_edited, kept, names_task, read, write};
use super::note::{Opened, is_one_word, with_note, with_offer};
use super::session::{Session, broken, task_name};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::linking::{Active, StagedCommit, active, tasks_at_hand};
use crate::tracking::squashed_tasks;

pub(super) fn run(
    session: &Session,
    arguments: &[OsString],
    console: &Console<'_>,
) -> Result<ExitStatus, Failure> {
    let file = file(arguments, console)?;
    let source = arguments.get(1).and_then(|word| word.to_str());
    let facts = session.facts()?;
    let repository = facts.repository;
    if is_edited() {
        Opened::forget(repository);
    }
    if says_itself(repository, source) {
        return Ok(ExitStatus::Clean);
    }
    let text = read(&file)?;
    let plain = kept(repository, &text);
    let message = Message::parse(&plain);
    let at_hand =
        StagedCommit::read(repository, facts.settings, None, facts.branch).map_err(broken)?;
    let named = link(&message, &at_hand.known, &at_hand.evidence);
    let is_said = names_task(&message, &named, &at_hand) || message.kind().is_skipped();
    if at_hand.known.is_empty() || is_said {
        return Ok(ExitStatus::Clean);
    }
    if is_squash(repository) {
        return add_squashed(session, &file, &at_hand.known);
    }
    let decided = active(&session.active_facts(&at_hand));
    if let Ok(Active {
        task: Some(id),
        file: phase,
        ..
    }) = &decided
    {
        let name = task_name(phase, id, at_hand.known.holders(id).len());
        if is_one_word(&name) {
            add(session, &file, &text, source, &name)?;
        }
        return Ok(ExitStatus::Clean);
    }
    let tasks = tasks_at_hand(decided);
    // Not offered if no editor opens, or if Git might keep the comments.
    let shown = shown(&text).filter(|_| is_edited());
    if let Some(offered) = shown.and_then(|shown| with_offer(&text, &shown, &tasks)) {
        write(&file, &offered)?;
    }
    Ok(ExitStatus::Clean)
}

/// Whether the message itself says what it belongs to, as for a merge, squash, amend or
/// cherry-pick. Git's source argument alone does not decide: it is `merge` after `cherry-pick -n`
/// too, and `message` for a merge committed with `-m`.
fn says_itself(repository: &Repository, source: Option<&str>) -> bool {
    matches!(source, Some("commit" | "squash"))
        || repository.operation().is_some()
        || is_squash(repository) && source != Some("message")
}

/// Whether `git merge --squash` prepared the commit.
fn is_squash(repository: &Repository) -> bool {
    repository.git_dir().join("SQUASH_MSG").exists()
}

/// Adds a trailer for each task of the squashed commits: a message given with `-m` replaces theirs.
fn add_squashed(session: &Session, file: &Path, known: &TaskIndex) -> Result<ExitStatus, Failure> {
    for (path, id) in squashed_tasks(&session.facts()?).map_err(broken)? {
        let holders = known.holders(&id);
        let Some(phase) = holders.iter().find(|holder| holder.path == path) else {
            continue;
        };
        let name = task_name(phase, &id, holders.len());
        if is_one_word(&name) {
            add_line(session, file, &read(file)?, &name)?;
        }
    }
    Ok(ExitStatus::Clean)
}

/// Adds the trailer, or a note of it if the author has yet to write or change the message: only
/// afterwards is it known where the trailers are, and whether there is a message at all.
fn add(
    session: &Session,
    file: &Path,
    text: &[u8],
    source: Option<&str>,
    name: &str,
) -> Result<(), Failure> {
    let is_template = source == Some("template");
    if !is_edited() {
        // Git would refuse a template that was not filled in.
        return if is_template {
            Ok(())
        } else {
            add_line(session, file, text, name)
        };
    }
    let MessageSettings { draft, .. } = MessageSettings::of(session.repository()?, text);
    let lacks_subject = draft.is_empty(text) || text.starts_with(b"\n");
    let is_complete = !is_template && !lacks_subject;
    let told = shown(text);
    if told.is_none() && is_complete {
        return add_line(session, file, text, name);
    }
    if let Some(noted) = told.and_then(|shown| with_note(text, &shown, name)) {
        if Opened::keep(session, text, "", is_complete) {
            return write(file, &noted);
        }
        return Ok(());
    }
    // If Git would keep the note, commit-msg adds the line without announcing it, as with `-m`.
    Opened::keep(session, text, name, is_complete);
    Ok(())
}

fn add_line(session: &Session, file: &Path, text: &[u8], name: &str) -> Result<(), Failure> {
    let MessageSettings { draft, rules } = MessageSettings::of(session.repository()?, text);
    let made = with_trailer(text, &draft, &rules, "Task", name);
    made.map_or(Ok(()), |made| write(file, &made))
}
