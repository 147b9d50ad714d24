//! From text to [`Tree`], in one walk over libyaml's events.

mod aliases;
mod complaint;

use std::collections::HashMap;

use libyaml_safer::{Event, EventData, MappingStyle, Parser, ScalarStyle, SequenceStyle};

use super::tree::{Kind, NodeData};
use super::{NodeId, Style, SyntaxError, Tree};
use crate::text::Span;

/// Deeper nesting is refused; the reference document needs 4 levels.
const MAX_DEPTH: usize = 128;

/// Parses the YAML in `span` of `text`.
///
/// # Errors
///
/// Fails on what libyaml refuses, on more than one document, on nesting deeper than 128
/// levels, and on aliases that are unknown, recursive, or that blow the document up.
pub fn parse(text: &str, span: Span) -> Result<Tree, SyntaxError> {
    let yaml = text.get(span.range()).unwrap_or_default();
    let mut input = yaml.as_bytes();
    let mut parser = Parser::new();
    parser.set_encoding(libyaml_safer::Encoding::Utf8);
    parser.set_input_string(&mut input);
    let mut builder = Builder::new(yaml, span.start);
    loop {
        let event = parser
            .parse()
            .map_err(|error| builder.syntax_error(text, &error))?;
        if matches!(event.data, EventData::StreamEnd) {
            return builder.finish();
        }
        builder.take(event)?;
    }
}

/// A collection that is being read.
struct Open {
    id: NodeId,
    /// Where its children start on [`Builder::pending`].
    first: usize,
    expanded: u32,
    anchor: Option<String>,
}

struct Builder<'t> {
    yaml: &'t str,
    /// Offset of the YAML in the file.
    base: u32,
    nodes: Vec<NodeData>,
    values: String,
    children: Vec<NodeId>,
    /// Children of the open collections, innermost last.
    pending: Vec<NodeId>,
    open: Vec<Open>,
    anchors: HashMap<String, NodeId>,
    root: Option<NodeId>,
}

impl<'t> Builder<'t> {
    fn new(yaml: &'t str, base: u32) -> Self {
        // Most lines hold a key and a value.
        let guess = 2 * memchr::memchr_iter(b'\n', yaml.as_bytes()).count() + 8;
        Self {
            yaml,
            base,
            nodes: Vec::with_capacity(guess),
            values: String::with_capacity(yaml.len() / 2),
            children: Vec::with_capacity(guess),
            pending: Vec::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            root: None,
        }
    }

    fn take(&mut self, event: Event) -> Result<(), SyntaxError> {
        let span = self.span(event.start_mark.index, event.end_mark.index);
        match event.data {
            EventData::Scalar {
                anchor,
                tag,
                value,
                style,
                ..
            } => {
                let span = self.trim_scalar(span, style);
                let style = scalar_style(style);
                let properties = anchor.is_some() || tag.is_some();
                let start = narrow(self.values.len());
                self.values.push_str(&value);
                let kind = Kind::Scalar(start, narrow(self.values.len()));
                let id = self.add(kind, style, span, properties)?;
                self.remember(anchor, id);
                Ok(())
            }
            EventData::SequenceStart {
                anchor, tag, style, ..
            } => {
                let style = match style {
                    SequenceStyle::Flow => Style::Flow,
                    _ => Style::Block,
                };
                let properties = anchor.is_some() || tag.is_some();
                self.begin(Kind::Sequence(0, 0), style, span, anchor, properties)
            }
            EventData::MappingStart {
                anchor, tag, style, ..
            } => {
                let style = match style {
                    MappingStyle::Flow => Style::Flow,
                    _ => Style::Block,
                };
                let properties = anchor.is_some() || tag.is_some();
                self.begin(Kind::Mapping(0, 0), style, span, anchor, properties)
            }
            EventData::SequenceEnd | EventData::MappingEnd => {
                self.end(span);
                Ok(())
            }
            EventData::Alias { anchor } => self.alias(&anchor, span),
            EventData::DocumentStart { .. } if self.root.is_some() => Err(SyntaxError::new(
                "a second YAML document starts here; the frontmatter is one",
                span,
            )),
            _ => Ok(()),
        }
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
        self.children.extend(self.pending.drain(first..));
        let end = narrow(self.children.len());
        let last_child = self.children.last().filter(|_| end > start);
        let last_end = last_child.map(|child| self.nodes[child.0 as usize].span.end);
        let node = &mut self.nodes[id.0 as usize];
        node.kind = match node.kind {
            Kind::Mapping(..) => Kind::Mapping(start, end),
            _ => Kind::Sequence(start, end),
        };
        // libyaml ends a block collection at the next token, behind blanks and comments.
        node.span.end = match node.style {
            Style::Block => last_end.unwrap_or(node.span.end).max(node.span.start),
            _ => span.end,
        };
        node.expanded = expanded;
        self.grow(expanded);
        self.remember(anchor, id);
    }

    /// Adds a node to the innermost open collection.
    fn add(
        &mut self,
        kind: Kind,
        style: Style,
        span: Span,
        has_properties: bool,
    ) -> Result<NodeId, SyntaxError> {
        let id = NodeId(narrow(self.nodes.len()));
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
            expanded: 1,
            has_properties,
        });
        if parent.is_some() {
            self.pending.push(id);
        } else {
            self.root = Some(id);
        }
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
            root,
            base,
            ..
        } = self;
        match root {
            Some(root) => Ok(Tree {
                nodes,
                values,
                children,
                root,
            }),
            None => Err(SyntaxError::new(
                "there is nothing in the frontmatter",
                Span {
                    start: base,
                    end: base,
                },
            )),
        }
    }

    fn span(&self, start: u64, end: u64) -> Span {
        let offset = |mark: u64| self.base as usize + self.clamp(mark);
        Span::new(offset(start), offset(end))
    }

    fn clamp(&self, mark: u64) -> usize {
        usize::try_from(mark)
            .unwrap_or(usize::MAX)
            .min(self.yaml.len())
    }

    /// Block scalars end where the next token starts; what is left are their own lines.
    fn trim_scalar(&self, span: Span, style: ScalarStyle) -> Span {
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return span;
        }
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

fn scalar_style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
        _ => Style::Plain,
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
