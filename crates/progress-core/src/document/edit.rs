//! Changes to a document that keep all other bytes.

use std::ops::Range;

use yaml_lossless::Tree;
use yaml_lossless::edit::{
    Change, EditError, Excerpt, Layout, Reason, lower, second_opinion, verify,
};
use yaml_lossless::text::{Edit, Span, apply};

use super::{Document, Frontmatter};

/// Edits that another reader checks at once.
const READ_AT_ONCE: usize = 20_000;

/// A document after changes.
#[derive(Debug)]
pub struct Edited {
    /// The new document.
    pub document: Document,
    /// The bytes of the old text that were replaced, in order.
    pub edits: Vec<Edit>,
}

/// What changes would make of a document, only to be shown: see [`Document::preview`].
#[derive(Debug)]
pub struct Preview {
    /// The new document.
    pub document: Document,
    /// The bytes of the old text that would be replaced, in order.
    pub edits: Vec<Edit>,
}

impl Document {
    /// Applies changes to the frontmatter.
    ///
    /// The result is parsed and compared with what was intended; see [`yaml_lossless::edit`].
    ///
    /// # Errors
    ///
    /// Fails if the frontmatter cannot be read, if a change cannot be made safely, or if the result
    /// would not parse as intended.
    pub fn edit(&self, changes: &[Change]) -> Result<Edited, EditError> {
        self.edit_with_body(changes, &[])
    }

    /// Shows what changes would make of the frontmatter.
    ///
    /// The independent parser guards what is written, and takes most of the time of an edit. So it
    /// reads no preview, which is only compared with what was intended.
    ///
    /// # Errors
    ///
    /// Fails like [`Document::edit`], except if only the independent parser would object.
    pub fn preview(&self, changes: &[Change]) -> Result<Preview, EditError> {
        self.changed(changes, &[])
    }

    /// Applies changes to the frontmatter, and replaces comments and blank lines in it.
    ///
    /// # Errors
    ///
    /// Fails like [`Document::edit`], and if anything but comments would be replaced.
    pub fn edit_with_comments(
        &self,
        changes: &[Change],
        comments: &[Edit],
    ) -> Result<Edited, EditError> {
        let mut edits = self.lower(changes)?;
        edits.extend_from_slice(comments);
        edits.sort_by_key(|edit| edit.span);
        // A comment above the line before which new lines are inserted comes after those.
        edits.dedup_by(|next, edit| {
            let is_same = next.span == edit.span && edit.span.is_empty();
            if is_same {
                edit.text.push_str(&next.text);
            }
            is_same
        });
        let text = apply(self.text.as_str(), &edits)?;
        let document = Self::parse(text.into_bytes());
        self.check(&document, changes, &[])?;
        self.check_with_other_reader(&document, changes, &edits)?;
        Ok(Edited { document, edits })
    }

    /// Applies changes to the frontmatter, and replaces bytes of the body.
    ///
    /// # Errors
    ///
    /// Fails like [`Document::edit`], and if an edit is outside the body. If there is no
    /// frontmatter, the edits must result in one.
    pub(crate) fn edit_with_body(
        &self,
        changes: &[Change],
        body: &[Edit],
    ) -> Result<Edited, EditError> {
        // Lines of lost frontmatter count as body until these edits restore it.
        if matches!(self.frontmatter, Frontmatter::Missing) && changes.is_empty() {
            return self.uncover(body);
        }
        let Preview { document, edits } = self.changed(changes, body)?;
        self.check_with_other_reader(&document, changes, &edits)?;
        Ok(Edited { document, edits })
    }

    /// Applies changes to the frontmatter, and replaces bytes of the body. No other reader checks
    /// the result.
    fn changed(&self, changes: &[Change], body: &[Edit]) -> Result<Preview, EditError> {
        let mut edits = self.lower(changes)?;
        if let Some(edit) = body.iter().find(|edit| edit.span.start < self.body.start) {
            return Err(unverified(edit.span));
        }
        edits.extend_from_slice(body);
        edits.sort_by_key(|edit| edit.span);
        let text = apply(self.text.as_str(), &edits)?;
        let document = Self::parse(text.into_bytes());
        self.check(&document, changes, body)?;
        Ok(Preview { document, edits })
    }

