//! Which commit last changed each value of a task.

use std::sync::Arc;

use progress_core::collections::HashMap;
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

/// The values of a task, in the order of the file.
#[derive(Debug)]
pub struct BlamedTask {
    /// The ID.
    pub id: String,
    /// The values.
    pub values: Vec<BlamedValue>,
}

/// Returns the values of a task of a file, or of all its tasks, as on disk or otherwise in the last
/// commit of the range, each with the commit that last changed it.
///
/// # Errors
///
/// Fails if Git cannot read the history.
pub fn blame(
    repository: &Repository,
    settings: &Settings,
    range: &Range,
    (file, id): (&Arc<KnownFile>, Option<&str>),
    linker: &mut Linker<'_>,
) -> Result<Vec<BlamedTask>, GitError> {
    let mut tasks = current_tasks(repository, settings, range, file)?;
    if let Some(id) = id {
        tasks.retain(|task| task.id == id);
    }
    let mut names = Names::of(&tasks);
    let subject = match id {
        Some(id) => Subject::Task(Arc::clone(file), id.to_owned()),
        None => Subject::Phase(Arc::clone(file)),
    };
    let mut trace = Trace::new(&subject, repository, &settings.statuses);
    for commit in repository.history(range)? {
        // Once every value has its commit, older ones need not be read.
        if !tasks.iter().any(BlamedTask::is_open) {
            break;
        }
        let commit = commit?;
        for (_, change) in trace.tasks(&commit, linker)? {
            if let Some(at) = names.task(&change) {
                tasks[at].attribute(&change, &commit);
            }
        }
    }
    linker.save();
    // Names are looked up only for the commits that are shown.
    let mailmap = repository.mailmap();
    for value in tasks.iter_mut().flat_map(|task| &mut task.values) {
        if let Origin::Commit(commit) = &mut value.origin {
            commit.author = mailmap.author(commit);
        }
    }
    Ok(tasks)
}

/// The current and former IDs of tasks, on the way from newer to older commits.
struct Names(HashMap<String, usize>);

impl Names {
    fn of(tasks: &[BlamedTask]) -> Self {
        let ids = tasks.iter().map(|task| task.id.clone());
        Self(ids.zip(0..).collect())
    }

    /// The index of the task that a commit changed; records its former ID.
    fn task(&mut self, change: &TaskChange) -> Option<usize> {
        let at = *self.0.get(change.id.as_ref()?)?;
        if let Some(was) = &change.was {
            // A task that has this ID today keeps it.
            self.0.entry(was.clone()).or_insert(at);
        }
        Some(at)
    }
}

impl BlamedTask {
    fn is_open(&self) -> bool {
        self.values.iter().any(BlamedValue::is_open)
    }

    /// Attributes the values that a commit set to it, except those that a newer one set.
    fn attribute(&mut self, change: &TaskChange, commit: &Commit) {
        // From the newest commit to the oldest, the first change that fits is the last one made.
        for value in &mut self.values {
            if value.is_open() && sets(change, value) {
                value.origin = Origin::Commit(Box::new(commit.clone()));
            }
        }
    }
}

impl BlamedValue {
    fn is_open(&self) -> bool {
        matches!(self.origin, Origin::Unknown)
    }
}

/// The current tasks. Committed values have no origin yet.
fn current_tasks(
    repository: &Repository,
    settings: &Settings,
    range: &Range,
    file: &KnownFile,
) -> Result<Vec<BlamedTask>, GitError> {
    let tree = repository.tree(repository.tree_of(range.to)?);
    let bytes = tree.read(file.path.as_bytes())?;
    let committed = Version::read(&file.path, bytes, &settings.statuses);
    let root = repository.root();
    let path = RootedPath::new(root, &root.join(&file.path));
    let on_disk = match read_file(path.absolute()) {
        Ok((bytes, _)) => Version::read(&file.path, bytes, &settings.statuses),
        Err(_) => None,
    };
    let committed = committed.map(|version| version.task_values());
    let committed = committed.unwrap_or_default();
    // In a bare repository, or if the file is gone, the last commit is all there is.
    let current = match &on_disk {
        Some(version) => version.task_values(),
        None => committed.clone(),
    };
    let committed: HashMap<String, Vec<(String, Value)>> = committed.into_iter().collect();
    let mut tasks = Vec::with_capacity(current.len());
    for (id, values) in current {
        let values = with_origins(values, committed.get(&id));
        tasks.push(BlamedTask { id, values });
    }
    Ok(tasks)
}

/// Marks the values that are not committed.
fn with_origins(
    values: Vec<(String, Value)>,
    committed: Option<&Vec<(String, Value)>>,
) -> Vec<BlamedValue> {
    let mut blamed = Vec::with_capacity(values.len());
    for (key, value) in values {
        // What differs from the last commit was set after it.
        let is_committed = committed
            .is_some_and(|committed| committed.iter().any(|it| it.0 == key && it.1 == value));
        let origin = if is_committed {
            Origin::Unknown
        } else {
            Origin::WorkingTree
        };
        blamed.push(BlamedValue { key, value, origin });
    }
    blamed
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
