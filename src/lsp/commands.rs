//! Commands that change tasks, through the same code as the command line.

use gen_lsp_types::{ExecuteCommandParams, MessageType, Uri};
use lsp_server::ErrorCode;
use progress_core::display::visible;
use progress_core::document::Document;
use progress_core::model::{Class, Moment};
use progress_core::update::{Instruction, Order, Outcome, Transition, update};
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::{Client, Refusal};
use super::edits::{DocumentEdits, text_edits};
use super::session::Session;
use crate::updating::UpdatedFile;

/// What can be done with a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Start,
    Done,
    Block,
    Unblock,
    Reopen,
}

impl Verb {
    pub(super) const ALL: [Self; 5] = [
        Self::Start,
        Self::Done,
        Self::Block,
        Self::Unblock,
        Self::Reopen,
    ];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Done => "done",
            Self::Block => "block",
            Self::Unblock => "unblock",
            Self::Reopen => "reopen",
        }
    }

    /// Its name in the protocol.
    pub(super) fn command(self) -> String {
        format!("progress.{}", self.title())
    }

    fn instruction(self, task: String) -> Instruction {
        let (status, transition) = match self {
            Self::Start => (Some("in_progress"), Transition::Set),
            Self::Done => (Some("completed"), Transition::Set),
            Self::Block => (Some("blocked"), Transition::Set),
            Self::Unblock => (None, Transition::Unblock),
            Self::Reopen => (Some("pending"), Transition::Reopen),
        };
        Instruction {
            task,
            status: status.map(str::to_owned),
            transition,
            ..Instruction::default()
        }
    }
}

/// What can be done with a task of a class.
pub(super) fn verbs_for(class: Class) -> &'static [Verb] {
    match class {
        Class::Open => &[Verb::Start, Verb::Done],
        Class::Active | Class::AtRisk | Class::Review => &[Verb::Done, Verb::Block],
        Class::Blocked => &[Verb::Unblock],
        Class::Done | Class::Dropped => &[Verb::Reopen],
        Class::Unknown => &[],
    }
}

/// The argument of a command.
#[derive(Deserialize)]
struct Target {
    uri: String,
    task: String,
}

impl Session {
    /// Carries out a command.
    pub(super) fn execute(
        &mut self,
        params: Value,
        client: &mut Client<'_>,
    ) -> Result<Value, Refusal> {
        let params: ExecuteCommandParams = serde_json::from_value(params)?;
        let verb = Verb::ALL
            .iter()
            .find(|verb| verb.command() == params.command);
        let Some(verb) = verb else {
            return Err(Refusal::failed(format!(
                "unknown command `{}`",
                params.command
            )));
        };
        if !self.abilities.applies_edits {
            return Err(Refusal::failed("this editor cannot apply edits"));
        }
        let argument = params.arguments.unwrap_or_default().into_iter().next();
        let target = serde_json::from_value(argument.unwrap_or_default());
        let target: Target = target.map_err(|_| {
            let message = format!("`{}` needs an object with `uri` and `task`", params.command);
            Refusal::new(ErrorCode::InvalidParams, message)
        })?;
        let uri = Uri(target.uri);
        let Some(document) = self.parsed(&uri.0) else {
            return Err(Refusal::failed("open the progress file first"));
        };
        let order = Order {
            tasks: vec![verb.instruction(target.task)],
            ..Order::default()
        };
        let outcome = self.updated(&uri, &document, &order)?;
        let edited = document
            .edit(&outcome.changes)
            .map_err(|error| Refusal::failed(error.to_string()))?;
        let is_changed = !outcome.changes.is_empty();
        let after = is_changed.then(|| edited.document.text.as_str().to_owned());
        let label = format!("{} {}", verb.title(), visible(&order.tasks[0].task));
        let proposal = self.proposal(&uri, label.clone(), |path| {
            UpdatedFile::new(path, &order, outcome, &document, after)
        })?;
        if !is_changed {
            client.show(MessageType::Info, "nothing to change");
            self.accept(proposal, client);
            return Ok(Value::Null);
        }
        let text = document.text.as_str();
        let edits = DocumentEdits {
            uri,
            edits: text_edits(text, &edited.edits, self.abilities.encoding),
        };
        let edit = self.workspace_edit(vec![edits]);
        let params = json!({"label": label, "edit": edit});
        let id = client.request("workspace/applyEdit", params);
        self.proposed.insert(id, proposal);
        Ok(Value::Null)
    }

    fn updated(&self, uri: &Uri, document: &Document, order: &Order) -> Result<Outcome, Refusal> {
        let Some((_, (project, _))) = self.document(uri) else {
            return Err(Refusal::failed("this is not a progress file"));
        };
        let statuses = &self.projects[*project].settings.statuses;
        let now = self.now.map_or_else(Moment::now, |now| now());
        update(document, order, statuses, now)
            .map_err(|error| Refusal::failed(format!("{error}; {}", error.help())))
    }
}
