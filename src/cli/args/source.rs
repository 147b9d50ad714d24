//! Arguments of `progress lint` that say where contents come from.

use clap::Args;

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
}

impl SourceArguments {
    /// Whether the files come from what Git has recorded.
    pub fn is_recorded(&self) -> bool {
        self.staged || self.rev.is_some()
    }
}
