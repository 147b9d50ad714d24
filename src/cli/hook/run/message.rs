//! The message of a commit while it is being written.

use std::path::Path;

use super::super::super::failure::Failure;
use crate::commit::uncommented;
use crate::git::Repository;

/// The message in a file; bytes that are not UTF-8 are replaced.
pub(super) fn read(file: &Path) -> Result<String, Failure> {
    let bytes = read_bytes(file)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The same as it stands there.
pub(super) fn read_bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = std::fs::read(file);
    bytes.map_err(|error| Failure::new(format!("cannot read the message: {error}")))
}

/// What Git will keep of a message.
pub(super) fn kept(repository: &Repository, text: &str) -> String {
    let mark = comment_mark(repository, text);
    // Git says with this editor that it opens none; then comments are none, and stay. One that
    // people have set so finds the lines that Git writes for an editor.
    let is_unedited = std::env::var_os("GIT_EDITOR").is_some_and(|editor| editor == ":");
    let is_for_editor = text.lines().any(|line| line == mark);
    if is_unedited && !is_for_editor && cleanup(repository).as_deref() != Some("strip") {
        return text.to_owned();
    }
    uncommented(text, &mark)
}

fn cleanup(repository: &Repository) -> Option<String> {
    repository.setting("commit.cleanup")
}

/// What comments of a message start with.
pub(super) fn comment_mark(repository: &Repository, text: &str) -> String {
    // Most messages given on the command line have no line that could be a comment.
    let may_be_comment = |line: &str| line.starts_with(|c: char| c.is_ascii_punctuation());
    if !text.lines().any(may_be_comment) {
        return "#".to_owned();
    }
    let setting = repository
        .setting("core.commentString")
        .or_else(|| repository.setting("core.commentChar"));
    match setting.as_deref() {
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
