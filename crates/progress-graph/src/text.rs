//! Text in pictures: its width, although the font is unknown, and how it is escaped.

use std::fmt::Write as _;

use progress_core::display::visible;

/// The width of a character, in units of the font size.
///
/// An estimate for common sans-serif fonts, rather too wide than too narrow.
fn character_width(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' => 0.32,
        ' ' | 'f' | 'r' | 't' | 'I' | '(' | ')' | '[' | ']' | '/' | '\\' | '-' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.95,
        'A'..='Z' | '&' | '#' | '+' | '=' | '<' | '>' | '~' => 0.74,
        ' '..='~' => 0.61,
        // Outside ASCII, columns of a terminal are a good measure.
        _ => match textwrap::core::display_width(character.encode_utf8(&mut [0; 4])) {
            0 => 0.0,
            1 => 0.7,
            _ => 1.05,
        },
    }
}

/// The width of a text in units of the font size.
pub(crate) fn width(text: &str) -> f64 {
    text.chars().map(character_width).sum()
}

/// The beginning of a text that fits into a width, followed by `…` if that is not all of it.
pub(crate) fn fitted(text: &str, limit: f64) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let mut used = character_width('…');
    let mut fitted = String::new();
    for character in text.chars() {
        used += character_width(character);
        if used > limit {
            break;
        }
        fitted.push(character);
    }
    fitted.truncate(fitted.trim_end().len());
    fitted.push('…');
    fitted
}

/// Breaks a text into at most `count` lines of a width; the last one is cut if needed.
pub(crate) fn lines(text: &str, limit: f64, count: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && lines.len() + 1 < count {
        let end = line_end(rest, limit);
        let (line, after) = rest.split_at(end);
        lines.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    if !rest.is_empty() {
        lines.push(fitted(rest, limit));
    }
    lines
}

/// Where the first line of a text ends: after the last word that fits, or inside a long word.
fn line_end(text: &str, limit: f64) -> usize {
    let mut used = 0.0;
    let mut last_break = None;
    for (at, character) in text.char_indices() {
        used += character_width(character);
        if used > limit {
            // A blank may stand out, since nobody sees it.
            if character == ' ' {
                return at;
            }
            // At least one character, so that there is progress.
            let forced = if at == 0 { character.len_utf8() } else { at };
            return last_break.unwrap_or(forced);
        }
        let end = at + character.len_utf8();
        if matches!(character, ' ' | '-' | '/' | ',' | '_') {
            last_break = Some(end);
        }
    }
    text.len()
}

/// Escapes a text for XML, inside elements and attributes.
#[must_use]
pub fn xml(text: &str) -> String {
    let shown = visible(text);
    let mut out = String::with_capacity(shown.len());
    for character in shown.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML cannot contain these, not even escaped.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            character => out.push(character),
        }
    }
    out
}

/// Appends a formatted text; unlike `write!`, without a result, since a string takes everything.
pub(crate) fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_between_words_and_cut() {
        assert_eq!(lines("one two three", 4.5, 3), ["one two", "three"]);
        assert_eq!(lines("one two three four", 4.5, 2), ["one two", "three f…"]);
        assert_eq!(lines("unbreakable", 3.0, 2), ["unbre", "aka…"]);
        assert_eq!(lines("", 3.0, 2), Vec::<String>::new());
        assert_eq!(lines("完了しました", 2.2, 2), ["完了", "し…"]);
        assert_eq!(lines("a完", 1.0, 2), ["a", "…"]);
    }

    #[test]
    fn markup_is_escaped_for_xml() {
        assert_eq!(
            xml("<a b='c'>&\"\u{1b}\u{ffff}"),
            "&lt;a b=&#39;c&#39;&gt;&amp;&quot;\\u{1b}\u{fffd}"
        );
    }
}
