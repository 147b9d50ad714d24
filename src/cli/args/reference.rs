//! Arguments of the commands that tell about rules, schemas and completions.

use clap::{Args, ValueEnum};

/// The arguments of `progress rules`.
#[derive(Debug, Args)]
pub(in crate::cli) struct RulesArguments {
    /// How to show them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
}

/// How to show a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TableFormat {
    /// For people
    #[default]
    Human,
    /// For programs
    Json,
}

/// The arguments of `progress explain`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArguments {
    /// The rule's name, as in `progress rules`
    pub rule: String,
}

/// The arguments of `progress schema`.
#[derive(Debug, Args)]
pub(in crate::cli) struct SchemaArguments {
    /// Which one
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
    /// What `progress lint --format json` prints
    Report,
    /// What `progress diff --format json` prints
    Diff,
}

/// The arguments of `progress completions`.
#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsArguments {
    /// For which shell
    pub shell: clap_complete::Shell,
}
