//! Warns about tasks that a commit reopens unintentionally.

use progress_core::model::Class;
use progress_core::task_links::{Digest, StatusChange, flips};
use progress_git::git::{Change, Repository};

use crate::cli::Console;
use crate::cli::failure::Failure;
use crate::cli::hook::run::session::Session;

/// Maximum number of tasks named.
const SHOWN: usize = 5;

/// Warns if the commit reopens tasks that are done in `HEAD`, unless they are being worked on. That
/// happens if another worktree moves the branch: the index still holds the old content.
pub(super) fn tell(
    session: &Session,
    staged: &[Change],
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let repository = session.repository()?;
    // A revert reopens tasks on purpose, and a merge may reopen those that the other side did.
    if repository.operation().is_some() {
        return Ok(());
    }
    let mut files = Vec::new();
    let mut names = Vec::new();
    for change in staged {
        for flip in reopened(session, repository, change) {
            if !is_named(session, &flip) {
                names.push(format!("`{}`", flip.id));
                files.push(flip.path);
            }
        }
    }
    let Some(file) = files.first() else {
        return Ok(());
    };
    let more = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    let verb = if names.len() == 1 { "is" } else { "are" };
    let message = format!(
        "this commit reopens {}, which {verb} done in `HEAD`",
        names.join(", ")
    );
    let help = format!(
        "if this is unintended, another worktree moved the branch: check \
         `git diff --cached HEAD -- {file}`; otherwise run `progress start TASK` first"
    );
    console.warn(&Failure::new(message).help(help));
    Ok(())
}

/// Returns the done tasks of a progress file that a change makes unfinished.
fn reopened(session: &Session, repository: &Repository, change: &Change) -> Vec<StatusChange> {
    let settings = &session.project.settings;
    let Ok(path) = std::str::from_utf8(&change.path) else {
        return Vec::new();
    };
    if !settings.is_candidate(path) {
        return Vec::new();
    }
    let versions = [change.old, change.new].map(|entry| {
        let bytes = repository.blob(entry?.id?).ok()?;
        Digest::read(path, bytes)
    });
    let [Some(old), Some(new)] = versions else {
        return Vec::new();
    };
    let mut found = flips(path, &old, &new, &settings.statuses);
    found.retain(|flip| flip.from == Class::Done && is_unfinished(flip.to));
    found
}

fn is_unfinished(class: Class) -> bool {
    !matches!(class, Class::Done | Class::Dropped | Class::Unknown)
}

/// Whether a task was declared as being worked on.
fn is_named(session: &Session, flip: &StatusChange) -> bool {
    let bare = session
        .variable
        .as_deref()
        .unwrap_or_default()
        .rsplit(':')
        .next()
        .unwrap_or_default();
    bare == flip.id
        || session
            .started
            .iter()
            .any(|(path, id): &(String, String)| *path == flip.path && *id == flip.id)
}
