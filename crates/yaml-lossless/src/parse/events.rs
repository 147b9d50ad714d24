//! Builds trees from libyaml's events.

use std::io::Read;

use libyaml_safer::{Event, EventData, MappingStyle, Parser, ScalarStyle, SequenceStyle};

use super::{Builder, crash};
use crate::text::Span;
use crate::tree::Kind;
use crate::{Style, SyntaxError, Tree};

/// Parses a document with libyaml.
pub(super) fn read(text: &str, yaml: &str, base: u32) -> Result<Tree, SyntaxError> {
    // The scanner panics if the last line has no line break.
    let end: &[u8] = if yaml.ends_with('\n') { b"" } else { b"\n" };
    let mut parser = Parser::new();
    // Otherwise a byte order mark would select the encoding.
    parser.set_encoding(libyaml_safer::Encoding::Utf8);
    parser.set_input(yaml.as_bytes().chain(end));
    let mut builder = Builder::new(yaml, base);
    let mut behind = 0;
    loop {
        let event = crash::caught(|| parser.parse())
            .ok_or_else(|| builder.given_up(behind))?
            .map_err(|error| builder.syntax_error(text, &error))?;
        behind = event.end_mark.index;
        if matches!(event.data, EventData::StreamEnd) {
            return builder.finish();
        }
        builder.take(event)?;
    }
}

impl Builder<'_> {
    /// Adds an event to the tree.
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
                let style = scalar_style(style);
                let span = match style {
                    Style::Literal | Style::Folded => self.trim_block(span),
                    _ => span,
                };
                let properties = anchor.is_some() || tag.is_some();
                let id = self.scalar(&value, style, span, properties)?;
                self.remember(anchor, id, 1);
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
                "unexpected second YAML document: only one is allowed",
                span,
            )),
            // The start and the end of the stream and of the document.
            _ => Ok(()),
        }
    }

    fn span(&self, start: u64, end: u64) -> Span {
        Span::new(self.offset(start), self.offset(end))
    }

    /// The offset in the file of a mark of libyaml.
    pub(super) fn offset(&self, mark: u64) -> usize {
        self.base as usize + self.clamp(mark)
    }

    /// The offset in the YAML of a mark, which may be after the line break that was added.
    pub(super) fn clamp(&self, mark: u64) -> usize {
        usize::try_from(mark)
            .unwrap_or(usize::MAX)
            .min(self.yaml.len())
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

#[cfg(test)]
mod tests {
    use super::super::parse;
    use crate::text::Span;

    #[test]
    fn the_last_line_needs_no_line_break() {
        let value = |yaml: &str| {
            let tree = parse(yaml, Span::new(0, yaml.len())).ok()?;
            let (_, value) = tree.root().entries().next()?;
            let span = value.span();
            Some((value.text()?.to_owned(), yaml.get(span.range())?.to_owned()))
        };
        let found = |text: &str, raw: &str| Some((text.to_owned(), raw.to_owned()));
        assert_eq!(value("a: |\n  b"), found("b\n", "|\n  b"));
        assert_eq!(value("a: &x |\n  b"), found("b\n", "&x |\n  b"));
        assert_eq!(value("a: b"), found("b", "b"));
        for yaml in ["a: \"b\\", "a: \"b", "a: 'b", "a: >"] {
            value(yaml);
        }
    }
}
