//! Escapes arbitrary text for Markdown.
//!
//! Punctuation is written as character references, which are never parsed as markup, not even in
//! tables. Forges search the rendered text for mentions and references, so a zero-width
//! character separates the sign from the name.

use std::fmt::Write as _;

use super::visible;

/// Signs that turn the following word into a mention or reference on GitHub or GitLab.
const SIGNS: &[char] = &['@', '#', '!', '$', '%', '&', '~', '^', '*', '+'];
/// Separates a sign from the following word.
const APART: char = '\u{200b}';

/// Escapes a text as prose.
#[must_use]
pub fn plain(text: &str) -> String {
    escaped(text.trim())
}

/// Escapes a text as code, in which there are no mentions.
#[must_use]
pub fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text.trim()))
}

fn escaped(text: &str) -> String {
    let shown = visible(text);
    let mut out = String::with_capacity(shown.len() + 16);
    let mut characters = shown.chars().peekable();
    while let Some(character) = characters.next() {
        // GitHub links `www.` even without a scheme.
        if is_harmless(character) || character == '.' && !ends_with_www(&out) {
            out.push(character);
            continue;
        }
        let _ = write!(out, "&#{};", u32::from(character));
        // A sign before a blank mentions nothing.
        let binds = characters.peek().is_some_and(|next| !next.is_whitespace());
        if SIGNS.contains(&character) && binds {
            out.push(APART);
        }
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    // Only the end is looked at, because this runs for every dot.
    let end = text.as_bytes().last_chunk::<3>();
    end.is_some_and(|end| end.eq_ignore_ascii_case(b"www"))
}

/// Whether a character has no meaning in Markdown, except at the start of a line.
fn is_harmless(character: char) -> bool {
    !character.is_ascii() || character.is_ascii_alphanumeric() || " ,;()/-='?".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_stays_readable() {
        assert_eq!(plain("Write the API (v1.2)?"), "Write the API (v1.2)?");
        assert_eq!(code("TASK-1.1"), "<code>TASK-1.1</code>");
    }

    #[test]
    fn markup_is_escaped() {
        for text in [
            "@alice",
            "#12",
            "</details>",
            "<img src=x>",
            "a|b",
            "\\|",
            "`x`",
            "[a](b)",
            "![a](b)",
            "**x**",
            "_x_",
            "~~x~~",
            "https://x.org",
            "www.x.org",
            ":tada:",
            "a\n| b",
        ] {
            let safe = plain(text);
            for sign in [
                "@a", "<", "|", "`", "[", "*", "_", "~", "\\", "\n", "://", "www.",
            ] {
                assert!(!safe.contains(sign), "`{sign}` in `{safe}`");
            }
        }
        assert_eq!(plain("@alice"), "&#64;\u{200b}alice");
        assert_eq!(plain("#12"), "&#35;\u{200b}12");
        assert_eq!(plain("!12"), "&#33;\u{200b}12");
    }
}
