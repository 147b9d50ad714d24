//! Arguments of the commands that add and edit tasks, and mark criteria.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueHint};

use super::UpdateOutput;
use super::update::NamedTasks;

const TASK_HELP: &str = "\
Name a task by its ID; if several plans have that ID, write PLAN:ID or add --file.

Exit status: 0 success, 2 nothing was changed.";

const UNBLOCK_HELP: &str = "\
Without --start, a task that has a `started` date goes back to in progress, and any other task to
pending.

Blockers that name no other task are resolved: an entry with a `status` is marked as `resolved`,
and any other is removed. If a blocker lists several blocked tasks, only the task is removed from
that list. A blocker that only mentions the task is left alone, with a note.

Name a task by its ID; if several plans have that ID, write PLAN:ID or add --file.

Exit status: 0 success, 2 nothing was changed.";

// The arguments of `progress reopen`.
#[derive(Debug, Args)]
#[command(after_help = TASK_HELP)]
pub(in crate::cli) struct ReopenArguments {
    #[command(flatten)]
    pub tasks: AgainArguments,
}

// The arguments of `progress unblock`.
#[derive(Debug, Args)]
#[command(after_help = UNBLOCK_HELP)]
pub(in crate::cli) struct UnblockArguments {
    #[command(flatten)]
    pub tasks: AgainArguments,
}

// Tasks to work on again.
#[derive(Debug, Args)]
pub(in crate::cli) struct AgainArguments {
    #[command(flatten)]
    pub named: NamedTasks,
    /// Mark them as in progress
    #[arg(long)]
    pub start: bool,
}

const CRITERION_EXAMPLES: &str = "\
Examples:
  progress criterion met SC-1 SC-2 --plan auth --phase 1
  progress criterion met auth-v1:SC-1.2
  progress criterion pending SC-1 -f phase-1-progress.md

If all tasks of a phase are done, the phase is completed when its last criterion is met, and goes
back to `review` when one is pending again.

Exit status: 0 success, 2 nothing was changed.";

// The arguments of `progress criterion`.
#[derive(Debug, Args)]
#[command(after_help = CRITERION_EXAMPLES)]
pub(in crate::cli) struct CriterionArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: CriterionCommand,
}

// What to do with success criteria.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CriterionCommand {
    /// Mark success criteria as met
    Met(CriterionNames),
    /// Mark success criteria as pending
    Pending(CriterionNames),
}

// Which success criteria.
#[derive(Debug, Args)]
pub(in crate::cli) struct CriterionNames {
    /// The criteria, as ID or PLAN:ID
    #[arg(required = true, value_name = "ID")]
    pub criteria: Vec<String>,
    #[command(flatten)]
    pub output: UpdateOutput,
    // Last, because its heading applies to everything after it.
    #[command(flatten)]
    pub place: PhasePlace,
}

// Which phase.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which phase")]
pub(in crate::cli) struct PhasePlace {
    /// The plan: its `prd`, its directory, or a prefix of its name
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<String>,
    /// The number or name of the phase
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// The progress file
    // A file is one phase, which leaves nothing to select.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["plan", "phase"])]
    pub file: Option<PathBuf>,
}

const ADD_EXAMPLES: &str = r#"Examples:
  progress add AUTH-2.3 "Show errors" --plan auth --phase 2 --depends AUTH-2.1
  progress add auth-v1:AUTH-2.4 "Log sign-ins" --phase 2 --assignee alice --estimate "1 pt"

The new task is pending, has the same keys as the other tasks, and goes into the earliest batch
that its dependencies allow. Counters, percentages and the critical path are updated. An ID that
the plan already has is refused, and so is a dependency that does not exist.

Exit status: 0 success, 2 nothing was changed."#;

// The arguments of `progress add`.
#[derive(Debug, Args)]
#[command(after_help = ADD_EXAMPLES)]
pub(in crate::cli) struct AddArguments {
    /// The ID of the new task, or PLAN:ID
    #[arg(value_name = "ID")]
    pub id: String,
    /// What to do
    pub description: String,
    /// The tasks that must be done first
    #[arg(long, value_name = "ID,...", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub depends: Vec<String>,
    /// Who works on it [default: the first owner of the phase]
    #[arg(long, value_name = "WHO,...", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub assignee: Vec<String>,
    /// How urgent it is
    #[arg(long, value_name = "PRIORITY")]
    pub priority: Option<String>,
    /// The estimated effort, such as `1 pt`
    #[arg(long, value_name = "EFFORT")]
    pub estimate: Option<String>,
    /// Insert it after this task [default: the last one]
    #[arg(long, value_name = "ID")]
    pub after: Option<String>,
    #[command(flatten)]
    pub output: UpdateOutput,
    // Last, because its heading applies to everything after it.
    #[command(flatten)]
    pub place: PhasePlace,
}

const EDIT_EXAMPLES: &str = r#"Examples:
  progress edit AUTH-2.1 --description "Build the form" --priority high
  progress edit AUTH-2.2 --depends AUTH-2.1,AUTH-1.3
  progress edit AUTH-2.2 --depends none --estimate "3 pts"

Each option replaces the current value. If dependencies change, tasks are moved to later batches as
needed, and the critical path is updated. To change a status, use `progress start`, `done`, `block`,
`reopen` or `unblock`.

Name a task by its ID; if several plans have that ID, write PLAN:ID or add --file.

Exit status: 0 success, 2 nothing was changed."#;

// The arguments of `progress edit`.
#[derive(Debug, Args)]
#[command(after_help = EDIT_EXAMPLES)]
pub(in crate::cli) struct EditArguments {
    /// The task
    pub task: String,
    /// The new description
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// How urgent it is
    #[arg(long, value_name = "PRIORITY")]
    pub priority: Option<String>,
    /// The estimated effort, such as `1 pt`
    #[arg(long, value_name = "EFFORT")]
    pub estimate: Option<String>,
    /// Who works on it; `none` for nobody
    // If it is absent, the assignees stay; `none` gives an empty list, which removes them.
    #[arg(long, value_name = "WHO,...", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub assign: Option<Vec<String>>,
    /// The tasks that must be done first; `none` for no task
    #[arg(long, value_name = "ID,...", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub depends: Option<Vec<String>>,
    /// The progress file that contains the task
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub output: UpdateOutput,
}

// The arguments of `progress assign`.
#[derive(Debug, Args)]
#[command(after_help = TASK_HELP)]
pub(in crate::cli) struct AssignArguments {
    /// The task
    pub task: String,
    /// Who works on it from now on
    #[arg(required = true, value_name = "WHO", value_parser = NonEmptyStringValueParser::new())]
    pub names: Vec<String>,
    /// The progress file that contains the task
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub output: UpdateOutput,
}
