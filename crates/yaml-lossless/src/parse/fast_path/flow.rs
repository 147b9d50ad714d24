//! Flow collections.

use super::{Context, GiveUp, Read, Reader};
use crate::Style;
use crate::tree::Kind;

impl Reader<'_> {
    /// Parses a collection in brackets or braces, which may span lines.
    pub(super) fn flow(&mut self) -> Read {
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
        while self.peek_inside()? != close {
            if is_mapping {
                let key = self.scalar(Context::Flow)?;
                // A key alone has the value null.
                if !key.is_key {
                    return Err(GiveUp::Rare);
                }
                self.add(&key)?;
                self.skip()?;
            }
            self.flow_entry()?;
            self.skip()?;
            match self.peek_inside()? {
                // It may also come before the closing bracket.
                b',' => self.at += 1,
                found if found == close => {}
                // Such as an unquoted scalar on several lines.
                _ => return Err(GiveUp::Rare),
            }
            self.skip()?;
        }
        self.at += 1;
        self.builder.end(self.span(start, self.at));
        Ok(())
    }

    fn flow_entry(&mut self) -> Read {
        if let b'[' | b'{' = self.peek_inside()? {
            return self.flow();
        }
        let scalar = self.scalar(Context::Flow)?;
        // A pair without braces would make a mapping of its own.
        if scalar.is_key {
            return Err(GiveUp::Rare);
        }
        self.add(&scalar)
    }

    /// The next byte, which a collection must have before its end.
    fn peek_inside(&self) -> Read<u8> {
        self.peek().ok_or(GiveUp::Wrong)
    }
}
