//! Arguments of `progress lsp`.

use clap::Args;

const ABOUT: &str = "\
It speaks the Language Server Protocol over standard input and output. How to set it up in editors:
https://github.com/progress-lint/progress-lint/blob/main/docs/editors.md

Exit status: 0 shut down by the editor, 1 the connection was lost.";

// The arguments of `progress lsp`.
#[derive(Debug, Args)]
#[command(after_help = ABOUT)]
pub(in crate::cli) struct LspArguments {
    /// Ignored: there is no other way to communicate
    // Clients add it to the command line of every server.
    #[arg(long, hide = true)]
    pub stdio: bool,
}
