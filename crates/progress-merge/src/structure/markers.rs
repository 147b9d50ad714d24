//! Conflict markers in the frontmatter.

use progress_core::document::Document;
use progress_git::git::ConflictStyle;
use yaml_lossless::edit::{Change, Value};

use super::{Draft, Structure, front, read};
use crate::Fallback;
use crate::marked;
use crate::plan::DERIVED;
use crate::three::{Side, Three, equal};
use crate::undone::undone;
use crate::value_path::ValuePath;
use crate::walk::Choices;

impl Structure<'_, '_> {
    /// The frontmatter with conflict markers.
    ///
    /// Markers are not YAML, so they cannot be planned and written like other changes. Instead the
    /// frontmatter is merged a second time, now with their side of each conflict. The two results
    /// differ only in the conflicts, so markers go around the lines in which their texts differ.
    pub(super) fn marked(&self, draft: &Draft, choices: Choices) -> Result<String, Fallback> {
        let with_base = undone(
            &draft.document,
            &read(self.fronts.base),
            draft.conflict_paths(),
        );
        // If there are several merge bases, Git first merges these with each other.
        if self.options.is_base
            && let Some(with_base) = &with_base
        {
            return Ok(front(with_base).to_owned());
        }
        let with_theirs = self.with_theirs(draft, choices);
        // Without them, the whole frontmatters are compared: more lines are marked, but no fewer.
        let texts = Three {
            base: with_base.as_ref().map_or(self.fronts.base, front),
            ours: front(&draft.document),
            theirs: with_theirs.as_ref().map_or(self.fronts.theirs, front),
        };
        if let Some(marked) = self.with_markers(texts) {
            return Ok(marked);
        }
        // An unmarked conflict would pass for a clean merge, so rather mark every difference
        // between the sides.
        self.with_markers(self.fronts).ok_or(Fallback::Unmarked)
    }

    /// The merge with their side of each conflict in the draft, but otherwise equal to it.
    fn with_theirs(&self, draft: &Draft, mut choices: Choices) -> Option<Document> {
        for path in draft.conflict_paths() {
            choices.insert(path.clone(), Side::Theirs);
        }
        // If it cannot be made, the caller compares the original frontmatters.
        let theirs = self.draft(&choices).ok()?;
        alike(&theirs.document, draft, &choices)
    }

    /// Our text with markers where theirs differs, including the base's lines if the style has
    /// them; `None` if nothing differs.
    fn with_markers(&self, texts: Three<&str>) -> Option<String> {
        if self.options.style != ConflictStyle::Merge {
            return marked::marked(texts, self.crlf(), self.options);
        }
        // With an empty base, every difference is a conflict.
        let lines = self
            .lines(Three {
                base: b"",
                ours: texts.ours.as_bytes(),
                theirs: texts.theirs.as_bytes(),
            })
            .ok()?;
        if lines.is_clean {
            return None;
        }
        String::from_utf8(lines.bytes()).ok()
    }
}

/// The document with the draft's values where these follow from other values, so that they are
/// not marked as conflicts. Chosen values stay; values that the tasks contradict are corrected.
fn alike(document: &Document, draft: &Draft, choices: &Choices) -> Option<Document> {
    let mut changes = Vec::new();
    // The dates follow from the status.
    for &key in DERIVED.iter().chain(&["started", "completed"]) {
        if choices.contains_key(&ValuePath::top(key)) {
            continue;
        }
        if let (Some(own), Some(wanted)) = (document.get(key), draft.document.get(key))
            && !equal(own, wanted)
        {
            changes.push(Change::Set(own.id(), Value::of(wanted)));
        }
    }
    let followed = document.edit(&changes).ok()?.document;
    let mut corrections = Vec::new();
    for wrong in &draft.wrong {
        if let Some(node) = followed.get(wrong.figure.key) {
            corrections.push(Change::Set(node.id(), wrong.figure.new.clone()));
        }
    }
    Some(followed.edit(&corrections).ok()?.document)
}
