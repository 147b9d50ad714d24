//! Finds trailers in a message in the same way as Git.

use std::ops::Range;

use super::{cut, is_blank, is_space, lines};

/// Lines that Git itself writes; next to one of them, a paragraph is a trailer block if a quarter
/// of its lines are trailers.
const GENERATED: &[&[u8]] = &[b"Signed-off-by: ", b"(cherry picked from commit "];

/// The comment characters that Git chooses from.
const AUTOMATIC: &[u8] = b"#;@!$%^&|:";

/// Git's settings for trailers and comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailerRules {
    /// The comment prefix.
    pub comment: Vec<u8>,
    /// The characters that may separate a key from a value (`trailer.separators`).
    pub separators: Vec<u8>,
    /// The keys with settings of their own (`trailer.KEY.…`), which count like Git's own keys.
    pub keys: Vec<Vec<u8>>,
}

impl Default for TrailerRules {
    fn default() -> Self {
        Self {
            comment: b"#".to_vec(),
            separators: b":".to_vec(),
            keys: Vec::new(),
        }
    }
}

impl TrailerRules {
    /// Returns the rules of a reader with a different comment prefix.
    #[must_use]
    pub fn with_comment(&self, comment: &[u8]) -> Self {
        Self {
            comment: comment.to_vec(),
            ..self.clone()
        }
    }

    /// Whether Git finds a trailer in a committed message.
    #[must_use]
    pub(crate) fn finds(&self, message: &[u8], key: &str, value: &str) -> bool {
        let block = message.get(self.block(message)).unwrap_or_default();
        let mut found: Vec<Vec<u8>> = Vec::new();
        let mut is_open = false;
        for (_, line) in lines(block) {
            // A line with leading white space continues the trailer above.
            if is_open && line.first().is_some_and(|byte| is_space(*byte)) {
                if let Some(trailer) = found.last_mut() {
                    trailer.extend(line);
                }
                continue;
            }
            is_open = self.separator(line).is_some_and(|at| at > 0);
            found.push(line.to_vec());
        }
        found.iter().any(|line| {
            // Like Git, skips comments only after lines are joined: text may continue a comment.
            !line.starts_with(&self.comment)
                && self.parts(line) == Some((key.as_bytes(), value.as_bytes()))
        })
    }

