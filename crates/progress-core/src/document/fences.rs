//! The `---` lines around the frontmatter.

use yaml_lossless::text::Span;

/// The positions of the frontmatter's parts.
#[derive(Debug)]
pub(super) struct Fences {
    pub(super) opening: Span,
    pub(super) yaml: Span,
    pub(super) body: Span,
    /// Whether the frontmatter is closed; if not, the rest of the file counts as YAML.
    pub(super) closed: bool,
}

impl Fences {
    /// Finds the fences; `None` if the first line is not `---`.
    pub(super) fn find(text: &str) -> Option<Self> {
        // Some editors put a byte order mark at the start.
        let start = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let first = Line::at(text, start);
        if !first.is_fence(text) {
            return None;
        }
        let opening = Span::new(start, start + 3);
        // The opening line's own break may be the one before the closing fence.
        let from = first.next.saturating_sub(1);
        let rest = text.as_bytes().get(from..).unwrap_or_default();
        let closing = memchr::memmem::find_iter(rest, b"\n---")
            .map(|at| Line::at(text, from + at + 1))
            .find(|line| line.is_fence(text));
        Some(match closing {
            Some(line) => Self {
                opening,
                yaml: Span::new(first.next, line.start),
                body: Span::new(line.next, text.len()),
                closed: true,
            },
            None => Self {
                opening,
                yaml: Span::new(first.next, text.len()),
                body: Span::new(text.len(), text.len()),
                closed: false,
            },
        })
    }
}

struct Line {
    start: usize,
    end: usize,
    next: usize,
}

impl Line {
    fn at(text: &str, start: usize) -> Self {
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(text.len(), |at| start + at);
        Self {
            start,
            end,
            next: (end + 1).min(text.len()),
        }
    }

    /// `---` in column 0. Inside a block scalar it would be indented.
    fn is_fence(&self, text: &str) -> bool {
        let line = text.get(self.start..self.end).unwrap_or_default();
        line.strip_prefix("---")
            // The rest may be the `\r` of a Windows line ending.
            .is_some_and(|rest| rest.trim_ascii_end().is_empty())
    }
}
