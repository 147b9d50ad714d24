//! Arguments of `progress report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

const EXAMPLES: &str = "\
Examples:
  progress report --html progress.html   a page about all plans
  progress report auth --html auth.html  a page about one plan
  progress report                        a short summary in Markdown
  progress report >> \"$GITHUB_STEP_SUMMARY\"

The page is one file that needs no network. It has a picture and a table of the tasks of each plan,
and shows how plans progressed. The same files and commits always give the same page. A file that
exists is replaced only if it is an HTML page.

Exit status: 0 success, 2 usage error or failure.";

// The arguments of `progress report`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ReportArguments {
    /// A plan: its `prd`, the name or path of its directory, or a prefix of its name
    pub plan: Option<String>,
    /// Write the page to this file; an HTML page there is replaced
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "format")]
    pub html: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: ReportFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// How a report is written to standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReportFormat {
    /// Markdown, for a job summary or a comment
    #[default]
    Markdown,
    /// The page
    Html,
}
