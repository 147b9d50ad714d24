//! Flow collections.

use super::{Context, Reader};
use crate::Style;
use crate::tree::Kind;

impl Reader<'_> {
    /// Parses a collection in brackets or braces, which may span lines.
    pub(super) fn flow(&mut self) -> Option<()> {
        let start = self.at;
        let is_mapping = self.peek() == Some(b'{');
        let (kind, close) = if is_mapping {
            (Kind::Mapping(0, 0), b'}')
        } else {
            (Kind::Sequence(0, 0), b']')
        };
        self.begin(kind, Style::Flow, start)?;
        self.at += 1;
        self.skip()?;
        while self.peek()? != close {
            if is_mapping {
                let key = self.scalar(Context::Flow)?;
                if !key.is_key {
                    return None;
                }
                self.add(&key)?;
                self.skip()?;
            }
            self.flow_entry()?;
            self.skip()?;
            match self.peek()? {
                b',' => self.at += 1,
                found if found == close => {}
                _ => return None,
            }
            self.skip()?;
        }
        self.at += 1;
        self.builder.end(self.span(start, self.at));
        Some(())
    }

    fn flow_entry(&mut self) -> Option<()> {
        if let b'[' | b'{' = self.peek()? {
            return self.flow();
        }
        let scalar = self.scalar(Context::Flow)?;
        // A pair without braces would make a mapping of its own.
        if scalar.is_key {
            return None;
        }
        self.add(&scalar)
    }
}
