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
