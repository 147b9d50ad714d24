//! Arguments of `progress sync`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TableFormat;

const EXAMPLES: &str = "\
Examples:
  progress sync                          use the whole history
  progress sync main..HEAD               use the commits of this branch
  progress sync --check main..HEAD       for CI: fail if something is missing
  progress sync --dry-run --commit-refs  show what would change, including commits

A commit belongs to the phases of the tasks that it is linked to (see `progress log`). The paths
it changes are added; existing entries are never removed. Progress files, plan documents and paths
matching `files_modified.exclude` in `.progress.yaml` are skipped. If a commit belongs to several
phases, each phase gets only the paths that its other commits or its tasks name.

Exit status: 0 success, 1 something is missing (with --check), 2 usage error or failure.";

// The arguments of `progress sync`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct SyncArguments {
    /// A range of commits, such as `main..HEAD` [default: the history of HEAD]
    #[arg(value_name = "RANGE")]
    pub range: Option<String>,
    /// Change nothing; exit with 1 if something is missing
    #[arg(long)]
    pub check: bool,
    /// Change nothing; show a diff of what would change, or the paths with `--format json`
    #[arg(long, conflicts_with = "check")]
    pub dry_run: bool,
    /// Also add the commits to `commit_refs`
    #[arg(long)]
    pub commit_refs: bool,
    /// Do not say what was checked
    #[arg(short, long)]
    pub quiet: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}
