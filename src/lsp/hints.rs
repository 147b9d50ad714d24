//! Computed figures beside those that a file states.

use gen_lsp_types::{InlayHint, InlayHintParams};
use progress_core::derive::{Counts, stated_percent};
use progress_core::model::{Phase, Tasks};
use serde_json::Value;
use yaml_lossless::text::Span;
use yaml_lossless::{Node, Tree};

use super::client::Refusal;
use super::encoding::Positions;
use super::session::Session;

impl Session {
    /// The hints in a range of a document: what a figure is by the tasks, if that is not what it
    /// says.
    pub(super) fn inlay_hints(&self, params: Value) -> Result<Value, Refusal> {
        let params: InlayHintParams = serde_json::from_value(params)?;
        let Some((project, view)) = self.view(&params.text_document.uri) else {
            return Ok(Value::Null);
        };
        let Some(tree) = view.tree() else {
            return Ok(Value::Null);
        };
        let phase = Phase::read(tree, &project.settings.statuses);
        let Tasks::List(_) = phase.tasks else {
            return Ok(Value::Null);
        };
        let counts = Counts::of(&phase);
        let positions = Positions::new(view.text, self.abilities.encoding);
        let span = positions.span(params.range);
        let mut hints = Vec::new();
        for (key, figure) in figures(&counts) {
            let Some(value) = tree.root().get(key) else {
                continue;
            };
            let Some(Span { end, .. }) = view.kept(value.span()) else {
                continue;
            };
            let is_right =
                stated_percent(value).is_some_and(|stated| (stated - figure).abs() < f64::EPSILON);
            // An empty value has no end to put a hint at.
            if is_right
                || may_count_blockers(tree, key, value, figure)
                || value.span().is_empty()
                || end < span.start
                || end > span.end
            {
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

/// Whether a counter may be higher because it counts entries of `blockers`, as `count-mismatch`
/// allows.
fn may_count_blockers(tree: &Tree, key: &str, value: Node<'_>, figure: f64) -> bool {
    let blockers = tree.root().get("blockers");
    key == "blocked_tasks"
        && blockers.is_some_and(|blockers| blockers.items().next().is_some())
        && stated_percent(value).is_some_and(|stated| stated > figure)
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

#[cfg(test)]
mod tests {
    use progress_core::document::Document;

    use super::*;

    fn is_allowed(yaml: &str, key: &str) -> bool {
        let document = Document::parse(format!("---\n{yaml}\n---\n").into_bytes());
        let tree = document.tree().unwrap();
        may_count_blockers(tree, key, tree.root().get(key).unwrap(), 1.0)
    }

    #[test]
    fn blocked_tasks_may_count_blockers() {
        assert!(is_allowed(
            "blockers: [x]\nblocked_tasks: 2",
            "blocked_tasks"
        ));
        assert!(!is_allowed(
            "blockers: [x]\nblocked_tasks: 0",
            "blocked_tasks"
        ));
        assert!(!is_allowed(
            "blockers: []\nblocked_tasks: 2",
            "blocked_tasks"
        ));
        assert!(!is_allowed("blockers: [x]\ntotal_tasks: 2", "total_tasks"));
    }
}
