//! Adds a trailer to a message that is being written, without touching another byte of it.
//!
//! `git interpret-trailers` is not used: it normalizes the lines around the new one, and the
//! user's `trailer.*` settings can move or drop it. Where a block of trailers starts follows
//! `trailer.c` of Git 2.47, so that `git log --format=%(trailers)` finds what is added here.

use super::SCISSORS;

/// The settings and circumstances that decide which lines of a message Git keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What a comment line starts with.
    pub comment: String,
    /// Whether lines that start with it are Git's own, to be removed: true if an editor opens.
    pub has_comments: bool,
    /// Whether everything from the scissors line on is removed.
    pub has_scissors: bool,
    /// The tokens that the user's `trailer.*` settings name, in lower case.
    pub tokens: Vec<String>,
    /// What separates a token from its value: `trailer.separators`.
    pub separators: String,
}

impl Layout {
    /// A message that Git takes as it is, with no comments in it.
    #[must_use]
    pub fn verbatim() -> Self {
        Self {
            comment: "#".to_owned(),
            has_comments: false,
            has_scissors: false,
            tokens: Vec::new(),
            separators: ":".to_owned(),
        }
    }

    /// The offset of the scissors line, or the length of the message.
    #[must_use]
    pub fn end(&self, message: &[u8]) -> usize {
        if !self.has_scissors {
            return message.len();
        }
        let cut = format!("{} {SCISSORS}\n", self.comment);
        let starts_line = |at: &usize| *at == 0 || message.get(*at - 1) == Some(&b'\n');
        let found = memchr::memmem::find_iter(message, &cut).find(starts_line);
        found.unwrap_or(message.len())
    }

    /// Whether Git removes a line as a comment.
    fn removes(&self, line: &[u8]) -> bool {
        self.has_comments && self.is_comment(line)
    }

    fn is_comment(&self, line: &[u8]) -> bool {
        !self.comment.is_empty() && line.starts_with(self.comment.as_bytes())
    }
}

/// The message with a trailer line, and a blank line before it if it needs a paragraph of its own.
#[must_use]
pub fn with_trailer(message: &[u8], trailer: &str, layout: &Layout) -> Vec<u8> {
    let at = author_end(message, layout);
    let (before, after) = message.split_at(at);
    let mut text = before.to_vec();
    if text.is_empty() {
        // The subject goes here.
        text.push(b'\n');
    } else if !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    if !joins(before, layout) {
        text.push(b'\n');
    }
    text.extend(trailer.as_bytes());
    text.push(b'\n');
    text.extend(after);
    text
}

/// The offset after the last line of the author's text.
///
/// Without a text, it is the end of the first line if that is blank: the subject goes there.
fn author_end(message: &[u8], layout: &Layout) -> usize {
    let kept = message.get(..layout.end(message)).unwrap_or_default();
    let last = lines(kept)
        .filter(|(_, line)| !is_blank(line) && !layout.removes(line))
        .last();
    match last {
        Some((start, line)) => start + line.len(),
        None if message.first() == Some(&b'\n') => 1,
        None => 0,
    }
}

/// Whether a new trailer belongs right after the last line of a text, because that line ends a
/// block of trailers.
fn joins(text: &[u8], layout: &Layout) -> bool {
    let lines: Vec<&[u8]> = lines(text).map(|(_, line)| line).collect();
    let Some(title_end) = title_end(&lines, layout) else {
        return false;
    };
    let mut counts = Counts::default();
    for line in lines.get(title_end..).unwrap_or_default().iter().rev() {
        if layout.is_comment(line) {
            counts.others += std::mem::take(&mut counts.continued);
        } else if is_blank(line) {
            break;
        } else if is_generated(line) {
            counts.trailers += 1;
            counts.continued = 0;
            counts.is_recognized = true;
            counts.is_meant = true;
        } else if line.first().is_some_and(u8::is_ascii_whitespace) {
            counts.continued += 1;
        } else if let Some((token, value)) = token(line, &layout.separators) {
            counts.trailers += 1;
            counts.continued = 0;
            counts.is_meant |= value.first().is_none_or(u8::is_ascii_whitespace);
            counts.is_recognized |= layout.tokens.iter().any(|known| known.starts_with(&token));
        } else {
            counts.others += 1 + std::mem::take(&mut counts.continued);
        }
    }
    counts.others += counts.continued;
    counts.are_a_block() && counts.is_meant
}

/// What the lines of a paragraph are, as Git counts them.
#[derive(Default)]
struct Counts {
    trailers: usize,
    others: usize,
    /// Indented lines, until it is known what they continue.
    continued: usize,
    /// Whether one is a trailer that Git itself writes or that the user has configured.
    is_recognized: bool,
    /// Whether one has a space after its separator. Git takes `https://…` and `12:30` for
    /// trailers as well; a paragraph of such lines alone is prose to people.
    is_meant: bool,
}

impl Counts {
    fn are_a_block(&self) -> bool {
        if self.is_recognized {
            return self.trailers * 3 >= self.others;
        }
        self.trailers > 0 && self.others == 0
    }
}

/// The number of lines in the first paragraph, which holds no trailer; none if it is the only one.
fn title_end(lines: &[&[u8]], layout: &Layout) -> Option<usize> {
    let is_end = |line: &&[u8]| !layout.is_comment(line) && is_blank(line);
    lines.iter().position(is_end)
}

/// Whether Git itself writes such a line.
fn is_generated(line: &[u8]) -> bool {
    line.starts_with(b"Signed-off-by: ") || line.starts_with(b"(cherry picked from commit ")
}

/// The token of `Token: value`, in lower case, and the value with the space before it.
fn token<'l>(line: &'l [u8], separators: &str) -> Option<(String, &'l [u8])> {
    let is_separator = |byte: &u8| separators.as_bytes().contains(byte);
    let end = line.iter().position(is_separator)?;
    let front = line.get(..end)?;
    let value = line.get(end + 1..)?;
    let word = front.trim_ascii_end();
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    if word.is_empty() || !word.iter().all(is_token) {
        return None;
    }
    Some((String::from_utf8_lossy(word).to_ascii_lowercase(), value))
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

/// The lines of a text, line ends included, with their offsets.
fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    text.split_inclusive(|byte| *byte == b'\n')
        .map(move |line| {
            let start = at;
            at += line.len();
            (start, line)
        })
}

#[cfg(test)]
mod tests;
