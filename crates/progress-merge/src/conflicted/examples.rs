//! Lines of code in the body, where conflict markers are examples.

use progress_core::collections::HashSet;
use progress_core::document::Document;
use progress_core::markdown::{LineKind, lines};
use yaml_lossless::text::{Span, Text};

/// Where the lines of code in a body start.
pub(super) struct Examples(HashSet<usize>);

impl Examples {
    /// Finds the lines of code in the body of a text.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut starts = HashSet::default();
        // Nearly every text has no markers at all.
        if memchr::memmem::find(text, b"<<<<<<<").is_none() {
            return Self(starts);
        }
        let (front, _) = Document::split(text);
        if let Ok(whole) = std::str::from_utf8(text) {
            let body = Span::new(front.len(), whole.len());
            for line in lines(&Text::from(whole.to_owned()), body) {
                if line.kind == LineKind::Code {
                    starts.insert(line.span.start as usize);
                }
            }
        }
        Self(starts)
    }

    /// Whether the line that starts here is code.
    pub(super) fn contain(&self, start: usize) -> bool {
        self.0.contains(&start)
    }
}
