//! Anchors and aliases, and the limit on their expansion.

use super::{Builder, narrow};
use crate::text::Span;
use crate::tree::Kind;
use crate::{NodeId, Style, SyntaxError};

/// Aliases may expand a document to at most this multiple of its own nodes.
const MAX_ALIAS_GROWTH: u32 = 16;
/// Expanded sizes up to this number of nodes are always allowed.
const MAX_FREE_EXPANSION: u32 = 100_000;

impl Builder<'_> {
    /// Adds an alias, which must refer to a finished node.
    pub(super) fn alias(&mut self, anchor: &str, span: Span) -> Result<(), SyntaxError> {
        let Some(&(target, expanded)) = self.anchors.get(anchor) else {
            // An anchor is remembered when its node is finished, so a node that refers to itself is
            // still open.
            let is_open = self
                .open
                .iter()
                .any(|open| open.anchor.as_deref() == Some(anchor));
            let message = if is_open {
                format!("the alias `*{anchor}` is inside the node it refers to")
            } else {
                format!("undefined alias: no anchor `&{anchor}` before it")
            };
            return Err(SyntaxError::new(message, span));
        };
        self.add(Kind::Alias(target), Style::Plain, span, false)?;
        // `add()` has counted the alias itself.
        self.grow(expanded.saturating_sub(1));
        Ok(())
    }

    /// Adds to the expanded size of the innermost open collection.
    pub(super) fn grow(&mut self, by: u32) {
        if let Some(open) = self.open.last_mut() {
            open.expanded = open.expanded.saturating_add(by);
        }
    }

    /// Fails if aliases expand too much.
    pub(super) fn check_expansion(&self, span: Span) -> Result<(), SyntaxError> {
        let expanded = self.open.last().map_or(1, |open| open.expanded);
        let allowed = narrow(self.nodes.len()).saturating_mul(MAX_ALIAS_GROWTH);
        if expanded <= allowed.max(MAX_FREE_EXPANSION) {
            return Ok(());
        }
        Err(SyntaxError::new(
            "aliases expand the document to an excessive size",
            span,
        ))
    }

    /// Records a finished node and its expanded size under its anchor.
    pub(super) fn remember(&mut self, anchor: Option<String>, id: NodeId, expanded: u32) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, (id, expanded));
        }
    }
}
