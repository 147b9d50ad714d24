//! Arguments of `progress verify`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

const EXAMPLES: &str = "\
Examples:
  progress verify                        what is not clearly supported, in all plans
  progress verify auth-v1 --all          every done task and met criterion of a plan
  progress verify auth-v1 --phase 2      one phase
  progress verify TASK-1.2               one task or criterion, whatever the verdict
  progress verify -f docs/progress/auth-v1/phase-1-progress.md
  progress verify --commits main..HEAD --fail-on unsupported     in CI

Verdicts: `supported`, `weak`, `unsupported`, and `unknown` if the repository cannot tell.

Exit status: 0 success, 1 verdicts selected by --fail-on, 2 usage error or unknown name.";

// The arguments of `progress verify`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct VerifyArguments {
    /// A task or criterion (`ID` or `PLAN:ID`), a plan or a progress file [default: all plans]
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Only this phase, or phases that cover it
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// The progress file that contains the task or criterion; without NAME, verify its phase
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Verify the tasks that the commits of a range such as `main..HEAD` mark as done
    #[arg(long, value_name = "RANGE")]
    pub commits: Option<String>,
    /// Also show what is supported
    #[arg(long)]
    pub all: bool,
    /// Verdicts that make the exit status 1
    #[arg(long, value_enum, value_name = "VERDICT", default_value_t)]
    pub fail_on: FailOnVerdict,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: VerifyFormat,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// The verdicts that make the exit status 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOnVerdict {
    /// Unsupported
    Unsupported,
    /// Weak and unsupported
    Weak,
    /// None
    #[default]
    Never,
}

/// How verdicts are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum VerifyFormat {
    /// For people
    #[default]
    Human,
    /// JSON, for programs; see `progress schema verify`
    Json,
    /// Markdown, for a pull request comment or a job summary
    Markdown,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}