    /// Splits a line into key and value, if it has both.
    fn parts<'l>(&self, line: &'l [u8]) -> Option<(&'l [u8], &'l [u8])> {
        let at = self.separator(line).filter(|at| *at > 0)?;
        Some((
            line.get(..at)?.trim_ascii(),
            line.get(at + 1..)?.trim_ascii(),
        ))
    }

    /// Whether a line looks like a trailer to people too: Git accepts even `https://x` and
    /// `std::vector`.
    pub(super) fn is_usual(&self, line: &[u8]) -> bool {
        let Some((key, value)) = self
            .separator(line)
            .and_then(|at| line.split_at_checked(at))
        else {
            return GENERATED.iter().any(|it| line.starts_with(it));
        };
        // Other separators were configured on purpose.
        let is_asked_for = !value.starts_with(b":");
        !key.is_empty() && (is_asked_for || value.starts_with(b": ") && !key.ends_with(b" "))
    }

    /// Returns the paragraph from which Git reads trailers; an empty range at the end if there is
    /// none.
    pub(super) fn block(&self, message: &[u8]) -> Range<usize> {
        // `git log` skips blank lines above the subject, too.
        let from = lines(message)
            .find(|(_, line)| !is_blank(line))
            .map_or(message.len(), |(at, _)| at);
        let rest = message.get(from..).unwrap_or_default();
        let end = self.end(rest);
        let text = rest.get(..end).unwrap_or(rest);
        let start = self.start(text).unwrap_or(end);
        from + start..from + end
    }

    /// Returns the comment character that Git chooses for a message if `core.commentChar` is
    /// `auto`: the first that no line starts with. Since Git 2.51 (`ignores_end`), the ignored end
    /// of the message, judged by the usual character, does not count.
    #[must_use]
    pub fn automatic_comment(message: &[u8], ignores_end: bool) -> Vec<u8> {
        let usual = AUTOMATIC.get(..1).unwrap_or_default();
        if !message.iter().any(|byte| usual.contains(byte)) {
            return usual.to_vec();
        }
        let end = if ignores_end {
            Self::default().end(message)
        } else {
            message.len()
        };
        let mut free = AUTOMATIC.to_vec();
        let mut before = b'\n';
        for (at, byte) in message.iter().enumerate() {
            // Git always checks the first character.
            if at < end.max(1) && matches!(before, b'\n' | b'\r') {
                free.retain(|it| it != byte);
            }
            before = *byte;
        }
        match free.first() {
            Some(byte) => vec![*byte],
            // Git refuses to commit then, so the answer does not matter.
            None => usual.to_vec(),
        }
    }

    /// Returns the end of the message: trailing comments, blank lines and a list of conflicts are
    /// not part of it, nor is anything below the scissors line.
    fn end(&self, message: &[u8]) -> usize {
        let limit = cut(message, &self.comment);
        // Like Git, ignores nothing that starts at offset 0.
        let mut ignored = 0;
        let mut is_conflicts = false;
        for (start, line) in lines(message.get(..limit).unwrap_or(message)) {
            // Old versions of Git listed conflicts without a comment prefix.
            let is_list = line == b"Conflicts:\n";
            is_conflicts |= is_list;
            if is_list || line.starts_with(&self.comment) || line == b"\n" {
                if ignored == 0 {
                    ignored = start;
                }
            } else if ignored > 0 && !(is_conflicts && line.starts_with(b"\t")) {
                ignored = 0;
                is_conflicts = false;
            }
        }
        if ignored > 0 { ignored } else { limit }
    }

    fn start(&self, text: &[u8]) -> Option<usize> {
        let all: Vec<(usize, &[u8])> = lines(text).collect();
        // The first paragraph is the title.
        let title = all
            .iter()
            .position(|(_, line)| !self.is_comment(line) && is_blank(line))?;
        let mut count = Count::default();
        let mut is_begun = false;
        for (at, line) in all.get(title..)?.iter().rev() {
            if self.is_comment(line) {
                count.settle();
            } else if is_blank(line) && is_begun {
                return if count.is_block() {
                    Some(at + line.len())
                } else {
                    None
                };
            } else if !is_blank(line) {
                is_begun = true;
                self.count(line, &mut count);
            }
        }
        None
    }

    fn is_comment(&self, line: &[u8]) -> bool {
        line.starts_with(&self.comment)
    }

    fn count(&self, line: &[u8], count: &mut Count) {
        if GENERATED.iter().any(|it| line.starts_with(it)) {
            count.trailer(true);
            return;
        }
        let is_indented = line.first().is_some_and(|byte| is_space(*byte));
        match self.separator(line) {
            Some(at) if at > 0 && !is_indented => {
                let key = line.get(..at).unwrap_or_default();
                // Git compares only as many bytes as precede the separator.
                count.trailer(self.keys.iter().any(|it| {
                    it.get(..key.len())
                        .is_some_and(|it| it.eq_ignore_ascii_case(key))
                }));
            }
            // The line above, which is read next, decides what it continues.
            _ if is_indented => count.continued += 1,
            _ => {
                count.prose += 1;
                count.settle();
            }
        }
    }

    /// Returns the position of the separator in a line that may be a trailer.
    fn separator(&self, line: &[u8]) -> Option<usize> {
        let mut is_spaced = false;
        for (at, byte) in line.iter().enumerate() {
            if self.separators.contains(byte) {
                return Some(at);
            }
            if !is_spaced && (byte.is_ascii_alphanumeric() || *byte == b'-') {
                continue;
            }
            if at == 0 || !matches!(byte, b' ' | b'\t') {
                return None;
            }
            is_spaced = true;
        }
        None
    }
}

/// Counts the lines of a paragraph, starting at its end.
#[derive(Debug, Default)]
struct Count {
    trailers: usize,
    prose: usize,
    /// Indented lines, which continue the line above them.
    continued: usize,
    is_recognized: bool,
}

impl Count {
    fn trailer(&mut self, is_recognized: bool) {
        self.trailers += 1;
        self.continued = 0;
        self.is_recognized |= is_recognized;
    }

    /// The line above the indented lines is not a trailer.
    fn settle(&mut self) {
        self.prose += std::mem::take(&mut self.continued);
    }

    fn is_block(&mut self) -> bool {
        self.settle();
        // Git's own thresholds.
        let is_mixed = self.is_recognized && self.trailers * 3 >= self.prose;
        is_mixed || self.trailers > 0 && self.prose == 0
    }
}
