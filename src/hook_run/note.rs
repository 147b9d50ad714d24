//! Comments in a message that suggest which tasks it may belong to.
//!
//! They are written only if Git is certain to remove them. If a task is known but the message has
//! no subject yet, its line is written as a comment: a real line would turn a message that the
//! author left empty, or a template that nobody filled in, into one that Git commits. commit-msg
//! turns the comment into a trailer once the message is written.

use std::fs;
use std::path::PathBuf;

use progress_core::task_links::{CleanupSettings, EditorHelp};
use progress_git::git::Repository;
use progress_git::write::swap_file;

use crate::linking::Pick;

const TAKEN: &str = "This line will be added to the message unless you delete it:";
const OFFERED: &str = "If this commit belongs to a task, uncomment the line of that task:";
const OFFERED_BELOW: &str =
    "If this commit belongs to a task, copy its line above the scissors, without the comment mark:";

/// Maximum number of tasks offered if none is known.
const MAX_OFFERED: usize = 8;

/// Offers tasks to choose from; `None` if there are none, or no room.
pub(super) fn with_offer(text: &[u8], shown: &EditorHelp, tasks: &[Pick]) -> Option<Vec<u8>> {
    let names: Vec<String> = tasks
        .iter()
        .map(|(file, id)| format!("{}:{id}", file.plan()))
        .filter(|name| is_one_word(name))
        .take(MAX_OFFERED)
        .collect();
    if names.is_empty() {
        return None;
    }
    let heading = if shown.is_below {
        OFFERED_BELOW
    } else {
        OFFERED
    };
    // Uncommented, a line is a trailer only after a blank one.
    let blank: &[u8] = if shown.is_below { b"" } else { b"\n" };
    with_lines(
        text,
        shown,
        &[blank, &marked(shown, heading)].concat(),
        &names,
    )
}

/// Adds a comment with the task that the message will name once it is written.
pub(super) fn with_note(text: &[u8], shown: &EditorHelp, name: &str) -> Option<Vec<u8>> {
    with_lines(text, shown, &marked(shown, TAKEN), &[name.to_owned()])
}

fn with_lines(
    text: &[u8],
    shown: &EditorHelp,
    heading: &[u8],
    names: &[String],
) -> Option<Vec<u8>> {
    let (before, after) = text.split_at_checked(shown.room?)?;
    // The prefix can be longer than a character, such as `//` in `core.commentString`.
    let mark = &shown.draft.comment[..];
    let mut lines = [heading, b"\n"].concat();
    for name in names {
        lines.extend([mark, b" Task: ", name.as_bytes(), b"\n"].concat());
    }
    Some([before, &lines, after].concat())
}

/// Returns a comment line with a text, without its newline.
fn marked(shown: &EditorHelp, text: &str) -> Vec<u8> {
    [&shown.draft.comment[..], b" ", text.as_bytes()].concat()
}

/// Returns the message without the blank line of an offer that was not accepted, if Git would
/// commit that line: it removes only the comments.
pub(super) fn without_offer(text: &[u8], shown: &EditorHelp) -> Option<Vec<u8>> {
    let heading = [b"\n\n", &marked(shown, OFFERED)[..], b"\n"].concat();
    let at = memchr::memmem::find(text, &heading)?;
    let (before, after) = text.split_at_checked(at + 1)?;
    let offered = after.get(heading.len() - 1..)?;
    let mut lines = offered.split(|byte| *byte == b'\n').take(MAX_OFFERED);
    let without = [before, after.get(1..)?].concat();
    let draft = &shown.draft;
    // An uncommented line is an accepted offer, and needs the blank line to be a trailer.
    if lines.any(|line| line.starts_with(b"Task:")) {
        return None;
    }
    // In this cleanup mode, Git drops the blank line by itself.
    if draft.cleaned(&without) == draft.cleaned(text) {
        return None;
    }
    Some(without)
}

/// Returns the task that a note in a message names.
pub(super) fn noted(text: &[u8], shown: &EditorHelp) -> Option<String> {
    let mark = &shown.draft.comment[..];
    let heading = marked(shown, TAKEN);
    let mut lines = text.split(|byte| *byte == b'\n');
    lines.find(|line| **line == heading)?;
    let start = [mark, b" Task:"].concat();
    let name = lines.next()?.strip_prefix(&start[..])?.trim_ascii();
    // The author may have edited the line.
    match std::str::from_utf8(name) {
        Ok(name) if is_one_word(name) => Some(name.to_owned()),
        _ => None,
    }
}

/// Whether a name is safe in a line of its own: progress files may contain anything.
pub(super) fn is_one_word(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | ':'))
}

/// A message as it was opened in the editor.
pub(super) struct Opened {
    /// The text, without a note.
    pub text: Vec<u8>,
    /// The task to add if no comment in the message names it: Git would have kept the comment.
    pub unseen: Option<String>,
    /// Whether the text was already a message, which the author need not change.
    is_complete: bool,
}

impl Opened {
    /// Stores it for commit-msg; returns whether that worked.
    pub(super) fn keep(
        repository: &Repository,
        text: &[u8],
        unseen: &str,
        is_complete: bool,
    ) -> bool {
        let path = opened_file(repository);
        if let Some(folder) = path.parent()
            && repository.sharing().make_folder(folder).is_err()
        {
            return false;
        }
        let state = if is_complete { "complete" } else { "" };
        // The message is last: it may contain anything, including line breaks.
        let header = format!("{unseen}\n{state}\n");
        swap_file(&path, &[header.as_bytes(), text]).is_ok()
    }

    /// Deletes the stored message of a commit that was aborted in the editor.
    pub(super) fn forget(repository: &Repository) {
        // Usually there is none.
        let _ = fs::remove_file(opened_file(repository));
    }

    /// Returns the stored message and deletes it.
    pub(super) fn take(repository: &Repository) -> Option<Self> {
        let kept = fs::read(opened_file(repository)).ok()?;
        // Taken once: it must not apply to the next message.
        Self::forget(repository);
        let mut parts = kept.splitn(3, |byte| *byte == b'\n');
        let name = String::from_utf8(parts.next()?.to_vec()).ok()?;
        let is_complete = parts.next()? == b"complete";
        Some(Self {
            text: parts.next()?.to_vec(),
            unseen: is_one_word(&name).then_some(name),
            is_complete,
        })
    }

    /// Whether the author has written a message since, other than a sign-off.
    pub(super) fn is_written(&self, text: &[u8], draft: &CleanupSettings) -> bool {
        !draft.is_empty(text)
            && (self.is_complete || content(text, draft) != content(&self.text, draft))
    }
}

fn content(text: &[u8], draft: &CleanupSettings) -> Vec<Vec<u8>> {
    let cleaned = draft.cleaned(text);
    cleaned
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty() && !line.starts_with(b"Signed-off-by: "))
        .map(<[u8]>::to_vec)
        .collect()
}

fn opened_file(repository: &Repository) -> PathBuf {
    repository.git_dir().join("progress").join("opened-message")
}
