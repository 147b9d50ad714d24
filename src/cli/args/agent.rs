//! Arguments of `progress agent`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use crate::agent::Host;

const AGENT: &str = "\
`PROGRESS_AGENT=0` in the environment or `agent.enabled: false` in `.progress.yaml` turns `check`,
`prime` and `stop` off.";

const CHECK: &str = "\
Reads what the host of an agent sends to a hook after an edit, and answers in the host's own form
with the findings that the edit added since the last commit. Says nothing about other files, and
nothing if there is nothing to say.

Examples:
  progress agent check < payload.json
  progress agent check docs/progress/phase-1-progress.md

Exit status: 0, also after a failure, which must not keep an agent from working; 2 if there are
findings and the host is unknown.";

const PRIME: &str = "\
Prints at most 300 tokens: the plan, its phase, the tasks started in this worktree, tasks that can
start, blocked tasks, and the commands that change them. Prints nothing without progress files.

Exit status: 0, also after a failure.";

/// The arguments of `progress agent`.
#[derive(Debug, Args)]
#[command(after_help = AGENT)]
pub(in crate::cli) struct AgentArguments {
    /// The subcommand.
    #[command(subcommand)]
    pub command: AgentCommand,
}

/// The subcommand.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AgentCommand {
    /// Report what an agent's edit made worse; a hook for after edits
    Check(CheckArguments),
    /// Say where the plan stands; a hook for the start of a session
    Prime(PrimeArguments),
}

/// The arguments of `progress agent check`.
#[derive(Debug, Args)]
#[command(after_help = CHECK)]
pub(in crate::cli) struct CheckArguments {
    /// Edited files [default: those named on standard input]
    #[arg(value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub paths: Vec<PathBuf>,
    /// Make the safe fixes, and report them
    #[arg(long)]
    pub fix: bool,
    /// The host to answer [default: recognized by what it sends]
    #[arg(long, value_enum, value_name = "HOST")]
    pub host: Option<HostName>,
}

/// The arguments of `progress agent prime`.
#[derive(Debug, Args)]
#[command(after_help = PRIME)]
pub(in crate::cli) struct PrimeArguments {
    /// Read what the host sends from standard input, and answer in its form
    #[arg(long)]
    pub hook: bool,
    /// The host to answer [default: recognized by what it sends]
    #[arg(long, value_enum, value_name = "HOST")]
    pub host: Option<HostName>,
}

/// The name of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum HostName {
    /// Claude Code
    Claude,
    /// Codex
    Codex,
    /// GitHub Copilot
    Copilot,
    /// Cursor
    Cursor,
    /// Gemini CLI
    Gemini,
    /// Kiro
    Kiro,
    /// Visual Studio Code
    #[value(name = "vscode")]
    VsCode,
    /// Windsurf
    Windsurf,
}

impl From<HostName> for Host {
    fn from(name: HostName) -> Self {
        match name {
            HostName::Claude => Self::Claude,
            HostName::Codex => Self::Codex,
            HostName::Copilot => Self::Copilot,
            HostName::Cursor => Self::Cursor,
            HostName::Gemini => Self::Gemini,
            HostName::Kiro => Self::Kiro,
            HostName::VsCode => Self::VsCode,
            HostName::Windsurf => Self::Windsurf,
        }
    }
}
