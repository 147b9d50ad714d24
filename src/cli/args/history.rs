//! Arguments of `progress history`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

const EXAMPLES: &str = "\
Examples:
  progress history                       all plans together, week by week
  progress history auth-v1               one plan
  progress history auth-v1 --by commit   every commit that changes its tasks
  progress history --since '8 weeks ago' the last weeks only
  progress history --by day --format csv > history.csv

Counts come from the commits of the current branch: what a merge brings in counts on the day of the
merge. Days are in UTC, and weeks start on Monday.

Exit status: 0 success, 2 usage error or unknown name.";

// The arguments of `progress history`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct HistoryArguments {
    /// The name of a plan, or a prefix of it [default: all plans together]
    #[arg(value_name = "PLAN")]
    pub plan: Option<String>,
    /// Show one row per week, day or commit
    #[arg(long, value_enum, value_name = "INTERVAL", default_value_t)]
    pub by: IntervalName,
    /// Only what happened since this time, such as `2026-02-05` or `4 weeks ago`
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: HistoryFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// How a history is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum IntervalName {
    /// Every week since the first task
    #[default]
    Week,
    /// The days on which tasks changed
    Day,
    /// The commits that changed tasks
    Commit,
}

/// How a history is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum HistoryFormat {
    /// For people
    #[default]
    Human,
    /// JSON, for programs; see `progress schema history`
    Json,
    /// A table, for spreadsheets
    Csv,
}
