//! Where Git finds trailers in a message.

use std::ops::Range;

use super::{cut, is_blank, is_space, lines};

/// Lines that Git itself writes; beside them, a quarter of a paragraph may be trailers.
const GENERATED: &[&[u8]] = &[b"Signed-off-by: ", b"(cherry picked from commit "];

/// The characters that Git chooses from.
const AUTOMATIC: &[u8] = b"#;@!$%^&|:";

/// What Git's configuration says of trailers, and of comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailerRules {
    /// What a comment starts with.
    pub comment: Vec<u8>,
    /// What may stand between a key and a value (`trailer.separators`).
    pub separators: Vec<u8>,
    /// The keys with settings of their own (`trailer.KEY.…`), which count as Git's own do.
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
    /// The same for a reader with another comment string.
    #[must_use]
    pub fn with_comment(&self, comment: &[u8]) -> Self {
        Self {
            comment: comment.to_vec(),
            ..self.clone()
        }
    }

    /// Whether Git finds a trailer in a message that is committed.
    #[must_use]
    pub fn finds(&self, message: &[u8], key: &str, value: &str) -> bool {
        let block = self.block(message);
        let block = message.get(block).unwrap_or_default();
        let mut found: Vec<Vec<u8>> = Vec::new();
        let mut is_open = false;
        for (_, line) in lines(block) {
            // White space in front continues the trailer above.
            if is_open && line.first().is_some_and(|byte| is_space(*byte)) {
                found.last_mut().into_iter().for_each(|it| it.extend(line));
                continue;
            }
            is_open = self.separator(line).is_some_and(|at| at > 0);
            found.push(line.to_vec());
        }
        found.iter().any(|line| {
            !line.starts_with(&self.comment)
                && self.parts(line) == Some((key.as_bytes(), value.as_bytes()))
        })
    }

    /// The key and the value of a line, where it has both.
    fn parts<'l>(&self, line: &'l [u8]) -> Option<(&'l [u8], &'l [u8])> {
        let at = self.separator(line).filter(|at| *at > 0)?;
        Some((
            line.get(..at)?.trim_ascii(),
            line.get(at + 1..)?.trim_ascii(),
        ))
    }

    /// Whether a line is a trailer for people too: to Git, `https://x` and `std::vector` are ones.
    pub(super) fn is_usual(&self, line: &[u8]) -> bool {
        let Some((key, value)) = self
            .separator(line)
            .and_then(|at| line.split_at_checked(at))
        else {
            return GENERATED.iter().any(|it| line.starts_with(it));
        };
        // Other separators are ones that somebody has asked for.
        let is_asked_for = !value.starts_with(b":");
        !key.is_empty() && (is_asked_for || value.starts_with(b": ") && !key.ends_with(b" "))
    }

    /// The paragraph that Git reads trailers from; empty, and at the end, where there is none.
    pub(super) fn block(&self, message: &[u8]) -> Range<usize> {
        let first = lines(message).find(|(_, line)| !is_blank(line));
        let from = first.map_or(message.len(), |(at, _)| at);
        let message = message.get(from..).unwrap_or_default();
        let end = self.end(message);
        let text = message.get(..end).unwrap_or(message);
        let start = self.start(text).unwrap_or(end);
        from + start..from + end
    }

    /// The character that Git chooses for comments in a message where `core.commentChar` is `auto`:
    /// the first that no line starts with. Since Git 2.51, `ignores_end`, what is ignored at the
    /// end, with the usual character, is no line of it.
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
            // Git looks at the first character in any case.
            if at < end.max(1) && matches!(before, b'\n' | b'\r') {
                free.retain(|it| it != byte);
            }
            before = *byte;
        }
        free.first()
            .map_or_else(|| usual.to_vec(), |byte| vec![*byte])
    }

    /// Where the message ends: comments, blank lines and a list of conflicts behind it are none
    /// of it, nor what is below the scissors.
    fn end(&self, message: &[u8]) -> usize {
        let limit = cut(message, &self.comment);
        // As in Git, nothing that begins at the very start is ignored.
        let mut ignored = 0;
        let mut is_conflicts = false;
        for (start, line) in lines(message.get(..limit).unwrap_or(message)) {
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
        let is_comment = |line: &[u8]| line.starts_with(&self.comment);
        // The first paragraph is the title.
        let title = { all.iter() }.position(|(_, line)| !is_comment(line) && is_blank(line))?;
        let mut count = Count::default();
        let mut is_begun = false;
        for (at, line) in all.get(title..)?.iter().rev() {
            if is_comment(line) {
                count.settle();
            } else if is_blank(line) && is_begun {
                return count.is_block().then_some(at + line.len());
            } else if !is_blank(line) {
                is_begun = true;
                self.count(line, &mut count);
            }
        }
        None
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
                // Git compares as many bytes as stand before the separator.
                let is_known = |it: &Vec<u8>| {
                    it.get(..key.len())
                        .is_some_and(|it| it.eq_ignore_ascii_case(key))
                };
                count.trailer(self.keys.iter().any(is_known));
            }
            _ if is_indented => count.continued += 1,
            _ => {
                count.prose += 1;
                count.settle();
            }
        }
    }

    /// Where the separator of a line stands that may be a trailer.
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

/// The lines of a paragraph, read from its end.
#[derive(Debug, Default)]
struct Count {
    trailers: usize,
    prose: usize,
    /// Indented lines: they belong to what stands above them.
    continued: usize,
    is_recognized: bool,
}

impl Count {
    fn trailer(&mut self, is_recognized: bool) {
        self.trailers += 1;
        self.continued = 0;
        self.is_recognized |= is_recognized;
    }

    /// What stands above the indented lines is no trailer.
    fn settle(&mut self) {
        self.prose += std::mem::take(&mut self.continued);
    }

    fn is_block(&mut self) -> bool {
        self.settle();
        let is_mixed = self.is_recognized && self.trailers * 3 >= self.prose;
        is_mixed || self.trailers > 0 && self.prose == 0
    }
}
