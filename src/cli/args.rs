//! Command-line arguments.

mod agent;
mod blame;
mod change;
mod diff;
mod export;
mod fix;
mod graph;
mod history;
mod hook;
mod import;
mod init;
mod list;
mod log;
mod lsp;
mod merge_driver;
mod new;
mod reference;
mod report;
mod resolve;
mod source;
mod status;
mod sync;
mod update;
mod verify;

use std::ffi::OsString;
use std::path::PathBuf;

pub(super) use agent::{
    AgentArguments, AgentCommand, CheckArguments, PrimeArguments, SetupArguments, StopArguments,
};
pub(super) use blame::BlameArguments;
pub(super) use change::{
    AddArguments, AssignArguments, CriterionArguments, CriterionCommand, CriterionNames,
    EditArguments, PhasePlace, ReopenArguments, UnblockArguments,
};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
pub(super) use diff::{DiffArguments, DiffFormat};
pub(super) use export::ExportArguments;
pub(super) use fix::FixArguments;
pub(super) use graph::{FoldName, GraphArguments, GraphFormat};
pub(super) use history::{HistoryArguments, HistoryFormat, IntervalName};
pub(super) use hook::{
    DoctorArguments, HookArguments, HookCommand, HookStatusArguments, InstallArguments,
};
pub(super) use import::ImportArguments;
pub(super) use init::InitArguments;
pub(super) use list::{ListArguments, ListFilter, ShowArguments};
pub(super) use log::LogArguments;
pub(super) use lsp::LspArguments;
pub(super) use merge_driver::MergeDriverArguments;
pub(super) use new::NewArguments;
pub(super) use reference::{
    CacheArguments, CacheCommand, CompletionsArguments, ExplainArguments, ManArguments,
    RulesArguments, SchemaArguments, SchemaName, TableFormat,
};
pub(super) use report::{ReportArguments, ReportFormat};
pub(super) use resolve::{ResolveArguments, ToolArguments};
pub(super) use source::SourceArguments;
pub(super) use status::{PhaseFilter, ReadyArguments, StatusArguments, StatusFormat, TaskFilter};
pub(super) use sync::SyncArguments;
use update::VerbArguments;
pub(super) use update::{NamedTasks, UpdateArguments, UpdateOutput};
pub(super) use verify::{FailOnVerdict, VerifyArguments, VerifyFormat};

use super::colors::ColorChoice;
use crate::report::Format;

const EXAMPLES: &str = "\
Examples:
  progress lint                          check every progress file in this repository
  progress lint .claude/progress         check those in a directory
  progress lint --pedantic a-progress.md check one file and show advice
  progress lint --format json            print JSON; see `progress schema report`
  progress status                        show the progress of every plan
  progress explain count-mismatch        explain a rule

Exit status: 0 success, 1 findings, 2 usage error or failure.
Settings: `.progress.yaml` in the root of the repository; see `progress schema config`.
Documentation: https://github.com/progress-lint/progress-lint";

const LINT_EXAMPLES: &str = "\
Examples:
  progress lint
  progress lint --select count-mismatch,progress-mismatch
  progress lint --statistics --fail-on never
  progress lint --watch                  check again whenever a file changes
  progress lint --diff                   show fixes as a diff
  progress lint --fix                    apply fixes
  progress lint --staged                 check what would be committed
  progress lint --rev v1.2 docs/progress check a directory as of a commit
  progress lint --commits main..HEAD     check the commits of a branch, and what they made worse
  progress lint --new-from origin/main   report only what this branch adds
  progress lint --baseline old.json --write-baseline
  progress lint - --stdin-filename docs/progress/phase-1-progress.md < buffer

Progress files given by name are checked even if `exclude` in `.progress.yaml` matches them;
other files are skipped with a note. Directories are searched for progress files (`include` and
`exclude` apply; files ignored by Git are skipped).

