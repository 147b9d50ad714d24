//! Findings as diagnostics.

use std::cell::RefCell;
use std::collections::BTreeMap;

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, Location, Message, Uri,
};
use progress_core::config::Severity;
use progress_core::lint::{Finding, Related};
use progress_core::model::FileId;
use progress_core::workspace::Workspace;
use serde_json::json;

use super::capabilities::Abilities;
use super::encoding::Positions;
use super::uri;
use crate::report::documentation;

/// The name of the source of diagnostics.
pub(super) const SOURCE: &str = "progress";

/// Rules whose findings are about something that can be removed without loss.
const UNNECESSARY: &[&str] = &["unused-ignore", "duplicate-entry"];

/// Converts the findings of one file.
pub(super) struct Conversion<'a> {
    workspace: &'a Workspace,
    positions: &'a Positions<'a>,
    abilities: &'a Abilities,
    /// The lines of the files with related places. Hundreds of findings may be related to one file.
    related: RefCell<BTreeMap<FileId, Positions<'a>>>,
}

impl<'a> Conversion<'a> {
    /// Converts findings in the file with these positions.
    pub(super) fn new(
        workspace: &'a Workspace,
        positions: &'a Positions<'a>,
        abilities: &'a Abilities,
    ) -> Self {
        Self {
            workspace,
            positions,
            abilities,
            related: RefCell::default(),
        }
    }

    /// The diagnostic for a finding; `None` if it is not about a file.
    pub(super) fn diagnostic(&self, finding: &Finding) -> Option<Diagnostic> {
        let place = finding.place()?;
        let mut message = finding.message.clone();
        if let Some(help) = &finding.help {
            message += "\nhelp: ";
            message += help;
        }
        let href = Uri(documentation(finding.rule));
        Some(Diagnostic {
            range: self.positions.range(place.span),
            severity: Some(severity(finding.severity)),
            code: Some(Code::String(finding.rule.to_owned())),
            code_description: self
                .abilities
                .code_description
                .then_some(CodeDescription { href }),
            source: Some(SOURCE.to_owned()),
            message: Message::String(message),
            tags: self.tags(finding),
            related_information: self.related(finding),
            data: self
                .abilities
                .diagnostic_data
                .then(|| json!({"fingerprint": finding.fingerprint})),
        })
    }

    fn tags(&self, finding: &Finding) -> Option<Vec<DiagnosticTag>> {
        let is_unnecessary = self.abilities.tags && UNNECESSARY.contains(&finding.rule);
        is_unnecessary.then(|| vec![DiagnosticTag::Unnecessary])
    }

    fn related(&self, finding: &Finding) -> Option<Vec<DiagnosticRelatedInformation>> {
        if !self.abilities.related_information || finding.related.is_empty() {
            return None;
        }
        let related = finding.related.iter();
        Some(related.map(|related| self.information(related)).collect())
    }

    fn information(&self, related: &Related) -> DiagnosticRelatedInformation {
        let file = self.workspace.file(related.place.file);
        let text = file.document.text.as_str();
        let mut known = self.related.borrow_mut();
        let positions = known
            .entry(related.place.file)
            .or_insert_with(|| Positions::new(text, self.abilities.encoding));
        DiagnosticRelatedInformation {
            location: Location {
                uri: uri::of_path(file.path.absolute()),
                range: positions.range(related.place.span),
            },
            message: related.message.clone(),
        }
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        // Findings that are off are never reported.
        Severity::Advice | Severity::Off => DiagnosticSeverity::Information,
    }
}
