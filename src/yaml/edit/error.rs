//! Why a change cannot be made.

use crate::text::{Overlap, Span};

/// Why a change cannot be made; nothing is changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct EditError {
    /// What is in the way.
    pub reason: Reason,
    /// Where it is.
    pub span: Span,
}

/// What is in the way of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The node or one around it is anchored or tagged.
    #[error("this value has an anchor or a tag, so other places may depend on it")]
    Properties,
    /// The node or one around it is an alias.
    #[error("this is an alias: its value is defined elsewhere")]
    Alias,
    /// A key on the way stands twice in its mapping.
    #[error("this key appears more than once in its mapping")]
    RepeatedKey,
    /// A comment would be lost.
    #[error("a comment inside the replaced text would be lost")]
    Comment,
    /// The change needs another kind of node.
    #[error("this value has the wrong type for the change")]
    Kind,
    /// The layout is one that nothing can be added to safely.
    #[error("this layout cannot be edited safely")]
    Layout,
    /// Two changes want the same bytes.
    #[error("two changes overlap here")]
    Overlap,
    /// The result would read as something else than was meant.
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
