//! Arguments of `progress agent`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use crate::agent::{Host, Target};

const AGENT: &str = "\
`PROGRESS_AGENT=0` in the environment or `agent.enabled: false` in `.progress.yaml` turns `check`,
`prime` and `stop` off.";

const CHECK: &str = "\
Reads what the program that hosts an agent sends to a hook after an edit, and answers in its format
with the findings that are new since the last commit. Prints nothing for other kinds of files, and
nothing if the edit made nothing worse.

Examples:
  progress agent check < payload.json
  progress agent check docs/progress/phase-1-progress.md

Exit status: 0, even after a failure, so that no agent is held up; 2 if there are findings and the
host is unknown.";

const PRIME: &str = "\
Prints at most 300 tokens: the plan, its phase, the tasks started in this worktree, tasks that can
start, blocked tasks, and the commands that change them. Prints nothing without progress files.

Exit status: 0, even after a failure.";

const STOP: &str = "\
Reads what the program that hosts an agent sends to a hook before the agent stops. If the session
added findings to progress files, the agent is asked, once, to go on.

`progress agent prime --hook` records the start of a session. Without that record, all changes since
the last commit count.

Exit status: 0, even after a failure; 2 if there are findings and the host is unknown.";

const SETUP: &str = "\
Only the entries of `progress` change; every other byte of the files stays, and --remove restores
the files. Cursor, Copilot and Visual Studio Code also run the hooks of Claude Code, so they get
none of their own if Claude Code is set up.

Examples:
  progress agent setup                   set up every host whose files the repository contains
  progress agent setup claude instructions
  progress agent setup --dry-run         show the changes as a diff
  progress agent setup --check           check in CI that nothing is missing
  progress agent setup --remove

Exit status: 0 success, 1 with --check if something is missing, 2 failure.";

// The arguments of `progress agent`.
#[derive(Debug, Args)]
#[command(after_help = AGENT)]
pub(in crate::cli) struct AgentArguments {
    /// The subcommand.
    #[command(subcommand)]
    pub command: AgentCommand,
}

// The subcommand.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AgentCommand {
    /// Report what an agent's edit made worse; run as a hook after edits
    Check(CheckArguments),
    /// Say where the plan stands; run as a hook when a session starts
    Prime(PrimeArguments),
    /// Report what an agent's session made worse; run as a hook before the agent stops
    Stop(StopArguments),
    /// Add the hooks to the settings of each host in this repository
    Setup(SetupArguments),
}

// The arguments of `progress agent check`.
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

// The arguments of `progress agent prime`.
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

// The arguments of `progress agent stop`.
#[derive(Debug, Args)]
#[command(after_help = STOP)]
pub(in crate::cli) struct StopArguments {
    /// The host to answer [default: recognized by what it sends]
    #[arg(long, value_enum, value_name = "HOST")]
    pub host: Option<HostName>,
}

// The arguments of `progress agent setup`.
#[derive(Debug, Args)]
#[command(after_help = SETUP)]
pub(in crate::cli) struct SetupArguments {
    /// What to set up [default: every host whose files the repository contains]
    #[arg(value_enum, value_name = "HOST")]
    pub hosts: Vec<TargetName>,
    /// Check whether everything is set up, without changing anything
    #[arg(long, conflicts_with = "dry_run")]
    pub check: bool,
    /// Remove what was set up [default: everything]
    #[arg(long)]
    pub remove: bool,
    /// Show what would change, as a diff, without writing anything
    #[arg(long)]
    pub dry_run: bool,
}

/// Something that can be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TargetName {
    /// Claude Code: `.claude/settings.json`
    Claude,
    /// Codex: `.codex/hooks.json`, or `.codex/config.toml` if that has hooks
    Codex,
    /// Cursor: `.cursor/hooks.json`
    Cursor,
    /// GitHub Copilot and Visual Studio Code: `.github/hooks/progress.json`
    #[value(alias = "vscode")]
    Copilot,
    /// Gemini CLI: `.gemini/settings.json`
    Gemini,
    /// Windsurf: `.windsurf/hooks.json`
    Windsurf,
    /// Kiro: `.kiro/hooks/progress.json`
    Kiro,
    /// A marked part of `AGENTS.md`, and of a `CLAUDE.md` that does not include it
    Instructions,
}

impl From<TargetName> for Target {
    fn from(name: TargetName) -> Self {
        match name {
            TargetName::Claude => Self::Claude,
            TargetName::Codex => Self::Codex,
            TargetName::Cursor => Self::Cursor,
            TargetName::Copilot => Self::Copilot,
            TargetName::Gemini => Self::Gemini,
            TargetName::Windsurf => Self::Windsurf,
            TargetName::Kiro => Self::Kiro,
            TargetName::Instructions => Self::Instructions,
        }
    }
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
