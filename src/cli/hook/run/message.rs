//! The message of a commit while it is being written.

use std::path::{Path, PathBuf};

use super::super::super::failure::Failure;
use crate::commit::{Layout, uncommented};
use crate::git::Repository;

/// Git's English hint for the editor, whose next line tells what becomes of comments.
const HINT: &str = " Please enter the commit message for your changes. Lines starting";

/// The message in a file, byte for byte.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = std::fs::read(file);
    bytes.map_err(|error| Failure::new(format!("cannot read the message: {error}")))
}

pub(super) fn write(file: &Path, message: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::new(format!("cannot write the message: {error}"));
    std::fs::write(file, message).map_err(failed)
}

/// How Git cleans up the message in a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cleanup {
    /// What a comment line starts with.
    pub comment: String,
    /// Whether an editor opens, below whose text Git writes comments.
    pub is_for_editor: bool,
    /// Whether Git removes comment lines.
    pub strips_comments: bool,
    /// Whether Git itself says in the message that it removes them.
    pub is_certain: bool,
}

impl Cleanup {
    /// What the message and the settings say.
    pub fn of(repository: &Repository, text: &str) -> Self {
        if let Some((comment, strips_comments)) = hint(text) {
            // Whatever the settings say, `--cleanup` may have overruled them.
            return Self {
                comment,
                is_for_editor: true,
                strips_comments,
                is_certain: strips_comments,
            };
        }
        let comment = comment_mark(repository, text);
        // Git tells hooks by this editor that it opens none. One that the user has set so opens
        // nothing either, but finds the comments that Git writes.
        let is_unedited = std::env::var_os("GIT_EDITOR").is_some_and(|editor| editor == ":");
        let has_comments = text.lines().any(|line| line == comment);
        let is_for_editor = !is_unedited || has_comments;
        let strips_comments = match repository.setting("commit.cleanup").as_deref() {
            Some("strip") => true,
            None | Some("default") => is_for_editor,
            Some(_) => false,
        };
        Self {
            comment,
            is_for_editor,
            strips_comments,
            is_certain: false,
        }
    }

    /// What Git will keep of a message, as far as the settings tell.
    pub fn kept(&self, text: &str) -> String {
        let text = text.get(..self.end(text)).unwrap_or(text);
        if self.strips_comments {
            return uncommented(text, &self.comment);
        }
        text.to_owned()
    }

    /// Where a trailer goes.
    pub fn layout(&self, repository: &Repository) -> Layout {
        let mut layout = Layout {
            comment: self.comment.clone(),
            has_comments: self.is_for_editor || self.strips_comments,
            has_scissors: self.is_for_editor,
            ..Layout::verbatim()
        };
        for (key, value) in repository.settings_below("trailer.") {
            let middle = key.strip_prefix("trailer.").unwrap_or(&key);
            match middle.rsplit_once('.') {
                None if middle == "separators" => layout.separators = value,
                Some((name, "key")) => {
                    layout.tokens.push(name.to_ascii_lowercase());
                    layout.tokens.push(value.to_ascii_lowercase());
                }
                Some((name, _)) => layout.tokens.push(name.to_ascii_lowercase()),
                None => {}
            }
        }
        layout
    }

    /// The offset of the scissors line, or the length of the message.
    fn end(&self, text: &str) -> usize {
        let layout = Layout {
            comment: self.comment.clone(),
            has_scissors: self.is_for_editor,
            ..Layout::verbatim()
        };
        layout.end(text.as_bytes())
    }
}

/// What comments start with, and whether Git removes them, as its hint for the editor says.
fn hint(text: &str) -> Option<(String, bool)> {
    let mut lines = text.lines();
    // The author's text comes first.
    let first = lines.rfind(|line| line.ends_with(HINT))?;
    let comment = first.strip_suffix(HINT).filter(|mark| !mark.is_empty())?;
    let second = text.lines().skip_while(|line| *line != first).nth(1)?;
    let rest = second.strip_prefix(comment)?;
    let rest = rest.strip_prefix(&format!(" with '{comment}' will be "))?;
    Some((comment.to_owned(), rest.starts_with("ignored")))
}

