//! What client and server can do.

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeLensOptions, CompletionOptions, DiagnosticOptions,
    ExecuteCommandOptions, InitializeParams, RenameOptions, SaveOptions, ServerCapabilities,
    TextDocumentSyncKind, TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceOptions,
};
use serde_json::Value;

use super::commands::Verb;
use super::encoding::Encoding;

/// The kind of the action that makes all safe fixes.
pub(super) const FIX_ALL: &str = "source.fixAll.progress";

/// What the client can do. Whatever it does not say, it cannot.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a capability")]
pub(super) struct Abilities {
    pub(super) encoding: Encoding,
    /// It asks for diagnostics itself.
    pub(super) pulls: bool,
    /// It asks for diagnostics again when told to.
    pub(super) refreshes: bool,
    pub(super) related_documents: bool,
    pub(super) related_information: bool,
    pub(super) code_description: bool,
    pub(super) diagnostic_data: bool,
    pub(super) tags: bool,
    pub(super) versions: bool,
    /// It understands edits of versions of documents.
    pub(super) document_changes: bool,
    /// It asks for the edits of an action only when it is chosen.
    pub(super) resolves_actions: bool,
    /// It understands actions, not only commands.
    pub(super) code_actions: bool,
    pub(super) watches: bool,
    pub(super) applies_edits: bool,
    pub(super) snippets: bool,
    pub(super) markdown: bool,
    pub(super) nested_symbols: bool,
}

impl Abilities {
    /// Reads them leniently, by path: a client that gets one of the hundreds of types slightly
    /// wrong should still be served.
    pub(super) fn of(params: &Value) -> Self {
        let capabilities = &params["capabilities"];
        let is = |pointer: &str| capabilities.pointer(pointer) == Some(&Value::Bool(true));
        let has = |pointer: &str| {
            capabilities
                .pointer(pointer)
                .is_some_and(|it| !it.is_null())
        };
        let lists = |pointer: &str, wanted: &str| {
            let list = capabilities.pointer(pointer).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|it| it == wanted))
        };
        let encodings = capabilities.pointer("/general/positionEncodings").cloned();
        let offered = encodings.and_then(|list| serde_json::from_value(list).ok());
        // A client that pulls says there what it can show; others in the older place.
        let pulls = has("/textDocument/diagnostic");
        let shows = |name: &str| {
            is(&format!("/textDocument/publishDiagnostics/{name}"))
                || is(&format!("/textDocument/diagnostic/{name}"))
        };
        Self {
            encoding: Encoding::choose(&offered.unwrap_or_else(Vec::new)),
            pulls,
            refreshes: is("/workspace/diagnostics/refreshSupport"),
            related_documents: is("/textDocument/diagnostic/relatedDocumentSupport"),
            related_information: shows("relatedInformation"),
            code_description: shows("codeDescriptionSupport"),
            diagnostic_data: shows("dataSupport"),
            tags: has("/textDocument/publishDiagnostics/tagSupport")
                || has("/textDocument/diagnostic/tagSupport"),
            versions: is("/textDocument/publishDiagnostics/versionSupport"),
            document_changes: is("/workspace/workspaceEdit/documentChanges"),
            resolves_actions: lists("/textDocument/codeAction/resolveSupport/properties", "edit")
                && is("/textDocument/codeAction/dataSupport"),
            code_actions: has("/textDocument/codeAction/codeActionLiteralSupport"),
            watches: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            applies_edits: is("/workspace/applyEdit"),
            snippets: is("/textDocument/completion/completionItem/snippetSupport"),
            markdown: lists("/textDocument/hover/contentFormat", "markdown"),
            nested_symbols: is("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
        }
    }
}

/// What the server offers to such a client.
pub(super) fn offered(abilities: &Abilities) -> ServerCapabilities {
    let diagnostics = DiagnosticOptions {
        identifier: Some("progress".to_owned()),
        // A task may be named in any file of its plan.
        inter_file_dependencies: true,
        workspace_diagnostics: true,
        ..DiagnosticOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(abilities.encoding.kind()),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                save: Some(
                    SaveOptions {
                        include_text: Some(false),
                    }
                    .into(),
                ),
                ..TextDocumentSyncOptions::default()
            }
            .into(),
        ),
        diagnostic_provider: abilities.pulls.then(|| diagnostics.into()),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QuickFix, FIX_ALL.to_owned().into()]),
                resolve_provider: Some(abilities.resolves_actions),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        hover_provider: Some(true.into()),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([" ", "\"", "'", "[", "-"].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        code_lens_provider: Some(CodeLensOptions::default()),
        inlay_hint_provider: Some(true.into()),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: Verb::ALL.iter().map(|verb| verb.command()).collect(),
            ..ExecuteCommandOptions::default()
        }),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        workspace_symbol_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        rename_provider: Some(
            RenameOptions {
                prepare_provider: Some(true),
                ..RenameOptions::default()
            }
            .into(),
        ),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(true.into()),
            }),
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

/// The folders that the client works in, as URIs.
pub(super) fn folders(params: &InitializeParams) -> Vec<gen_lsp_types::Uri> {
    let listed = &params.workspace_folders_initialize_params.workspace_folders;
    if let Some(gen_lsp_types::WorkspaceFolders::WorkspaceFolderList(folders)) = listed {
        return folders.iter().map(|folder| folder.uri.clone()).collect();
    }
    #[allow(deprecated, reason = "some clients know nothing else")]
    let root = params.root_uri.clone();
    root.into_iter().collect()
}
