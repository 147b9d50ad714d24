//! Adds to text files without changing what is there.

use serde_yaml::{Mapping, Value};

/// Appends lines after a blank line, in the line ending of the text.
pub(super) fn append_lines(text: &str, lines: &str) -> String {
    let newline = newline_of(text);
    let mut appended = ended(text, newline);
    if !appended.is_empty() {
        appended.push_str(newline);
    }
    appended.push_str(&lines.replace('\n', newline));
    appended
}

/// Appends keys to the top level of a YAML file; `None` if the result would not be the same file
/// with these keys added.
pub(super) fn append_keys(text: &str, keys: &str) -> Option<String> {
    let mut expected = mapping(text)?;
    for (key, value) in mapping(keys)? {
        // A key that is there already is not ours to replace.
        if expected.insert(key, value).is_some() {
            return None;
        }
    }
    // Braces, an end marker or a block scalar may claim what follows them.
    let appended = append_lines(text, keys);
    (mapping(&appended)? == expected).then_some(appended)
}

/// Splits a YAML file of two documents, the first of which is a mapping with only this key, before
/// the second one; `None` if it is anything else.
pub(super) fn split_header<'t>(text: &'t str, key: &str) -> Option<(&'t str, &'t str)> {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        // No other line can begin like this, however it is quoted.
        if line.trim_end() != "---" {
            continue;
        }
        let (header, body) = text.split_at_checked(end)?;
        let first = mapping(header.strip_suffix(line)?).unwrap_or_default();
        if first.len() == 1 && first.contains_key(key) {
            return Some((header, body));
        }
    }
    None
}

/// The items of a list at the top level of a YAML file; none if it has no such list of strings.
pub(super) fn texts(text: &str, key: &str) -> Vec<String> {
    let mapping = mapping(text).unwrap_or_default();
    match mapping.get(key) {
        Some(Value::Sequence(items)) => {
            let items = items.iter().filter_map(Value::as_str);
            items.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

fn mapping(text: &str) -> Option<Mapping> {
    match serde_yaml::from_str(text).ok()? {
        Value::Mapping(mapping) => Some(mapping),
        // Nothing but comments.
        Value::Null => Some(Mapping::new()),
        _ => None,
    }
}

fn newline_of(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The text, with a newline at its end unless it is empty.
fn ended(text: &str, newline: &str) -> String {
    let mut ended = text.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        ended.push_str(newline);
    }
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_appended_in_the_style_of_the_file() {
        assert_eq!(append_lines("", "a\nb\n"), "a\nb\n");
        assert_eq!(append_lines("x", "a\nb\n"), "x\n\na\nb\n");
        assert_eq!(append_lines("x\r\n", "a\nb\n"), "x\r\n\r\na\r\nb\r\n");
    }

    #[test]
    fn a_header_is_split_off_before_the_second_document() {
        for (text, header) in [
            (
                "spec:\n  inputs: {}\n---\na: 1\n",
                Some("spec:\n  inputs: {}\n---\n"),
            ),
            (
                "# one\n---\nspec: {}\n--- \na: 1\n",
                Some("# one\n---\nspec: {}\n--- \n"),
            ),
            (
                "spec:\r\n  inputs: {}\r\n---\r\na: 1\r\n",
                Some("spec:\r\n  inputs: {}\r\n---\r\n"),
            ),
            ("spec: {}\na: 1\n---\nb: 1\n", None),
            ("a: 1\n---\nspec: {}\n", None),
            ("spec: {}\n--- {a: 1}\n", None),
            ("spec: {}\n", None),
            ("", None),
        ] {
            let split = split_header(text, "spec");
            assert_eq!(split.map(|it| it.0), header, "{text}");
            assert_eq!(split.map(|it| it.1), header.map(|it| &text[it.len()..]));
        }
    }

    #[test]
    fn keys_are_appended_only_if_nothing_else_changes() {
        for (text, appended) in [
            ("", "k: 1\n"),
            ("# none\n", "# none\n\nk: 1\n"),
            ("a: [1] # one", "a: [1] # one\n\nk: 1\n"),
            ("a: |\n  x\n\n", "a: |\n  x\n\n\nk: 1\n"),
        ] {
            assert_eq!(append_keys(text, "k: 1\n").as_deref(), Some(appended));
        }
        for text in [
            "{a: 1}\n",
            "a: 1\n...\n",
            "k: 2\n",
            "- a\n",
            "a: [\n",
            "  a: 1\n",
            // The blank line would become part of the value.
            "a: |+\n  x\n",
        ] {
            assert_eq!(append_keys(text, "k: 1\n"), None, "{text}");
        }
    }
}
