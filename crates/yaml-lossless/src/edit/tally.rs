//! How often each style is used in a file.

use crate::Style;

/// Counts how often each style is used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    block: usize,
    flow: usize,
    plain: usize,
    single: usize,
    double: usize,
}

impl Tally {
    /// Counts the style of a node.
    pub fn count(&mut self, style: Style) {
        match style {
            Style::Block => self.block += 1,
            Style::Flow => self.flow += 1,
            Style::SingleQuoted => self.single += 1,
            Style::DoubleQuoted => self.double += 1,
            Style::Plain => self.plain += 1,
            Style::Literal | Style::Folded => {}
        }
    }

    /// Whether a text on one line was counted.
    #[must_use]
    pub fn has_scalars(&self) -> bool {
        self.plain + self.single + self.double > 0
    }

    /// The quotes that most quoted texts have; double ones if there are as many of both.
    #[must_use]
    pub fn quotes(&self) -> Style {
        if self.single > self.double {
            Style::SingleQuoted
        } else {
            Style::DoubleQuoted
        }
    }

    /// The style of most texts; plain if as many are quoted.
    #[must_use]
    pub fn scalars(&self) -> Style {
        if self.plain >= self.single + self.double {
            Style::Plain
        } else {
            self.quotes()
        }
    }

    /// The style of most lists, or `default` if there are as many of both.
    pub(super) fn lists(&self, default: Style) -> Style {
        match self.block.cmp(&self.flow) {
            std::cmp::Ordering::Greater => Style::Block,
            std::cmp::Ordering::Less => Style::Flow,
            std::cmp::Ordering::Equal => default,
        }
    }
}

/// A key without a trailing number, so that `batch_1` and `batch_2` share their style.
#[must_use]
pub fn family(key: &str) -> &str {
    key.trim_end_matches(|c: char| c.is_ascii_digit())
}
