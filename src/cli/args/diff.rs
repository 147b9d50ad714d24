//! Arguments of `progress diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

const EXAMPLES: &str = "\
Examples:
  progress diff                          what is not staged: the index and the working tree
  progress diff --staged                 what the next commit brings: HEAD and the index
  progress diff HEAD                     HEAD and the working tree
  progress diff main..HEAD               two commits
  progress diff main...HEAD              what this branch did since it left main
  progress diff main...HEAD --format markdown      for the comment on a pull request
  progress diff HEAD~3 -- docs/progress  below a folder

Revisions and paths are read as `git diff` reads them. Quotes, comments, layout and the order
of entries mean nothing here; files that Git does not know are left out.

Exit status: 0, or with --exit-code 1 where there are differences; 2 for wrong usage.";

/// The arguments of `progress diff`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct DiffArguments {
    /// `A`, `A B`, `A..B` or `A...B`, then files and folders
    #[arg(value_name = "REV|PATH", value_hint = ValueHint::AnyPath)]
    pub names: Vec<String>,
    /// Files and folders
    #[arg(last = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Compare a commit, HEAD by default, with the index
    #[arg(long, visible_alias = "cached")]
    pub staged: bool,
    /// Exit with 1 where there are differences
    #[arg(long)]
    pub exit_code: bool,
    /// How to show it
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: DiffFormat,
    /// Take settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// How differences are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DiffFormat {
    /// For people
    #[default]
    Human,
    /// For programs; the schema: progress schema diff
    Json,
    /// For the comment on a pull request
    Markdown,
}
