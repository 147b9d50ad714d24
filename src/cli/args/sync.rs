//! Arguments of `progress sync`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TableFormat;

const EXAMPLES: &str = "\
Examples:
  progress sync                          from the whole history
  progress sync main..HEAD               from the commits of this branch
  progress sync --check main..HEAD       for CI: change nothing, fail where something is missing
  progress sync --dry-run --commit-refs  show what would change, commits included

A commit belongs to the phases of the tasks that it is tied to (`progress log` shows them). The
paths that it changes are added; nothing that stands there is taken away. Progress files, the
documents of plans, and what `files_modified.exclude` in `.progress.yaml` names, are left out. Of a
commit that belongs to several phases, each gets only what its other commits or its tasks name.

Exit status: 0, 1 where --check finds something missing, 2 for wrong usage or a failure.";

/// The arguments of `progress sync`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct SyncArguments {
    /// A range of commits, such as `main..HEAD` [default: all that HEAD builds on]
    #[arg(value_name = "RANGE")]
    pub range: Option<String>,
    /// Change nothing; exit with 1 where something is missing
    #[arg(long)]
    pub check: bool,
    /// Show a diff of what would change, or with `--format json` the paths, and change nothing
    #[arg(long, conflicts_with = "check")]
    pub dry_run: bool,
    /// Add the commits to `commit_refs` too
    #[arg(long)]
    pub commit_refs: bool,
    /// How to show it
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Take settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}
