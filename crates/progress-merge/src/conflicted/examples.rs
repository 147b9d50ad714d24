//! Lines of code in the body, where conflict markers are examples.

use progress_core::collections::HashSet;
use progress_core::document::Document;
use progress_core::markdown::{LineKind, lines};
use yaml_lossless::text::{Span, Text};

use super::marker::Runs;

/// Where the lines of code in a body start.
pub(super) struct Examples(HashSet<usize>);

impl Examples {
    /// Finds the lines of code in the body of a text.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut starts = HashSet::default();
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

    /// Leaves only the examples that one of these versions has. Other markers in code are those of
    /// a merge of the versions.
    pub(super) fn keep_recorded(&mut self, text: &[u8], runs: &Runs, versions: &[&[u8]]) {
        let mut at = 0;
        while let Some(first) = runs.all.get(at) {
            let mut end = at;
            if first.byte == b'<' && runs.is_closed(first.range.start, first.size) {
                let mut after = runs.all[at..].iter();
                let length = after.position(|it| it.byte == b'>' && it.size == first.size);
                end += length.unwrap_or_default();
            }
            let block = &text[first.range.start..runs.all[end].range.end];
            let mut versions = versions.iter();
            if self.contain(first.range.start)
                && !versions.any(|it| memchr::memmem::find(it, block).is_some())
            {
                for run in &runs.all[at..=end] {
                    self.0.remove(&run.range.start);
                }
            }
            at = end + 1;
        }
    }

    /// Whether the line that starts here is code.
    pub(super) fn contain(&self, start: usize) -> bool {
        self.0.contains(&start)
    }
}
