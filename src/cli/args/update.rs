//! Arguments of the commands that change tasks.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TableFormat;

const UPDATE_EXAMPLES: &str = r#"Examples:
  progress update -f phase-1-progress.md -t TASK-1.2 -s completed
  progress update -f phase-1-progress.md -t TASK-1.2 -s blocked -n "waits for the key"
  progress update -f phase-1-progress.md -u "TASK-1.1:completed,TASK-1.2:in_progress"
  progress update -f phase-1-progress.md --updates-json - < updates.json
  progress update -f phase-1-progress.md --set completion_estimate=delayed --append owners=alice

Each entry of the JSON list has `task` (or `id`), and `status`, `note` or both.

Counters, percentages, the phase's status and existing date keys are updated; everything else is
left untouched. If the file contradicts itself, only the task is changed. Dates are in UTC.

Exit status: 0 success, 2 nothing was changed."#;

const VERB_EXAMPLES: &str = "\
Name a task by its ID; if several plans have that ID, write PLAN:ID or add --file.

Exit status: 0 success, 2 nothing was changed.";

// The arguments of `progress update`.
#[derive(Debug, Args)]
#[command(after_help = UPDATE_EXAMPLES)]
pub(in crate::cli) struct UpdateArguments {
    /// The progress file [default: found by task ID]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// A task; can be repeated
    #[arg(short, long = "task", value_name = "ID")]
    pub tasks: Vec<String>,
    /// New status of these tasks, in any spelling
    #[arg(short, long, value_name = "STATUS", requires = "tasks")]
    pub status: Option<String>,
    /// Text to add to the notes of these tasks
    #[arg(short, long, value_name = "TEXT", requires = "tasks")]
    #[arg(allow_hyphen_values = true, value_parser = note)]
    pub note: Option<String>,
    /// Several tasks with statuses: `A:completed,B:in_progress`
    #[arg(short, long, value_name = "ID:STATUS,...", value_delimiter = ',')]
    pub updates: Vec<String>,
    /// Read tasks with statuses from a JSON list in this file; `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub updates_json: Option<PathBuf>,
    /// Set a top-level key
    #[arg(long, value_name = "KEY=VALUE", requires = "file")]
    pub set: Vec<String>,
    /// Add an item to a top-level list
    #[arg(long, value_name = "KEY=VALUE", requires = "file")]
    pub append: Vec<String>,
    #[command(flatten)]
    pub output: UpdateOutput,
}

// The arguments of `progress start`, `progress done` and `progress block`.
#[derive(Debug, Args)]
#[command(after_help = VERB_EXAMPLES)]
pub(in crate::cli) struct VerbArguments {
    #[command(flatten)]
    pub named: NamedTasks,
}

// The tasks to change, and how to report it.
#[derive(Debug, Args)]
pub(in crate::cli) struct NamedTasks {
    /// The tasks
    #[arg(required = true, value_name = "TASK")]
    pub tasks: Vec<String>,
    /// The progress file that contains them
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Text to add to their notes
    #[arg(short, long, value_name = "TEXT")]
    #[arg(allow_hyphen_values = true, value_parser = note)]
    pub note: Option<String>,
    #[command(flatten)]
    pub output: UpdateOutput,
}

// How to report an update.
#[derive(Debug, Args)]
pub(in crate::cli) struct UpdateOutput {
    /// Show what would change, as a diff, without writing anything
    #[arg(long)]
    pub dry_run: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
}

/// Parses a note. It may start with a dash, like a list item, but must not be an option.
pub(super) fn note(text: &str) -> Result<String, String> {
    let name = text.trim_start_matches('-');
    let is_option = name.len() < text.len()
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-=".contains(&byte));
    // In `--note --dry-run`, the text is probably missing, not an option.
    if is_option {
        return Err("expected the text of the note, found an option".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_may_begin_with_a_dash() {
        for text in ["- done", "-", "--", "-5 degrees", "-5", "-- x", "plain", ""] {
            assert_eq!(note(text).as_deref(), Ok(text));
        }
        for option in ["-s", "--dry-run", "--format=json", "-fx"] {
            assert!(note(option).is_err(), "{option}");
        }
    }
}
