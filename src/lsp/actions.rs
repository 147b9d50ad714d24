//! Code actions: fixes, ignore comments, and all safe fixes at once.

use gen_lsp_types::{Code, CodeAction, CodeActionKind, CodeActionParams, Diagnostic, Uri};
use progress_core::document::Document;
use progress_core::fix::apply_one;
use progress_core::lint::{Finding, Ignorable, Safety, ignore};
use serde_json::{Value, json};
use yaml_lossless::text::{Edit, Span};

use super::capabilities::FIX_ALL;
use super::checked::Found;
use super::client::Refusal;
use super::diagnostics::SOURCE;
use super::edits::{DocumentEdits, differing_lines, text_edits};
use super::encoding::Positions;
use super::session::Session;

/// The rule whose fix needs a date from the history.
const DATED: &str = "completed-date-missing";

/// A document that actions change, and what is known about it.
struct Target<'t> {
    uri: &'t Uri,
    document: &'t Document,
    found: &'t Found,
}

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
        let Some(found) = self.found(&uri.0) else {
            return Ok(Value::Null);
        };
        let Some(document) = self.parsed(&uri.0) else {
            return Ok(Value::Null);
        };
        let target = Target {
            uri: &uri,
            document: &document,
            found: &found,
        };
        let only = params.context.only.unwrap_or_default();
        let mut actions = Vec::new();
        if wants(&only, &CodeActionKind::QuickFix) {
            let span = Positions::new(document.text.as_str(), encoding).span(params.range);
            let findings = self.with_dates(&target);
            let named = params.context.diagnostics;
            let here: Vec<&Finding> = findings
                .iter()
                .filter(|it| touches(it, span) || is_named(&target, it, &named))
                .collect();
            for finding in &here {
                actions.extend(self.fix(&target, finding));
            }
            for finding in &here {
                actions.extend(self.ignore(&target, finding));
            }
        }
        if wants(&only, &CodeActionKind::from(FIX_ALL.to_owned())) {
            actions.extend(self.fix_all(&target));
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
    fn with_dates(&self, target: &Target<'_>) -> Vec<Finding> {
        let is_dated = |finding: &Finding| finding.rule == DATED && finding.fix.is_none();
        if let Some((_, (project, path))) = self.document(target.uri)
            && target.found.findings.iter().any(is_dated)
        {
            return self.projects[*project].dated(path);
        }
        target.found.findings.to_vec()
    }

    fn fix(&self, target: &Target<'_>, finding: &Finding) -> Option<CodeAction> {
        let fix = finding.fix.as_ref()?;
        // What cannot be made is not offered.
        let edited = apply_one(target.document, fix)?;
        let title = match fix.safety {
            Safety::Safe => fix.title.clone(),
            Safety::Unsafe => format!("{} (unsafe)", fix.title),
        };
        let mut action = self.action(target, finding, title, &edited.edits)?;
        action.is_preferred = (fix.safety == Safety::Safe).then_some(true);
        Some(action)
    }

    fn ignore(&self, target: &Target<'_>, finding: &Finding) -> Option<CodeAction> {
        let place = finding.place()?;
        let ignorable = Ignorable {
            start: place.span.start as usize,
            rule: finding.rule,
        };
        let (edited, _) = ignore(target.document, &[ignorable])?;
        let title = format!("Ignore `{}` here", finding.rule);
        self.action(target, finding, title, &edited.edits)
    }

    fn action(
        &self,
        target: &Target<'_>,
        finding: &Finding,
        title: String,
        edits: &[Edit],
    ) -> Option<CodeAction> {
        let diagnostic = diagnostic_of(target.found, finding)?;
        let document = DocumentEdits {
            uri: target.uri.clone(),
            edits: text_edits(
                target.document.text.as_str(),
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

    fn fix_all(&self, target: &Target<'_>) -> Option<CodeAction> {
        let mut fixes = target
            .found
            .findings
            .iter()
            .filter_map(|it| it.fix.as_ref());
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
            action.data = Some(json!({"uri": target.uri.0}));
        } else {
            action.edit = Some(self.all_fixes(target.uri)?);
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
fn diagnostic_of<'c>(all: &'c Found, finding: &Finding) -> Option<&'c Diagnostic> {
    let place = finding.place()?;
    let mut pairs = all.findings.iter().zip(&*all.diagnostics);
    let found = pairs.find(|(other, diagnostic)| {
        other.place().is_some_and(|other| other.span == place.span)
            && other.rule == finding.rule
            && has_code(diagnostic, finding)
            && other.message == finding.message
    });
    found.map(|(_, diagnostic)| diagnostic)
}

fn has_code(diagnostic: &Diagnostic, finding: &Finding) -> bool {
    matches!(&diagnostic.code, Some(Code::String(code)) if *code == finding.rule)
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

/// Whether a client asks about a finding by its diagnostic: some ask about all of a line, wherever
/// the cursor is.
fn is_named(target: &Target<'_>, finding: &Finding, named: &[Diagnostic]) -> bool {
    // A client asks at each move of the cursor, mostly about nothing.
    let mut named = named.iter().filter(|it| has_code(it, finding)).peekable();
    if named.peek().is_none() {
        return false;
    }
    let own = diagnostic_of(target.found, finding);
    own.is_some_and(|own| named.any(|it| it.range == own.range && it.message == own.message))
}

/// Whether a finding overlaps a span, which may be a mere cursor.
fn touches(finding: &Finding, span: Span) -> bool {
    let place = finding.place();
    place.is_some_and(|place| place.span.start <= span.end && span.start <= place.span.end)
}
