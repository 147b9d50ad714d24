//! Arguments of `progress log`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TableFormat;

const EXAMPLES: &str = "\
Examples:
  progress log TASK-1.2                  the commits tied to a task
  progress log auth-v1:TASK-1.2          where several plans have a task of that ID
  progress log TASK-1.2 -f docs/progress/auth-v1/phase-1-progress.md
  progress log auth-v1                   those of a plan
  progress log -f docs/progress/auth-v1/phase-1-progress.md      those of a phase
  progress log --unlinked main..HEAD     the commits tied to nothing

A commit is tied to the tasks that its message names, to those whose status it changes, or to
the phase it names. `*` marks commits that only keep track: they change nothing but plans.

Exit status: 0, or 2 for wrong usage and for names that nothing has.";

/// The arguments of `progress log`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct LogArguments {
    /// A task (`ID` or `PLAN:ID`) or a plan; with --unlinked, a range of commits
    #[arg(value_name = "NAME", required_unless_present_any = ["file", "unlinked"])]
    pub name: Option<String>,
    /// The progress file that the task stands in; alone, the phase it tracks
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Show the commits tied to nothing, of a range such as `main..HEAD` [default: all]
    #[arg(long, conflicts_with = "file")]
    pub unlinked: bool,
    /// How to show it
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Take settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}