Exit status: 0 no findings as severe as --fail-on, 1 findings, 2 usage error, unreadable path,
or a given directory without progress files.";

/// Hooks use it to distinguish this program from others of the same name.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (progress-lint)");

/// Linter and Git hooks for progress files: Markdown plans whose YAML frontmatter tracks tasks
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
    /// When to use color
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t,
        // clap's type has no help for each value, so the line below names them.
        hide_possible_values = true,
        help_heading = "Global options",
        help = "When to use color: auto, always or never"
    )]
    pub color: ColorChoice,
    /// Neither read nor write cached results
    #[arg(long, global = true, help_heading = "Global options")]
    pub no_cache: bool,
    /// Do not show long results in a pager
    #[arg(long, global = true, help_heading = "Global options")]
    pub no_pager: bool,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// Parses the process's arguments, the first of which is the program's name.
    pub(super) fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        if let Some(hook) = HookArguments::called_by_git(arguments) {
            return Ok(Self {
                color: ColorChoice::default(),
                no_cache: false,
                no_pager: false,
                command: Command::Hook(hook),
            });
        }
        Self::try_parse_from(arguments)
    }
}

/// The command.
#[derive(Debug, Subcommand)]
// Only the arguments of the command that is run are built. Their documentation would then replace the
// descriptions of the commands here, so the structures have comments that clap does not see.
#[command(defer = true)]
pub(super) enum Command {
    /// Set up a repository: settings, known findings, hooks, CI
    Init(InitArguments),
    /// Check progress files
    Lint(LintArguments),
    /// Show the progress of plans: tasks that are done, active, blocked and ready
    Status(StatusArguments),
    /// List the tasks that can start
    Ready(ReadyArguments),
    /// List tasks, whatever their status
    List(ListArguments),
    /// Show everything about one task
    Show(ShowArguments),
    /// Draw the dependencies of tasks: as a tree, SVG, Mermaid or DOT
    Graph(GraphArguments),
    /// Write an HTML page about all plans, or a short summary in Markdown
    Report(ReportArguments),
    /// List the commits that belong to a task, a phase or a plan
    Log(LogArguments),
    /// Show which commit last changed each value of a task
    Blame(BlameArguments),
    /// Fill in `files_modified` from the commits that belong to each phase
    Sync(SyncArguments),
    /// Show what changed: tasks started, finished, blocked, reassigned, rescheduled
    Diff(DiffArguments),
    /// Show how the tasks of plans changed over time, and when they may be done
    History(HistoryArguments),
    /// Check whether commits and files support that tasks are done
    Verify(VerifyArguments),
    /// Create the file for a new phase
    New(NewArguments),
    /// Import tasks from another tool, or update those imported before
    Import(ImportArguments),
    /// Export plans in the format of another tool, or as a table or a calendar
    Export(ExportArguments),
    /// Change tasks, and update counters, percentages and dates
    Update(UpdateArguments),
    /// Mark tasks as in progress; hooks then link commits to them
    Start(VerbArguments),
    /// Mark tasks as completed
    Done(VerbArguments),
    /// Mark tasks as blocked
    Block(VerbArguments),
    /// Mark blocked tasks as pending or in progress, and resolve their blockers
    Unblock(UnblockArguments),
    /// Mark tasks that are done or dropped as pending or in progress
    Reopen(ReopenArguments),
    /// Mark success criteria as met or pending
    Criterion(CriterionArguments),
    /// Add a task to a phase
    Add(AddArguments),
    /// Change the description, priority, estimate, assignees or dependencies of a task
    Edit(EditArguments),
    /// Assign a task
    Assign(AssignArguments),
    /// List the rules
    Rules(RulesArguments),
    /// Explain a rule, with examples
    Explain(ExplainArguments),
    /// Print a JSON Schema
    Schema(SchemaArguments),
    /// Show or remove cached results
    Cache(CacheArguments),
    /// Print a shell completion script
    Completions(CompletionsArguments),
    /// Write the manual pages, for packages
    #[command(hide = true)]
    Man(ManArguments),
    /// Install and run Git hooks that check and update progress files
    Hook(HookArguments),
    /// Set up and run hooks for coding agents
    Agent(AgentArguments),
    /// Diagnose why hooks do not run or do not work as they should
    Doctor(DoctorArguments),
    /// Merge progress files that are in conflict, by meaning
    Resolve(ResolveArguments),
    /// Run the language server for progress files; started by editors
    Lsp(LspArguments),
    /// Merge three versions of a progress file; run by Git
    MergeDriver(MergeDriverArguments),
}

