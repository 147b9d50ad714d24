//! Fixes for findings.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

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
    /// Its changes to the frontmatter. Shared, because some rules give the same fix to each of
    /// hundreds of findings.
    pub changes: Arc<[Change]>,
    /// Its replacements in the body.
    pub body: Vec<Edit>,
    /// All of it as non-overlapping edits of the finding's file. Rules leave this empty; the
    /// engine fills it in.
    pub edits: Arc<[Edit]>,
}

impl Fix {
    /// Creates a fix that preserves the meaning.
    #[must_use]
    pub fn safe(title: impl Into<String>, changes: Vec<Change>) -> Self {
        Self {
            title: title.into(),
            safety: Safety::Safe,
            changes: changes.into(),
            body: Vec::new(),
            edits: Arc::default(),
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
    last: RefCell<Option<Lowered>>,
}

/// The changes of a fix without replacements in the body, and the edits that they became.
struct Lowered {
    changes: Arc<[Change]>,
    edits: Option<Arc<[Edit]>>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            layout: OnceCell::new(),
            last: RefCell::new(None),
        }
    }

    /// Returns the fix with its edits; `None` if the file's layout prevents it.
    pub(super) fn lower(&self, fix: Fix) -> Option<Fix> {
        let edits = if fix.body.is_empty() {
            self.shared_edits(&fix.changes)?
        } else {
            self.edits(&fix.changes, &fix.body)?
        };
        Some(Fix { edits, ..fix })
    }

    /// The edits for these changes, made once for all findings in a row that share them.
    fn shared_edits(&self, changes: &Arc<[Change]>) -> Option<Arc<[Edit]>> {
        let mut last = self.last.borrow_mut();
        if let Some(last) = &*last
            && Arc::ptr_eq(&last.changes, changes)
        {
            return last.edits.clone();
        }
        let edits = self.edits(changes, &[]);
        *last = Some(Lowered {
            changes: Arc::clone(changes),
            edits: edits.clone(),
        });
        edits
    }

    fn edits(&self, changes: &[Change], body: &[Edit]) -> Option<Arc<[Edit]>> {
        let mut edits = if changes.is_empty() {
            Vec::new()
        } else {
            // The finding is still reported, just without a fix.
            lower(self.layout()?, changes).ok()?
        };
        edits.extend_from_slice(body);
        edits.sort_by_key(|edit| edit.span);
        // A fix without an edit would count as made, and would be offered again in the next round.
        if edits.is_empty() {
            return None;
        }
        Some(edits.into())
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
