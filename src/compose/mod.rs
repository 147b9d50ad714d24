//! The text of a new progress file, in the form that the format's reference has.
//!
//! Counts, status, batches and critical path follow from the tasks. Every text is quoted, so
//! that no reader of YAML takes it for anything else.

mod body;
mod frontmatter;
#[cfg(test)]
mod tests;

use crate::model::Statuses;

/// A phase to be written.
#[derive(Clone, Debug, Default)]
pub struct NewPhase {
    /// The plan's name.
    pub prd: String,
    /// The phase's number or name.
    pub phase: String,
    /// What it is about.
    pub title: String,
    /// The day it was started.
    pub started: Option<String>,
    /// Who leads it.
    pub owners: Vec<String>,
    /// Who helps.
    pub contributors: Vec<String>,
    /// Its tasks.
    pub tasks: Vec<NewTask>,
    /// What must hold at its end.
    pub criteria: Vec<String>,
}

/// A task to be written.
#[derive(Clone, Debug, Default)]
pub struct NewTask {
    /// Its ID.
    pub id: String,
    /// What is to be done.
    pub description: String,
    /// Where it stands.
    pub status: String,
    /// Who does it.
    pub assigned_to: Vec<String>,
    /// What it depends on.
    pub dependencies: Vec<String>,
    /// How much it is.
    pub estimated_effort: Option<String>,
    /// How urgent it is.
    pub priority: Option<String>,
}

/// The whole file, which will lie at `path`.
#[must_use]
pub fn compose(phase: &NewPhase, path: &str, statuses: &Statuses) -> String {
    let mut text = frontmatter::write(phase, statuses);
    text.push_str(&body::write(phase, path));
    text
}
