//! Fixes for findings.

use std::cell::OnceCell;

use yaml_lossless::edit::{Change, Layout, lower};
use yaml_lossless::text::Edit;

use crate::document::Document;

/// Whether a fix may change what the file means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// It preserves the meaning.
    Safe,
    /// It asserts something only a person can know.
    Unsafe,
}

/// A change that removes a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// Whether it may change what the file means.
    pub safety: Safety,
    /// Its changes to the frontmatter.
    pub changes: Vec<Change>,
    /// Its replacements in the body.
    pub body: Vec<Edit>,
    /// All of it as non-overlapping edits of the finding's file. Rules leave this empty; the
    /// engine fills it in.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// Creates a fix that preserves the meaning.
    #[must_use]
    pub fn safe(title: impl Into<String>, changes: Vec<Change>) -> Self {
        Self {
            title: title.into(),
            safety: Safety::Safe,
            changes,
            body: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// Creates a fix that asserts something only a person can know.
    #[must_use]
    pub(crate) fn uncertain(title: impl Into<String>, changes: Vec<Change>) -> Self {
        Self {
            safety: Safety::Unsafe,
            ..Self::safe(title, changes)
        }
    }

    /// Adds a replacement in the body.
    #[must_use]
    pub fn body(mut self, edit: Edit) -> Self {
        self.body.push(edit);
        self
    }
}

/// Turns the fixes of one file into edits.
pub(super) struct Lowering<'a> {
    document: &'a Document,
    /// Built once, and only for files with a fix.
    layout: OnceCell<Option<Layout<'a>>>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            layout: OnceCell::new(),
        }
    }

    /// Returns the fix with its edits; `None` if the file's layout prevents it.
    pub(super) fn lower(&self, fix: Fix) -> Option<Fix> {
        let mut edits = if fix.changes.is_empty() {
            Vec::new()
        } else {
            // The finding is still reported, just without a fix.
            lower(self.layout()?, &fix.changes).ok()?
        };
        edits.extend_from_slice(&fix.body);
        edits.sort_by_key(|edit| edit.span);
        // A fix without an edit would count as made, and would be offered again in the next round.
        if edits.is_empty() {
            return None;
        }
        Some(Fix { edits, ..fix })
    }

    fn layout(&self) -> Option<&Layout<'a>> {
        self.layout
            .get_or_init(|| {
                let tree = self.document.tree()?;
                Some(Layout::new(self.document.text.as_str(), tree))
            })
            .as_ref()
    }
}
