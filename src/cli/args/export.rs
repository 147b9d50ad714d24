//! Arguments of `progress export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use progress_bridge::Target;

const EXAMPLES: &str = "\
Examples:
  progress export --to csv > tasks.csv
  progress export auth-v1 --to task-master --out .taskmaster/tasks/tasks.json
  progress export auth-v1 --to backlog --out backlog
  progress export --to spec-kit --out specs

Prints the result, or writes it to --out; formats with several files need a directory. A file that
exists is not replaced. What has no counterpart in the format is listed on standard error.

Exit status: 0 exported, 2 not exported.";

// The arguments of `progress export`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ExportArguments {
    /// A plan: its `prd`, the name or path of its directory, or a prefix of its name [default: all]
    pub plan: Option<String>,
    /// The format to write
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: ExportTo,
    /// The file to write or, for formats with several files, the directory; `-` for standard output
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub out: Option<PathBuf>,
    /// Only this phase, or phases that cover it
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// A format to export to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ExportTo {
    /// JSON; see `progress schema export`
    Json,
    /// A table for spreadsheets
    Csv,
    /// Task Master: `tasks.json`
    TaskMaster,
    /// Backlog.md: `config.yml` and a file for each task
    Backlog,
    /// beads: `issues.jsonl`
    BeadsJsonl,
    /// Spec Kit: `tasks.md` for each plan
    SpecKit,
    /// Issues for GitHub's REST API
    GithubIssuesJson,
    /// To-dos for calendars (iCalendar)
    Ics,
}

impl ExportTo {
    /// The format of another tool; `None` for JSON.
    pub(in crate::cli) fn target(self) -> Option<Target> {
        match self {
            Self::Json => None,
            Self::Csv => Some(Target::Csv),
            Self::TaskMaster => Some(Target::TaskMaster),
            Self::Backlog => Some(Target::Backlog),
            Self::BeadsJsonl => Some(Target::Beads),
            Self::SpecKit => Some(Target::SpecKit),
            Self::GithubIssuesJson => Some(Target::GithubIssues),
            Self::Ics => Some(Target::Calendar),
        }
    }

    /// Whether the format says everything that progress files say about tasks.
    pub(in crate::cli) fn is_complete(self) -> bool {
        matches!(self, Self::Json | Self::Csv)
    }

    /// Whether there may be several files.
    pub(in crate::cli) fn is_folder(self) -> bool {
        matches!(self, Self::Backlog | Self::SpecKit)
    }
}
