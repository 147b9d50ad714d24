//! prepare-commit-msg: names the task in the message, if it is known.

use std::path::Path;

use progress_core::task_links::{Message, TaskIndex, editor_help, link, with_trailer};
use progress_git::git::Repository;

use super::message::{MessageSettings, is_edited, kept, names_task, read, write};
use super::note::{Opened, is_one_word, with_note, with_offer};
use super::{HookError, task_name};
use crate::linking::{Active, StagedCommit, active, tasks_at_hand};
use crate::tracking::{Facts, squashed_tasks};

/// Names the task in the message that Git is about to open or commit, if it is known. `source` is
/// what Git tells of where the message comes from.
///
/// # Errors
///
/// Fails if Git or our records cannot be read, or the message cannot be read or written.
pub fn prepare_message(
    facts: &Facts<'_>,
    file: &Path,
    source: Option<&str>,
) -> Result<(), HookError> {
    let repository = facts.repository;
    if is_edited() {
        // A commit that was aborted in the editor leaves one, which must not end up in this
        // message.
        Opened::forget(repository);
    }
    if says_itself(repository, source) {
        return Ok(());
    }
    // Nothing could be named, and nothing offered.
    if !is_squash(repository) && !facts.may_have_active()? {
        return Ok(());
    }
    let text = read(file)?;
    let plain = kept(repository, &text);
    let message = Message::parse(&plain);
    let at_hand = StagedCommit::read(repository, facts.settings, facts.branch)?;
    let named = link(&message, &at_hand.known, &at_hand.evidence);
    let is_said = names_task(&message, &named, &at_hand) || message.kind().is_skipped();
    if at_hand.known.is_empty() || is_said {
        return Ok(());
    }
    // The squashed commits say more than the task that is active now.
    if is_squash(repository) {
        return add_squashed(facts, file, &at_hand.known);
    }
    let decided = active(&facts.active(&at_hand));
    if let Ok(Active {
        task: Some(id),
        file: phase,
        ..
    }) = &decided
    {
        let name = task_name(phase, id, at_hand.known.holders(id).len());
        // Progress files may contain anything, and only a plain name is safe in a trailer.
        if is_one_word(&name) {
            add(repository, file, &text, source, &name)?;
        }
        return Ok(());
    }
    if !is_edited() {
        return Ok(());
    }
    // Not offered if Git might keep the comments.
    let Some(shown) = editor_help(&text) else {
        return Ok(());
    };
    match with_offer(&text, &shown, &tasks_at_hand(decided)) {
        Some(offered) => write(file, &offered),
        None => Ok(()),
    }
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
pub(super) fn is_squash(repository: &Repository) -> bool {
    repository.git_dir().join("SQUASH_MSG").exists()
}

/// Adds a trailer for each task of the squashed commits: a message given with `-m` replaces theirs.
fn add_squashed(facts: &Facts<'_>, file: &Path, known: &TaskIndex) -> Result<(), HookError> {
    for (path, id) in squashed_tasks(facts)? {
        let holders = known.holders(&id);
        // The task may be gone by now, and a trailer for an unknown task blocks the commit.
        let Some(phase) = holders.iter().find(|holder| holder.path == path) else {
            continue;
        };
        let name = task_name(phase, &id, holders.len());
        if is_one_word(&name) {
            // The file is read again, because it has the previous trailer by now.
            add_line(facts.repository, file, &read(file)?, &name)?;
        }
    }
    Ok(())
}

/// Adds the trailer, or a note of it if the author has yet to write or change the message: only
/// afterwards is it known where the trailers are, and whether there is a message at all.
fn add(
    repository: &Repository,
    file: &Path,
    text: &[u8],
    source: Option<&str>,
    name: &str,
) -> Result<(), HookError> {
    let is_template = source == Some("template");
    if !is_edited() {
        // Git would refuse a template that was not filled in.
        return if is_template {
            Ok(())
        } else {
            add_line(repository, file, text, name)
        };
    }
    let MessageSettings { draft, .. } = MessageSettings::of(repository, text);
    // `git commit --signoff` opens a message that starts with an empty line for the subject.
    let lacks_subject = draft.is_empty(text) || text.starts_with(b"\n");
    let is_complete = !is_template && !lacks_subject;
    let shown = editor_help(text);
    if shown.is_none() && is_complete {
        return add_line(repository, file, text, name);
    }
    if let Some(shown) = shown
        && let Some(noted) = with_note(text, &shown, name)
    {
        // The note is only written if commit-msg will find what it refers to.
        if Opened::keep(repository, text, "", is_complete) {
            return write(file, &noted);
        }
        return Ok(());
    }
    // If Git would keep the note, commit-msg adds the line without announcing it, as with `-m`.
    Opened::keep(repository, text, name, is_complete);
    Ok(())
}

fn add_line(
    repository: &Repository,
    file: &Path,
    text: &[u8],
    name: &str,
) -> Result<(), HookError> {
    let MessageSettings { draft, rules } = MessageSettings::of(repository, text);
    match with_trailer(text, &draft, &rules, "Task", name) {
        Some(message) => write(file, &message),
        None => Ok(()),
    }
}
