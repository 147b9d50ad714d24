//! Evidence besides the message: the branch, and how the commit changes progress files.

use std::sync::Arc;

use super::{Digest, Target};
use crate::collections::HashMap;
use crate::model::{Class, Statuses};

/// A task whose status a commit changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusChange {
    /// The progress file.
    pub path: String,
    /// The task.
    pub id: String,
    /// The earlier status.
    pub from: Class,
    /// The new status.
    pub to: Class,
}

impl StatusChange {
    /// Whether it shows work: the task was not merely reset to not started.
    #[must_use]
    pub fn is_work(&self) -> bool {
        !matches!(self.to, Class::Open | Class::Dropped | Class::Unknown)
    }
}

/// The evidence about a commit, besides its message.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The tasks whose status the commit changes.
    pub flips: Vec<StatusChange>,
    /// The tasks that it adds, started or done, to a progress file that did not have them.
    pub arrived: Vec<(String, String)>,
    /// The progress files that it adds with nothing started.
    pub planned: Vec<String>,
    /// The progress files in which it adds, removes, reopens or drops tasks.
    pub restated: Vec<String>,
    /// The progress files it touches.
    pub touched: Vec<String>,
    /// The phases and tasks whose files name the commit.
    pub cited: Vec<Target>,
    /// Whether it touches only progress files.
    pub only_progress: bool,
    /// Whether it touches only Markdown.
    pub only_documents: bool,
    /// The branch on which it is made, if known.
    pub branch: Option<String>,
    /// Whether it has several parents.
    pub is_merge: bool,
}

/// A progress file that a commit changes, before and after.
#[derive(Clone, Debug)]
pub struct FileChange {
    /// Its path.
    pub path: String,
    /// The file before.
    pub was: Option<Arc<Digest>>,
    /// The file after.
    pub now: Option<Arc<Digest>>,
}

/// Returns the status changes from one version of a progress file to the next.
///
/// A task in only one of the versions does not count: moving or adding tasks is not evidence of
/// work.
#[must_use]
pub fn flips(
    path: &str,
    before: &Digest,
    after: &Digest,
    statuses: &Statuses,
) -> Vec<StatusChange> {
    let old_statuses: HashMap<&str, &str> = before
        .tasks
        .iter()
        .map(|task| (task.id.as_str(), task.status.as_str()))
        .collect();
    let mut changes = Vec::new();
    for task in &after.tasks {
        let Some(old) = old_statuses.get(task.id.as_str()) else {
            continue;
        };
        let from = statuses.read(old).class;
        let to = statuses.read(&task.status).class;
        // Another word for the same class, such as `done` for `completed`, is not a change.
        if from != to {
            changes.push(StatusChange {
                path: path.to_owned(),
                id: task.id.clone(),
                from,
                to,
            });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task_links::DigestTask;

    fn digest(tasks: &[(&str, &str)]) -> Digest {
        let task = |(id, status): &(&str, &str)| DigestTask {
            id: (*id).to_owned(),
            status: (*status).to_owned(),
        };
        Digest {
            tasks: tasks.iter().map(task).collect(),
            ..Digest::default()
        }
    }

    #[test]
    fn a_changed_class_is_a_flip() {
        let before = digest(&[("A", "pending"), ("B", "done"), ("C", "in-progress")]);
        let after = digest(&[
            ("A", "in_progress"),
            ("B", "completed"),
            ("D", "done"),
            ("C", "todo"),
        ]);
        let found = flips("p.md", &before, &after, &Statuses::default());
        let found: Vec<(&str, bool)> = found
            .iter()
            .map(|it| (it.id.as_str(), it.is_work()))
            .collect();
        assert_eq!(found, [("A", true), ("C", false)]);
    }
}
