//! Computed figures beside those that a file states.

use gen_lsp_types::{InlayHint, InlayHintParams};
use progress_core::derive::{Counts, stated_percent};
use progress_core::model::{Phase, Tasks};
use serde_json::Value;

use super::client::Refusal;
use super::encoding::Positions;
use super::session::Session;

impl Session {
    /// The hints in a range of a document: what a figure is by the tasks, if that is not what it
    /// says.
    pub(super) fn inlay_hints(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: InlayHintParams = serde_json::from_value(params)?;
        let uri = params.text_document.uri;
        let encoding = self.abilities.encoding;
        let Some(document) = self.parsed(&uri.0) else {
            return Ok(Value::Null);
        };
        let (Some(tree), Some((_, (project, _)))) = (document.tree(), self.document(&uri)) else {
            return Ok(Value::Null);
        };
        let phase = Phase::read(tree, &self.projects[*project].settings.statuses);
        let Tasks::List(_) = phase.tasks else {
            return Ok(Value::Null);
        };
        let counts = Counts::of(&phase);
        let positions = Positions::new(document.text.as_str(), encoding);
        let span = positions.span(params.range);
        let mut hints = Vec::new();
        for (key, figure) in figures(&counts) {
            let Some(value) = tree.root().get(key) else {
                continue;
            };
            let end = value.span().end;
            let is_right =
                stated_percent(value).is_some_and(|stated| (stated - figure).abs() < f64::EPSILON);
            // An empty value has no end to put a hint at.
            if is_right || value.span().is_empty() || end < span.start || end > span.end {
                continue;
            }
            hints.push(InlayHint {
                position: positions.position(end as usize),
                label: format!("the tasks say {figure}").into(),
                kind: None,
                text_edits: None,
                tooltip: None,
                padding_left: Some(true),
                padding_right: None,
                data: None,
            });
        }
        Ok(serde_json::to_value(hints)?)
    }
}

fn figures(counts: &Counts) -> [(&'static str, f64); 6] {
    let number = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
    [
        ("overall_progress", number(counts.percent())),
        ("total_tasks", number(counts.total)),
        ("completed_tasks", number(counts.completed)),
        ("in_progress_tasks", number(counts.in_progress)),
        ("blocked_tasks", number(counts.blocked)),
        ("at_risk_tasks", number(counts.at_risk)),
    ]
}
