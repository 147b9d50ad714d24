//! Reads instructions for tasks from a JSON list.

use progress_core::update::Instruction;
use serde::Deserialize;

/// Why a list of instructions cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InstructionListError {
    /// It is not a list of instructions.
    #[error("invalid list of updates: {0}")]
    Invalid(#[from] serde_json::Error),
    /// An instruction would change nothing.
    #[error("no status or note given for `{task}`")]
    NoChange {
        /// The task.
        task: String,
    },
}

/// Reads instructions from a JSON list.
///
/// # Errors
///
/// Fails if it is not such a list, or an instruction would change nothing.
pub fn parse_instructions(bytes: &[u8]) -> Result<Vec<Instruction>, InstructionListError> {
    let entries: Vec<InstructionJson> = serde_json::from_slice(bytes)?;
    entries.into_iter().map(instruction).collect()
}

impl InstructionListError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Invalid(_) => r#"write `[{"task": "TASK-1.1", "status": "completed"}]`"#,
            Self::NoChange { .. } => "add a `status` or a `note`",
        }
    }
}

/// An entry of the JSON list.
#[derive(Deserialize)]
// A misspelled key must not be ignored.
#[serde(deny_unknown_fields)]
struct InstructionJson {
    #[serde(alias = "id", alias = "task_id")]
    task: Id,
    status: Option<String>,
    #[serde(alias = "notes")]
    note: Option<String>,
}

/// An ID, which may be a number in JSON.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(serde_json::Number),
}

fn instruction(entry: InstructionJson) -> Result<Instruction, InstructionListError> {
    let task = match entry.task {
        Id::Text(text) => text.trim().to_owned(),
        Id::Number(number) => number.to_string(),
    };
    if entry.status.is_none() && entry.note.is_none() {
        return Err(InstructionListError::NoChange { task });
    }
    Ok(Instruction {
        task,
        status: entry.status,
        note: entry.note,
        ..Instruction::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instruction_without_a_change_is_rejected() {
        let list = br#"[{"task": " A-1 ", "note": "waits"}, {"id": 7}]"#;
        let error = parse_instructions(list).unwrap_err();
        assert_eq!(error.to_string(), "no status or note given for `7`");
        let read = parse_instructions(br#"[{"task": " A-1 ", "notes": "waits"}]"#).unwrap();
        assert_eq!(read[0].task, "A-1");
        assert_eq!(read[0].note.as_deref(), Some("waits"));
    }
}
