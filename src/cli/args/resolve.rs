//! Arguments of `progress resolve`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TableFormat;

const EXAMPLES: &str = "\
Examples:
  progress resolve                       resolve all progress files in conflict
  progress resolve --stage               the same, and `git add` those without conflicts left
  progress resolve docs/progress         resolve those in a directory
  progress resolve --dry-run             show what would change as a diff

The versions come from Git's index if the file is still as Git left it, otherwise from the
conflict markers in the file: Git's in any style, or Jujutsu's with any number of sides. What stays
in conflict keeps its markers.

With --base, --ours, --theirs and --output, the command is a merge tool for `git mergetool` and
`jj resolve`. How to set it up:
https://github.com/progress-lint/progress-lint/blob/main/docs/merging.md#as-a-merge-tool

Exit status: 0 no conflicts are left, 1 something is left for a person, 2 usage error or failure;
a merge tool then writes nothing.";

// The arguments of `progress resolve`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ResolveArguments {
    /// Files to resolve and directories to search [default: the repository, or the current
    /// directory outside Git]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Stage the files that have no conflicts left
    #[arg(long, conflicts_with = "dry_run")]
    pub stage: bool,
    /// Change nothing; show a diff of what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    // Last, because its heading applies to everything after it.
    #[command(flatten)]
    pub tool: ToolArguments,
}

// The versions that a merge tool gets.
#[derive(Debug, Args)]
#[command(next_help_heading = "As a merge tool")]
pub(in crate::cli) struct ToolArguments {
    /// The common ancestor's version; an empty file if there is none
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        requires_all = ["ours", "theirs", "output"],
        conflicts_with_all = ["paths", "stage", "dry_run", "format"]
    )]
    pub base: Option<PathBuf>,
    /// Our version
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "base")]
    pub ours: Option<PathBuf>,
    /// Their version
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "base")]
    pub theirs: Option<PathBuf>,
    /// The file to write the result to; `-` for standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "base")]
    pub output: Option<PathBuf>,
    /// The minimum length of conflict markers
    #[arg(
        long,
        value_name = "N",
        default_value_t = 7,
        value_parser = clap::value_parser!(u16).range(1..=1000)
    )]
    pub marker_length: u16,
    /// The path of the file in the repository
    // A path may start with a dash.
    #[arg(
        long,
        value_name = "PATH",
        requires = "base",
        allow_hyphen_values = true
    )]
    pub path: Option<OsString>,
}
