//! How completion quotes values.

use std::fmt::Write as _;

use progress_core::display::visible;
use yaml_lossless::edit::{Context, Tally, family, write_text};
use yaml_lossless::text::Span;
use yaml_lossless::{Node, Style, Tree};

use super::REFERENCES;
use crate::lsp::lines::Block;
use crate::lsp::siblings::is_in_word;

/// How to quote values at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quoting {
    style: Style,
    /// The quotes for values that need them.
    quotes: Style,
}

impl Quoting {
    /// As next to a word of the text, or else as under the same key elsewhere.
    pub(super) fn at((text, word): (&str, Span), key: &str, tree: Option<&Tree>) -> Self {
        let elsewhere = Self::under(key, tree);
        let (before, after) = (&text[..word.start as usize], &text[word.end as usize..]);
        Self {
            style: beside(before, after).unwrap_or(elsewhere.style),
            ..elsewhere
        }
    }

    /// As most values under a key, or else as most values of the file.
    pub(super) fn under(key: &str, tree: Option<&Tree>) -> Self {
        let (mut own, mut ids, mut all) = (Tally::default(), Tally::default(), Tally::default());
        for node in tree.into_iter().flat_map(Tree::nodes) {
            let Some(other) = key_of(node) else { continue };
            all.count(node.style());
            if family(other) == family(key) {
                own.count(node.style());
            } else if other == "id" {
                ids.count(node.style());
            }
        }
        // What counts most comes first.
        let related = if is_reference(key) { ids } else { own };
        let nearest = [own, related, all].into_iter().find(Tally::has_scalars);
        Self {
            // Without an example, what cannot be misread.
            style: nearest.map_or(Style::DoubleQuoted, |tally| tally.scalars()),
            quotes: all.quotes(),
        }
    }

    /// A text with its quotes, if it gets any.
    pub(super) fn write(self, text: &str) -> String {
        if visible(text) != text
            && let Some(escaped) = inside(text, '"')
        {
            return format!("\"{escaped}\"");
        }
        write_text(text, self.style, self.quotes, Context::Flow)
    }
}

pub(super) fn is_reference(key: &str) -> bool {
    REFERENCES.contains(&key) || key.starts_with("batch_")
}

/// The key that a value or an item of a list belongs to.
fn key_of(node: Node<'_>) -> Option<&str> {
    if node.is_alias() || node.is_null() {
        return None;
    }
    node.text()?;
    let holder = node.parent().filter(|it| it.is_sequence()).unwrap_or(node);
    // A key is its own key, too.
    let key = holder.key().filter(|key| key.id() != node.id())?;
    key.text()
}

/// How the item before or after one is quoted, in the same list.
fn beside(before: &str, after: &str) -> Option<Style> {
    let in_brackets = before.trim_end();
    if let Some(list) = in_brackets.strip_suffix(',') {
        return list.trim_end().chars().next_back().and_then(style_of);
    }
    if in_brackets.ends_with('[') {
        let next = after.trim_start().strip_prefix(',')?;
        return next.trim_start().chars().next().and_then(style_of);
    }
    let (above, current) = before.rsplit_once('\n')?;
    let current = Block::of(current);
    if !current.is_item || !current.content.is_empty() {
        return None;
    }
    let around = above
        .lines()
        .next_back()
        .into_iter()
        .chain(after.lines().nth(1));
    let mut items = around
        .map(Block::of)
        .filter(|line| line.is_item && line.indent == current.indent);
    items.find_map(|line| line.content.chars().next().and_then(style_of))
}

/// The style of a text that starts or ends with this character.
fn style_of(end: char) -> Option<Style> {
    match end {
        '"' => Some(Style::DoubleQuoted),
        '\'' => Some(Style::SingleQuoted),
        _ if is_in_word(end) => Some(Style::Plain),
        _ => None,
    }
}

/// A value inside quotes of this kind; `None` if they cannot contain it.
pub(super) fn inside(value: &str, quote: char) -> Option<String> {
    if quote == '\'' {
        // Single quotes have no escapes for a line break or a control character.
        return (visible(value) == value).then(|| value.replace('\'', "''"));
    }
    let mut text = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            // A line break or a control character would end or break the text.
            _ if visible(character.encode_utf8(&mut [0; 4])) != *character.to_string() => {
                let _ = write!(text, "\\U{:08X}", u32::from(character));
            }
            _ => text.push(character),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_for_their_quotes() {
        let check = |value, quote, expected: Option<&str>| {
            assert_eq!(inside(value, quote).as_deref(), expected, "{value:?}");
        };
        check("a\"b\\c", '"', Some("a\\\"b\\\\c"));
        check("a\u{7}\n", '"', Some("a\\U00000007\\U0000000A"));
        check("it's", '\'', Some("it''s"));
        check("a\u{7}", '\'', None);
        check("a\nb", '\'', None);
        check("a\u{202e}b", '\'', None);
    }

    #[test]
    fn the_item_before_or_after_decides() {
        let check = |text: &str, expected| {
            let (before, after) = text.split_once('|').unwrap();
            assert_eq!(beside(before, after), expected, "{text}");
        };
        check("a: [\"A\", |]", Some(Style::DoubleQuoted));
        check("a: ['A',\n  |]", Some(Style::SingleQuoted));
        check("a: [A-1, |]", Some(Style::Plain));
        check("a: [|, 'B']", Some(Style::SingleQuoted));
        check("a: [|]", None);
        check("a: [x, [y], |]", None);
        check("a:\n  - 'A'\n  - |", Some(Style::SingleQuoted));
        check("a:\n  - |\n  - A\n", Some(Style::Plain));
        check("x:\n- id: 'A'\n  a:\n  - |\n", None);
        check("- 'A'\na: |\n", None);
        check("- id: A\n- status: |\n", None);
    }

    #[test]
    fn what_plain_text_cannot_be_gets_quotes() {
        let style = Style::Plain;
        let check = |text: &str, quotes, expected: &str| {
            assert_eq!(Quoting { style, quotes }.write(text), expected);
        };
        for text in ["1.10", "007", "null", "on", "a: b", "a, b", "#1", ""] {
            check(text, Style::SingleQuoted, &format!("'{text}'"));
            check(text, Style::DoubleQuoted, &format!("\"{text}\""));
        }
        check("T-1.10", Style::SingleQuoted, "T-1.10");
        check("a\u{202e}", Style::SingleQuoted, "\"a\\U0000202E\"");
    }
}
