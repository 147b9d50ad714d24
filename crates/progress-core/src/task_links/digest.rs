//! The parts of a progress file that matter for commits.

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::cited::{CitedCommit, cited_in};
use crate::collections::HashSet;
use crate::document::Document;
use crate::model::Outline;
use crate::workspace::is_ours;

/// The parts of a task that matter for commits. Stored as a pair, because hooks read thousands of
/// them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "(String, String)")]
pub struct DigestTask {
    /// Its ID.
    pub id: String,
    /// Its status, as written; empty if there is none.
    pub status: String,
}

/// The parts of one version of a progress file that link commits to tasks.
///
/// It contains what the file says, as written, and so depends only on its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// `prd`, else `feature_slug`.
    pub prd: Option<String>,
    /// `phase`.
    pub phase: Option<String>,
    /// `status` of the phase, as written.
    pub status: Option<String>,
    /// The tasks that have an ID.
    pub tasks: Vec<DigestTask>,
    /// The statuses of the tasks without one, as written: nothing can refer to these tasks, but they
    /// count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unnamed: Vec<String>,
}

impl From<(String, String)> for DigestTask {
    fn from((id, status): (String, String)) -> Self {
        Self { id, status }
    }
}

impl Serialize for DigestTask {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.id, &self.status).serialize(serializer)
    }
}

impl Digest {
    /// Reads a candidate; `None` if it is not a progress file.
    #[must_use]
    pub fn read(path: &str, bytes: Vec<u8>) -> Option<Self> {
        let document = Document::parse(bytes);
        if !is_ours(path, &document) {
            return None;
        }
        // Without readable frontmatter it has no tasks, but still is a progress file.
        let Some(tree) = document.tree() else {
            return Some(Self::default());
        };
        Some(Self::of(&Outline::read(tree)))
    }

    /// Cached by content across runs, so nothing here may depend on the settings.
    fn of(outline: &Outline<'_>) -> Self {
        let mut tasks = Vec::new();
        let mut unnamed = Vec::new();
        for task in &outline.tasks {
            let status = task.status.unwrap_or_default().to_owned();
            match task.id {
                Some(id) => tasks.push(DigestTask {
                    id: id.to_owned(),
                    status,
                }),
                None => unnamed.push(status),
            }
        }
        Self {
            prd: outline.prd.map(str::to_owned),
            phase: outline.phase.map(str::to_owned),
            status: outline.status.map(str::to_owned),
            tasks,
            unnamed,
        }
    }

    /// Adds the tasks that only an older version has.
    #[must_use]
    pub fn with_tasks_of(&self, older: &Self) -> Self {
        let own: HashSet<&str> = self.tasks.iter().map(|task| task.id.as_str()).collect();
        // A commit that removes a task may still work on it.
        let gone = older
            .tasks
            .iter()
            .filter(|task| !own.contains(task.id.as_str()));
        let tasks = self.tasks.iter().chain(gone).cloned().collect();
        Self {
            tasks,
            ..self.clone()
        }
    }

    /// Returns a task's status, as written.
    #[must_use]
    pub fn status_of(&self, id: &str) -> Option<&str> {
        let task = self.tasks.iter().find(|task| task.id == id)?;
        Some(&task.status)
    }
}

/// A version of a progress file, read for a history: with the commits that it names.
///
/// No file can name the commit that is about to be made, so hooks do without this.
#[derive(Clone, Debug)]
pub struct FileVersion {
    /// Its tasks.
    pub digest: Arc<Digest>,
    /// The commits it names.
    pub cited: Vec<CitedCommit>,
}

impl FileVersion {
    /// Reads a candidate; `None` if it is not a progress file.
    #[must_use]
    pub fn read(path: &str, bytes: Vec<u8>) -> Option<Self> {
        let document = Document::parse(bytes);
        if !is_ours(path, &document) {
            return None;
        }
        let Some(tree) = document.tree() else {
            return Some(Self {
                digest: Arc::default(),
                cited: Vec::new(),
            });
        };
        let outline = Outline::read(tree);
        Some(Self {
            digest: Arc::new(Digest::of(&outline)),
            cited: cited_in(tree, &outline),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{BASE, BASE_PATH};

    #[test]
    fn a_file_is_read() {
        let digest = Digest::read(BASE_PATH, BASE.as_bytes().to_vec()).unwrap();
        assert_eq!(digest.prd.as_deref(), Some("auth-v1"));
        assert_eq!(digest.phase.as_deref(), Some("1"));
        assert!(!digest.tasks.is_empty());
        let first = &digest.tasks[0];
        assert_eq!(digest.status_of(&first.id), Some(first.status.as_str()));
    }

    #[test]
    fn other_files_are_not_progress_files() {
        assert_eq!(Digest::read("a.md", b"# x\n".to_vec()), None);
        let broken = Digest::read("a-progress.md", b"---\na: [\n---\n".to_vec());
        assert_eq!(broken, Some(Digest::default()));
    }
}
