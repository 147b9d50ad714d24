//! Markdown files, split into frontmatter and body.
//!
//! Parsing a [`Document`] never fails: a syntax error is kept as [`Frontmatter::Unreadable`], for
//! a rule to report.

mod edit;
mod fences;

pub use edit::{Edited, Preview};
use fences::Fences;
use yaml_lossless as yaml;
use yaml_lossless::text::{Span, Text};
use yaml_lossless::{Node, SyntaxError, Tree};

use crate::markdown::first_marker;

/// Maximum size of frontmatter: 32 MiB hold about 150,000 tasks.
const MAX_FRONTMATTER: usize = 32 << 20;

/// A file's text, its frontmatter and where its body starts.
#[derive(Debug)]
pub struct Document {
    /// The whole file.
    pub text: Text,
    /// The frontmatter.
    pub frontmatter: Frontmatter,
    /// The bytes between the fences; empty if there is no frontmatter.
    pub yaml: Span,
    /// The bytes after the closing fence; the whole file if there is no frontmatter.
    pub body: Span,
}

/// The YAML at the top of a Markdown file.
#[derive(Debug)]
pub enum Frontmatter {
    /// The first line is not `---`.
    Missing,
    /// The frontmatter cannot be read.
    Unreadable(SyntaxError),
    /// A mapping.
    Mapping(Tree),
}

impl Document {
    /// Parses a file.
    #[must_use]
    pub fn parse(bytes: Vec<u8>) -> Self {
        let text = Text::from_bytes(bytes);
        let Some(fences) = Fences::find(text.as_str()) else {
            let body = Span::new(0, text.as_str().len());
            let frontmatter = match hidden(&text) {
                Some(error) => Frontmatter::Unreadable(error),
                None => Frontmatter::Missing,
            };
            return Self {
                text,
                frontmatter,
                yaml: Span::default(),
                body,
            };
        };
        let frontmatter = match read(&text, &fences) {
            Ok(tree) => Frontmatter::Mapping(tree),
            Err(error) => Frontmatter::Unreadable(error),
        };
        Self {
            frontmatter,
            yaml: fences.yaml,
            body: fences.body,
            text,
        }
    }

    /// Splits the bytes of a file after its frontmatter. The second part is empty if there is no
    /// frontmatter, if it is not closed, or if it is not UTF-8.
    #[must_use]
    pub fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                // A line cut off here could look like a fence.
                let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let end = memchr::memrchr(b'\n', valid).map_or(0, |newline| newline + 1);
                std::str::from_utf8(&valid[..end]).unwrap_or_default()
            }
        };
        match Fences::find(text) {
            Some(fences) if fences.closed => bytes.split_at(fences.body.start as usize),
            _ => (bytes, &[]),
        }
    }

    /// The frontmatter's mapping.
    #[must_use]
    pub fn tree(&self) -> Option<&Tree> {
        match &self.frontmatter {
            Frontmatter::Mapping(tree) => Some(tree),
            _ => None,
        }
    }

    /// The value of a top-level key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Node<'_>> {
        self.tree()?.root().get(key)
    }

    /// The text after the frontmatter.
    #[must_use]
    pub fn body_text(&self) -> &str {
        self.text.slice(self.body)
    }
}

fn read(text: &Text, fences: &Fences) -> Result<Tree, SyntaxError> {
    if let Some(at) = text.invalid_utf8() {
        return Err(not_utf8(at));
    }
    let yaml = text.slice(fences.yaml);
    // The parser would call a conflict something else.
    if let Some(marker) = first_marker(yaml) {
        let start = fences.yaml.start as usize + marker.start as usize;
        return Err(in_conflict(Span::new(start, start + marker.range().len())));
    }
    // After the check for conflicts, whose markers may come instead of the closing fence.
    if !fences.closed {
        let message = "the frontmatter is never closed: end it with a `---` line";
        return Err(SyntaxError::new(message, fences.opening));
    }
    if fences.yaml.range().len() > MAX_FRONTMATTER {
        let message = "the frontmatter is larger than 32 MiB";
        return Err(SyntaxError::new(message, fences.opening));
    }
    let tree = yaml::parse(text.as_str(), fences.yaml).map_err(|error| doubt_fence(text, error))?;
    if tree.root().is_mapping() {
        return Ok(tree);
    }
    let root = tree.root().span();
    // Empty frontmatter has no text to point at.
    let span = if root.is_empty() {
        fences.opening
    } else {
        root
    };
    let message = "the frontmatter must be a mapping of keys to values";
    Err(SyntaxError::new(message, span))
}

/// Returns why existing frontmatter does not start on the first line.
fn hidden(text: &Text) -> Option<SyntaxError> {
    // In another encoding the fences only seem to be missing.
    if let Some(at) = text.invalid_utf8() {
        return Some(not_utf8(at));
    }
    // A conflict may span the whole file, for example one about line endings.
    let marker = first_marker(text.as_str().lines().next()?)?;
    let is_fence = text
        .as_str()
        .lines()
        .nth(1)?
        .trim_start_matches('\u{feff}')
        .trim_end()
        == "---";
    if is_fence {
        Some(in_conflict(marker))
    } else {
        None
    }
}

fn in_conflict(marker: Span) -> SyntaxError {
    SyntaxError::new("unresolved conflict", marker)
        .help("combine the two sides and remove the marker lines")
}

fn not_utf8(at: usize) -> SyntaxError {
    let span = Span::new(at, at + '\u{fffd}'.len_utf8());
    SyntaxError {
        help: Some("save the file as UTF-8"),
        ..SyntaxError::new("invalid UTF-8", span)
    }
}

/// Adds a hint to an error on a line of Markdown: the closing fence may be missing, so that a
/// horizontal rule further down was taken for it.
fn doubt_fence(text: &Text, error: SyntaxError) -> SyntaxError {
    let line = text.lines().line_of(error.span.start as usize);
    let line = text.slice(text.lines().span(text.as_str(), line));
    if !line.starts_with(['*', '|', '`', '[', '!', '<']) {
        return error;
    }
    SyntaxError {
        help: Some("if this is the body, close the frontmatter above it with a `---` line"),
        ..error
    }
}

#[cfg(test)]
mod tests;
