//! Arguments of `progress lsp`.

use clap::Args;

const ABOUT: &str = "\
Editors start it; see the guide's page about editors for set-ups. It speaks the Language Server
Protocol over standard input and output.

Exit status: 0 the editor ended it, 1 the editor went away.";

/// The arguments of `progress lsp`.
#[derive(Debug, Args)]
#[command(after_help = ABOUT)]
pub(in crate::cli) struct LspArguments {
    /// Ignored: there is no other way to communicate
    // Clients add it to the command line of every server.
    #[arg(long, hide = true)]
    pub stdio: bool,
}
