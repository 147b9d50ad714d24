//! From `.progress.yaml` to [`Settings`].

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::Settings;
use super::check::check;
use super::problem::{ConfigError, Invalid, Problem};
use super::raw::Raw;
use super::shape;
use crate::source::real_path;
use crate::text::{Span, Text};
use crate::yaml::{self, Node, Tree};

/// Where settings are looked for, in the root.
pub const FILE_NAME: &str = ".progress.yaml";
/// What people write instead.
const MISTAKEN_NAME: &str = ".progress.yml";
/// A configuration is written by hand: nobody writes more.
const MAX_BYTES: u64 = 256 << 10;
/// Further problems would only hide the first.
pub(super) const MAX_PROBLEMS: usize = 20;

/// Reads the settings of `root`; the defaults where it has no `.progress.yaml`.
///
/// `rules` are the names of all rules.
///
/// # Errors
///
/// Fails where the file cannot be read, or says something that makes no sense.
pub fn load(root: &Path, rules: &[&str]) -> Result<Settings, ConfigError> {
    let path = root.join(FILE_NAME);
    if path.symlink_metadata().is_err() {
        return Ok(Settings::default());
    }
    let real = real_path(&path);
    if real.is_ok_and(|real| !real.starts_with(root)) {
        return Err(ConfigError::Outside(FILE_NAME.to_owned()));
    }
    load_file(&path, FILE_NAME, rules)
}

/// Reads the settings in a file; `shown` is how it is called in messages.
///
/// # Errors
///
/// Fails where the file cannot be read, or says something that makes no sense.
pub fn load_file(path: &Path, shown: &str, rules: &[&str]) -> Result<Settings, ConfigError> {
    let bytes = read(path).map_err(|source| ConfigError::Unreadable {
        path: shown.to_owned(),
        source,
    })?;
    load_bytes(bytes, shown, rules)
}

/// Reads the settings in the bytes of a file; `shown` is how it is called in messages.
///
/// # Errors
///
/// Fails where they say something that makes no sense.
pub fn load_bytes(bytes: Vec<u8>, shown: &str, rules: &[&str]) -> Result<Settings, ConfigError> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ConfigError::Unreadable {
            path: shown.to_owned(),
            source: too_large(),
        });
    }
    let text = Text::from_bytes(bytes);
    parse(&text, rules).map_err(|mut problems| {
        problems.sort_by_key(|problem| problem.span);
        problems.truncate(MAX_PROBLEMS);
        ConfigError::Invalid(Invalid {
            path: shown.to_owned(),
            problems,
            text,
        })
    })
}

/// The name of a file in `root` that was probably meant to be the configuration.
#[must_use]
pub fn misnamed(root: &Path) -> Option<&'static str> {
    misnamed_among(&|name| root.join(name).is_file())
}

/// The same, given whether a file of a name is there.
pub fn misnamed_among(is_there: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    (is_there(MISTAKEN_NAME) && !is_there(FILE_NAME)).then_some(MISTAKEN_NAME)
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for somebody to write.
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    Ok(bytes)
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "larger than 256 KiB")
}

fn parse(text: &Text, rules: &[&str]) -> Result<Settings, Vec<Problem>> {
    if let Some(at) = text.invalid_utf8() {
        return Err(vec![Problem::new(
            Span::new(at, at + 1),
            "this byte is not UTF-8",
        )]);
    }
    let whole = text.as_str();
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
        let message = "the configuration is no mapping of keys to values";
        return Err(vec![Problem::new(root.span(), message)]);
    }
    let mut problems = repeated_keys(&tree);
    problems.extend(shape::problems(root, rules));
    if !problems.is_empty() {
        return Err(problems);
    }
    let raw: Raw = serde_yaml::from_str(&whole[start..]).map_err(|error| vec![refused(&error)])?;
    check(raw, root, rules)
}

fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// Keys that stand twice in one mapping: nobody could say which one counts.
fn repeated_keys(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for mapping in tree
        .nodes()
        .filter(|node| node.is_mapping() && !node.is_alias())
    {
        let mut seen = std::collections::HashSet::new();
        let repeated = mapping.entries().map(|(key, _)| key);
        for key in repeated.filter(|key| !seen.insert(key.text())) {
            let name = Problem::quoted(key.text().unwrap_or_default());
            let problem = Problem::new(key.span(), format!("the key {name} stands here twice"));
            problems.push(problem.help("remove one of them"));
        }
    }
    problems
}

/// What the schema lets through and serde does not.
fn refused(error: &serde_yaml::Error) -> Problem {
    let at = error.location().map_or(0, |location| location.index());
    Problem::new(Span::new(at, at), error.to_string())
}

/// The node that a JSON Pointer's steps lead to, or the last one on the way.
pub(super) fn follow(root: Node<'_>, steps: impl Iterator<Item = String>) -> Node<'_> {
    let mut node = root;
    for step in steps {
        let index = step.parse::<usize>().ok();
        let item = index.and_then(|index| node.items().nth(index));
        let Some(next) = item.or_else(|| node.get(&step)) else {
            break;
        };
        node = next;
    }
    node
}
