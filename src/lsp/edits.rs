//! Edits of documents.

use std::collections::HashMap;

use gen_lsp_types::{
    OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextDocumentIdentifier, TextEdit,
    Uri, WorkspaceEdit,
};
use similar::{ChangeTag, TextDiff};
use yaml_lossless::text::{Edit, Span};

use super::encoding::{Encoding, Positions};
use super::session::Session;

/// Edits of one document, which need not be open.
pub(super) struct DocumentEdits {
    pub(super) uri: Uri,
    pub(super) edits: Vec<TextEdit>,
}

impl Session {
    /// Combines edits of documents into one that is made as a whole.
    pub(super) fn workspace_edit(&self, documents: Vec<DocumentEdits>) -> WorkspaceEdit {
        if !self.abilities.document_changes {
            let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
            for document in documents {
                changes
                    .entry(document.uri)
                    .or_default()
                    .extend(document.edits);
            }
            return WorkspaceEdit {
                changes: Some(changes),
                ..WorkspaceEdit::default()
            };
        }
        let mut changes = Vec::with_capacity(documents.len());
        for DocumentEdits { uri, edits } in documents {
            // With the version, the client refuses edits of a text that changed meanwhile.
            let open = self.documents.get(&uri.0);
            let edit = TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier {
                    version: open.map(|open| open.buffer.version),
                    text_document_identifier: TextDocumentIdentifier { uri },
                },
                edits: edits.into_iter().map(Into::into).collect(),
            };
            changes.push(edit.into());
        }
        WorkspaceEdit {
            document_changes: Some(changes),
            ..WorkspaceEdit::default()
        }
    }
}

/// Edits of bytes as the client counts them.
pub(super) fn text_edits(text: &str, edits: &[Edit], encoding: Encoding) -> Vec<TextEdit> {
    let positions = Positions::new(text, encoding);
    let edits = edits.iter().map(|edit| TextEdit {
        range: positions.range(edit.span),
        new_text: edit.text.clone(),
    });
    edits.collect()
}

/// The lines that differ between two versions of a text, as edits of the first. Replacing the whole
/// text would move the cursor, and lose folds and marks.
pub(super) fn differing_lines(before: &str, after: &str) -> Vec<Edit> {
    let diff = TextDiff::from_lines(before, after);
    let mut edits: Vec<Edit> = Vec::new();
    let (mut at, mut is_new) = (0, true);
    for change in diff.iter_all_changes() {
        let line = change.value();
        if change.tag() == ChangeTag::Equal {
            at += line.len();
            is_new = true;
            continue;
        }
        if is_new {
            edits.push(Edit {
                span: Span::new(at, at),
                text: String::new(),
            });
            is_new = false;
        }
        let Some(edit) = edits.last_mut() else {
            continue;
        };
        if change.tag() == ChangeTag::Delete {
            at += line.len();
            edit.span = Span::new(edit.span.start as usize, at);
        } else {
            edit.text.push_str(line);
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use yaml_lossless::text::apply;

    use super::*;

    proptest! {
        #[test]
        fn the_edits_lead_from_one_text_to_the_other(
            before in "([abé]{0,2}\r?\n?){0,8}",
            after in "([abé]{0,2}\r?\n?){0,8}",
        ) {
            let edits = differing_lines(&before, &after);
            prop_assert_eq!(apply(&before, &edits).unwrap(), after);
        }
    }

    #[test]
    fn equal_lines_are_not_touched() {
        let edits = differing_lines("a\nb\nc\n", "a\nx\nc\n");
        assert_eq!(edits.len(), 1);
        assert_eq!(edits[0].span, Span::new(2, 4));
        assert_eq!(edits[0].text, "x\n");
    }
}
