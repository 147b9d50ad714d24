//! Notifications from the client.

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, Uri,
};
use serde_json::Value;

use super::client::Client;
use super::session::Session;
use super::uri;

impl Session {
    /// Takes note of what the client says.
    ///
    /// # Errors
    ///
    /// Fails if the parameters are invalid. There is nobody to tell, since a notification has no
    /// answer.
    pub(super) fn notice(
        &mut self,
        method: &str,
        params: Value,
        client: &mut Client<'_>,
    ) -> Result<(), serde_json::Error> {
        // Until something else happens, only the last of several changes in a row matters.
        if method != "textDocument/didChange" {
            self.read_texts();
        }
        match method {
            "textDocument/didOpen" => {
                let params: DidOpenTextDocumentParams = serde_json::from_value(params)?;
                let document = params.text_document;
                self.refresh(client);
                self.open(document.uri, document.text, document.version, client);
            }
            "textDocument/didChange" => {
                let params: DidChangeTextDocumentParams = serde_json::from_value(params)?;
                self.refresh(client);
                self.changed(params);
            }
            "textDocument/didClose" => {
                let params: DidCloseTextDocumentParams = serde_json::from_value(params)?;
                self.close(&params.text_document.uri.0, client);
            }
            // Others may read what was saved, and a client may not watch files.
            "textDocument/didSave" => {
                self.refresh(client);
                self.check_all();
                self.list_again();
            }
            "workspace/didChangeWatchedFiles" => {
                let params: DidChangeWatchedFilesParams = serde_json::from_value(params)?;
                let uris: Vec<Uri> = params
                    .changes
                    .into_iter()
                    .map(|change| change.uri)
                    .collect();
                self.refresh(client);
                self.files_changed(&uris);
            }
            "workspace/didChangeWorkspaceFolders" => {
                let params: DidChangeWorkspaceFoldersParams = serde_json::from_value(params)?;
                let removed: Vec<_> = { params.event.removed.iter() }
                    .filter_map(|folder| uri::to_path(&folder.uri))
                    .collect();
                self.folders.retain(|folder| !removed.contains(folder));
                let added = params.event.added.iter();
                self.folders
                    .extend(added.filter_map(|folder| uri::to_path(&folder.uri)));
                self.all_closed_stale();
            }
            // Whatever else a client says is for other servers, or of no interest.
            _ => {}
        }
        Ok(())
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let encoding = self.abilities.encoding;
        let document = params.text_document;
        let key = document.text_document_identifier.uri.0;
        let Some(open) = self.documents.get_mut(&key) else {
            return;
        };
        open.buffer
            .change(params.content_changes, document.version, encoding);
        self.unread.retain(|unread| *unread != key);
        self.unread.push(key);
    }

    /// Makes the lists of files again, for clients that do not watch them.
    fn list_again(&mut self) {
        if self.abilities.watches {
            return;
        }
        for project in &mut self.projects {
            project.is_list_stale = true;
        }
    }
}
