//! Arguments of `progress blame`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TableFormat;

const EXAMPLES: &str = "\
Examples:
  progress blame TASK-1.2                show who last changed each value of a task, and when
  progress blame auth-v1:TASK-1.2        if several plans have a task with this ID
  progress blame docs/progress/auth-v1/phase-1-progress.md       all tasks of a phase

Uncommitted values are marked as such.

Exit status: 0 success, 2 usage error or unknown name.";

// The arguments of `progress blame`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct BlameArguments {
    /// A task (`ID` or `PLAN:ID`), or a progress file for all its tasks
    #[arg(value_name = "NAME", required_unless_present = "file")]
    pub name: Option<String>,
    /// The progress file that contains the task; without NAME, show all its tasks
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}
