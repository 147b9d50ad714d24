//! Placeholders of templates.

/// A fast test for characters that every placeholder contains.
pub(crate) fn may_hold_one(text: &str) -> bool {
    const LONGEST: usize = 100;
    text.len() <= LONGEST && text.bytes().any(|byte| matches!(byte, b'[' | b'{' | b'<'))
}

/// The placeholder in a text: the whole text, or a part of a single word such as an ID.
#[must_use]
pub fn placeholder_in(text: &str) -> Option<&str> {
    if !may_hold_one(text) {
        return None;
    }
    let inner = |text: &'_ str, open: &str, close: &str| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        Some(inner.trim().to_owned())
    };
    let braces = inner(text, "{{", "}}").is_some_and(|name| {
        // `{{a: b}}` is a mapping.
        !name.is_empty() && !name.contains(['{', '}', '\n']) && !name.contains(": ")
    });
    let shouted = [("[", "]"), ("{", "}"), ("<", ">")]
        .iter()
        .any(|(open, close)| inner(text, open, close).is_some_and(|name| is_shouted(&name)));
    if braces || shouted {
        return Some(text);
    }
    // A path may contain literal brackets; a name does not.
    if text.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '*' | '(' | '`')) {
        return None;
    }
    let start = text.find('[')?;
    let end = start + text.get(start..)?.find(']')?;
    let name = text.get(start + 1..end)?;
    is_shouted(name).then(|| text.get(start..=end)).flatten()
}

/// Whether a name is written in the style of templates: `PHASE_TITLE`, `YYYY-MM-DD`.
fn is_shouted(name: &str) -> bool {
    let letters = name.bytes().filter(u8::is_ascii_uppercase).count();
    // Shorter ones are also used as marks, such as `[P]`, and for types, such as `Vec<T>`.
    letters >= 3
        && name.bytes().all(|byte| {
            byte.is_ascii_uppercase() || matches!(byte, b'0'..=b'9' | b'_' | b'-' | b' ')
        })
        && name.starts_with(|c: char| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_brackets_are_not_placeholders() {
        assert_eq!(placeholder_in("TASK-[PHASE].1"), Some("[PHASE]"));
        for text in [
            "[P]",
            "[x]",
            "Handle [ERROR] lines",
            "src/app/[SLUG]/page.tsx",
            "[A-Z]*.md",
            "Vec<T>",
            "<div>",
            "${HOME}",
            "f(x)[ALL]",
            "[done]",
        ] {
            assert_eq!(placeholder_in(text), None, "{text}");
        }
    }
}
