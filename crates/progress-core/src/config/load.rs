//! Parses `.progress.yaml` into [`Settings`].

use std::io;

use yaml_lossless as yaml;
use yaml_lossless::Tree;
use yaml_lossless::text::{Span, Text};

use super::Settings;
use super::check::check;
use super::problem::{ConfigError, Invalid, MAX_PROBLEMS, Problem};
use super::raw::Raw;
use super::shape;

/// Name of the configuration file in the root.
pub const FILE_NAME: &str = ".progress.yaml";
/// A common misspelling of it.
const MISTAKEN_NAME: &str = ".progress.yml";
/// Maximum size of a configuration. It is written by hand and never this large.
pub const MAX_BYTES: u64 = 256 << 10;
/// Reads the settings from the bytes of a file; `shown` is its name in messages.
///
/// # Errors
///
/// Fails if they are invalid.
pub fn load_bytes(bytes: Vec<u8>, shown: &str, rules: &[&str]) -> Result<Settings, ConfigError> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ConfigError::Unreadable {
            path: shown.to_owned(),
            source: io::Error::new(io::ErrorKind::FileTooLarge, "larger than 256 KiB"),
        });
    }
    let text = Text::from_bytes(bytes);
    parse(&text, rules).map_err(|mut problems| {
        // Before truncating, so that the first problems of the file remain.
        problems.sort_by_key(|problem| problem.span);
        problems.truncate(MAX_PROBLEMS);
        ConfigError::Invalid(Invalid {
            path: shown.to_owned(),
            problems,
            text,
        })
    })
}

/// Returns the name of a file that was probably meant to be the configuration, given a function
/// that tests whether a file exists in the root.
pub fn misnamed_among(is_there: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    if is_there(MISTAKEN_NAME) && !is_there(FILE_NAME) {
        Some(MISTAKEN_NAME)
    } else {
        None
    }
}

fn parse(text: &Text, rules: &[&str]) -> Result<Settings, Vec<Problem>> {
    // With replacement characters, the text might be valid YAML, but it is not what the file says.
    if let Some(at) = text.invalid_utf8() {
        return Err(vec![Problem::new(Span::new(at, at + 1), "invalid UTF-8")]);
    }
    let whole = text.as_str();
    // Some editors start a file with a byte order mark.
    let start = whole.len() - whole.trim_start_matches('\u{feff}').len();
    if whole[start..].lines().all(is_blank) {
        return Ok(Settings::default());
    }
    let tree = yaml::parse(whole, Span::new(start, whole.len()))
        .map_err(|error| vec![Problem::new(error.span, error.message)])?;
    let root = tree.root();
    if root.is_null() {
        return Ok(Settings::default());
    }
    if !root.is_mapping() {
        let message = "the configuration must be a mapping";
        return Err(vec![Problem::new(root.span(), message)]);
    }
    // First the schema, because serde stops at the first error and says less about it.
    let mut problems = repeated_keys(&tree);
    problems.extend(shape::problems(root, rules));
    if !problems.is_empty() {
        return Err(problems);
    }
    let raw: Raw =
        serde_yaml::from_str(&whole[start..]).map_err(|error| vec![refused(&error, start)])?;
    check(raw, root, rules)
}

fn is_blank(line: &str) -> bool {
    let content = line.trim();
    content.is_empty() || content.starts_with('#')
}

/// Reports duplicate keys, which are ambiguous.
fn repeated_keys(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for mapping in tree
        .nodes()
        // An alias has the entries of its anchor, which would be reported twice.
        .filter(|node| node.is_mapping() && !node.is_alias())
    {
        let mut seen = std::collections::HashSet::new();
        let repeated = mapping.entries().map(|(key, _)| key);
        for key in repeated.filter(|key| !seen.insert(key.text())) {
            let name = Problem::quoted(key.text().unwrap_or_default());
            let problem = Problem::new(key.span(), format!("duplicate key {name}"));
            problems.push(problem.help("remove one of them"));
        }
    }
    problems
}

/// Reports errors that serde finds but the schema does not, in YAML that starts at an offset.
fn refused(error: &serde_yaml::Error, start: usize) -> Problem {
    let at = start + error.location().map_or(0, |location| location.index());
    Problem::new(Span::new(at, at), error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_shifts_the_place() {
        let error = serde_yaml::from_str::<Raw>("rules: 1\n").err().unwrap();
        let (plain, shifted) = (refused(&error, 0).span, refused(&error, 3).span);
        assert_eq!(shifted.start, plain.start + 3);
    }
}
