//! Comments in a message that tell which tasks it may belong to.
//!
//! They are written only where Git is certain to remove them. The line of a known task stands in
//! one while the message has no subject yet: a real line would turn a message that its author
//! left empty, or a template that nobody filled in, into one that Git commits. commit-msg makes
//! a trailer of it once the message is written.

use std::fs;
use std::path::PathBuf;

use super::session::Session;
use crate::git::Repository;
use crate::task_links::{Draft, Pick, Shown};
use crate::write::swap_file;

const TAKEN: &str = "This line goes into the message, unless you delete it:";
const OFFERED: &str = "If this belongs to a task, uncomment its line:";
const OFFERED_BELOW: &str =
    "If this belongs to a task, copy its line above the scissors, without the mark in front:";

/// So many tasks are offered where none is known.
const MAX_OFFERED: usize = 8;

/// Offers tasks to choose from; `None` where there are none, or no room.
pub(super) fn with_offer(text: &[u8], shown: &Shown, tasks: &[Pick]) -> Option<Vec<u8>> {
    let names = tasks.iter().filter_map(|(file, id)| {
        let name = format!("{}:{id}", file.plan());
        is_one_word(&name).then_some(name)
    });
    let names: Vec<String> = names.take(MAX_OFFERED).collect();
    if names.is_empty() {
        return None;
    }
    let heading = if shown.is_below {
        OFFERED_BELOW
    } else {
        OFFERED
    };
    with_lines(text, shown, heading, &names)
}

/// Notes the task that the message is to name, once it is written.
pub(super) fn with_note(text: &[u8], shown: &Shown, name: &str) -> Option<Vec<u8>> {
    with_lines(text, shown, TAKEN, &[name.to_owned()])
}

fn with_lines(text: &[u8], shown: &Shown, heading: &str, names: &[String]) -> Option<Vec<u8>> {
    let (before, after) = text.split_at_checked(shown.room?)?;
    let mark = &shown.draft.comment[..];
    // A trailer is one only behind a blank line.
    let mut lines = if shown.is_below {
        Vec::new()
    } else {
        b"\n".to_vec()
    };
    lines.extend([mark, b" ", heading.as_bytes(), b"\n"].concat());
    for name in names {
        lines.extend([mark, b" Task: ", name.as_bytes(), b"\n"].concat());
    }
    Some([before, &lines, after].concat())
}

/// The task that a note in a message names.
pub(super) fn noted(text: &[u8], shown: &Shown) -> Option<String> {
    let mark = &shown.draft.comment[..];
    let heading = [mark, b" ", TAKEN.as_bytes()].concat();
    let mut lines = text.split(|byte| *byte == b'\n');
    lines.find(|line| **line == heading)?;
    let start = [mark, b" Task:"].concat();
    let name = lines.next()?.strip_prefix(&start[..])?.trim_ascii();
    let name = String::from_utf8(name.to_vec()).ok()?;
    is_one_word(&name).then_some(name)
}

/// A name that can stand in a line: what stands in progress files may be anything.
pub(super) fn is_one_word(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | ':');
    !name.is_empty() && name.chars().all(is_part)
}

/// Keeps the message as it is opened in the editor; tells whether that could be done.
pub(super) fn keep(session: &Session, text: &[u8]) -> bool {
    let Ok(repository) = session.repository() else {
        return false;
    };
    let path = path(repository);
    let sharing = repository.sharing();
    let folder = path.parent().map_or(Ok(()), |it| sharing.make_folder(it));
    folder.and_then(|()| swap_file(&path, text)).is_ok()
}

/// Whether the author has written something since, and not only signed off: it is asked once.
pub(super) fn is_written(repository: &Repository, text: &[u8], draft: &Draft) -> bool {
    let path = path(repository);
    let Ok(opened) = fs::read(&path) else {
        return false;
    };
    let _ = fs::remove_file(path);
    !draft.is_empty(text) && content(text, draft) != content(&opened, draft)
}

fn content(text: &[u8], draft: &Draft) -> Vec<Vec<u8>> {
    let cleaned = draft.cleaned(text);
    let lines = cleaned.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with(b"Signed-off-by: "));
    lines.map(<[u8]>::to_vec).collect()
}

fn path(repository: &Repository) -> PathBuf {
    repository.git_dir().join("progress").join("opened-message")
}
