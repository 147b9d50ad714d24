//! Arguments of `progress lint` related to fixes.

use clap::Args;
use progress_core::lint::Safety;

/// What to fix.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Fixes")]
pub(in crate::cli) struct FixArguments {
    /// Apply safe fixes, which preserve the meaning of a file, and show what is left
    #[arg(long, conflicts_with_all = ["staged", "rev"])]
    pub fix: bool,
    /// With --fix or --diff, include unsafe fixes, which a person should review
    #[arg(long = "unsafe")]
    pub unsafely: bool,
    /// Show what --fix would change, as a diff for `git apply`, without changing anything
    #[arg(long, conflicts_with_all = ["fix", "staged", "rev", "statistics", "format"])]
    pub diff: bool,
}

impl FixArguments {
    /// Which fixes to apply.
    pub(crate) fn safety(&self) -> Safety {
        if self.unsafely {
            Safety::Unsafe
        } else {
            Safety::Safe
        }
    }
}
