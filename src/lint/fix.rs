//! How a finding can be mended.

use std::cell::OnceCell;

use crate::document::Document;
use crate::text::Edit;
use crate::yaml::edit::{Change, Layout, lower};

/// Whether a fix may change what the file means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// It changes no meaning.
    Safe,
    /// It asserts something that only a person can know.
    Unsafe,
}

/// What removes a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative.
    pub title: String,
    /// Whether it may change what the file means.
    pub safety: Safety,
    /// What it changes in the frontmatter.
    pub changes: Vec<Change>,
    /// What it replaces in the body.
    pub body: Vec<Edit>,
    /// All of it as edits of the finding's file, none overlapping another. The engine fills
    /// them in; a rule leaves them empty.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that changes no meaning.
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

    /// A fix that asserts something which only a person can know.
    #[must_use]
    pub fn uncertain(title: impl Into<String>, changes: Vec<Change>) -> Self {
        Self {
            safety: Safety::Unsafe,
            ..Self::safe(title, changes)
        }
    }

    /// The same, with bytes of the body replaced.
    #[must_use]
    pub fn body(mut self, edit: Edit) -> Self {
        self.body.push(edit);
        self
    }
}

/// Turns the fixes of one file into edits.
pub(super) struct Lowering<'a> {
    document: &'a Document,
    /// Made once, and only for files that have a fix.
    layout: OnceCell<Option<Layout<'a>>>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            layout: OnceCell::new(),
        }
    }

    /// The fix with its edits; `None` where the file is written so that it cannot be made.
    pub(super) fn lower(&self, fix: Fix) -> Option<Fix> {
        let mut edits = if fix.changes.is_empty() {
            Vec::new()
        } else {
            lower(self.layout()?, &fix.changes).ok()?
        };
        edits.extend_from_slice(&fix.body);
        edits.sort_by_key(|edit| edit.span);
        (!edits.is_empty()).then_some(Fix { edits, ..fix })
    }

    fn layout(&self) -> Option<&Layout<'a>> {
        let layout = || {
            let tree = self.document.tree()?;
            Some(Layout::new(self.document.text.as_str(), tree))
        };
        self.layout.get_or_init(layout).as_ref()
    }
}
