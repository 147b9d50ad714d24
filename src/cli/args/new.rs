//! Arguments of `progress new`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

const EXAMPLES: &str = r#"Examples:
  progress new auth-v1 2 --title "Sign-in" --owner backend \
    --task "AUTH-2.1: Add the endpoint" --task "AUTH-2.2: Add the page" \
    --depends "AUTH-2.2: AUTH-2.1" --effort "1 pt" --criterion "Users can sign in"
  progress new auth-v1 2 --owner backend --tasks-json - < tasks.json
  progress new auth-v1 2 --dry-run       print the file instead of writing it

Each entry of the JSON list has `id` and `description`, and at will `status`, `assigned_to`,
`dependencies`, `estimated_effort` and `priority`; the flags fill in what is missing.

The file is written below the plan's folder, for a new plan beside the other plans' folders.
Counts, batches and critical path follow from the tasks. A file that would not lint without
errors is not written, and one that exists is not replaced.

Exit status: 0 written, 2 not written."#;

/// The arguments of `progress new`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct NewArguments {
    /// The plan's name, which is that of its folder
    pub prd: String,
    /// The phase's number or name
    pub phase: String,
    /// What the phase is about [default: `Phase N`]
    #[arg(long)]
    pub title: Option<String>,
    /// Who leads it
    #[arg(long = "owner", value_name = "WHO,...", value_delimiter = ',')]
    pub owners: Vec<String>,
    /// Who helps
    #[arg(long = "contributor", value_name = "WHO,...", value_delimiter = ',')]
    pub contributors: Vec<String>,
    /// The day it was started, such as `2026-02-05`
    #[arg(long, value_name = "DATE")]
    pub started: Option<String>,
    /// What must hold at its end; may be given several times
    #[arg(long = "criterion", value_name = "TEXT")]
    pub criteria: Vec<String>,
    #[command(flatten)]
    pub tasks: TaskFlags,
    /// Print the file instead of writing it
    #[arg(long, visible_alias = "stdout")]
    pub dry_run: bool,
    /// Take settings from this file instead of `.progress.yaml`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// The tasks of a new phase.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tasks")]
pub(in crate::cli) struct TaskFlags {
    /// A task; may be given several times
    #[arg(long = "task", value_name = "ID: DESCRIPTION")]
    pub tasks: Vec<String>,
    /// What a task depends on; may be given several times
    #[arg(long, value_name = "ID: ID,...")]
    pub depends: Vec<String>,
    /// Take tasks from a JSON list in this file; `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub tasks_json: Option<PathBuf>,
    /// Who does the tasks that say nothing else [default: the first owner]
    #[arg(long = "assignee", value_name = "WHO,...", value_delimiter = ',')]
    pub assignees: Vec<String>,
    /// The effort of tasks that say nothing else, such as `1 pt`
    #[arg(long, value_name = "EFFORT")]
    pub effort: Option<String>,
    /// The priority of tasks that say nothing else
    #[arg(long, value_name = "PRIORITY", default_value = "medium")]
    pub priority: String,
}