/// What comments of a message start with.
fn comment_mark(repository: &Repository, text: &str) -> String {
    // Most messages given on the command line have no line that could be a comment.
    let may_be_comment = |line: &str| line.starts_with(|c: char| c.is_ascii_punctuation());
    if !text.lines().any(may_be_comment) {
        return "#".to_owned();
    }
    // The last of the two keys counts. Git before 2.45 does not know `core.commentString`, but
    // asking for its version would cost every commit a process.
    let settings = repository.settings_below("core.comment");
    let setting = settings
        .into_iter()
        .rfind(|(key, _)| key == "core.commentstring" || key == "core.commentchar");
    match setting.map(|(_, value)| value).as_deref() {
        Some("auto") => {
            // Git has chosen one that the message does not need, and what it writes for the
            // editor has a line of nothing else.
            let is_mark = |line: &&str| line.len() == 1 && "#;@!$%^&|:".contains(*line);
            text.lines().rev().find(is_mark).unwrap_or("#").to_owned()
        }
        Some(mark) if !mark.is_empty() => mark.to_owned(),
        _ => "#".to_owned(),
    }
}

/// Whether a line is a `Task:` trailer, or looks like one.
pub(super) fn is_claim(line: &str) -> bool {
    let key = line.split_once(':').map(|(key, _)| key);
    key.is_some_and(|key| key.eq_ignore_ascii_case("task"))
}

/// The template that a message started from, for as long as it is being written.
///
/// Git refuses a template that was not edited. With our trailer it would look edited, so
/// commit-msg has to know what it was.
pub(super) struct Template {
    path: PathBuf,
}

impl Template {
    pub fn of(repository: &Repository) -> Self {
        let path = repository.git_dir().join("progress").join("template");
        Self { path }
    }

    /// Keeps a message as it is before we change it. Without it, an unedited template passes.
    pub fn keep(&self, message: &[u8]) {
        let folder = self.path.parent().map(std::fs::create_dir_all);
        if folder.is_some_and(|made| made.is_ok()) {
            let _ = std::fs::write(&self.path, message);
        }
    }

    /// Takes out what was kept.
    pub fn take(&self) -> Option<String> {
        let message = std::fs::read(&self.path).ok()?;
        let _ = std::fs::remove_file(&self.path);
        Some(String::from_utf8_lossy(&message).into_owned())
    }
}

/// The message without the `Task:` lines that were added to it, if it says nothing else: it is
/// empty, or the template as it was. Git then refuses it in its own words.
///
/// `text` and `message` are the same message, once with replaced characters.
pub(super) fn without_lone_trailer(
    message: &[u8],
    text: &str,
    cleanup: &Cleanup,
    template: Option<&str>,
) -> Option<Vec<u8>> {
    let kept = cleanup.kept(text);
    let is_written = |line: &&str| !line.trim().is_empty();
    let said: Vec<&str> = kept.lines().filter(is_written).map(str::trim_end).collect();
    let before = template.map(|template| cleanup.kept(template));
    let before = before.as_deref().unwrap_or_default();
    let mut before = before
        .lines()
        .filter(is_written)
        .map(str::trim_end)
        .peekable();
    // A subject is never a trailer: the lines that we add have a blank line above them.
    if before.peek().is_none() && kept.lines().next().is_some_and(|line| is_written(&line)) {
        return None;
    }
    let mut has_claim = false;
    for line in said {
        if before.peek() == Some(&line) {
            before.next();
        } else if is_claim(line) {
            has_claim = true;
        } else {
            return None;
        }
    }
    if !has_claim || before.next().is_some() {
        return None;
    }
    let old: Vec<&str> = template.unwrap_or_default().lines().collect();
    let lines = message.split_inclusive(|byte| *byte == b'\n');
    let is_ours = |line: &&[u8]| {
        let line = String::from_utf8_lossy(line);
        is_claim(&line) && !old.contains(&line.trim_end())
    };
    Some(
        lines
            .filter(|line| !is_ours(line))
            .collect::<Vec<_>>()
            .concat(),
    )
}

#[cfg(test)]
mod tests;
