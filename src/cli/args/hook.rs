//! Arguments of `progress hook` and `progress doctor`.

use std::ffi::OsString;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::TableFormat;
use crate::hook::HOOKS;

const INSTALL: &str = "\
Hooks go where Git looks for them; one that stands there already goes on working, and either can
block. Where pre-commit, prek, husky or lefthook manage hooks, the lines for their configuration
are printed instead. Git is also told of the merge driver for progress files.

With --config, Git's configuration names the hooks (`hook.progress-pre-commit.command` and so on).
Git runs these before the ones in the folder, and all of them even after one failed.

Exit status: 0 done, 2 something is in the way or cannot be written.";

const STATUS: &str = "\
Exit status: 0 all is installed, 1 something is not, 2 a failure.";

const DOCTOR: &str = "\
Exit status: 0 nothing is wrong, 1 something is, 2 a failure.";

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
    /// Put the hooks into this repository; again after an upgrade
    Install(InstallArguments),
    /// Take the hooks out, and leave everything as it was before
    Uninstall,
    /// Show which hooks are installed, and where
    Status(HookStatusArguments),
    /// Do the work of a hook, as the installed ones ask for it
    Run {
        /// The hook's name, such as `pre-commit`
        name: String,
        /// What Git gives the hook
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

/// The arguments of `progress hook install`.
#[derive(Debug, Args)]
#[command(after_help = INSTALL)]
pub(in crate::cli) struct InstallArguments {
    /// Install also where another program manages hooks
    #[arg(long)]
    pub force: bool,
    /// Install only this hook, also where another program manages hooks; can be repeated
    #[arg(long, value_name = "HOOK", conflicts_with = "config", value_parser = hook_names())]
    pub only: Vec<String>,
    /// Install into Git's configuration instead of the hooks' folder; Git before 2.54 ignores it
    #[arg(long)]
    pub config: bool,
}

fn hook_names() -> PossibleValuesParser {
    PossibleValuesParser::new(HOOKS.iter().map(|hook| hook.name))
}

/// The arguments of `progress hook status`.
#[derive(Debug, Args)]
#[command(after_help = STATUS)]
pub(in crate::cli) struct HookStatusArguments {
    /// How to show it
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
}

/// The arguments of `progress doctor`.
#[derive(Debug, Args)]
#[command(after_help = DOCTOR)]
pub(in crate::cli) struct DoctorArguments {
    /// How to show what is found
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
}
