//! Arguments of `progress hook` and `progress doctor`.

use std::ffi::OsString;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::TableFormat;
use crate::hook::HOOKS;

const INSTALL: &str = "\
Hooks are installed in Git's hooks directory; existing hooks keep running, and either can block.
If a hook manager such as pre-commit, husky or lefthook is used, the lines for its configuration are
printed instead. The merge driver for progress files is also registered.

With --config, the hooks are defined in Git's configuration (`hook.progress-pre-commit.command`
and so on). Git runs these before the ones in the directory, and all of them even if one fails.

Exit status: 0 success, 2 something is in the way or cannot be written.";

const STATUS: &str = "\
Exit status: 0 everything is installed, 1 something is missing, 2 failure.";

const DOCTOR: &str = "\
Exit status: 0 no problems, 1 problems found, 2 failure.";

// The arguments of `progress hook`.
#[derive(Debug, Args)]
pub(in crate::cli) struct HookArguments {
    /// The subcommand.
    #[command(subcommand)]
    pub command: HookCommand,
}

// The subcommand.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum HookCommand {
    /// Install the hooks into this repository; repeat after an upgrade
    Install(InstallArguments),
    /// Remove the hooks and restore what was there before
    Uninstall,
    /// Show which hooks are installed, and where
    Status(HookStatusArguments),
    /// Run a hook; used by the installed hooks
    Run {
        /// The hook's name, such as `pre-commit`
        name: String,
        /// The arguments that Git passes to the hook
        // Whatever Git passes is accepted, even if it looks like an option.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

impl HookArguments {
    /// Recognizes `progress hook run NAME …` as Git's hooks call it; `None` if the arguments need
    /// a parser.
    ///
    /// Describing all commands to clap takes longer than most hooks do.
    pub(super) fn called_by_git(arguments: &[OsString]) -> Option<Self> {
        let [_, hook, run, name, arguments @ ..] = arguments else {
            return None;
        };
        if hook != "hook" || run != "run" {
            return None;
        }
        let words = [name].into_iter().chain(arguments);
        if words
            .clone()
            .any(|word| word.as_encoded_bytes().starts_with(b"-"))
        {
            return None;
        }
        let command = HookCommand::Run {
            name: name.to_str()?.to_owned(),
            arguments: arguments.to_vec(),
        };
        Some(Self { command })
    }
}

// The arguments of `progress hook install`.
#[derive(Debug, Args)]
#[command(after_help = INSTALL)]
pub(in crate::cli) struct InstallArguments {
    /// Install even if another program manages the hooks
    #[arg(long)]
    pub force: bool,
    /// Install only this hook, even if another program manages the hooks; can be repeated
    #[arg(long, value_name = "HOOK", conflicts_with = "config", value_parser = hook_names())]
    pub only: Vec<String>,
    /// Install into Git's configuration instead of the hooks directory; needs Git 2.54
    #[arg(long)]
    pub config: bool,
}

fn hook_names() -> PossibleValuesParser {
    PossibleValuesParser::new(HOOKS.iter().map(|hook| hook.name))
}

// The arguments of `progress hook status`.
#[derive(Debug, Args)]
#[command(after_help = STATUS)]
pub(in crate::cli) struct HookStatusArguments {
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
}

// The arguments of `progress doctor`.
#[derive(Debug, Args)]
#[command(after_help = DOCTOR)]
pub(in crate::cli) struct DoctorArguments {
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::{Arguments, Command};
    use super::*;

    /// The same as `Debug` output, because clap's types cannot be compared.
    fn shown(command: &HookCommand) -> String {
        format!("{command:?}")
    }

    #[test]
    fn hooks_are_recognized_as_clap_does() {
        for line in [
            "progress hook run pre-commit",
            "progress hook run commit-msg .git/COMMIT_EDITMSG",
            "progress hook run prepare-commit-msg .git/COMMIT_EDITMSG commit HEAD",
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let quick = HookArguments::called_by_git(&words).unwrap();
            let Command::Hook(parsed) = Arguments::try_parse_from(&words).unwrap().command else {
                panic!("{line}");
            };
            assert_eq!(shown(&quick.command), shown(&parsed.command));
        }
    }

    #[test]
    fn other_arguments_are_left_to_clap() {
        for line in [
            "progress hook run",
            "progress hook run --help",
            "progress hook run pre-commit --no-cache",
            "progress hook install",
            "progress lint run pre-commit",
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert!(HookArguments::called_by_git(&words).is_none(), "{line}");
        }
    }
}
