//! Why a file cannot be merged by meaning.

use std::fmt;

use progress_core::collections::HashMap;
use progress_core::display::shortened;
use progress_core::document::{Document, Frontmatter};
use yaml_lossless::Tree;
use yaml_lossless::edit::{EditError, Reason, tag};
use yaml_lossless::text::Span;

use super::three::{Side, Three};

/// What the base is called.
const BASE: &str = "the base";

/// Why a file was merged by lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// The file is not a progress file on the named side, or on both.
    OtherFile(Option<&'static str>),
    /// A version is unreadable.
    Unreadable {
        /// The version.
        version: &'static str,
        /// The line of the error.
        line: usize,
        /// The error.
        why: String,
    },
    /// A version is empty: that side has removed the file, or emptied it.
    Empty(&'static str),
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
            line: line_of(document, error.span),
            why: error.reason,
        }
    }

    /// The same where nothing says which side is which.
    pub(super) fn with_unknown_sides(mut self) -> Self {
        if let Self::OtherFile(Some(version))
        | Self::Unreadable { version, .. }
        | Self::Empty(version)
        | Self::Keys { version, .. }
        | Self::Tags { version, .. } = &mut self
        {
            for side in [Side::Ours, Side::Theirs] {
                if *version == side.name(false) {
                    *version = side.name(true);
                }
            }
        }
        self
    }

    /// Whether the base is what cannot be merged by meaning.
    pub(super) fn is_of_base(&self) -> bool {
        match self {
            Self::Unreadable { version, .. } | Self::Keys { version, .. } => *version == BASE,
            _ => false,
        }
    }

    /// Why these versions cannot be merged by meaning, if they cannot.
    pub(super) fn of(documents: &Three<Document>) -> Option<Self> {
        let Three { base, ours, theirs } = documents;
        unreadable(BASE, base)
            .or_else(|| unreadable("ours", ours))
            .or_else(|| unreadable("theirs", theirs))
            .or_else(|| retagged(base, "ours", ours))
            .or_else(|| retagged(base, "theirs", theirs))
    }
}

fn unreadable(version: &'static str, document: &Document) -> Option<Fallback> {
    let (span, why) = match &document.frontmatter {
        Frontmatter::Mapping(tree) => {
            let line = line_of(document, odd_keys(tree).next()?.span);
            return Some(Fallback::Keys { version, line });
        }
        Frontmatter::Missing if document.text.as_str().is_empty() => {
            return Some(Fallback::Empty(version));
        }
        Frontmatter::Missing => (Span::default(), "it has no frontmatter".to_owned()),
        Frontmatter::Unreadable(error) => (error.span, error.message.clone()),
    };
    let line = line_of(document, span);
    Some(Fallback::Unreadable { version, line, why })
}

/// Reports a side whose tags differ from the base.
fn retagged(base: &Document, version: &'static str, side: &Document) -> Option<Fallback> {
    let (old, new) = (tags(base), tags(side));
    // Tags are not part of values, so a merge by meaning would not notice that one has changed.
    let old_words = old.iter().map(|(word, _)| word);
    if old_words.eq(new.iter().map(|(word, _)| word)) {
        return None;
    }
    let first_new = new
        .iter()
        .enumerate()
        .find(|(index, (word, _))| old.get(*index).is_none_or(|(old, _)| old != word));
    let span = match first_new {
        Some((_, (_, span))) => *span,
        // Tags were only removed at the end.
        None => Span::default(),
    };
    let line = line_of(side, span);
    Some(Fallback::Tags { version, line })
}

/// The tags of a frontmatter and the spans of their nodes.
fn tags(document: &Document) -> Vec<(&str, Span)> {
    let nodes = document.tree().into_iter().flat_map(Tree::nodes);
    nodes
        .filter_map(|node| {
            let raw = document.text.as_str().get(node.span().range())?;
            Some((tag(node, raw)?, node.span()))
        })
        .collect()
}

/// A line that makes a frontmatter unreadable, or unfit to be merged by meaning; lines are counted
/// from 1.
pub(super) struct OddLine {
    pub line: usize,
    /// Where the same key is before, if it is there twice.
    pub first: Option<usize>,
}

/// The lines that make a frontmatter unreadable or unfit, as far as they are known.
pub(super) fn odd_lines(document: &Document) -> Vec<OddLine> {
    match &document.frontmatter {
        Frontmatter::Mapping(tree) => odd_keys(tree)
            .map(|odd| OddLine {
                line: line_of(document, odd.span),
                first: odd.first.map(|span| line_of(document, span)),
            })
            .collect(),
        Frontmatter::Unreadable(error) => vec![OddLine {
            line: line_of(document, error.span),
            first: None,
        }],
        Frontmatter::Missing => Vec::new(),
    }
}

/// A duplicate or non-text key.
struct OddKey {
    span: Span,
    /// The same key before.
    first: Option<Span>,
}

/// The duplicate and non-text keys of all mappings: merging by key requires that each key names one
/// entry.
fn odd_keys(tree: &Tree) -> impl Iterator<Item = OddKey> {
    let mappings = tree.nodes().filter(|node| node.is_mapping());
    // The keys of an alias are those of its anchor.
    let own = mappings.filter(|mapping| !mapping.is_alias());
    own.flat_map(|mapping| {
        let mut seen: HashMap<&str, Span> = HashMap::default();
        mapping.entries().filter_map(move |(key, _)| {
            let span = key.span();
            let first = match key.text() {
                Some(text) => Some(seen.insert(text, span)?),
                None => None,
            };
            Some(OddKey { span, first })
        })
    })
}

fn line_of(document: &Document, span: Span) -> usize {
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
            Self::Empty(version) => write!(f, "{version} has removed the file, or emptied it"),
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
