//! Why a text cannot be read.

use crate::text::Span;

/// Why a text cannot be read as YAML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// Where, in the whole file.
    pub span: Span,
    /// A second place that explains the error, such as where the broken construct began.
    pub context: Option<(String, Span)>,
    /// How to fix it, if that is not obvious.
    pub help: Option<&'static str>,
}

impl SyntaxError {
    /// Creates an error at `span`.
    #[must_use]
    pub fn new(message: impl Into<String>, span: Span) -> Self {
        Self {
            message: message.into(),
            span,
            context: None,
            help: None,
        }
    }

    /// Adds help; empty help is left out.
    #[must_use]
    pub fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help).filter(|help| !help.is_empty());
        self
    }

    /// Adds a second place that explains the error.
    #[must_use]
    pub fn since(mut self, what: &str, span: Span) -> Self {
        self.context = Some((what.to_owned(), span));
        self
    }
}
