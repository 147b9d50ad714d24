//! What Git removes from a message before it commits it.

use super::{cut, is_blank, is_space, lines};

/// How Git cleans up a message (`commit.cleanup`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleanup {
    /// Removes comments, trailing white space and extra blank lines.
    Strip,
    /// Like `Strip`, but keeps comments.
    Whitespace,
    /// Like `Whitespace`, and removes everything below the scissors line.
    Scissors,
    /// Removes nothing.
    Verbatim,
}

/// How Git reads a message that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CleanupSettings {
    /// The cleanup mode.
    pub cleanup: Cleanup,
    /// Whether the mode is certain. If not, another one may be given on the command line.
    pub is_sure: bool,
    /// The comment prefix.
    pub comment: Vec<u8>,
    /// Whether it is cut at the scissors line regardless of the mode, because Git shows a diff
    /// below that line (`commit.verbose`).
    pub is_cut: bool,
}

impl CleanupSettings {
    /// Returns the part above the scissors line.
    #[must_use]
    pub(crate) fn uncut<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        if !self.is_cut && self.cleanup != Cleanup::Scissors {
            return text;
        }
        text.get(..cut(text, &self.comment)).unwrap_or(text)
    }

    /// Returns the message that Git commits.
    #[must_use]
    pub fn cleaned(&self, text: &[u8]) -> Vec<u8> {
        let text = self.uncut(text);
        if self.cleanup == Cleanup::Verbatim {
            return text.to_vec();
        }
        let mut cleaned = Vec::with_capacity(text.len());
        let mut is_apart = false;
        for (_, line) in lines(text) {
            if self.is_comment(line) {
                continue;
            }
            if is_blank(line) {
                is_apart = true;
                continue;
            }
            if is_apart && !cleaned.is_empty() {
                cleaned.push(b'\n');
            }
            is_apart = false;
            // Like Git's `strbuf_stripspace`, which also completes the last line.
            let end = line.iter().rposition(|byte| !is_space(*byte));
            cleaned.extend(line.iter().take(end.map_or(0, |end| end + 1)));
            cleaned.push(b'\n');
        }
        cleaned
    }

    /// Returns the start and end of every line that is neither blank nor removed.
    pub(super) fn content(&self, text: &[u8]) -> Vec<(usize, usize)> {
        lines(self.uncut(text))
            .filter(|(_, line)| !is_blank(line) && !self.is_comment(line))
            .map(|(start, line)| (start, start + line.len()))
            .collect()
    }

    /// Whether Git considers a message empty, even if it has a sign-off.
    #[must_use]
    pub fn is_empty(&self, text: &[u8]) -> bool {
        let text = self.uncut(text);
        if self.cleanup == Cleanup::Verbatim {
            // In this mode, Git accepts even a message of nothing but white space.
            return text.is_empty();
        }
        lines(text).all(|(_, line)| {
            is_blank(line) || self.is_comment(line) || line.starts_with(b"Signed-off-by: ")
        })
    }

    fn is_comment(&self, line: &[u8]) -> bool {
        self.cleanup == Cleanup::Strip && line.starts_with(&self.comment)
    }
}