    /// Makes lost frontmatter readable.
    fn uncover(&self, edits: &[Edit]) -> Result<Edited, EditError> {
        let document = Self::parse(apply(self.text.as_str(), edits)?.into_bytes());
        if document.tree().is_none() {
            return Err(unverified(self.body));
        }
        Ok(Edited {
            document,
            edits: edits.to_vec(),
        })
    }

    fn lower(&self, changes: &[Change]) -> Result<Vec<Edit>, EditError> {
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let tree = self.tree().ok_or_else(|| unverified(self.yaml))?;
        lower(&Layout::new(self.text.as_str(), tree), changes)
    }

    /// Checks what changes and edits of the body made of the document.
    fn check(&self, after: &Self, changes: &[Change], body: &[Edit]) -> Result<(), EditError> {
        self.check_body(after, body)?;
        let (Some(old), Some(new)) = (self.tree(), after.tree()) else {
            // Without both trees, there is nothing to compare values with; only the body may have
            // changed.
            let untouched = changes.is_empty() && self.tree().is_none() == after.tree().is_none();
            return if untouched {
                Ok(())
            } else {
                Err(unverified(self.yaml))
            };
        };
        verify(
            (self.text.as_str(), old),
            (after.text.as_str(), new),
            changes,
        )
    }

    /// Checks that the body differs by these edits alone.
    fn check_body(&self, after: &Self, edits: &[Edit]) -> Result<(), EditError> {
        let is_same = if edits.is_empty() {
            after.body_text() == self.body_text()
        } else {
            // Relative to the body, because the frontmatter before it may have become longer.
            let within_body: Vec<Edit> = edits
                .iter()
                .map(|edit| Edit {
                    span: Span {
                        start: edit.span.start - self.body.start,
                        end: edit.span.end - self.body.start,
                    },
                    text: edit.text.clone(),
                })
                .collect();
            apply(self.body_text(), &within_body)? == after.body_text()
        };
        if is_same {
            Ok(())
        } else {
            Err(unverified(self.body))
        }
    }

    /// Has another reader compare both texts, without the long parts that no edit touches: both
    /// have the same bytes there. `edits`, in order, made this document the other one.
    fn check_with_other_reader(
        &self,
        after: &Self,
        changes: &[Change],
        edits: &[Edit],
    ) -> Result<(), EditError> {
        if changes.is_empty() {
            return Ok(());
        }
        let tree = self.tree().ok_or_else(|| unverified(self.yaml))?;
        let text = self.text.as_str();
        // That reader's values take many times the memory of the text.
        for part in edits.chunks(READ_AT_ONCE) {
            let excerpt = Excerpt::of(text, tree, part);
            let edits_left = if excerpt.is_whole() {
                None
            } else {
                excerpt.edits_left(edits)
            };
            let Some(left) = edits_left else {
                // The edits are too close together to be checked in parts.
                let all = Excerpt::of(text, tree, edits);
                return self.compare(after, tree, changes, (&all, edits));
            };
            self.compare(after, tree, changes, (&excerpt, &left))?;
        }
        Ok(())
    }

    /// Has another reader compare an excerpt before and after the edits in it.
    fn compare(
        &self,
        after: &Self,
        tree: &Tree,
        changes: &[Change],
        (excerpt, edits): (&Excerpt, &[Edit]),
    ) -> Result<(), EditError> {
        let mut both = excerpt.cuts.clone();
        both.extend_from_slice(edits);
        let old = apply(self.text.as_str(), &excerpt.cuts)?;
        let new = apply(self.text.as_str(), &both)?;
        let (Some(old), Some(new)) = (self.yaml_in(&old), after.yaml_in(&new)) else {
            return Err(unverified(self.yaml));
        };
        second_opinion(old, new, tree, changes, excerpt)
    }

    /// The frontmatter of an excerpt, which differs from this text only there.
    fn yaml_in<'e>(&self, excerpt: &'e str) -> Option<&'e str> {
        // Nothing outside the frontmatter is cut, so the rest has the same length as here.
        let Range { start, end } = self.yaml.range();
        let after = self.text.as_str().len() - end;
        excerpt.get(start..excerpt.len().checked_sub(after)?)
    }
}

fn unverified(span: Span) -> EditError {
    EditError {
        reason: Reason::Unverified,
        span,
    }
}

#[cfg(test)]
mod tests;
