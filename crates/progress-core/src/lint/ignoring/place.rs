//! Places for ignore comments.

use std::collections::{BTreeMap, BTreeSet};

use yaml_lossless::Tree;
use yaml_lossless::text::{Edit, Span};

use crate::document::Document;
use crate::lint::suppress::{Ignore, first_key, following, ignores, scalar_holds};

/// A place for an ignore comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Where to insert text.
    at: usize,
    form: Form,
    /// What a comment there covers; `None` for the whole file.
    pub(super) scope: Option<Span>,
}

/// What to insert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// More rules in the list of a comment; `true` if the list is empty.
    Rules(bool),
    /// A comment at the end of a line.
    LineEnd,
    /// A comment on a line of its own.
    OwnLine,
}

impl Place {
    /// The edit that ignores these rules here.
    pub(super) fn edit(self, document: &Document, rules: &BTreeSet<&str>) -> Edit {
        let rules: Vec<&str> = rules.iter().copied().collect();
        let rules = rules.join(", ");
        let (before, after) = document.text.as_str().split_at(self.at);
        let text = match self.form {
            Form::Rules(true) => rules,
            Form::Rules(false) => format!(", {rules}"),
            Form::LineEnd => {
                let gap = if before.ends_with([' ', '\t']) {
                    ""
                } else {
                    " "
                };
                format!("{gap}# progress: ignore[{rules}]")
            }
            Form::OwnLine => {
                let indent = after.len() - after.trim_start_matches(' ').len();
                let newline = newline(document);
                format!("{}# progress: ignore[{rules}]{newline}", &after[..indent])
            }
        };
        Edit {
            span: Span::new(self.at, self.at),
            text,
        }
    }
}

/// The line ending of the frontmatter.
fn newline(document: &Document) -> &'static str {
    let fence = &document.text.as_str()[..document.yaml.start as usize];
    if fence.ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    }
}

/// The places for ignore comments in a document.
pub(super) struct Places<'a> {
    document: &'a Document,
    tree: &'a Tree,
    /// The comments that cover a line or an entry, by what they cover.
    parts: BTreeMap<Span, Ignore>,
    /// The last comment that covers the whole file.
    file: Option<Ignore>,
}

impl<'a> Places<'a> {
    /// `None` if the frontmatter cannot be read, so that nothing in it is a comment.
    pub(super) fn of(document: &'a Document) -> Option<Self> {
        let mut places = Self {
            document,
            tree: document.tree()?,
            parts: BTreeMap::new(),
            file: None,
        };
        for ignore in ignores(document) {
            // A malformed comment has no list to extend.
            if list_end(&ignore).is_none() {
                continue;
            }
            match ignore.scope {
                Some(scope) => {
                    places.parts.insert(scope, ignore);
                }
                None => places.file = Some(ignore),
            }
        }
        Some(places)
    }

    /// The end of a line; `None` if a comment there would be part of a value.
    pub(super) fn of_line(&self, start: usize) -> Option<Place> {
        let yaml = self.document.yaml;
        if !yaml.contains(start) {
            return None;
        }
        let line = self.line(start);
        if let Some(ignore) = self.parts.get(&line) {
            return extended(ignore);
        }
        let end = line.end as usize;
        if scalar_holds(self.tree, end) {
            return None;
        }
        Some(Place {
            at: end,
            form: Form::LineEnd,
            scope: Some(line),
        })
    }

    /// Above the innermost entry; `None` if that is the first, where a comment would cover the
    /// whole file.
    pub(super) fn of_entry(&self, start: usize) -> Option<Place> {
        if !self.document.yaml.contains(start) {
            return None;
        }
        let node = self.tree.last_before(start + 1)?;
        let entry = node.key().unwrap_or(node).span().start as usize;
        let at = self.line(entry).start as usize;
        if at <= first_key(self.tree) {
            return None;
        }
        let scope = following(self.tree, at);
        if let Some(ignore) = self.parts.get(&scope) {
            return extended(ignore);
        }
        Some(Place {
            at,
            form: Form::OwnLine,
            scope: Some(scope),
        })
    }

    /// The top of the frontmatter.
    pub(super) fn of_file(&self) -> Place {
        let top = Place {
            at: self.document.yaml.start as usize,
            form: Form::OwnLine,
            scope: None,
        };
        self.file.as_ref().and_then(extended).unwrap_or(top)
    }

    fn line(&self, offset: usize) -> Span {
        let text = &self.document.text;
        let line = text.lines().line_of(offset);
        text.lines().span(text.as_str(), line)
    }
}

/// The place in the list of an existing comment.
fn extended(ignore: &Ignore) -> Option<Place> {
    let (at, is_empty) = list_end(ignore)?;
    Some(Place {
        at,
        form: Form::Rules(is_empty),
        scope: ignore.scope,
    })
}

/// Where the list of a comment continues, and whether its last name is empty.
fn list_end(ignore: &Ignore) -> Option<(usize, bool)> {
    let (name, span) = ignore.rules.last()?;
    // A malformed comment counts as one with an empty name, whose place is the whole comment.
    let is_malformed = name.is_empty() && !span.is_empty();
    (!is_malformed).then_some((span.end as usize, name.is_empty()))
}
