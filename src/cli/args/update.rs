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

Each entry of the JSON list has `task` (or `id`) and `status`, at will `note`.

Counts, percentages, the phase's status and the dates that the file has are kept true, and
everything else stays as it is. Where the file disagrees with itself, only the task changes.
Dates are those of UTC.

Exit status: 0 all is as asked for, 2 nothing was changed."#;

const VERB_EXAMPLES: &str = "\
A task is named by its ID, or as PRD:ID where several plans have one of that ID, or with the
file it stands in.

Exit status: 0 all is as asked for, 2 nothing was changed.";

/// The arguments of `progress update`.
#[derive(Debug, Args)]
#[command(after_help = UPDATE_EXAMPLES)]
pub(in crate::cli) struct UpdateArguments {
    /// The file; without it, each task is looked for
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// A task; may be given several times
    #[arg(short, long = "task", value_name = "ID")]
    pub tasks: Vec<String>,
    /// The status of these tasks, in any spelling
    #[arg(short, long, value_name = "STATUS", requires = "tasks")]
    pub status: Option<String>,
    /// What to add to the notes of these tasks
    #[arg(short, long, value_name = "TEXT", requires = "tasks")]
    #[arg(allow_hyphen_values = true, value_parser = note)]
    pub note: Option<String>,
    /// Several tasks with their statuses: `A:completed,B:in_progress`
    #[arg(short, long, value_name = "ID:STATUS,...", value_delimiter = ',')]
    pub updates: Vec<String>,
    /// A JSON list of tasks with their statuses; `-` is standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub updates_json: Option<PathBuf>,
    /// Give a top-level key this value
    #[arg(long, value_name = "KEY=VALUE", requires = "file")]
    pub set: Vec<String>,
    /// Add an item to a top-level list
    #[arg(long, value_name = "KEY=VALUE", requires = "file")]
    pub append: Vec<String>,
    #[command(flatten)]
    pub output: UpdateOutput,
}

/// The arguments of `progress start` and `progress done`.
#[derive(Debug, Args)]
#[command(after_help = VERB_EXAMPLES)]
pub(in crate::cli) struct VerbArguments {
    /// The tasks
    #[arg(required = true, value_name = "TASK")]
    pub tasks: Vec<String>,
    /// The file they stand in
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// What to add to their notes
    #[arg(short, long, value_name = "TEXT")]
    #[arg(allow_hyphen_values = true, value_parser = note)]
    pub note: Option<String>,
    #[command(flatten)]
    pub output: UpdateOutput,
}

/// How an update is told.
#[derive(Debug, Args)]
pub(in crate::cli) struct UpdateOutput {
    /// Print what would change, as a diff, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How to tell what changed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TableFormat,
}

/// A note may begin with a dash, as a list item does; an option by itself is none.
fn note(text: &str) -> Result<String, String> {
    let name = text.trim_start_matches('-');
    let is_option = name.len() < text.len()
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-=".contains(&byte));
    if is_option {
        return Err("this is an option: the text of the note is missing before it".to_owned());
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
