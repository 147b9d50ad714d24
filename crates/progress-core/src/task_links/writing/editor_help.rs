//! Reads the help text that Git adds to a message for the editor, which shows how Git will read it.

use super::{Cleanup, CleanupSettings, SCISSORS, cut, lines};

/// The start of Git's help text, on the line above the hint.
const PLEASE: &[u8] = b"Please enter the commit message for your changes. Lines starting";

/// What a message opened in an editor shows about how Git will read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorHelp {
    /// How Git will read the message.
    pub draft: CleanupSettings,
    /// Where comments can be added that Git is certain to remove; `None` if it keeps comments.
    pub room: Option<usize>,
    /// Whether that is below the scissors line.
    pub is_below: bool,
}

/// Parses Git's help text in a message; `None` if it is missing or not recognized.
///
/// This works without the settings and arguments of `git commit`, which may come from the command
/// line. Only English is recognized.
#[must_use]
pub fn editor_help(text: &[u8]) -> Option<EditorHelp> {
    let mut last_hint = None;
    let mut above: &[u8] = b"";
    for (at, line) in lines(text) {
        // The last hint is Git's; the author may quote one further up.
        if let Some((comment, is_removed)) = hint(above, line) {
            last_hint = Some((at, comment, is_removed));
        }
        above = line;
    }
    if let Some((at, comment, is_removed)) = last_hint {
        let rest = text.get(at..).unwrap_or_default();
        let cut = at + cut(rest, comment);
        return Some(EditorHelp {
            draft: CleanupSettings {
                cleanup: if is_removed {
                    Cleanup::Strip
                } else {
                    Cleanup::Whitespace
                },
                is_sure: true,
                comment: comment.to_vec(),
                is_cut: cut < text.len(),
            },
            room: if is_removed { Some(cut) } else { None },
            is_below: false,
        });
    }
    by_scissors(text)
}

/// With `commit.cleanup=scissors`, Git shows its status below the scissors line, including a line
/// with only the comment prefix. Otherwise only a diff follows the line.
fn by_scissors(text: &[u8]) -> Option<EditorHelp> {
    let scissors = format!(" {SCISSORS}\n");
    let (below, comment) =
        lines(text).find_map(|(at, line)| match line.strip_suffix(scissors.as_bytes())? {
            b"" => None,
            comment => Some((at + line.len(), comment)),
        })?;
    let rest = text.get(below..).unwrap_or_default();
    // A line that is only a comment prefix is part of the status, and of no diff.
    let (room, _) = lines(rest).find(|(_, line)| line.strip_suffix(b"\n") == Some(comment))?;
    Some(EditorHelp {
        draft: CleanupSettings {
            cleanup: Cleanup::Scissors,
            is_sure: true,
            comment: comment.to_vec(),
            is_cut: true,
        },
        room: Some(below + room),
        is_below: true,
    })
}

/// Parses `# with '#' will be ignored, …`, after the line that it continues: returns the comment
/// prefix, and whether comments are removed.
fn hint<'l>(above: &[u8], line: &'l [u8]) -> Option<(&'l [u8], bool)> {
    let at = memchr::memmem::find(line, b" with '")?;
    let (comment, rest) = line.split_at_checked(at)?;
    let after_prefix = rest.strip_prefix(b" with '")?.strip_prefix(comment)?;
    let is_told = above.strip_prefix(comment)?.trim_ascii() == PLEASE;
    if comment.is_empty() || !is_told {
        return None;
    }
    if after_prefix.starts_with(b"' will be ignored") {
        Some((comment, true))
    } else if after_prefix.starts_with(b"' will be kept") {
        Some((comment, false))
    } else {
        None
    }
}
