//! Diagnostics that the client asks for.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;
use gen_lsp_types::{
    Diagnostic, DocumentDiagnosticParams, FullDocumentDiagnosticReport, RelatedDocument,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};
use progress_core::source::folder_of;
use serde_json::{Value, json};

use super::client::Refusal;
use super::session::Session;
use super::uri;

impl Session {
    /// The diagnostics of one document, and those that it causes elsewhere.
    pub(super) fn document_diagnostics(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: DocumentDiagnosticParams = serde_json::from_value(params)?;
        let uri = params.text_document.uri;
        let diagnostics = self.told(&uri.0).unwrap_or_default();
        let related_documents = self.related_documents(&uri);
        let result_id = result_id(&diagnostics);
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
            full_document_diagnostic_report: full(diagnostics),
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
        for (uri, version, diagnostics) in self.everything() {
            let before = previous.remove(&uri.0);
            items.push(report(uri, version, diagnostics, before.as_deref()));
        }
        // What the client still shows of files that are gone is to be cleared.
        for (uri, before) in previous {
            let version = self.documents.get(&uri).map(|open| open.buffer.version);
            items.push(report(Uri(uri), version, Vec::new(), Some(&before)));
        }
        Ok(json!({"items": items}))
    }

    /// The diagnostics of an open document, which the client then knows.
    fn told(&mut self, key: &str) -> Option<Vec<Diagnostic>> {
        let diagnostics = Arc::clone(&self.checked(key)?.diagnostics);
        let open = self.documents.get_mut(key)?;
        open.published = Some((open.buffer.version, Arc::clone(&diagnostics)));
        Some(diagnostics.to_vec())
    }

    /// The diagnostics of every file with a finding, and of every open document.
    fn everything(&mut self) -> Vec<(Uri, Option<i32>, Vec<Diagnostic>)> {
        let keys: Vec<String> = self.documents.keys().cloned().collect();
        let mut found = Vec::new();
        for key in keys {
            let Some(diagnostics) = self.told(&key) else {
                continue;
            };
            if let Some(open) = self.documents.get(&key) {
                found.push((open.uri.clone(), Some(open.buffer.version), diagnostics));
            }
        }
        let closed = self.closed_diagnostics();
        found.extend(closed.map(|(uri, diagnostics)| (uri, None, diagnostics.clone())));
        found
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

fn report(
    uri: Uri,
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
    before: Option<&str>,
) -> WorkspaceDocumentDiagnosticReport {
    let result_id = result_id(&diagnostics);
    if before == Some(result_id.as_str()) {
        return WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        }
        .into();
    }
    WorkspaceFullDocumentDiagnosticReport {
        uri,
        version,
        full_document_diagnostic_report: full(diagnostics),
    }
    .into()
}

fn full(items: Vec<Diagnostic>) -> FullDocumentDiagnosticReport {
    FullDocumentDiagnosticReport {
        result_id: Some(result_id(&items)),
        items,
    }
}

/// Names a result: equal diagnostics have equal names.
fn result_id(diagnostics: &[Diagnostic]) -> String {
    let text = serde_json::to_string(diagnostics).unwrap_or_default();
    format!("{:016x}", FixedState::default().hash_one(text))
}
