//! The text of a new progress file, in the form of the reference document.
//!
//! Counters, status, batches and the critical path are derived from the tasks. Every string is
//! quoted, so that no YAML reader interprets it as another type.

mod body;
mod frontmatter;
#[cfg(test)]
mod tests;

use crate::model::Statuses;

/// A phase to write.
#[derive(Clone, Debug, Default)]
pub struct NewPhase {
    /// The name of the plan.
    pub prd: String,
    /// The number or name of the phase.
    pub phase: String,
    /// Its title.
    pub title: String,
    /// Its start date.
    pub started: Option<String>,
    /// The date on which it was completed, if its tasks are all done.
    pub completed: Option<String>,
    /// Its owners.
    pub owners: Vec<String>,
    /// Its contributors.
    pub contributors: Vec<String>,
    /// Its tasks.
    pub tasks: Vec<NewTask>,
    /// Its success criteria.
    pub criteria: Vec<String>,
}

/// A task to write.
#[derive(Clone, Debug, Default)]
pub struct NewTask {
    /// Its ID.
    pub id: String,
    /// Its description.
    pub description: String,
    /// Its status.
    pub status: String,
    /// Its assignees.
    pub assigned_to: Vec<String>,
    /// Its dependencies.
    pub dependencies: Vec<String>,
    /// Its estimated effort.
    pub estimated_effort: Option<String>,
    /// Its priority.
    pub priority: Option<String>,
    /// Other keys, with their texts.
    pub others: Vec<(String, String)>,
}

/// Returns the whole file, to be written to `path`.
#[must_use]
pub fn compose(phase: &NewPhase, path: &str, statuses: &Statuses) -> String {
    let mut text = frontmatter::write(phase, statuses);
    text.push_str(&body::write(phase, path));
    text
}