// The arguments of `progress lint`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
#[command(after_help = LINT_EXAMPLES)]
pub(super) struct LintArguments {
    /// Files to check and directories to search; `-` is standard input [default: the
    /// repository, or the current directory outside Git]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Check standard input as if it were this file, which need not exist
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub stdin_filename: Option<PathBuf>,
    /// Apply `exclude` in `.progress.yaml` even to files given by name
    #[arg(long)]
    pub force_exclude: bool,
    #[command(flatten)]
    pub source: SourceArguments,
    #[command(flatten)]
    pub fixing: FixArguments,
    #[command(flatten)]
    pub choice: Choice,
    /// Show the number of findings per rule instead of the findings
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,
    /// Output format
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        default_value_t,
        help_heading = "Output"
    )]
    pub format: FormatName,
    /// List the files that would be checked
    #[arg(long, help_heading = "Output", conflicts_with_all = ["statistics", "format", "fix", "add_ignore", "diff", "write_baseline", "stdin_filename"])]
    pub show_files: bool,
    /// Print the effective settings in the format of `.progress.yaml`
    #[arg(long, help_heading = "Output", conflicts_with_all = ["show_files", "watch", "statistics", "format", "fix", "add_ignore", "diff", "write_baseline", "stdin_filename"])]
    pub show_settings: bool,
    /// Check again whenever a file changes, until interrupted
    // Nothing in the index or a commit changes without a command, and a fix would be a change.
    #[arg(long, help_heading = "Output", conflicts_with_all = ["show_files", "fix", "add_ignore", "diff", "write_baseline", "stdin_filename", "staged", "rev", "commits"])]
    pub watch: bool,
    /// Do not say what was checked; findings and problems are still shown
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

// Rule selection and severities.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Rules")]
pub(super) struct Choice {
    /// Report only these rules, including advice and rules that are off
    #[arg(long, value_name = "RULE,...", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Disable these rules; overrides --select
    #[arg(long, value_name = "RULE,...", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Which keys are required
    #[arg(long, value_enum, value_name = "PROFILE")]
    pub profile: Option<ProfileName>,
    /// Show advice
    #[arg(long)]
    pub pedantic: bool,
    /// Lowest severity of shown findings that makes the exit status 1 [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// The name of an output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// For people, with the location underlined and help
    #[default]
    Human,
    /// One line per finding, for editors and grep
    Concise,
    /// JSON, for programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// GitHub Actions annotations
    Github,
    /// GitLab code quality report
    Gitlab,
    /// XML test report, for CI servers
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
    /// The keys common to every generation of the format
    Default,
    /// Every key of the reference document
    Strict,
}

/// The lowest severity that makes the exit status 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors
    Error,
    /// Warnings and errors
    Warning,
    /// Any finding
    Advice,
    /// Nothing
    Never,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_are_valid() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_format_can_be_selected() {
        let chosen = FormatName::value_variants().iter();
        let chosen: Vec<Format> = chosen.map(|&name| name.into()).collect();
        assert_eq!(chosen, Format::ALL);
        for name in FormatName::value_variants() {
            let word = name.to_possible_value().unwrap();
            assert_eq!(word.get_name(), Format::from(*name).name());
        }
    }
}
