//! Figures above the tasks, and what can be done with a task.

use std::fmt::Write as _;

use gen_lsp_types::{CodeLens, CodeLensParams, Command};
use progress_core::derive::Counts;
use progress_core::model::{Phase, TaskRef};
use progress_core::source::RootedPath;
use progress_core::status::{Readiness, ReadinessIndex};
use progress_core::workspace::Workspace;
use serde_json::{Value, json};

use super::client::Refusal;
use super::commands::{Verb, verbs_for};
use super::encoding::Positions;
use super::session::Session;
use super::stand_ins::View;

impl Session {
    /// The lenses of a document.
    pub(super) fn code_lenses(&self, params: Value) -> Result<Value, Refusal> {
        let params: CodeLensParams = serde_json::from_value(params)?;
        let uri = params.text_document.uri;
        let (Some((project, view)), Some((_, (_, path)))) = (self.view(&uri), self.document(&uri))
        else {
            return Ok(Value::Null);
        };
        let (Some(tree), Some(phase)) = (view.tree(), view.phase(&project.settings.statuses))
        else {
            return Ok(Value::Null);
        };
        let positions = Positions::new(view.text, self.abilities.encoding);
        let mut lenses = Vec::new();
        if let Some((key, _)) = tree.root().entry("tasks")
            && view.has(key.span())
        {
            let waiting = waiting(&project.load_plan(path), path, &view);
            let title = figures(&Counts::of(&phase), waiting);
            // A lens without a command is only shown.
            let command = Command {
                title,
                ..Command::default()
            };
            lenses.push(CodeLens {
                range: positions.range(view.now(key.span())),
                command: Some(command),
                ..CodeLens::default()
            });
        }
        for task in phase.tasks() {
            let (Some(id), Some(class)) = (&task.id, task.state) else {
                continue;
            };
            // While an ID is typed, nothing can be done with it.
            let Some(span) = view.kept(tree.node(id.node).span()) else {
                continue;
            };
            let range = positions.range(span);
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

/// How many tasks of a file cannot start before others are done.
fn waiting(workspace: &Workspace, path: &RootedPath, view: &View<'_>) -> usize {
    let Some(file) = workspace.id_of(path.as_str()) else {
        return 0;
    };
    let readiness = ReadinessIndex::of(workspace);
    let tasks = workspace.phase(file).map_or(&[][..], Phase::tasks);
    let waiting = (0..).zip(tasks).filter(|(index, task)| {
        let at = TaskRef {
            file,
            index: *index,
        };
        let span = view.tree().map(|tree| tree.node(task.node).span());
        matches!(readiness.readiness(at), Readiness::Waiting) && span.is_some_and(|it| view.has(it))
    });
    waiting.count()
}

fn figures(counts: &Counts, waiting: usize) -> String {
    let mut text = format!("{} of {} done", counts.completed, counts.total);
    for (count, word) in [
        (counts.in_progress, "in progress"),
        (waiting, "waiting"),
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
