//! Arguments of `progress blame`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TableFormat;

const EXAMPLES: &str = "\
Examples:
  progress blame TASK-1.2                who changed each value of a task last, and when
  progress blame auth-v1:TASK-1.2        where several plans have a task of that ID

What is not committed yet is shown as such.

Exit status: 0, or 2 for wrong usage and for names that nothing has.";

/// The arguments of `progress blame`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct BlameArguments {
    /// A task: `ID` or `PLAN:ID`
    #[arg(value_name = "TASK")]
    pub task: String,
    /// The progress file that the task stands in
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// How to show it
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Take settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}
