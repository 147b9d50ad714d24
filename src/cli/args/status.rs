//! Arguments of `progress status` and `progress ready`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::TableFormat;

const STATUS_EXAMPLES: &str = "\
Examples:
  progress status                        all plans; finished ones are only counted
  progress status auth                   the phases and tasks of one plan, and what holds it up
  progress status --blockers             phases that are blocked
  progress status --owner backend --status in_progress
  progress status --format json          everything, as JSON
  progress status --write README.md      keep a table in a Markdown file current
  progress status --write README.md --check      in CI: fail if the table is not current

Figures are computed from the tasks. `≠` marks those that differ from what the file states.
--write replaces what is between the lines `<!-- progress:status -->` and `<!-- /progress:status -->`.

Exit status: 0 success, 1 not current (with --check), 2 usage error or failure.";

// The arguments of `progress status`.
#[derive(Debug, Args)]
#[command(after_help = STATUS_EXAMPLES)]
pub(in crate::cli) struct StatusArguments {
    /// A plan: its `prd`, the name or path of its directory, or a prefix of its name
    pub plan: Option<String>,
    /// Include finished plans
    #[arg(long)]
    pub all: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: StatusFormat,
    /// Write the Markdown table to this file, between its markers, instead of printing it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "format")]
    pub write: Option<PathBuf>,
    /// With --write, change nothing, but exit with 1 if the table is not current
    #[arg(long, requires = "write")]
    pub check: bool,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    // Last, because its heading applies to everything after it.
    #[command(flatten)]
    pub filter: PhaseFilter,
}

/// How the progress of plans is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StatusFormat {
    /// For people
    #[default]
    Human,
    /// JSON, for programs
    Json,
    /// A Markdown table between markers, for a README
    Markdown,
}

// Which phases to show.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which phases")]
pub(in crate::cli) struct PhaseFilter {
    /// Only phases of this plan; same as PLAN
    #[arg(long, value_name = "PLAN")]
    pub prd: Option<String>,
    /// Only this phase, or phases that cover it
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// Only phases with this status
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// Only phases owned by WHO
    #[arg(long, value_name = "WHO")]
    pub owner: Option<String>,
    /// Only phases that WHO contributes to
    #[arg(long, value_name = "WHO")]
    pub contributor: Option<String>,
    /// Only phases with an open blocker or a blocked task
    #[arg(long)]
    pub blockers: bool,
}

const READY_EXAMPLES: &str = "\
Examples:
  progress ready                         tasks that can start now, in schedule order
  progress ready --plan auth --priority critical,high
  progress ready --assignee backend --format json
  progress ready --claim --as agent-3    claim the first one, so that nobody else takes it
  progress ready --claim AUTH-2.4 --as alice
  progress ready --release AUTH-2.4      release a claim

A task is ready if it is open, its phase is neither finished nor blocked, and all of its
dependencies, in any file of its plan, are done. If that cannot be decided (a dependency is an
event, was dropped or does not exist), it is not listed. --all shows these tasks with the reason,
and what other open tasks wait for. The plan of the current branch comes first, then plans in
progress; within a plan, tasks are ordered by phase, batch, critical path and position in the file.

A claim is visible in all worktrees of the repository. It lasts until it is released, or until the
task is done in every worktree. It changes no file; `progress start` marks the task. Claimed tasks
are not listed; --all shows who claimed them. Name a task by its ID, or as PLAN:ID if several plans
have it.

Exit status: 0 success, 1 nothing to claim or already claimed, 2 usage error or failure.";

// The arguments of `progress ready`.
#[derive(Debug, Args)]
#[command(after_help = READY_EXAMPLES)]
pub(in crate::cli) struct ReadyArguments {
    /// Include claimed tasks, tasks that wait for others, and tasks that cannot be decided
    #[arg(long)]
    pub all: bool,
    /// Show at most this many tasks; 0 for all [default: 40, or all as JSON]
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<usize>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    // Last, because their headings apply to everything after them.
    #[command(flatten)]
    pub claim: ClaimFlags,
    #[command(flatten)]
    pub filter: TaskFilter,
}

// Claiming and releasing tasks.
#[derive(Debug, Args)]
#[command(next_help_heading = "Claims")]
pub(in crate::cli) struct ClaimFlags {
    /// Claim a task [default: the first one listed that is not claimed]
    #[arg(
        long,
        value_name = "TASK",
        // Without a task, the first one that is free is claimed.
        num_args = 0..=1,
        requires = "claimer",
        // Claiming takes one task, and lists none.
        conflicts_with_all = ["all", "limit"]
    )]
    #[expect(
        clippy::option_option,
        reason = "absent, without a task, and with a task are three cases"
    )]
    pub claim: Option<Option<String>>,
    /// Who claims it
    // `as` is a keyword, so the field has another name.
    #[arg(long = "as", id = "claimer", value_name = "WHO", requires = "claim")]
    pub claimer: Option<String>,
    /// Release a task, whoever claimed it
    #[arg(long, value_name = "TASK", conflicts_with_all = ["claim", "all", "limit"])]
    pub release: Option<String>,
}

// Which tasks to show.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which tasks")]
pub(in crate::cli) struct TaskFilter {
    /// Only tasks of this plan: its `prd`, its directory, or a prefix of its name
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<String>,
    /// Only tasks of this phase, or of phases that cover it
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// Only tasks assigned to one of these
    #[arg(long, value_name = "WHO,...", value_delimiter = ',')]
    pub assignee: Vec<String>,
    /// Only tasks with one of these priorities
    #[arg(long, value_name = "PRIORITY,...", value_delimiter = ',')]
    pub priority: Vec<String>,
}
