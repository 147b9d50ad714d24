//! Why a text cannot be read.

use crate::text::Span;

/// Why a text is no YAML document that can be worked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, in words.
    pub message: String,
    /// Where, in the whole file.
    pub span: Span,
    /// Where the construct that went wrong began, and what it is.
    pub context: Option<(String, Span)>,
    /// What to do about it, where more can be said than to mend it.
    pub help: Option<&'static str>,
}

impl SyntaxError {
    /// An error at a place.
    #[must_use]
    pub fn new(message: impl Into<String>, span: Span) -> Self {
        Self {
            message: message.into(),
            span,
            context: None,
            help: None,
        }
    }

    /// What to do about it; nothing where that is empty.
    #[must_use]
    pub fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help).filter(|help| !help.is_empty());
        self
    }

    /// Where the construct that went wrong began, and what it is.
    #[must_use]
    pub fn since(mut self, what: &str, span: Span) -> Self {
        self.context = Some((what.to_owned(), span));
        self
    }
}
