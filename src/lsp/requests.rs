//! What the server answers.

use lsp_server::ErrorCode;
use serde_json::Value;

use super::client::{Client, Refusal};
use super::session::Session;

impl Session {
    /// Answers a request.
    ///
    /// # Errors
    ///
    /// Fails if the parameters are invalid, the request is unknown or cannot be carried out.
    pub(super) fn respond(
        &mut self,
        method: &str,
        params: Value,
        client: &mut Client<'_>,
    ) -> Result<Value, Refusal> {
        self.read_texts();
        match method {
            "textDocument/diagnostic" => self.document_diagnostics(params),
            "textDocument/codeAction" => self.code_actions(params),
            "codeAction/resolve" => self.resolve_action(params),
            "textDocument/hover" => self.hover(params),
            "textDocument/completion" => self.completion(params),
            "textDocument/codeLens" => self.code_lenses(params),
            "textDocument/inlayHint" => self.inlay_hints(params),
            "workspace/executeCommand" => self.execute(params, client),
            "textDocument/definition" => self.definition(params),
            "textDocument/references" => self.references(params),
            "textDocument/documentHighlight" => self.highlights(params),
            "textDocument/prepareRename" => self.prepare_rename(params),
            "textDocument/rename" => self.rename(params),
            "textDocument/documentSymbol" => self.document_symbols(params),
            "workspace/symbol" => self.workspace_symbols(params, client),
            "textDocument/foldingRange" => self.folding_ranges(params),
            _ => Err(Refusal::new(
                ErrorCode::MethodNotFound,
                format!("`{method}` is not supported"),
            )),
        }
    }
}
