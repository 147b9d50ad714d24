//! Arguments as they are written on the command line.

mod blame;
mod diff;
mod fix;
mod hook;
mod log;
mod merge_driver;
mod new;
mod reference;
mod source;
mod standing;
mod sync;
mod update;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

pub(super) use blame::BlameArguments;
pub(super) use diff::{DiffArguments, DiffFormat};
pub(super) use fix::FixArguments;
pub(super) use hook::{
    DoctorArguments, HookArguments, HookCommand, HookStatusArguments, InstallArguments,
};
pub(super) use log::LogArguments;
pub(super) use merge_driver::MergeDriverArguments;
pub(super) use new::{NewArguments, TaskFlags};
pub(super) use reference::{
    CompletionsArguments, ExplainArguments, RulesArguments, SchemaArguments, SchemaName,
    TableFormat,
};
pub(super) use source::SourceArguments;
pub(super) use standing::{PhaseFilter, ReadyArguments, StatusArguments, TaskFilter};
pub(super) use sync::SyncArguments;
pub(super) use update::{UpdateArguments, UpdateOutput, VerbArguments};

use super::colors::ColorChoice;
use crate::report::Format;

const EXAMPLES: &str = "\
Examples:
  progress lint                          check every progress file of this repository
  progress lint .claude/progress         check those below a folder
  progress lint --pedantic a-progress.md check one file, with advice
  progress lint --format json            for programs; the schema: progress schema report
  progress status                        show where every plan stands
  progress explain count-mismatch        what a rule demands, and why

Exit status: 0 clean, 1 findings, 2 wrong usage or a failure.
Settings: `.progress.yaml` at the top of the repository; its schema: progress schema config";

const LINT_EXAMPLES: &str = "\
Examples:
  progress lint
  progress lint --select count-mismatch,progress-mismatch
  progress lint --statistics --fail-on never
  progress lint --diff                   show what can be mended
  progress lint --fix                    mend it
  progress lint --staged                 what the next commit would hold
  progress lint --rev v1.2 docs/progress what a commit holds, below a folder
  progress lint --commits main..HEAD     what a branch brings: its commits and what got worse
  progress lint --new-from origin/main   only what this branch adds
  progress lint --baseline old.json --write-baseline
  progress lint - --stdin-filename docs/progress/phase-1-progress.md < buffer

A named file is checked whatever it is called; folders are searched for progress files
(`include` and `exclude` in `.progress.yaml`; files that Git ignores are left out).

Exit status: 0 nothing as severe as --fail-on, 1 findings, 2 wrong usage, a path that cannot
be read, or a named folder without any progress file.";

/// The hooks tell this program by it from others of its name.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (progress-lint)");

/// Keeps progress files true: Markdown plans whose YAML frontmatter tracks tasks.
#[derive(Debug, Parser)]
#[command(
    name = "progress",
    version = VERSION,
    arg_required_else_help = true,
    after_help = EXAMPLES,
    max_term_width = 100,
    propagate_version = false
)]
pub(super) struct Arguments {
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t,
        hide_possible_values = true,
        help = "When to use colour: auto, always or never"
    )]
    pub color: ColorChoice,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check progress files
    Lint(LintArguments),
    /// Show where plans stand: what is done, active, blocked, and ready
    Status(StatusArguments),
    /// List the tasks that can start
    Ready(ReadyArguments),
    /// List the commits that belong to a task, a phase or a plan
    Log(LogArguments),
    /// Show which commit changed each value of a task last
    Blame(BlameArguments),
    /// Fill in `files_modified` from the commits that belong to each phase
    Sync(SyncArguments),
    /// Show what changed: tasks started, finished, blocked, reassigned, rescheduled
    Diff(DiffArguments),
    /// Write the file of a new phase
    New(NewArguments),
    /// Change tasks, and keep what follows from them true
    Update(UpdateArguments),
    /// Mark tasks as in progress; hooks know then what is being worked on
    Start(VerbArguments),
    /// Mark tasks as completed
    Done(VerbArguments),
    /// Mark tasks as blocked
    Block(VerbArguments),
    /// List the rules
    Rules(RulesArguments),
    /// Say what a rule demands, and why, with examples
    Explain(ExplainArguments),
    /// Print a JSON Schema
    Schema(SchemaArguments),
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
    /// Install and run Git hooks that keep progress files true
    Hook(HookArguments),
    /// Find out why hooks do not run, or do less than they should
    Doctor(DoctorArguments),
    /// Merge three versions of a progress file, as Git asks for it
    MergeDriver(MergeDriverArguments),
}

/// The arguments of `progress lint`.
#[derive(Debug, Args)]
#[command(after_help = LINT_EXAMPLES)]
pub(super) struct LintArguments {
    /// Files to check and folders to search; `-` is standard input [default: the repository,
    /// or the current folder outside Git]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Check standard input as the content of this file, which need not exist
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    pub source: SourceArguments,
    #[command(flatten)]
    pub fixing: FixArguments,
    #[command(flatten)]
    pub choice: Choice,
    /// Count the findings of each rule instead of showing them
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,
    /// How to show findings
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        default_value_t,
        help_heading = "Output"
    )]
    pub format: FormatName,
}

/// Which rules speak, and how loudly.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Rules")]
pub(super) struct Choice {
    /// Show only the findings of these rules, advice and switched-off rules included
    #[arg(long, value_name = "RULE,...", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Leave these rules out; outranks --select
    #[arg(long, value_name = "RULE,...", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Which keys a file must have: those that every generation of the format has, or all
    #[arg(long, value_enum, value_name = "PROFILE")]
    pub profile: Option<ProfileName>,
    /// Show advice too
    #[arg(long)]
    pub pedantic: bool,
    /// The least severity, among what is shown, that makes the exit status 1 [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
    /// Take settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// The name of an output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// For people: the place underlined, with help
    #[default]
    Human,
    /// A line a finding, for editors and grep
    Concise,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// A test report in XML, as CI servers read
    Junit,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Human => Self::Human,
            FormatName::Concise => Self::Concise,
            FormatName::Json => Self::Json,
            FormatName::Sarif => Self::Sarif,
            FormatName::Github => Self::Github,
            FormatName::Gitlab => Self::Gitlab,
            FormatName::Junit => Self::Junit,
        }
    }
}

/// The name of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProfileName {
    /// What every generation of the format has
    Default,
    /// All that the reference document has
    Strict,
}

/// What makes the exit status 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors
    Error,
    /// Warnings, and what is worse
    Warning,
    /// Advice, and what is worse
    Advice,
    /// Nothing
    Never,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_are_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_format_can_be_chosen() {
        let chosen = FormatName::value_variants().iter();
        let chosen: Vec<Format> = chosen.map(|&name| name.into()).collect();
        assert_eq!(chosen, Format::ALL);
        for name in FormatName::value_variants() {
            let word = name.to_possible_value().unwrap();
            assert_eq!(word.get_name(), Format::from(*name).name());
        }
    }
}
