//! From a task's name to its definition, and to all places that name it.

use gen_lsp_types::{
    DocumentHighlight, DocumentHighlightKind, Location, Position, ReferenceParams,
    TextDocumentPositionParams,
};
use progress_core::model::{FileId, TaskRef};
use progress_core::source::RootedPath;
use progress_core::workspace::{File, Workspace};
use serde_json::Value;
use yaml_lossless::text::Span;

use super::client::Refusal;
use super::encoding::Positions;
use super::occurrences::{Names, definition};
use super::session::{Place, Session};
use super::stand_ins::View;
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

/// Which files are searched for a task.
#[derive(Clone, Copy)]
pub(super) enum Reach {
    /// Those of the plan.
    Plan,
    /// All of the project.
    Project,
    /// All of the project as they are, even where they cannot be read: they will be edited.
    Edit,
}

impl Session {
    /// Where the task under the cursor is defined.
    pub(super) fn definition(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: TextDocumentPositionParams = serde_json::from_value(params)?;
        let Some(pointed) = self.pointed(&params, Reach::Plan) else {
            return Ok(Value::Null);
        };
        let Some(span) = definition(&pointed.workspace, pointed.task) else {
            return Ok(Value::Null);
        };
        let file = pointed.workspace.file(pointed.task.file);
        let view = self.view_of(pointed.project, file);
        if !view.has(span) {
            return Ok(Value::Null);
        }
        Ok(serde_json::to_value(self.location(
            &file.path,
            &view,
            view.now(span),
        ))?)
    }

    /// All places that name the task under the cursor.
    pub(super) fn references(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: ReferenceParams = serde_json::from_value(params)?;
        let position = &params.text_document_position_params;
        let Some(pointed) = self.pointed(position, Reach::Project) else {
            return Ok(Value::Null);
        };
        let mut locations = Vec::new();
        for id in pointed.workspace.ids() {
            let file = pointed.workspace.file(id);
            let view = self.view_of(pointed.project, file);
            for occurrence in Names::of(&pointed.workspace, id, &view).of_task(pointed.task) {
                if params.context.include_declaration || !occurrence.is_definition {
                    locations.push(self.location(&file.path, &view, occurrence.span));
                }
            }
        }
        Ok(serde_json::to_value(locations)?)
    }

    /// The places in the same document that name the task under the cursor.
    pub(super) fn highlights(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: TextDocumentPositionParams = serde_json::from_value(params)?;
        let Some(pointed) = self.pointed(&params, Reach::Plan) else {
            return Ok(Value::Null);
        };
        let view = self.view_of(pointed.project, pointed.workspace.file(pointed.file));
        let positions = Positions::new(view.text, self.abilities.encoding);
        let names = Names::of(&pointed.workspace, pointed.file, &view);
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

    /// The task under the cursor.
    pub(super) fn pointed(
        &mut self,
        params: &TextDocumentPositionParams,
        reach: Reach,
    ) -> Option<Pointed> {
        let (place, offset) = self.offset(&params.text_document.uri, params.position)?;
        let project = &self.projects[place.0];
        let workspace = match reach {
            Reach::Plan => project.load_plan(&place.1),
            Reach::Project => {
                // Most words are no task, and need no more than the plan.
                self.task_at(&place, offset, project.load_plan(&place.1))?;
                project.load_all()
            }
            Reach::Edit => project.load_exactly(),
        };
        self.task_at(&place, offset, workspace)
    }

    fn task_at(&self, place: &Place, offset: usize, workspace: Workspace) -> Option<Pointed> {
        let file = workspace.id_of(place.1.as_str())?;
        let view = self.view_of(place.0, workspace.file(file));
        let (task, span) = Names::of(&workspace, file, &view).task_at(offset)?;
        Some(Pointed {
            project: place.0,
            workspace,
            file,
            task,
            span,
        })
    }

    /// A file of a project, as it was loaded.
    pub(super) fn view_of<'a>(&'a self, project: usize, file: &'a File) -> View<'a> {
        let memory = &self.projects[project].memory;
        memory.view_as(&file.path, &file.document)
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
    pub(super) fn location(&self, path: &RootedPath, view: &View<'_>, span: Span) -> Location {
        let positions = Positions::new(view.text, self.abilities.encoding);
        Location {
            uri: self.uri_of(path),
            range: positions.range(span),
        }
    }

    /// The URI of a file: that of the client, if it has the file open.
    pub(super) fn uri_of(&self, path: &RootedPath) -> gen_lsp_types::Uri {
        let mut open = self.documents.values();
        let known = open.find(|open| open.place.as_ref().is_some_and(|(_, it)| it == path));
        match known {
            Some(open) => open.uri.clone(),
            None => uri::of_path(path.absolute()),
        }
    }
}

impl Pointed {
    /// The ID of the task.
    pub(super) fn id(&self) -> &str {
        let task = self.workspace.plans.task(self.task);
        task.and_then(|task| task.id_text()).unwrap_or_default()
    }
}
