//! Parsing statuses, and their spelling in files.

use super::UpdateError;
use crate::display::nearest;
use crate::model::status::Subject;
use crate::model::{Class, Statuses};

/// Statuses to suggest instead of an unknown one.
const TASK_WORDS: &[&str] = &["pending", "in_progress", "completed", "blocked", "at_risk"];
const PHASE_WORDS: &[&str] = &["planning", "in_progress", "review", "completed", "blocked"];

/// Returns the word to write for a task's status, given in any spelling.
///
/// # Errors
///
/// Fails if the status is unknown.
pub(crate) fn task_status(text: &str, statuses: &Statuses) -> Result<String, UpdateError> {
    word(text, statuses, Subject::Task, TASK_WORDS)
}

/// Returns the word to write for a phase's status.
pub(super) fn phase_status(text: &str, statuses: &Statuses) -> Result<String, UpdateError> {
    word(text, statuses, Subject::Phase, PHASE_WORDS)
}

fn word(
    text: &str,
    statuses: &Statuses,
    subject: Subject,
    offered: &[&str],
) -> Result<String, UpdateError> {
    let status = statuses.read(text);
    if status.class == Class::Unknown {
        return Err(UpdateError::UnknownStatus {
            word: text.to_owned(),
            near: nearest(&status.word, statuses.words()).map(str::to_owned),
            words: offered.iter().map(|&word| word.to_owned()).collect(),
        });
    }
    // A word of the configuration is kept, and so is one that says more than any canonical one.
    let canonical = statuses.canonical(&status.word, subject);
    Ok(canonical.map_or(status.word, str::to_owned))
}
