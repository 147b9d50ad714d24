//! Arguments of `progress diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

const EXAMPLES: &str = "\
Examples:
  progress diff                          unstaged changes: the index and the working tree
  progress diff --staged                 staged changes: HEAD and the index
  progress diff HEAD                     HEAD and the working tree
  progress diff main..HEAD               two commits
  progress diff main...HEAD              what changed on this branch since it left main
  progress diff main...HEAD --format markdown      for a pull request comment
  progress diff HEAD~3 -- docs/progress  only files in a directory

Revisions and paths work as in `git diff`. Quotes, comments, layout and the order of entries are
ignored, and so are untracked files.

Exit status: 0 success, 1 differences (with --exit-code), 2 usage error.";

// The arguments of `progress diff`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct DiffArguments {
    /// `A`, `A B`, `A..B` or `A...B`, then files and directories
    #[arg(value_name = "REV|PATH", value_hint = ValueHint::AnyPath)]
    pub names: Vec<String>,
    /// Files and directories
    #[arg(last = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Compare a commit, HEAD by default, with the index
    #[arg(long, visible_alias = "cached")]
    pub staged: bool,
    /// Exit with 1 if there are differences
    #[arg(long)]
    pub exit_code: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: DiffFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// How differences are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DiffFormat {
    /// For people
    #[default]
    Human,
    /// JSON, for programs; see `progress schema diff`
    Json,
    /// Markdown, for a pull request comment
    Markdown,
}
