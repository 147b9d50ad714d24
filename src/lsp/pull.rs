//! Diagnostics that the client asks for.

use std::collections::HashMap;

use gen_lsp_types::{
    Diagnostic, DocumentDiagnosticParams, FullDocumentDiagnosticReport, RelatedDocument,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};
use progress_core::source::folder_of;
use serde_json::{Value, json};

use super::checked::ResultId;
use super::client::Refusal;
use super::session::Session;
use super::uri;

impl Session {
    /// The diagnostics of one document, and those that it causes elsewhere.
    pub(super) fn document_diagnostics(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: DocumentDiagnosticParams = serde_json::from_value(params)?;
        let uri = params.text_document.uri;
        let result_id = self.told(&uri.0).unwrap_or(ResultId::of(&[])).to_string();
        let related_documents = self.related_documents(&uri);
        if params.previous_result_id.as_ref() == Some(&result_id) {
            return Ok(serde_json::to_value(
                RelatedUnchangedDocumentDiagnosticReport {
                    related_documents,
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                        result_id,
                    },
                },
            )?);
        }
        Ok(serde_json::to_value(RelatedFullDocumentDiagnosticReport {
            related_documents,
            full_document_diagnostic_report: full(self.diagnostics(&uri.0)),
        })?)
    }

    /// The diagnostics of all files that have any, or had some before.
    pub(super) fn workspace_diagnostics(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: WorkspaceDiagnosticParams = serde_json::from_value(params)?;
        let mut previous: HashMap<String, String> = HashMap::new();
        for known in params.previous_result_ids {
            previous.insert(known.uri.0, known.value);
        }
        let mut items = Vec::new();
        let keys: Vec<String> = self.documents.keys().cloned().collect();
        for key in keys {
            let Some(result) = self.told(&key) else {
                continue;
            };
            let version = self.documents.get(&key).map(|open| open.buffer.version);
            let is_known = previous.remove(&key) == Some(result.to_string());
            let diagnostics = (!is_known).then(|| self.diagnostics(&key));
            items.push(report(Uri(key), version, result, diagnostics));
        }
        for (uri, diagnostics) in self.closed_diagnostics() {
            let result = ResultId::of(diagnostics);
            let is_known = previous.remove(&uri.0) == Some(result.to_string());
            let diagnostics = (!is_known).then(|| diagnostics.clone());
            items.push(report(uri, None, result, diagnostics));
        }
        // What the client still shows of files that are gone is to be cleared.
        let nothing = ResultId::of(&[]);
        for (uri, before) in previous {
            let version = self.documents.get(&uri).map(|open| open.buffer.version);
            let diagnostics = (before != nothing.to_string()).then(Vec::new);
            items.push(report(Uri(uri), version, nothing, diagnostics));
        }
        Ok(json!({"items": items}))
    }

    /// The ID of the diagnostics of an open document, which the client then knows.
    fn told(&mut self, key: &str) -> Option<ResultId> {
        let result = self.result(key)?;
        let open = self.documents.get_mut(key)?;
        open.published = Some((open.buffer.version, result));
        Some(result)
    }

    /// The diagnostics of an open document.
    fn diagnostics(&mut self, key: &str) -> Vec<Diagnostic> {
        let found = self.found(key);
        found.map_or_else(Vec::new, |found| found.diagnostics.to_vec())
    }

    /// What is known of the plan's files that are not open.
    fn related_documents(&self, uri: &Uri) -> Option<HashMap<Uri, RelatedDocument>> {
        if !self.abilities.related_documents {
            return None;
        }
        let (_, (project, path)) = self.document(uri)?;
        let folder = folder_of(path.as_str());
        let mut related = HashMap::new();
        for ((of, other), diagnostics) in &self.caused {
            if of == project && folder_of(other.as_str()) == folder {
                let document = RelatedDocument::from(full(diagnostics.clone()));
                related.insert(uri::of_path(other.absolute()), document);
            }
        }
        Some(related)
    }
}

/// The report on one file; without diagnostics, it says that the client knows them.
fn report(
    uri: Uri,
    version: Option<i32>,
    result: ResultId,
    diagnostics: Option<Vec<Diagnostic>>,
) -> WorkspaceDocumentDiagnosticReport {
    match diagnostics {
        Some(items) => WorkspaceFullDocumentDiagnosticReport {
            uri,
            version,
            full_document_diagnostic_report: full(items),
        }
        .into(),
        None => WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                result_id: result.to_string(),
            },
        }
        .into(),
    }
}

fn full(items: Vec<Diagnostic>) -> FullDocumentDiagnosticReport {
    FullDocumentDiagnosticReport {
        result_id: Some(ResultId::of(&items).to_string()),
        items,
    }
}
