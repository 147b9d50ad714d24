//! The parser: builds a [`Tree`] in one pass, over the text itself if it is simple, otherwise
//! over libyaml's events.

#[cfg(any(test, feature = "compare-readers"))]
mod agreement;
mod aliases;
mod complaint;
mod crash;
mod events;
mod fast_path;

use std::collections::HashMap;

#[cfg(any(test, feature = "compare-readers"))]
pub use agreement::compare_readers;
pub use crash::is_expected_crash;
use fast_path::GiveUp;

use super::tree::{Kind, NodeData, key_fingerprint};
use super::{NodeId, Style, SyntaxError, Tree};
use crate::text::Span;

/// Maximum nesting: the fast path and users of trees recurse, and documents that people write have
/// a handful of levels.
const MAX_DEPTH: usize = 128;

/// Maximum number of nodes: enough for documents of a hundred megabytes.
const MAX_NODES: usize = 4_000_000;

/// Parses the YAML in `span` of `text`.
///
/// # Errors
///
/// Fails on YAML that libyaml rejects, more than one document, nesting deeper than 128 levels,
/// millions of values, and aliases that are undefined, recursive or expand excessively.
pub fn parse(text: &str, span: Span) -> Result<Tree, SyntaxError> {
    let yaml = text.get(span.range()).unwrap_or_default();
    match fast_path::read(yaml, span.start) {
        Ok(tree) => Ok(tree),
        // libyaml knows all of YAML, and what is wrong with the rest.
        Err(GiveUp::Rare | GiveUp::Wrong) => events::read(text, yaml, span.start),
        Err(GiveUp::Bug) => {
            // In a release build, libyaml's result is right in any case.
            debug_assert!(false, "the fast path is lost in {yaml:?}");
            events::read(text, yaml, span.start)
        }
    }
}

/// A collection being parsed.
struct Open {
    id: NodeId,
    /// Where its children start on [`Builder::pending`].
    first: usize,
    /// The number of nodes in it so far, with aliases expanded.
    expanded: u32,
    anchor: Option<String>,
}

/// A tree under construction.
struct Builder<'t> {
    yaml: &'t str,
    /// Offset of the YAML in the file.
    base: u32,
    nodes: Vec<NodeData>,
    values: String,
    children: Vec<NodeId>,
    repeating: Vec<NodeId>,
    /// Children of the open collections, innermost last.
    pending: Vec<NodeId>,
    open: Vec<Open>,
    /// The node of each anchor, and the number of nodes in it, with aliases expanded.
    anchors: HashMap<String, (NodeId, u32)>,
    root: Option<NodeId>,
}

impl<'t> Builder<'t> {
    fn new(yaml: &'t str, base: u32) -> Self {
        // A line has at most a key, a value and the mapping of a list item. Reserved
        // memory that is never written costs nothing, unless it is kept; see `fitting()`.
        let guess = 3 * memchr::memchr_iter(b'\n', yaml.as_bytes()).count() + 8;
        Self {
            yaml,
            base,
            nodes: Vec::with_capacity(guess),
            values: String::with_capacity(yaml.len() / 2),
            children: Vec::with_capacity(guess),
            repeating: Vec::new(),
            pending: Vec::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            root: None,
        }
    }

    fn scalar(
        &mut self,
        value: &str,
        style: Style,
        span: Span,
        has_properties: bool,
    ) -> Result<NodeId, SyntaxError> {
        let start = narrow(self.values.len());
        self.values.push_str(value);
        let kind = Kind::Scalar(start, narrow(self.values.len()));
        self.add(kind, style, span, has_properties)
    }

    fn begin(
        &mut self,
        kind: Kind,
        style: Style,
        span: Span,
        anchor: Option<String>,
        properties: bool,
    ) -> Result<(), SyntaxError> {
        if self.open.len() >= MAX_DEPTH {
            // Only the bracket or the first character, not the whole collection.
            return Err(SyntaxError::new(
                format!("nested deeper than {MAX_DEPTH} levels"),
                Span {
                    end: span.end.min(span.start + 1),
                    ..span
                },
            ));
        }
        let id = self.add(kind, style, span, properties)?;
        self.open.push(Open {
            id,
            first: self.pending.len(),
            expanded: 1,
            anchor,
        });
        Ok(())
    }

