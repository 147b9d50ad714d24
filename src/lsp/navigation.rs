//! From a task's name to its definition, and to all places that name it.

use gen_lsp_types::{
    DocumentHighlight, DocumentHighlightKind, Location, Position, ReferenceParams,
    TextDocumentPositionParams,
};
use progress_core::model::{FileId, TaskRef};
use progress_core::workspace::Workspace;
use serde_json::Value;
use yaml_lossless::text::Span;

use super::client::Refusal;
use super::encoding::Positions;
use super::occurrences::{Names, Occurrence, definition};
use super::session::{Place, Session};
use super::uri;

/// A task under the cursor, in a workspace that contains its plan.
pub(super) struct Pointed {
    /// The project's position.
    pub(super) project: usize,
    pub(super) workspace: Workspace,
    pub(super) file: FileId,
    pub(super) task: TaskRef,
    /// The bytes of the name under the cursor.
    pub(super) span: Span,
}

impl Session {
    /// Where the task under the cursor is defined.
    pub(super) fn definition(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: TextDocumentPositionParams = serde_json::from_value(params)?;
        let Some(pointed) = self.pointed(&params, false) else {
            return Ok(Value::Null);
        };
        let Some(span) = definition(&pointed.workspace, pointed.task) else {
            return Ok(Value::Null);
        };
        let location = self.location(&pointed.workspace, pointed.task.file, span);
        Ok(serde_json::to_value(location)?)
    }

    /// All places that name the task under the cursor.
    pub(super) fn references(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: ReferenceParams = serde_json::from_value(params)?;
        let position = &params.text_document_position_params;
        let Some(pointed) = self.pointed(position, true) else {
            return Ok(Value::Null);
        };
        let mut locations = Vec::new();
        for (file, occurrences) in pointed.everywhere() {
            for occurrence in occurrences {
                if params.context.include_declaration || !occurrence.is_definition {
                    locations.push(self.location(&pointed.workspace, file, occurrence.span));
                }
            }
        }
        Ok(serde_json::to_value(locations)?)
    }

    /// The places in the same document that name the task under the cursor.
    pub(super) fn highlights(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: TextDocumentPositionParams = serde_json::from_value(params)?;
        let Some(pointed) = self.pointed(&params, false) else {
            return Ok(Value::Null);
        };
        let document = &pointed.workspace.file(pointed.file).document;
        let positions = Positions::new(document.text.as_str(), self.abilities.encoding);
        let names = Names::of(&pointed.workspace, pointed.file);
        let found = names.of_task(pointed.task).into_iter();
        let highlights: Vec<DocumentHighlight> = found
            .map(|occurrence| DocumentHighlight {
                range: positions.range(occurrence.span),
                kind: Some(if occurrence.is_definition {
                    DocumentHighlightKind::Write
                } else {
                    DocumentHighlightKind::Read
                }),
            })
            .collect();
        Ok(serde_json::to_value(highlights)?)
    }

    /// The task under the cursor. With `everywhere`, all plans are loaded.
    pub(super) fn pointed(
        &mut self,
        params: &TextDocumentPositionParams,
        everywhere: bool,
    ) -> Option<Pointed> {
        let (place, offset) = self.offset(&params.text_document.uri, params.position)?;
        let (index, path) = place;
        let project = &self.projects[index];
        let plan = project.load_plan(&path);
        let file = plan.id_of(path.as_str())?;
        let (task, span) = Names::of(&plan, file).task_at(offset)?;
        if !everywhere {
            return Some(Pointed {
                project: index,
                workspace: plan,
                file,
                task,
                span,
            });
        }
        let workspace = project.load_all();
        let file = workspace.id_of(path.as_str())?;
        // In another workspace, tasks have other positions.
        let (task, span) = Names::of(&workspace, file).task_at(offset)?;
        Some(Pointed {
            project: index,
            workspace,
            file,
            task,
            span,
        })
    }

    /// A position in a document that may be a progress file, as a byte offset.
    pub(super) fn offset(
        &mut self,
        uri: &gen_lsp_types::Uri,
        position: Position,
    ) -> Option<(Place, usize)> {
        let encoding = self.abilities.encoding;
        let (open, place) = self.document(uri)?;
        let offset = Positions::new(&open.buffer.text, encoding).offset(position);
        Some((place.clone(), offset))
    }

    /// A place in a file.
    pub(super) fn location(&self, workspace: &Workspace, file: FileId, span: Span) -> Location {
        let file = workspace.file(file);
        let positions = Positions::new(file.document.text.as_str(), self.abilities.encoding);
        Location {
            uri: self.uri_of(&file.path),
            range: positions.range(span),
        }
    }

    /// The URI of a file: that of the client, if it has the file open.
    pub(super) fn uri_of(&self, path: &progress_core::source::RootedPath) -> gen_lsp_types::Uri {
        let mut open = self.documents.values();
        let known = open.find(|open| open.place.as_ref().is_some_and(|(_, it)| it == path));
        match known {
            Some(open) => open.uri.clone(),
            None => uri::of_path(path.absolute()),
        }
    }
}

impl Pointed {
    /// The places that name the task, by file.
    pub(super) fn everywhere(&self) -> impl Iterator<Item = (FileId, Vec<Occurrence>)> {
        self.workspace.ids().map(|file| {
            let names = Names::of(&self.workspace, file);
            (file, names.of_task(self.task))
        })
    }

    /// The ID of the task.
    pub(super) fn id(&self) -> &str {
        let task = self.workspace.plans.task(self.task);
        task.and_then(|task| task.id_text()).unwrap_or_default()
    }
}
