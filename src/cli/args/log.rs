//! Arguments of `progress log`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TableFormat;

const EXAMPLES: &str = "\
Examples:
  progress log                           recent commits of all plans, with their tasks
  progress log --since '2 weeks ago'     all commits of the last two weeks
  progress log TASK-1.2                  commits of a task
  progress log auth-v1:TASK-1.2          if several plans have a task with this ID
  progress log TASK-1.2 -f docs/progress/auth-v1/phase-1-progress.md
  progress log auth-v1                   commits of a plan
  progress log -f docs/progress/auth-v1/phase-1-progress.md      commits of a phase
  progress log --unlinked main..HEAD     commits that belong to no task or phase

A commit is linked to the tasks that its message names, to those whose status it changes, or to
the phase it names. `*` marks commits that only update plans.

Exit status: 0 success, 2 usage error or unknown name.";

// The arguments of `progress log`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct LogArguments {
    /// A task (`ID` or `PLAN:ID`), a plan or a progress file; with --unlinked, a range of
    /// commits [default: all plans]
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// The progress file that contains the task; without NAME, show its phase
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Show unlinked commits, of a range such as `main..HEAD` [default: all]
    // A commit without a task belongs to no file either.
    #[arg(long, conflicts_with = "file")]
    pub unlinked: bool,
    /// Only commits since this time, such as `2026-02-05` or `2 weeks ago`
    #[arg(long, value_name = "TIME", help_heading = "Commits")]
    pub since: Option<String>,
    /// Only commits until this time; a date includes the whole day
    #[arg(long, value_name = "TIME", help_heading = "Commits")]
    pub until: Option<String>,
    /// Show at most this many commits; 0 for all [default: 30 without NAME and --since,
    /// otherwise all]
    #[arg(short = 'n', long, value_name = "COUNT", help_heading = "Commits")]
    pub limit: Option<usize>,
    /// With --unlinked, do not say what was checked
    #[arg(short, long)]
    pub quiet: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}
