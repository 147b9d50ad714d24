//! Arguments of the commands that say where plans stand.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TableFormat;

const STATUS_EXAMPLES: &str = "\
Examples:
  progress status                        a line a plan; finished ones are only counted
  progress status auth                   one plan: a line a phase, then its tasks
  progress status --blockers             phases that something keeps from going on
  progress status --owner backend --status in_progress
  progress status --format json          everything, for programs

Figures are computed from the tasks. `≠` marks those that the file itself states otherwise.";

/// The arguments of `progress status`.
#[derive(Debug, Args)]
#[command(after_help = STATUS_EXAMPLES)]
pub(in crate::cli) struct StatusArguments {
    /// A plan: its `prd`, its folder's name or path, or the beginning of its name
    pub plan: Option<String>,
    /// Show finished plans too
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub filter: PhaseFilter,
    /// How to show it
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Take settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// Which phases are shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which phases")]
pub(in crate::cli) struct PhaseFilter {
    /// Those of this plan, as PLAN
    #[arg(long, value_name = "PLAN")]
    pub prd: Option<String>,
    /// Those that are, or cover, this phase
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// Those whose status means this
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// Those that this one owns
    #[arg(long, value_name = "WHO")]
    pub owner: Option<String>,
    /// Those that this one contributes to
    #[arg(long, value_name = "WHO")]
    pub contributor: Option<String>,
    /// Those with an open blocker or a blocked task
    #[arg(long)]
    pub blockers: bool,
}

const READY_EXAMPLES: &str = "\
Examples:
  progress ready                         what can start now, in the order of the schedule
  progress ready --plan auth --priority critical,high
  progress ready --assignee backend --format json
  progress ready --claim --as agent-3    take the first one, so that nobody else gets it
  progress ready --claim AUTH-2.4 --as alice
  progress ready --release AUTH-2.4      give it back

A task is ready when it is open, its phase is neither over nor blocked, and all that it depends
on is done, across the files of its plan. Where nobody can tell (a dependency that is an event,
that was dropped, or that no file has), it is not called ready: --all shows it with the reason.
The plan of the branch at hand comes first, then plans underway; in a plan phases count, then
batches, then the critical path, then the order in the file.

A claim is kept where all worktrees of the repository see it, and lasts until it is released. It
changes no file; `progress start` marks the task. A claimed task is not listed; --all shows who
has it. A task is named by its ID, or by PLAN:ID where several plans have it.

Exit status: 0, 1 nothing left to claim or the task is taken, 2 wrong usage or a failure.";

/// The arguments of `progress ready`.
#[derive(Debug, Args)]
#[command(after_help = READY_EXAMPLES)]
pub(in crate::cli) struct ReadyArguments {
    /// Show also what is claimed and by whom, and tasks of which nobody can tell, and why
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub claim: ClaimFlags,
    #[command(flatten)]
    pub filter: TaskFilter,
    /// Show no more tasks than this; 0 for all [default: 40 for people, all for programs]
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<usize>,
    /// How to show them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Take settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// Who takes a task, or gives it back.
#[derive(Debug, Args)]
#[command(next_help_heading = "Claims")]
pub(in crate::cli) struct ClaimFlags {
    /// Take a task, by default the first that is listed and that nobody has taken
    #[arg(
        long,
        value_name = "TASK",
        num_args = 0..=1,
        requires = "claimer",
        conflicts_with_all = ["all", "limit"]
    )]
    #[expect(
        clippy::option_option,
        reason = "absent, without a task, and with one are three things"
    )]
    pub claim: Option<Option<String>>,
    /// Who takes it
    #[arg(long = "as", id = "claimer", value_name = "WHO", requires = "claim")]
    pub claimer: Option<String>,
    /// Give a task back, whoever has taken it
    #[arg(long, value_name = "TASK", conflicts_with_all = ["claim", "all", "limit"])]
    pub release: Option<String>,
}

/// Which tasks are shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which tasks")]
pub(in crate::cli) struct TaskFilter {
    /// Those of this plan: its `prd`, its folder, or the beginning of its name
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<String>,
    /// Those of phases that are, or cover, this one
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// Those assigned to one of these
    #[arg(long, value_name = "WHO,...", value_delimiter = ',')]
    pub assignee: Vec<String>,
    /// Those of one of these priorities
    #[arg(long, value_name = "PRIORITY,...", value_delimiter = ',')]
    pub priority: Vec<String>,
}
