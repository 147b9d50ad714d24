//! Types of plain scalars, according to the YAML 1.2 core schema.

use super::{Node, Style};

/// The typed value of a scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer that fits in 64 bits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Everything else.
    Text(&'a str),
}

impl<'a> Node<'a> {
    /// Returns the scalar, typed by the YAML 1.2 core schema.
    #[must_use]
    pub fn scalar(self) -> Option<Scalar<'a>> {
        let text = self.text()?;
        Some(match self.style() {
            Style::Plain => Scalar::plain(text),
            _ => Scalar::Text(text),
        })
    }
}

impl<'a> Scalar<'a> {
    /// Parses a scalar written without quotes.
    #[must_use]
    pub fn plain(text: &'a str) -> Self {
        // The first byte rules out most other types.
        let first = text.bytes().next().unwrap_or(b'~');
        let tells = matches!(
            first,
            b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'+' | b'-' | b'.'
        );
        if !tells && !first.is_ascii_digit() {
            return Self::Text(text);
        }
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Self::Null,
            "true" | "True" | "TRUE" => Self::Bool(true),
            "false" | "False" | "FALSE" => Self::Bool(false),
            _ => Self::number(text).unwrap_or(Self::Text(text)),
        }
    }

    fn number(text: &str) -> Option<Self> {
        if let Some(digits) = text.strip_prefix("0x") {
            return in_radix(digits, 16);
        }
        if let Some(digits) = text.strip_prefix("0o") {
            return in_radix(digits, 8);
        }
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
            let infinity = if text.starts_with('-') {
                f64::NEG_INFINITY
            } else {
                f64::INFINITY
            };
            return Some(Self::Float(infinity));
        }
        // Unlike infinity, it has no sign.
        if matches!(text, ".nan" | ".NaN" | ".NAN") {
            return Some(Self::Float(f64::NAN));
        }
        if unsigned.is_empty() || !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return None;
        }
        if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            return match text.parse() {
                Ok(number) => Some(Self::Int(number)),
                // Larger than 64 bits: still a number.
                Err(_) => text.parse().ok().map(Self::Float),
            };
        }
        let is_float = unsigned
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
            && unsigned.bytes().any(|byte| byte.is_ascii_digit());
        if is_float {
            text.parse().ok().map(Self::Float)
        } else {
            None
        }
    }
}

/// Parses the digits after `0x` or `0o`.
fn in_radix(digits: &str, radix: u32) -> Option<Scalar<'static>> {
    // `from_str_radix` accepts a sign, which YAML allows only in decimal numbers.
    if digits.starts_with(['+', '-']) {
        return None;
    }
    i64::from_str_radix(digits, radix).ok().map(Scalar::Int)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema_decides_types() {
        assert_eq!(Scalar::plain("~"), Scalar::Null);
        assert_eq!(Scalar::plain("True"), Scalar::Bool(true));
        assert_eq!(Scalar::plain("no"), Scalar::Text("no"));
        assert_eq!(Scalar::plain("-12"), Scalar::Int(-12));
        assert_eq!(Scalar::plain("0x1f"), Scalar::Int(31));
        assert_eq!(Scalar::plain("0o17"), Scalar::Int(15));
        for signed in ["0x-5", "0x+5", "0o-7", "-0x5"] {
            assert_eq!(Scalar::plain(signed), Scalar::Text(signed));
        }
        assert_eq!(Scalar::plain("1.10"), Scalar::Float(1.1));
        assert_eq!(Scalar::plain("756e518"), Scalar::Float(f64::INFINITY));
        assert_eq!(Scalar::plain("1.2.3"), Scalar::Text("1.2.3"));
        assert_eq!(Scalar::plain("2026-02-05"), Scalar::Text("2026-02-05"));
        assert_eq!(Scalar::plain("-"), Scalar::Text("-"));
        assert_eq!(Scalar::plain("e5"), Scalar::Text("e5"));
    }

    #[test]
    fn a_thirty_digit_number_is_not_an_error() {
        let digits = "123456789012345678901234567890";
        assert!(matches!(Scalar::plain(digits), Scalar::Float(_)));
    }
}