    fn end(&mut self, span: Span) {
        let Some(Open {
            id,
            first,
            expanded,
            anchor,
        }) = self.open.pop()
        else {
            return;
        };
        let start = narrow(self.children.len());
        // The children of a collection must be adjacent. Those of collections inside it have been
        // moved before, when these ended.
        self.children.extend(self.pending.drain(first..));
        let end = narrow(self.children.len());
        let is_mapping = matches!(self.nodes[id.index()].kind, Kind::Mapping(..));
        if is_mapping && self.may_repeat(&self.children[start as usize..]) {
            self.repeating.push(id);
        }
        let last_end = match self.children.last() {
            Some(child) if end > start => Some(self.nodes[child.index()].span.end),
            _ => None,
        };
        let node = &mut self.nodes[id.index()];
        node.kind = match node.kind {
            Kind::Mapping(..) => Kind::Mapping(start, end),
            _ => Kind::Sequence(start, end),
        };
        // libyaml ends a block collection at the next token, after blanks and comments.
        node.span.end = match node.style {
            Style::Block => last_end.unwrap_or(node.span.end).max(node.span.start),
            _ => span.end,
        };
        self.grow(expanded);
        self.remember(anchor, id, expanded);
    }

    /// Whether a key may occur twice among these keys and values. While they are cached, each pair
    /// of keys is compared by fingerprint.
    fn may_repeat(&self, children: &[NodeId]) -> bool {
        const SMALL: usize = 64;
        let mut fingerprints = [0; SMALL];
        // Comparing every pair would take too long, so callers have to compare the keys.
        if children.len() / 2 > SMALL {
            return true;
        }
        for (count, key) in children.iter().step_by(2).enumerate() {
            let fingerprint = self.key_fingerprint(*key);
            let (before, after) = fingerprints.split_at_mut(count);
            if let Some(next) = after.first_mut() {
                *next = fingerprint;
            }
            if before.contains(&fingerprint) {
                return true;
            }
        }
        false
    }

    fn key_fingerprint(&self, key: NodeId) -> u32 {
        // Other keys have no text that could be equal.
        let Kind::Scalar(start, end) = self.nodes[key.index()].kind else {
            return 0;
        };
        let text = self.values.get(start as usize..end as usize);
        key_fingerprint(text.unwrap_or_default())
    }

    /// Adds a node to the innermost open collection.
    fn add(
        &mut self,
        kind: Kind,
        style: Style,
        span: Span,
        has_properties: bool,
    ) -> Result<NodeId, SyntaxError> {
        if self.nodes.len() >= MAX_NODES {
            let message = format!("more than {MAX_NODES} keys and values");
            return Err(SyntaxError::new(message, span));
        }
        let id = NodeId::new(narrow(self.nodes.len()));
        let is_scalar = !matches!(kind, Kind::Mapping(..) | Kind::Sequence(..));
        let (parent, position) = match self.open.last() {
            Some(open) => (Some(open.id), narrow(self.pending.len() - open.first)),
            None => (None, 0),
        };
        self.nodes.push(NodeData {
            kind,
            style,
            span,
            parent,
            position,
            has_properties,
        });
        if parent.is_some() {
            self.pending.push(id);
        } else {
            self.root = Some(id);
        }
        // A collection starts with a size of one instead, see `begin()`.
        if is_scalar {
            self.grow(1);
        }
        self.check_expansion(span)?;
        Ok(id)
    }

    fn finish(self) -> Result<Tree, SyntaxError> {
        let Self {
            nodes,
            values,
            children,
            repeating,
            root,
            base,
            ..
        } = self;
        match root {
            Some(root) => Ok(Tree {
                nodes: fitting(nodes),
                values,
                children: fitting(children),
                repeating,
                root,
                key_fingerprints: Vec::new(),
                has_merges: false,
            }
            .with_key_fingerprints()),
            None => Err(SyntaxError::new(
                "the YAML document is empty",
                Span {
                    start: base,
                    end: base,
                },
            )),
        }
    }

    /// Trims a block scalar, which libyaml ends at the next token, to its own lines.
    fn trim_block(&self, span: Span) -> Span {
        let start = (span.start - self.base) as usize;
        let end = (span.end - self.base) as usize;
        let raw = self.yaml.get(start..end).unwrap_or_default();
        let kept = raw.trim_end_matches([' ', '\t', '\r', '\n']).len();
        Span {
            start: span.start,
            end: span.start + narrow(kept),
        }
    }
}

/// Returns a list in a block of memory of its size. The blocks of small lists share pages, so what
/// is reserved in vain takes memory, in each of hundreds of documents.
fn fitting<T: Copy>(list: Vec<T>) -> Vec<T> {
    const LARGE: usize = 64 << 10;
    if size_of_val(list.as_slice()) > LARGE {
        return list;
    }
    list.as_slice().to_vec()
}

/// Offsets and indices have 32 bits, as in [`Span`].
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
