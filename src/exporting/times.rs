//! When tasks were added, changed and closed.
//!
//! Exporting the same files twice has to give the same output, and tools that keep the newer of two
//! versions have to be able to compare them. So the times of commits count: `updated` often has only
//! a day, and people forget to change it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::UNIX_EPOCH;

use progress_bridge::Task;
use progress_core::document::Document;
use progress_core::model::Moment;
use progress_core::workspace::{File, Workspace};
use progress_git::git::{FileTimes, GitError, Repository};
use yaml_lossless::Node;

use crate::history::moment;

/// The keys that say when a file was changed.
const CHANGED: &[&str] = &["updated", "last_updated", "updated_at"];
/// The keys that say when it was begun.
const CREATED: &[&str] = &["created", "created_at", "started"];

/// When files were committed, by their path.
#[derive(Debug, Default)]
pub struct CommitTimes(BTreeMap<String, FileTimes>);

impl CommitTimes {
    /// Asks Git; outside of Git, nothing is known.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the history.
    pub fn of(repository: Option<&Repository>, workspace: &Workspace) -> Result<Self, GitError> {
        let Some(repository) = repository else {
            return Ok(Self::default());
        };
        let files = workspace.files.iter();
        let paths: Vec<&str> = files.map(|file| file.path.as_str()).collect();
        repository.file_times(&paths).map(Self)
    }

    /// Fills in the times of a task of a file.
    pub(super) fn fill(&self, task: &mut Task, node: Option<Node<'_>>, file: &File) {
        let document = &file.document;
        let committed = self.0.get(file.path.as_str());
        let (created, changed) = match committed {
            Some(times) if !times.is_altered => {
                (Some(moment(times.first)), Some(moment(times.last)))
            }
            _ => {
                let stated = stated(document, CHANGED);
                let changed = stated
                    .and_then(Moment::parse)
                    .or_else(|| written(file.path.absolute()))
                    .or_else(|| stated.and_then(day));
                match committed {
                    // It was changed after its last commit, whatever `updated` says.
                    Some(times) => (
                        Some(moment(times.first)),
                        changed.max(Some(moment(times.last))),
                    ),
                    None => (stated_day(document, CREATED), changed),
                }
            }
        };
        let closed = node
            .and_then(|it| it.get("completed"))
            .and_then(Node::some_text);
        let closed = closed.and_then(|text| Moment::parse(text).or_else(|| day(text)));
        task.created = created.or(changed).map(|it| it.to_string());
        task.changed = changed.map(|it| it.to_string());
        task.closed = closed.map(|it| it.to_string());
    }
}

fn stated<'d>(document: &'d Document, keys: &[&str]) -> Option<&'d str> {
    let mut texts = keys.iter().filter_map(|key| document.get(key)?.some_text());
    texts.next().map(str::trim)
}

fn stated_day(document: &Document, keys: &[&str]) -> Option<Moment> {
    let text = stated(document, keys)?;
    Moment::parse(text).or_else(|| day(text))
}

/// The beginning of the day with which a text begins.
fn day(text: &str) -> Option<Moment> {
    Moment::parse(&format!("{}T00:00:00Z", text.get(..10)?))
}

/// When a file was written.
fn written(path: &Path) -> Option<Moment> {
    let time = path.metadata().ok()?.modified().ok()?;
    (time >= UNIX_EPOCH).then(|| time.into())
}
