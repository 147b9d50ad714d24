//! Renames a task wherever it is named.

use gen_lsp_types::{PrepareRenamePlaceholder, RenameParams, TextDocumentPositionParams};
use lsp_server::ErrorCode;
use progress_core::display::visible;
use progress_core::document::Document;
use progress_core::model::FileId;
use progress_core::model::id::is_id;
use serde_json::Value;
use yaml_lossless::text::{Edit, Span, apply};
use yaml_lossless::{Scalar, Style};

use super::client::Refusal;
use super::edits::{DocumentEdits, text_edits};
use super::encoding::Positions;
use super::navigation::{Pointed, Reach};
use super::occurrences::{Names, ids_of_plan};
use super::session::Session;

impl Session {
    /// The name that can be changed here.
    pub(super) fn prepare_rename(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: TextDocumentPositionParams = serde_json::from_value(params)?;
        let Some(pointed) = self.pointed(&params, Reach::Plan) else {
            return Ok(Value::Null);
        };
        let view = self.view_of(pointed.project, pointed.workspace.file(pointed.file));
        let positions = Positions::new(view.text, self.abilities.encoding);
        Ok(serde_json::to_value(PrepareRenamePlaceholder {
            range: positions.range(pointed.span),
            placeholder: pointed.id().to_owned(),
        })?)
    }

    /// Changes the ID of the task under the cursor in all files.
    pub(super) fn rename(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: RenameParams = serde_json::from_value(params)?;
        let position = &params.text_document_position_params;
        let Some(pointed) = self.pointed(position, Reach::Edit) else {
            return Err(self.why_not(position));
        };
        let new = params.new_name.trim();
        check(&pointed, new)?;
        let mut documents = Vec::new();
        for id in pointed.workspace.ids() {
            let file = pointed.workspace.file(id);
            let view = self.view_of(pointed.project, file);
            let occurrences = Names::of(&pointed.workspace, id, &view).of_task(pointed.task);
            if occurrences.is_empty() {
                continue;
            }
            if let Some(inexact) = occurrences.iter().find(|it| !it.is_exact) {
                let path = visible(file.path.as_str()).into_owned();
                let written = visible(file.document.text.slice(inexact.span)).into_owned();
                return Err(Refusal::failed(format!(
                    "`{path}` names the task as `{written}`; write it without escapes first"
                )));
            }
            let edits: Vec<Edit> = occurrences
                .iter()
                .map(|occurrence| edit(&file.document, occurrence.span, new))
                .collect();
            // The result must be as readable as the file was.
            let result = apply(file.document.text.as_str(), &edits)
                .map(|text| Document::parse(text.into_bytes()));
            let is_readable =
                result.is_ok_and(|it| it.tree().is_some() == file.document.tree().is_some());
            if !is_readable {
                let path = visible(file.path.as_str()).into_owned();
                return Err(Refusal::failed(format!("cannot edit `{path}` safely")));
            }
            documents.push(DocumentEdits {
                uri: self.uri_of(&file.path),
                edits: text_edits(file.document.text.as_str(), &edits, self.abilities.encoding),
            });
        }
        Ok(serde_json::to_value(self.workspace_edit(documents))?)
    }

    /// Why nothing can be renamed here.
    fn why_not(&mut self, position: &TextDocumentPositionParams) -> Refusal {
        if let Some(pointed) = self.pointed(position, Reach::Plan) {
            let file = pointed.workspace.file(pointed.task.file);
            let memory = &self.projects[pointed.project].memory;
            if memory.stand_ins.has(&file.path) {
                let path = visible(file.path.as_str());
                return Refusal::failed(format!("`{path}` has invalid YAML; correct that first"));
            }
        }
        Refusal::failed("there is no task here")
    }
}

fn check(pointed: &Pointed, new: &str) -> Result<(), Refusal> {
    let shown = visible(new);
    if !is_id(new) {
        let message = format!(
            "`{shown}` is not a valid task ID; use letters and digits in parts joined by `-`, `.` \
             or `_`"
        );
        return Err(Refusal::new(ErrorCode::InvalidParams, message));
    }
    let plan: FileId = pointed.task.file;
    if new != pointed.id() && ids_of_plan(&pointed.workspace, plan).any(|id| id == new) {
        let message = format!("the plan already has a task `{shown}`");
        return Err(Refusal::new(ErrorCode::InvalidParams, message));
    }
    Ok(())
}

/// The edit of one place. Where a plain `1.10` would be read as a number, it gets quotes.
fn edit(document: &Document, span: Span, new: &str) -> Edit {
    let node = document
        .tree()
        .and_then(|tree| tree.last_before(span.start as usize + 1));
    let is_plain_value =
        node.is_some_and(|node| node.span() == span && node.style() == Style::Plain);
    let is_text = matches!(Scalar::plain(new), Scalar::Text(_));
    Edit {
        span,
        text: if is_plain_value && !is_text {
            format!("\"{new}\"")
        } else {
            new.to_owned()
        },
    }
}
