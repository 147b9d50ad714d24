//! Arguments of `progress list` and `progress show`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TableFormat;

const LIST_EXAMPLES: &str = "\
Examples:
  progress list                          all tasks of all plans
  progress list auth --open              what is left to do in one plan
  progress list --status blocked,at_risk
  progress list --assignee backend --phase 2
  progress list --format json            everything, as JSON

A task in a file that lists all phases is left out if its phase has a file with the same task.

Exit status: 0 success, 2 usage error or unknown plan.";

// The arguments of `progress list`.
#[derive(Debug, Args)]
#[command(after_help = LIST_EXAMPLES)]
pub(in crate::cli) struct ListArguments {
    /// A plan: its `prd`, the name or path of its directory, or a prefix of its name
    pub plan: Option<String>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    // Last, because its heading applies to everything after it.
    #[command(flatten)]
    pub filter: ListFilter,
}

// Which tasks to list.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which tasks")]
pub(in crate::cli) struct ListFilter {
    /// Only tasks of this phase, or of phases that cover it
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// Only tasks with one of these statuses
    #[arg(long, value_name = "STATUS,...", value_delimiter = ',')]
    pub status: Vec<String>,
    /// Only tasks assigned to one of these
    #[arg(long, value_name = "WHO,...", value_delimiter = ',')]
    pub assignee: Vec<String>,
    /// Only tasks with one of these priorities
    #[arg(long, value_name = "PRIORITY,...", value_delimiter = ',')]
    pub priority: Vec<String>,
    /// Only tasks that are neither done nor dropped
    #[arg(long)]
    pub open: bool,
    /// Only tasks that are blocked or wait for another task
    #[arg(long)]
    pub blocked: bool,
}

const SHOW_EXAMPLES: &str = "\
Examples:
  progress show AUTH-1.3
  progress show auth-v1:AUTH-1.3 --format json

Name a task by its ID; if several plans have that ID, write PLAN:ID or add --file. `progress log`
lists the commits of a task, and `progress blame` who last changed its values.";

// The arguments of `progress show`.
#[derive(Debug, Args)]
#[command(after_help = SHOW_EXAMPLES)]
pub(in crate::cli) struct ShowArguments {
    /// The task
    pub task: String,
    /// The progress file that contains it
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}
