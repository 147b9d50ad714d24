//! Code actions: fixes, ignore comments, and all safe fixes at once.

use gen_lsp_types::{Code, CodeAction, CodeActionKind, CodeActionParams, Diagnostic, Uri};
use progress_core::fix::apply_one;
use progress_core::lint::{Finding, Ignorable, Safety, ignore};
use serde_json::{Value, json};
use yaml_lossless::text::{Edit, Span};

use super::capabilities::FIX_ALL;
use super::client::Refusal;
use super::diagnostics::SOURCE;
use super::edits::{DocumentEdits, differing_lines, text_edits};
use super::encoding::Positions;
use super::session::{Checked, Session};

/// The rule whose fix needs a date from the history.
const DATED: &str = "completed-date-missing";

impl Session {
    /// The actions for a range of a document.
    pub(super) fn code_actions(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: CodeActionParams = serde_json::from_value(params)?;
        let uri = params.text_document.uri;
        // Without literal support, only commands could be offered, and a fix is an edit.
        if !self.abilities.code_actions {
            return Ok(Value::Null);
        }
        let encoding = self.abilities.encoding;
        let Some(checked) = self.checked(&uri.0).cloned() else {
            return Ok(Value::Null);
        };
        let only = params.context.only.unwrap_or_default();
        let mut actions = Vec::new();
        if wants(&only, &CodeActionKind::QuickFix) {
            let text = checked.document.text.as_str();
            let span = Positions::new(text, encoding).span(params.range);
            let findings = self.with_dates(&uri, &checked);
            let here: Vec<&Finding> = findings
                .iter()
                .filter(|finding| touches(finding, span))
                .collect();
            for finding in &here {
                actions.extend(self.fix(&uri, &checked, finding));
            }
            for finding in &here {
                actions.extend(self.ignore(&uri, &checked, finding));
            }
        }
        if wants(&only, &CodeActionKind::from(FIX_ALL.to_owned())) {
            actions.extend(self.fix_all(&uri, &checked));
        }
        Ok(serde_json::to_value(actions)?)
    }

    /// Fills in the edit of an action that was chosen.
    pub(super) fn resolve_action(&mut self, params: Value) -> Result<Value, Refusal> {
        let mut action: CodeAction = serde_json::from_value(params)?;
        let uri = action.data.as_ref().and_then(|data| data["uri"].as_str());
        let Some(uri) = uri.map(Uri::from) else {
            return Ok(serde_json::to_value(action)?);
        };
        action.edit = self.all_fixes(&uri);
        Ok(serde_json::to_value(action)?)
    }

    /// The findings, with fixes for those that need the history, if there are any.
    fn with_dates(&self, uri: &Uri, checked: &Checked) -> Vec<Finding> {
        let is_dated = |finding: &Finding| finding.rule == DATED && finding.fix.is_none();
        if let Some((_, (project, path))) = self.document(uri)
            && checked.findings.iter().any(is_dated)
        {
            return self.projects[*project].dated(path);
        }
        checked.findings.clone()
    }

    fn fix(&self, uri: &Uri, checked: &Checked, finding: &Finding) -> Option<CodeAction> {
        let fix = finding.fix.as_ref()?;
        // What cannot be made is not offered.
        let edited = apply_one(&checked.document, fix)?;
        let title = match fix.safety {
            Safety::Safe => fix.title.clone(),
            Safety::Unsafe => format!("{} (unsafe)", fix.title),
        };
        let mut action = self.action(uri, checked, finding, title, &edited.edits)?;
        action.is_preferred = (fix.safety == Safety::Safe).then_some(true);
        Some(action)
    }

    fn ignore(&self, uri: &Uri, checked: &Checked, finding: &Finding) -> Option<CodeAction> {
        let place = finding.place()?;
        let ignorable = Ignorable {
            start: place.span.start as usize,
            rule: finding.rule,
        };
        let (edited, _) = ignore(&checked.document, &[ignorable])?;
        let title = format!("Ignore `{}` here", finding.rule);
        self.action(uri, checked, finding, title, &edited.edits)
    }

    fn action(
        &self,
        uri: &Uri,
        checked: &Checked,
        finding: &Finding,
        title: String,
        edits: &[Edit],
    ) -> Option<CodeAction> {
        let diagnostic = diagnostic_of(checked, finding)?;
        let document = DocumentEdits {
            uri: uri.clone(),
            edits: text_edits(
                checked.document.text.as_str(),
                edits,
                self.abilities.encoding,
            ),
        };
        Some(CodeAction {
            title,
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![diagnostic.clone()]),
            edit: Some(self.workspace_edit(vec![document])),
            ..CodeAction::default()
        })
    }

    fn fix_all(&self, uri: &Uri, checked: &Checked) -> Option<CodeAction> {
        let mut fixes = checked.findings.iter().filter_map(|it| it.fix.as_ref());
        // Without any, there is no need to try.
        if !fixes.any(|fix| fix.safety == Safety::Safe) {
            return None;
        }
        let mut action = CodeAction {
            title: format!("{SOURCE}: make all safe fixes"),
            kind: Some(CodeActionKind::from(FIX_ALL.to_owned())),
            ..CodeAction::default()
        };
        if self.abilities.resolves_actions {
            action.data = Some(json!({"uri": uri.0}));
        } else {
            action.edit = Some(self.all_fixes(uri)?);
        }
        Some(action)
    }

    fn all_fixes(&self, uri: &Uri) -> Option<gen_lsp_types::WorkspaceEdit> {
        let (_, (project, path)) = self.document(uri)?;
        let fixed = self.projects[*project].fixed(path)?;
        let edits = differing_lines(&fixed.before, &fixed.after);
        let document = DocumentEdits {
            uri: uri.clone(),
            edits: text_edits(&fixed.before, &edits, self.abilities.encoding),
        };
        Some(self.workspace_edit(vec![document]))
    }
}

/// The diagnostic of a finding.
fn diagnostic_of<'c>(checked: &'c Checked, finding: &Finding) -> Option<&'c Diagnostic> {
    let place = finding.place()?;
    let mut pairs = checked.findings.iter().zip(&checked.diagnostics);
    let found = pairs.find(|(other, diagnostic)| {
        let is_of_rule = diagnostic.code == Some(Code::String(finding.rule.to_owned()));
        is_of_rule
            && other.rule == finding.rule
            && other.place().is_some_and(|other| other.span == place.span)
            && other.message == finding.message
    });
    found.map(|(_, diagnostic)| diagnostic)
}

/// Whether an action of this kind is asked for: of any kind, or of one that includes it.
fn wants(only: &[CodeActionKind], kind: &CodeActionKind) -> bool {
    let kind = String::from(kind.clone());
    only.is_empty()
        || only.iter().any(|wanted| {
            let wanted = String::from(wanted.clone());
            // `source` includes `source.fixAll`, but not `sources`.
            match kind.strip_prefix(&wanted) {
                Some(rest) => wanted.is_empty() || rest.is_empty() || rest.starts_with('.'),
                None => false,
            }
        })
}

/// Whether a finding overlaps a span, which may be a mere cursor.
fn touches(finding: &Finding, span: Span) -> bool {
    let place = finding.place();
    place.is_some_and(|place| place.span.start <= span.end && span.start <= place.span.end)
}
