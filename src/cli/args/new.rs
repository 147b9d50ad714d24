//! Arguments of `progress new`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueHint};

const EXAMPLES: &str = r#"Examples:
  progress new auth-v1 2 --title "Sign-in" --owner backend \
    --task "AUTH-2.1: Add the endpoint" --task "AUTH-2.2: Add the page" \
    --depends "AUTH-2.2: AUTH-2.1" --effort "1 pt" --criterion "Users can sign in"
  progress new auth-v1 2 --owner backend --tasks-json - < tasks.json
  progress new auth-v1 2 --dry-run       print the file instead of writing it

Each entry of the JSON list has `id` and `description`, and optionally `status`, `assigned_to`,
`dependencies`, `estimated_effort` and `priority`; the flags provide defaults.

The file is created in the plan's directory; the directory of a new plan is created next to those
of other plans. Counters, batches and the critical path are computed from the tasks. A file that
would have lint errors is not written, and an existing file is not replaced.

Exit status: 0 written, 2 not written."#;

// The arguments of `progress new`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct NewArguments {
    /// Name of the plan and of its directory
    #[arg(value_name = "PLAN")]
    pub prd: String,
    /// Number or name of the phase
    pub phase: String,
    /// Title of the phase [default: `Phase N`]
    #[arg(long)]
    pub title: Option<String>,
    /// Owners of the phase
    #[arg(long = "owner", value_name = "WHO,...", value_delimiter = ',')]
    pub owners: Vec<String>,
    /// Contributors to the phase
    #[arg(long = "contributor", value_name = "WHO,...", value_delimiter = ',')]
    pub contributors: Vec<String>,
    /// Start date, such as `2026-02-05`
    #[arg(long, value_name = "DATE")]
    pub started: Option<String>,
    /// A success criterion; can be repeated
    #[arg(long = "criterion", value_name = "TEXT")]
    pub criteria: Vec<String>,
    /// Print the file instead of writing it
    #[arg(long, visible_alias = "stdout")]
    pub dry_run: bool,
    /// Read settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    // Last, because its heading applies to everything after it.
    #[command(flatten)]
    pub tasks: TaskFlags,
}

// The tasks of a new phase.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tasks")]
pub(in crate::cli) struct TaskFlags {
    /// A task; can be repeated
    #[arg(long = "task", value_name = "ID: DESCRIPTION")]
    pub tasks: Vec<String>,
    /// Dependencies of a task; can be repeated
    #[arg(long, value_name = "ID: ID,...")]
    pub depends: Vec<String>,
    /// Read tasks from a JSON list in this file; `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub tasks_json: Option<PathBuf>,
    /// Assignees of tasks without their own [default: the first owner]
    #[arg(long = "assignee", value_name = "WHO,...", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub assignees: Vec<String>,
    /// Effort of tasks without their own, such as `1 pt`
    #[arg(long, value_name = "EFFORT")]
    pub effort: Option<String>,
    /// Priority of tasks without their own
    #[arg(long, value_name = "PRIORITY", default_value = "medium")]
    pub priority: String,
}
