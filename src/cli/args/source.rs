//! Arguments of `progress lint` that say where contents come from.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// Where the files that are checked come from.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Source")]
pub(in crate::cli) struct SourceArguments {
    /// Check what the next commit would hold: the index, never the working tree
    #[arg(long, conflicts_with_all = ["rev", "stdin_filename"])]
    pub staged: bool,
    /// Check the files of this commit, never the working tree
    #[arg(long, value_name = "REV", conflicts_with = "stdin_filename")]
    pub rev: Option<String>,
    /// Check what a range such as `main..HEAD` brings: its commits, the files in its last tree
    /// as far as they got worse, and the branch
    #[arg(long, value_name = "A..B", conflicts_with_all = ["staged", "rev", "new_from", "stdin_filename", "fix", "diff", "write_baseline"])]
    pub commits: Option<String>,
    /// Take settings and baseline from this commit, not from where the range starts
    #[arg(long, value_name = "REV", requires = "commits", conflicts_with = "rev")]
    pub settings_from: Option<String>,
    /// Report only what this commit did not have already
    #[arg(long, value_name = "REV")]
    pub new_from: Option<String>,
    /// Leave out the findings that this file lists
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<PathBuf>,
    /// List all findings of now in the file that --baseline names
    #[arg(long, requires = "baseline", conflicts_with_all = ["new_from", "fix", "diff"])]
    pub write_baseline: bool,
    /// Whether it is all the same if there is nothing to check, as to a hook.
    #[arg(skip)]
    pub may_be_empty: bool,
}

impl SourceArguments {
    /// Whether the files come from what Git has recorded.
    pub fn is_recorded(&self) -> bool {
        self.staged || self.rev.is_some() || self.commits.is_some()
    }
}
