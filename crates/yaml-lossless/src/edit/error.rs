//! Why a change cannot be made.

use crate::text::{Overlap, Span};

/// A change that cannot be made. Nothing is modified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct EditError {
    /// The reason.
    pub reason: Reason,
    /// Where it is.
    pub span: Span,
}

/// The reason why a change cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The node or one of its ancestors has an anchor or tag.
    #[error("this value has an anchor or a tag, so other places may depend on it")]
    Properties,
    /// The node or one of its ancestors is an alias.
    #[error("this is an alias: its value is defined elsewhere")]
    Alias,
    /// A key on the path occurs twice in its mapping.
    #[error("this key appears more than once in its mapping")]
    RepeatedKey,
    /// A comment would be lost.
    #[error("a comment inside the replaced text would be lost")]
    Comment,
    /// The node has the wrong type for the change.
    #[error("this value has the wrong type for the change")]
    Kind,
    /// Nothing can be added safely to this layout.
    #[error("this layout cannot be edited safely")]
    Layout,
    /// Two changes affect the same bytes.
    #[error("two changes overlap here")]
    Overlap,
    /// The result would not parse to what was intended.
    #[error("the result would not parse as intended")]
    Unverified,
}

impl EditError {
    pub(super) fn new(reason: Reason, span: Span) -> Self {
        Self { reason, span }
    }
}

impl From<Overlap> for EditError {
    fn from(overlap: Overlap) -> Self {
        Self::new(Reason::Overlap, Span::new(overlap.at, overlap.at))
    }
}
