//! Edits that the client was asked to make. It may refuse them, and only what it made has happened.

use gen_lsp_types::{MessageType, Uri};
use lsp_server::{RequestId, ResponseError};
use progress_core::derive::Remark;
use progress_core::display::visible;
use progress_core::fix::Texts;
use progress_core::source::RootedPath;
use serde_json::Value;

use super::client::{Client, Refusal};
use super::session::Session;
use crate::updating::{ActiveChange, UpdatedFile, remark_early};

/// What is still to be done once an edit is made.
#[derive(Debug)]
pub(super) struct Proposal {
    /// The name of the command.
    label: String,
    project: usize,
    active: ActiveChange,
    /// What to tell the user.
    remarks: Vec<String>,
    has_warning: bool,
}

impl Session {
    /// What follows from an update of an open document.
    pub(super) fn proposal<'j>(
        &'j self,
        uri: &Uri,
        label: String,
        updated: impl FnOnce(&'j RootedPath) -> UpdatedFile<'j>,
    ) -> Result<Proposal, Refusal> {
        let Some((_, (project, path))) = self.document(uri) else {
            return Err(Refusal::failed("this is not a progress file"));
        };
        let live = &self.projects[*project];
        let statuses = &live.settings.statuses;
        let mut files = [updated(path)];
        remark_early(statuses, &mut files, |files| {
            let after = files.iter().filter_map(|file| file.after.clone());
            let texts: Texts = after.map(|it| (path.clone(), it.into_bytes())).collect();
            live.load(std::slice::from_ref(path), &texts)
        });
        let active = ActiveChange::of(statuses, &files);
        let [file] = files;
        let remarks = &file.outcome.remarks;
        Ok(Proposal {
            label,
            project: *project,
            active,
            remarks: remarks
                .iter()
                .map(|remark| visible(&remark.to_string()).into_owned())
                .collect(),
            has_warning: remarks.iter().any(Remark::is_warning),
        })
    }

    /// Takes the answer to a request; most need no action.
    pub(super) fn settle(
        &mut self,
        id: &RequestId,
        result: Result<Value, ResponseError>,
        client: &mut Client<'_>,
    ) {
        let Some(proposal) = self.proposed.remove(id) else {
            return;
        };
        let reason = match result {
            Ok(result) if result["applied"] == true => return self.accept(proposal, client),
            Ok(result) => result["failureReason"].as_str().map(str::to_owned),
            Err(error) => Some(error.message),
        };
        let mut message = format!("the editor did not make the edit `{}`", proposal.label);
        if let Some(reason) = reason.filter(|it| !it.is_empty()) {
            message.push_str(": ");
            message.push_str(&visible(&reason));
        }
        client.show(MessageType::Warning, &message);
    }

    /// Records which tasks are being worked on, for hooks, and tells the remarks.
    pub(super) fn accept(&self, proposal: Proposal, client: &mut Client<'_>) {
        if !proposal.remarks.is_empty() {
            let kind = if proposal.has_warning {
                MessageType::Warning
            } else {
                MessageType::Info
            };
            client.show(kind, &proposal.remarks.join("\n"));
        }
        if let Some(repository) = &self.projects[proposal.project].root.repository
            && let Err(error) = proposal.active.record(repository)
        {
            // As on the command line, the file was changed all the same.
            let error = visible(&error.to_string()).into_owned();
            let message = format!("{error}; hooks will not know what is being worked on");
            client.show(MessageType::Warning, &message);
        }
    }
}
