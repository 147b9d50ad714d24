//! Arguments of `progress lint` that select the source of the files.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::checking::{BaselineChoice, BaselineRequest, Origin};

// The source of the files to check.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source")]
pub(in crate::cli) struct SourceArguments {
    /// Check what would be committed: the index instead of the working tree
    #[arg(long, conflicts_with_all = ["rev", "stdin_filename"])]
    pub staged: bool,
    /// Check the files of this commit instead of the working tree
    #[arg(long, value_name = "REV", conflicts_with = "stdin_filename")]
    pub rev: Option<String>,
    /// Check a range such as `main..HEAD`: its commits, what they made worse in the files of its
    /// last tree, and the branch
    // A range brings its own source, settings and known findings. Its files need not be checked
    // out, so none is written.
    #[arg(long, value_name = "A..B", conflicts_with_all = ["staged", "rev", "new_from", "stdin_filename", "fix", "add_ignore", "diff", "write_baseline"])]
    pub commits: Option<String>,
    /// Read settings and baseline from this commit instead of the start of the range
    #[arg(long, value_name = "REV", requires = "commits", conflicts_with = "rev")]
    pub settings_from: Option<String>,
    /// Report only findings that this commit did not have
    #[arg(long, value_name = "REV")]
    pub new_from: Option<String>,
    /// Hide findings listed in this file, instead of the `baseline` in `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<PathBuf>,
    /// Show the findings listed in the `baseline` in `.progress.yaml`
    #[arg(long, conflicts_with = "baseline")]
    pub no_baseline: bool,
    /// Write all current findings to the baseline
    // A baseline lists every finding of the files as they are, not only the new ones.
    #[arg(long, conflicts_with_all = ["no_baseline", "new_from", "fix", "add_ignore", "diff"])]
    pub write_baseline: bool,
}

impl SourceArguments {
    /// Where the files are.
    pub(crate) fn origin(&self) -> Origin {
        if self.staged {
            return Origin::Index;
        }
        match (&self.rev, &self.commits) {
            (Some(name), _) => Origin::Commit(name.clone()),
            (None, Some(text)) => Origin::Range {
                text: text.clone(),
                settings_from: self.settings_from.clone(),
            },
            (None, None) => Origin::WorkingTree,
        }
    }

    /// The file of known findings.
    pub(crate) fn baseline(&self) -> BaselineRequest {
        let file = match &self.baseline {
            Some(path) => BaselineChoice::Named(path.clone()),
            None if self.no_baseline => BaselineChoice::Ignored,
            None => BaselineChoice::Configured,
        };
        BaselineRequest {
            file,
            is_written: self.write_baseline,
        }
    }
}
