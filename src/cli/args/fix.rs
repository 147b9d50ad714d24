//! Arguments of `progress lint` that have to do with fixes.

use clap::Args;

use crate::lint::Safety;

/// What to mend.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Fixes")]
pub(in crate::cli) struct FixArguments {
    /// Mend what can be mended without changing what a file means, then show what is left
    #[arg(long, conflicts_with_all = ["staged", "rev"])]
    pub fix: bool,
    /// Also mend what only a person can know to be right; with --fix or --diff
    #[arg(long = "unsafe")]
    pub unsafely: bool,
    /// Show what --fix would change, as a diff for `git apply`, and change nothing
    #[arg(long, conflicts_with_all = ["fix", "staged", "rev", "statistics", "format"])]
    pub diff: bool,
}

impl FixArguments {
    /// Which fixes are meant.
    pub fn safety(&self) -> Safety {
        if self.unsafely {
            Safety::Unsafe
        } else {
            Safety::Safe
        }
    }
}
