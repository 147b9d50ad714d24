//! Arguments of `progress import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use progress_bridge::Format;

use super::TableFormat;
use crate::importing::Side;

const EXAMPLES: &str = "\
Examples:
  progress import .                      whatever is found in this repository
  progress import specs/001-sign-in      one feature of Spec Kit
  progress import TODO.md --prd shop-v1  headings and checkboxes
  progress import . --dry-run            show what would be written

Each plan gets a directory, and each of its phases a file. IDs, states, dependencies, assignees,
priorities and order are kept, and every task says in `source` where it comes from. What has no
counterpart is listed. Running the command again adds new tasks and applies what has changed in the
source since; a value that was changed in the progress file too is kept and reported, until --ours
or --theirs decides.

Exit status: 0 imported, 1 imported, but values changed on both sides, 2 nothing imported.";

// The arguments of `progress import`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ImportArguments {
    /// The file to import, or the directory that contains it
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub path: PathBuf,
    /// The tool that the tasks come from
    #[arg(long, value_enum, value_name = "TOOL", default_value_t)]
    pub from: ImportFrom,
    /// Name of the plan; if there are several, each name gets this prefix [default: the name in
    /// the source]
    #[arg(long, value_name = "PLAN")]
    pub prd: Option<String>,
    /// Assignee of tasks without one
    #[arg(long, value_name = "WHO", default_value = "unassigned")]
    pub assignee: String,
    /// Keep the values here that changed on both sides since the last import
    #[arg(long, conflicts_with = "theirs")]
    pub ours: bool,
    /// Take the values of the source that changed on both sides since the last import
    #[arg(long)]
    pub theirs: bool,
    /// Show what would change, without writing anything
    #[arg(long)]
    pub dry_run: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

impl ImportArguments {
    /// Which value counts where both sides changed it.
    pub(in crate::cli) fn decision(&self) -> Option<Side> {
        match (self.ours, self.theirs) {
            (true, _) => Some(Side::Ours),
            (_, true) => Some(Side::Theirs),
            _ => None,
        }
    }
}

/// Where tasks are imported from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ImportFrom {
    /// Detect the tool
    #[default]
    Auto,
    /// Spec Kit: `specs/NNN-feature/tasks.md`
    SpecKit,
    /// OpenSpec: `openspec/changes/NAME/tasks.md`
    #[value(name = "openspec")]
    OpenSpec,
    /// Kiro: `.kiro/specs/NAME/tasks.md`
    Kiro,
    /// Backlog.md: `backlog/tasks`
    Backlog,
    /// Task Master: `.taskmaster/tasks/tasks.json`
    TaskMaster,
    /// beads: `.beads/issues.jsonl`
    Beads,
    /// BMAD: `sprint-status.yaml`
    Bmad,
    /// GSD: `.planning/ROADMAP.md`
    Gsd,
    /// Headings and checkboxes of any Markdown file
    Markdown,
}

impl ImportFrom {
    /// The format; `None` to find out.
    pub(in crate::cli) fn format(self) -> Option<Format> {
        match self {
            Self::Auto => None,
            Self::SpecKit => Some(Format::SpecKit),
            Self::OpenSpec => Some(Format::OpenSpec),
            Self::Kiro => Some(Format::Kiro),
            Self::Backlog => Some(Format::Backlog),
            Self::TaskMaster => Some(Format::TaskMaster),
            Self::Beads => Some(Format::Beads),
            Self::Bmad => Some(Format::Bmad),
            Self::Gsd => Some(Format::Gsd),
            Self::Markdown => Some(Format::Markdown),
        }
    }
}
