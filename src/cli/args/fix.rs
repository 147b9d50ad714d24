//! Arguments of `progress lint` related to fixes.

use clap::Args;
use progress_core::lint::Safety;

use crate::checking::Action;

// What to fix.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
#[command(next_help_heading = "Fixes")]
pub(in crate::cli) struct FixArguments {
    /// Apply safe fixes, which preserve the meaning of a file, and show what is left
    // Only files on disk can be written, not the index or a commit.
    #[arg(long, conflicts_with_all = ["staged", "rev"])]
    pub fix: bool,
    /// With --fix or --diff, include unsafe fixes, which a person should review
    #[arg(long = "unsafe")]
    pub unsafely: bool,
    /// Ignore every finding with a comment such as `# progress: ignore[rule]`, and show what is left
    #[arg(long, conflicts_with_all = ["fix", "unsafely", "staged", "rev"])]
    pub add_ignore: bool,
    /// Show what --fix or --add-ignore would change, as a diff for `git apply`, without changing anything
    // The diff is the whole output, so that it can be piped to `git apply`.
    #[arg(long, conflicts_with_all = ["fix", "staged", "rev", "statistics", "format"])]
    pub diff: bool,
}

impl FixArguments {
    /// What to do with the findings.
    pub(crate) fn action(&self) -> Action {
        let safety = if self.unsafely {
            Safety::Unsafe
        } else {
            Safety::Safe
        };
        if self.add_ignore && self.diff {
            Action::ShowIgnores
        } else if self.add_ignore {
            Action::AddIgnores
        } else if self.diff {
            Action::ShowFixes(safety)
        } else if self.fix {
            Action::Fix(safety)
        } else {
            Action::Report
        }
    }
}
