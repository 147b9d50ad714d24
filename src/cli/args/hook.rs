//! Arguments of `progress hook` and `progress doctor`.

use std::ffi::OsString;

use clap::{Args, Subcommand};

/// The arguments of `progress hook`.
#[derive(Debug, Args)]
pub(in crate::cli) struct HookArguments {
    /// What to do with the hooks.
    #[command(subcommand)]
    pub command: HookCommand,
}

/// What to do with the hooks.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum HookCommand {
    /// Do the work of a hook, as the installed ones ask for it
    Run {
        /// The hook's name, such as `pre-commit`
        name: String,
        /// What Git gives the hook
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}
