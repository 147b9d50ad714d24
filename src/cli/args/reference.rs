//! Arguments of the commands about rules, schemas and completions.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

// The arguments of `progress rules`.
#[derive(Debug, Args)]
pub(in crate::cli) struct RulesArguments {
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
}

/// An output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TableFormat {
    /// For people
    #[default]
    Human,
    /// JSON, for programs
    Json,
}

// The arguments of `progress explain`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArguments {
    /// Name of the rule; see `progress rules`
    #[arg(required_unless_present = "all")]
    pub rule: Option<String>,
    /// Explain every rule
    #[arg(long, conflicts_with = "rule")]
    pub all: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
}

// The arguments of `progress schema`.
#[derive(Debug, Args)]
pub(in crate::cli) struct SchemaArguments {
    /// The schema to print
    #[arg(value_enum, value_name = "SCHEMA", default_value_t)]
    pub schema: SchemaName,
}

/// The name of a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SchemaName {
    /// The frontmatter of a progress file
    #[default]
    Progress,
    /// `.progress.yaml`
    Config,
    /// The output of `progress lint --format json`
    Report,
    /// The output of `progress diff --format json`
    Diff,
    /// The output of `progress status --format json`
    Status,
    /// The output of `progress ready --format json`
    Ready,
    /// The output of `progress list --format json`
    List,
    /// The output of `progress show --format json`
    Show,
    /// The output of `progress log --format json`
    Log,
    /// The output of `progress blame --format json`
    Blame,
    /// The output of `progress verify --format json`
    Verify,
    /// The output of `progress history --format json`
    History,
    /// The output of `progress update --format json`
    Update,
    /// The output of `progress export --to json`
    Export,
    /// The output of `progress import --format json`
    Import,
    /// The output of `progress sync --format json`
    Sync,
    /// The output of `progress resolve --format json`
    Resolve,
    /// The output of `progress rules --format json`
    Rules,
    /// The output of `progress explain --format json`
    Explain,
    /// The output of `progress doctor --format json`
    Doctor,
    /// The output of `progress hook status --format json`
    HookStatus,
}

// The arguments of `progress cache`.
#[derive(Debug, Args)]
pub(in crate::cli) struct CacheArguments {
    /// What to do with the cache.
    #[command(subcommand)]
    pub command: CacheCommand,
}

// What to do with the cache.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CacheCommand {
    /// Show where the cache is and how large it is
    Info,
    /// Remove the cache
    Clean,
}

// The arguments of `progress man`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ManArguments {
    /// Write the page of every command to this directory, instead of the main page to standard
    /// output
    #[arg(long, value_name = "DIRECTORY", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

// The arguments of `progress completions`.
#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsArguments {
    /// The shell
    pub shell: clap_complete::Shell,
}
