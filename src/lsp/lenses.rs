//! Figures above the tasks, and what can be done with a task.

use std::fmt::Write as _;

use gen_lsp_types::{CodeLens, CodeLensParams, Command};
use progress_core::derive::Counts;
use progress_core::model::Phase;
use serde_json::{Value, json};

use super::client::Refusal;
use super::commands::{Verb, verbs_for};
use super::encoding::Positions;
use super::session::Session;

impl Session {
    /// The lenses of a document.
    pub(super) fn code_lenses(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: CodeLensParams = serde_json::from_value(params)?;
        let uri = params.text_document.uri;
        let encoding = self.abilities.encoding;
        let Some(document) = self.parsed(&uri.0) else {
            return Ok(Value::Null);
        };
        let (Some(tree), Some((_, (project, _)))) = (document.tree(), self.document(&uri)) else {
            return Ok(Value::Null);
        };
        let phase = Phase::read(tree, &self.projects[*project].settings.statuses);
        let positions = Positions::new(document.text.as_str(), encoding);
        let mut lenses = Vec::new();
        if let Some((key, _)) = tree.root().entry("tasks") {
            let title = figures(&Counts::of(&phase));
            // A lens without a command is only shown.
            let command = Command {
                title,
                ..Command::default()
            };
            lenses.push(CodeLens {
                range: positions.range(key.span()),
                command: Some(command),
                ..CodeLens::default()
            });
        }
        for task in phase.tasks() {
            let (Some(id), Some(class)) = (&task.id, task.state) else {
                continue;
            };
            let range = positions.range(tree.node(id.node).span());
            for verb in verbs_for(class) {
                lenses.push(CodeLens {
                    range,
                    command: Some(command(*verb, &uri.0, &id.text)),
                    ..CodeLens::default()
                });
            }
        }
        Ok(serde_json::to_value(lenses)?)
    }
}

fn command(verb: Verb, uri: &str, task: &str) -> Command {
    Command {
        title: verb.title().to_owned(),
        command: verb.command(),
        arguments: Some(vec![json!({"uri": uri, "task": task})]),
        ..Command::default()
    }
}

fn figures(counts: &Counts) -> String {
    let mut text = format!("{} of {} done", counts.completed, counts.total);
    for (count, word) in [
        (counts.in_progress, "in progress"),
        (counts.blocked, "blocked"),
        (counts.at_risk, "at risk"),
    ] {
        if count > 0 {
            let _ = write!(text, ", {count} {word}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use progress_core::model::Class;

    use super::*;

    #[test]
    fn what_can_be_done_depends_on_the_status() {
        assert!(verbs_for(Class::Unknown).is_empty());
        let titles = |class| {
            verbs_for(class)
                .iter()
                .map(|it| it.title())
                .collect::<Vec<_>>()
        };
        assert_eq!(titles(Class::Open), ["start", "done"]);
        assert_eq!(titles(Class::Active), ["done", "block"]);
        assert_eq!(titles(Class::Done), ["reopen"]);
    }
}
