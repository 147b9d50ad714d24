//! Arguments of `progress init`.

use clap::{Args, ValueEnum};

use crate::initializing::{CiSystem, InitRequest, Part};

const EXAMPLES: &str = "\
Examples:
  progress init                          show what would change, and ask
  progress init --yes                    set everything up without asking
  progress init --dry-run                only show what would change
  progress init --skip ci,hooks          leave parts out
  progress init --undo                   take everything back

Settings go to `.progress.yaml`, known findings to `.progress-baseline.json`, attributes for merging
to `.gitattributes`, and the check of pull requests to the files of GitHub Actions or GitLab CI,
whichever the repository uses. Hooks are installed in this clone; if a hook manager such as pre-commit,
husky or lefthook is used, they are added to its configuration. Coding agents that the repository has
settings or instructions for are set up as by `progress agent setup`. Whatever exists is kept, and
running the command again changes nothing. What cannot be added is shown.

Exit status: 0 success or nothing to do, 1 declined, 2 failure.";

// The arguments of `progress init`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct InitArguments {
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Show what would change, and do nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Restore what was there before, except for what has been changed since
    #[arg(long, conflicts_with_all = ["yes", "dry_run", "skip", "ci"])]
    pub undo: bool,
    /// Leave out these parts
    #[arg(long, value_enum, value_name = "PART,...", value_delimiter = ',')]
    skip: Vec<PartName>,
    /// The CI system [default: the one that the repository uses]
    #[arg(long, value_enum, value_name = "SYSTEM")]
    ci: Option<CiName>,
}

impl InitArguments {
    /// What the user asks for; `program` is the name by which it was called.
    pub(in crate::cli) fn request(&self, program: &'static str) -> InitRequest {
        InitRequest {
            program,
            skip: self.skip.iter().map(|&name| name.into()).collect(),
            ci: self.ci.map(Into::into),
        }
    }
}

/// The name of a part of the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PartName {
    /// `.progress.yaml`
    Settings,
    /// The file of known findings
    Baseline,
    /// `.gitattributes`
    Attributes,
    /// Hooks and merge driver
    Hooks,
    /// The check of pull requests
    Ci,
    /// Hooks and instructions of coding agents
    Agents,
}

impl From<PartName> for Part {
    fn from(name: PartName) -> Self {
        match name {
            PartName::Settings => Self::Settings,
            PartName::Baseline => Self::Baseline,
            PartName::Attributes => Self::Attributes,
            PartName::Hooks => Self::Hooks,
            PartName::Ci => Self::Ci,
            PartName::Agents => Self::Agents,
        }
    }
}

/// The name of a CI system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CiName {
    /// GitHub Actions
    Github,
    /// GitLab CI
    Gitlab,
}

impl From<CiName> for CiSystem {
    fn from(name: CiName) -> Self {
        match name {
            CiName::Github => Self::Github,
            CiName::Gitlab => Self::Gitlab,
        }
    }
}
