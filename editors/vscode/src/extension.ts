// Starts `progress lsp` and connects it to the editor.

import { ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const settings = workspace.getConfiguration("progress");
  const server: ServerOptions = {
    command: settings.get<string>("path", "progress"),
    args: ["lsp"],
  };
  const options: LanguageClientOptions = {
    // The server decides by name and content; anything else gets no answer.
    documentSelector: [{ scheme: "file", language: "markdown" }],
    initializationOptions: { pedantic: settings.get<boolean>("pedantic", false) },
  };
  client = new LanguageClient("progress", "Progress files", server, options);
  context.subscriptions.push({ dispose: () => void client?.stop() });
  try {
    await client.start();
  } catch {
    const help = "install `progress`, or set `progress.path`";
    void window.showErrorMessage(`Cannot start the progress language server; ${help}.`);
  }
}

export function deactivate(): Thenable<void> | undefined {
  return client?.stop();
}
