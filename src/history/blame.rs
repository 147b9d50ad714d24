//! Which commit last changed each value of a task.

use std::sync::Arc;

use progress_core::compare::{Event, TaskChange, Version};
use progress_core::config::Settings;
use progress_core::source::RootedPath;
use progress_core::task_links::KnownFile;
use progress_git::git::{Commit, GitError, Range, Repository};
use progress_git::trees::read_file;
use serde_json::Value;

use super::{Subject, Trace};
use crate::linking::Linker;

/// A value of a task, and where it comes from.
#[derive(Debug)]
pub struct BlamedValue {
    /// The key.
    pub key: String,
    /// The current value.
    pub value: Value,
    /// Where the value comes from.
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Debug)]
pub enum Origin {
    /// Unknown, because the history ends before it.
    Unknown,
    /// It is not committed yet.
    WorkingTree,
    /// The commit that last changed it; the author's name is that of `.mailmap`.
    Commit(Box<Commit>),
}

/// Returns the values of the task `id` of a file, as on disk or otherwise in the last commit of the
/// range, each with the commit that last changed it.
///
/// # Errors
///
/// Fails if Git cannot read the history.
pub fn blame(
    repository: &Repository,
    settings: &Settings,
    range: &Range,
    (file, id): (&Arc<KnownFile>, &str),
    linker: &mut Linker<'_>,
) -> Result<Vec<BlamedValue>, GitError> {
    let mut values = current_values(repository, settings, range, file, id)?;
    let subject = Subject::Task(Arc::clone(file), id.to_owned());
    let mut trace = Trace::new(&subject, repository, &settings.statuses);
    for commit in repository.history(range)? {
        // Once every value has its commit, older ones need not be read.
        if !values.iter().any(BlamedValue::is_open) {
            break;
        }
        let commit = commit?;
        for (_, task) in trace.tasks(&commit, linker)? {
            // From the newest commit to the oldest, the first change that fits is the last one
            // made.
            for value in values.iter_mut().filter(|value| value.is_open()) {
                if sets(&task, value) {
                    value.origin = Origin::Commit(Box::new(commit.clone()));
                }
            }
        }
    }
    // Names are looked up only for the commits that are shown.
    let mailmap = repository.mailmap();
    for value in &mut values {
        if let Origin::Commit(commit) = &mut value.origin {
            commit.author = mailmap.author(commit);
        }
    }
    Ok(values)
}

impl BlamedValue {
    fn is_open(&self) -> bool {
        matches!(self.origin, Origin::Unknown)
    }
}

/// The current values. Committed ones have no origin yet.
fn current_values(
    repository: &Repository,
    settings: &Settings,
    range: &Range,
    file: &KnownFile,
    id: &str,
) -> Result<Vec<BlamedValue>, GitError> {
    let tree = repository.tree(repository.tree_of(range.to)?);
    let bytes = tree.read(file.path.as_bytes())?;
    let committed = Version::read(&file.path, bytes, &settings.statuses);
    let root = repository.root();
    let path = RootedPath::new(root, &root.join(&file.path));
    let on_disk = match read_file(path.absolute()) {
        Ok((bytes, _)) => Version::read(&file.path, bytes, &settings.statuses),
        Err(_) => None,
    };
    let committed = task_values(committed.as_ref(), id);
    // In a bare repository, or if the file is gone, the last commit is all there is.
    let current = match &on_disk {
        Some(version) => task_values(Some(version), id),
        None => committed.clone(),
    };
    let mut values = Vec::with_capacity(current.len());
    for (key, value) in current {
        // What differs from the last commit was set after it.
        let is_committed = committed.iter().any(|it| it.0 == key && it.1 == value);
        let origin = if is_committed {
            Origin::Unknown
        } else {
            Origin::WorkingTree
        };
        values.push(BlamedValue { key, value, origin });
    }
    Ok(values)
}

fn task_values(version: Option<&Version>, id: &str) -> Vec<(String, Value)> {
    version
        .and_then(|version| version.task_values(id))
        .unwrap_or_default()
}

/// Whether a change set a task's value to this.
fn sets(task: &TaskChange, value: &BlamedValue) -> bool {
    // The commit that adds a task sets all of its values.
    task.events.contains(&Event::Added)
        || task
            .fields
            .iter()
            .any(|field| field.key == value.key && is_same(&field.after, &value.value))
}

/// Whether two values have the same meaning; the order of lists does not matter.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => sorted(one) == sorted(other),
        _ => one == other,
    }
}

fn sorted(items: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = items.iter().map(Value::to_string).collect();
    texts.sort_unstable();
    texts
}
