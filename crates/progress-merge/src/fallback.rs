//! Why a file cannot be merged by meaning.

use std::fmt;

use progress_core::display::shortened;
use progress_core::document::{Document, Frontmatter};
use yaml_lossless::edit::{EditError, Reason, tag};
use yaml_lossless::text::Span;
use yaml_lossless::{Node, Tree};

use super::three::{Side, Three};

/// Why a file was merged by lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// The file is not a progress file on the named side, or on both.
    OtherFile(Option<Side>),
    /// A version is unreadable.
    Unreadable {
        /// The version.
        version: &'static str,
        /// The line of the error.
        line: usize,
        /// The error.
        why: String,
    },
    /// A version has a duplicate or non-text key.
    Keys {
        /// The version.
        version: &'static str,
        /// The line of the key.
        line: usize,
    },
    /// A side changed YAML tags, which are not part of values.
    Tags {
        /// The version with other tags than the base.
        version: &'static str,
        /// The line of the first tag that the base lacks.
        line: usize,
    },
    /// One side's change cannot be written into the other.
    Edit {
        /// The line that would change.
        line: usize,
        /// What prevents it.
        why: Reason,
    },
    /// Both sides reordered nested lists in ways that do not settle.
    Order,
    /// The body is binary.
    Binary,
    /// The conflict cannot be marked.
    Unmarked,
}

impl Fallback {
    pub(super) fn edit(error: &EditError, document: &Document) -> Self {
        Self::Edit {
            line: line(document, error.span),
            why: error.reason,
        }
    }

    /// Why these versions cannot be merged by meaning, if they cannot.
    pub(super) fn of(documents: &Three<Document>) -> Option<Self> {
        let named = [
            ("the base", &documents.base),
            ("ours", &documents.ours),
            ("theirs", &documents.theirs),
        ];
        let [base, ours, theirs] = named;
        named
            .into_iter()
            .find_map(|(version, document): (&'static str, &Document)| {
                unreadable(version, document)
            })
            .or_else(|| retagged(base.1, ours))
            .or_else(|| retagged(base.1, theirs))
    }
}

fn unreadable(version: &'static str, document: &Document) -> Option<Fallback> {
    let (span, why) = match &document.frontmatter {
        Frontmatter::Mapping(tree) => {
            let line = line(document, odd_key(tree)?);
            return Some(Fallback::Keys { version, line });
        }
        Frontmatter::Missing => (Span::default(), "it has no frontmatter".to_owned()),
        Frontmatter::Unreadable(error) => (error.span, error.message.clone()),
    };
    let line = line(document, span);
    Some(Fallback::Unreadable { version, line, why })
}

/// Reports a side whose tags differ from the base.
fn retagged(base: &Document, side: (&'static str, &Document)) -> Option<Fallback> {
    let (version, document) = side;
    let (was, is) = (tags(base), tags(document));
    if was.len() == is.len() && was.iter().zip(&is).all(|(one, other)| one.0 == other.0) {
        return None;
    }
    let mut new = is.iter().enumerate();
    let span = new
        .find(|(at, tag)| was.get(*at).is_none_or(|was| was.0 != tag.0))
        .map_or_else(Span::default, |(_, tag)| tag.1);
    let line = line(document, span);
    Some(Fallback::Tags { version, line })
}

/// The tags of a frontmatter and the spans of their nodes.
fn tags(document: &Document) -> Vec<(&str, Span)> {
    let with_tag = document
        .tree()
        .into_iter()
        .flat_map(Tree::nodes)
        .filter_map(|node| {
            let raw = document.text.as_str().get(node.span().range())?;
            Some((tag(node, raw)?, node.span()))
        });
    with_tag.collect()
}

/// The first duplicate or non-text key.
fn odd_key(tree: &Tree) -> Option<Span> {
    tree.nodes()
        .filter(|node| node.is_mapping() && !node.is_alias())
        .find_map(|mapping| {
            let mut seen = progress_core::collections::HashSet::default();
            let mut keys = mapping.entries().map(|(key, _)| key);
            let odd = keys.find(|key| key.text().is_none_or(|text| !seen.insert(text)));
            odd.map(Node::span)
        })
}

fn line(document: &Document, span: Span) -> usize {
    document.text.position(span.start as usize).line
}

impl fmt::Display for Fallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherFile(None) => write!(f, "it is not a progress file"),
            Self::OtherFile(Some(side)) => write!(f, "{side} is not a progress file"),
            Self::Unreadable { version, line, why } => {
                let why = shortened(why, 120);
                write!(f, "{version} cannot be read: line {line}: {why}")
            }
            Self::Keys { version, line } => {
                write!(
                    f,
                    "line {line} of {version} has a duplicate or non-text key"
                )
            }
            Self::Tags { version, line } => {
                write!(f, "{version} changes a YAML tag (line {line})")
            }
            Self::Edit { line, why } => write!(f, "line {line} cannot be changed: {why}"),
            Self::Order => write!(f, "both sides reorder nested lists"),
            Self::Binary => write!(f, "the body is binary"),
            Self::Unmarked => write!(f, "the conflict cannot be marked"),
        }
    }
}
