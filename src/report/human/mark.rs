//! The lines of an excerpt, and what is marked in them.

use miette::{LabeledSpan, SourceSpan};

/// A line of the excerpt, including its ending.
#[derive(Debug)]
pub(super) struct Line {
    /// Where it starts in the excerpt.
    pub(super) start: usize,
    /// Its number in the file, from 0.
    pub(super) number: usize,
}

/// A marked range of the excerpt.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The label to write below; `None` only for the finding's own token.
    pub(super) message: Option<String>,
}

impl Mark {
    /// Whether this is the finding's own token.
    pub(super) fn is_primary(&self) -> bool {
        self.message.is_none()
    }

    pub(super) fn label(&self) -> LabeledSpan {
        let span = SourceSpan::new(self.start.into(), self.end - self.start);
        match &self.message {
            None => LabeledSpan::new_primary_with_span(None, span),
            Some(message) => LabeledSpan::new_with_span(Some(message.clone()), span),
        }
    }
}
