//! Arguments of `progress merge-driver`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

const ABOUT: &str = "\
Once `progress hook install` has set it up, Git runs it for files changed on both sides of a merge,
rebase, cherry-pick or stash. The result replaces OURS.

Exit status: 0 merged, 1 merged with conflicts, 129 failure, nothing was changed.";

// The arguments of `progress merge-driver`.
#[derive(Debug, Args)]
#[command(after_help = ABOUT)]
pub(in crate::cli) struct MergeDriverArguments {
    /// The common ancestor's version (%O)
    pub base: PathBuf,
    /// Our version (%A)
    pub ours: PathBuf,
    /// Their version (%B)
    pub theirs: PathBuf,
    /// The length of conflict markers (%L)
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub marker_size: u16,
    /// The path of the file in the repository (%P)
    // A path may start with a dash.
    #[arg(allow_hyphen_values = true)]
    pub path: OsString,
}
