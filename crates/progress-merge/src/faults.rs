//! Errors that two sides make together although each is correct alone.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;

use progress_core::collections::{HashMap, HashSet};
use progress_core::document::Document;
use progress_core::model::item::id_of;
use progress_core::model::{Phase, Task};

use super::task_places::PlacesById;
use super::three::Three;
use super::value_path::{PathStep, ValuePath};

/// An error in the relations between tasks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// Two tasks have this ID.
    RepeatedId(String),
    /// These tasks depend on each other.
    Cycle(Vec<String>),
    /// A task depends on a removed task.
    Missing {
        /// The task.
        task: String,
        /// Its dependency.
        dependency: String,
    },
    /// A task is in two batches.
    TwoBatches(String),
    /// A batch names a removed task.
    MissingInBatch {
        /// The batch's key.
        batch: String,
        /// The task.
        task: String,
    },
    /// The critical path names a removed task.
    MissingInPath(String),
    /// A task depends on a task in a later batch.
    LaterBatch {
        /// The task.
        task: String,
        /// Its dependency.
        dependency: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RepeatedId(id) => write!(f, "two tasks called `{id}`"),
            Self::Cycle(ids) => {
                // A cycle may be of any length, but the message has to be readable.
                let ids: Vec<String> = ids.iter().take(6).map(|id| format!("`{id}`")).collect();
                write!(f, "a cycle of dependencies among {}", ids.join(", "))
            }
            Self::Missing { task, dependency } => {
                write!(f, "`{task}` depend on `{dependency}`, which is removed")
            }
            Self::TwoBatches(id) => write!(f, "`{id}` appear in two batches"),
            Self::MissingInBatch { batch, task } => {
                write!(f, "`{batch}` name `{task}`, which is removed")
            }
            Self::MissingInPath(id) => {
                write!(f, "the critical path name `{id}`, which is removed")
            }
            Self::LaterBatch { task, dependency } => {
                write!(
                    f,
                    "`{task}` depend on `{dependency}`, which is in a later batch"
                )
            }
        }
    }
}

/// The IDs of the tasks of all versions.
pub(super) fn known_ids(documents: &Three<Document>) -> HashSet<String> {
    let mut known = HashSet::default();
    for document in [&documents.base, &documents.ours, &documents.theirs] {
        let Some(tasks) = document.get("tasks") else {
            continue;
        };
        for id in tasks.items().filter_map(id_of) {
            if !known.contains(id) {
                known.insert(id.to_owned());
            }
        }
    }
    known
}

/// The faults of a merged phase that neither side has.
pub(super) fn not_in_sides(
    found: &BTreeSet<Fault>,
    sides: &[Phase],
    known: &HashSet<String>,
) -> BTreeSet<Fault> {
    let old: BTreeSet<Fault> = sides.iter().flat_map(|side| faults(side, known)).collect();
    found.difference(&old).cloned().collect()
}

/// The faults of a phase.
///
/// `known` are the IDs of all versions: a name that never was a task is not the merge's fault.
pub(super) fn faults(phase: &Phase, known: &HashSet<String>) -> BTreeSet<Fault> {
    let mut found = BTreeSet::new();
    let mut ids: HashSet<&str> = HashSet::default();
    for id in phase.tasks().iter().filter_map(Task::id_text) {
        if !ids.insert(id) {
            found.insert(Fault::RepeatedId(id.to_owned()));
        }
    }
    let removed: HashSet<&str> = known
        .iter()
        .map(String::as_str)
        .filter(|id| !ids.contains(id))
        .collect();
    let batches = first_batches(phase, &removed, &mut found);
    for (task, dependency) in dependencies(phase) {
        if removed.contains(dependency) {
            found.insert(Fault::Missing {
                task: task.to_owned(),
                dependency: dependency.to_owned(),
            });
        }
        if let (Some(own), Some(other)) = (batches.get(task), batches.get(dependency))
            && other > own
        {
            found.insert(Fault::LaterBatch {
                task: task.to_owned(),
                dependency: dependency.to_owned(),
            });
        }
    }
    for name in &phase.schedule.critical_path {
        if removed.contains(name.text.as_str()) {
            found.insert(Fault::MissingInPath(name.text.clone()));
        }
    }
    found.extend(cycle(phase));
    found
}

/// Pairs of a task and one of its dependencies.
fn dependencies(phase: &Phase) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    for task in phase.tasks() {
        if let Some(id) = task.id_text() {
            pairs.extend(task.references.iter().map(|name| (id, name.text.as_str())));
        }
    }
    pairs
}

/// The first batch of each task.
fn first_batches<'p>(
    phase: &'p Phase,
    removed: &HashSet<&str>,
    found: &mut BTreeSet<Fault>,
) -> HashMap<&'p str, u32> {
    let mut batches: HashMap<&str, u32> = HashMap::default();
    for batch in &phase.schedule.batches {
        for name in &batch.tasks {
            let id = name.text.as_str();
            let first = *batches.entry(id).or_insert(batch.number);
            if first != batch.number {
                found.insert(Fault::TwoBatches(id.to_owned()));
            }
            if removed.contains(id) {
                found.insert(Fault::MissingInBatch {
                    batch: format!("batch_{}", batch.number),
                    task: id.to_owned(),
                });
            }
        }
    }
    batches
}

/// The tasks left after repeatedly removing those without dependencies or without dependents.
fn cycle(phase: &Phase) -> Option<Fault> {
    let ids: HashSet<&str> = phase.tasks().iter().filter_map(Task::id_text).collect();
    // A dependency listed twice is still one edge.
    let edges: HashSet<(&str, &str)> = dependencies(phase).into_iter().collect();
    let with_dependencies = stripped(&ids, edges.iter().copied());
    let reversed = edges.iter().map(|&(task, dependency)| (dependency, task));
    // What remains are the members of cycles, and tasks between two cycles.
    let left = stripped(&with_dependencies, reversed);
    if left.is_empty() {
        return None;
    }
    let mut ids: Vec<String> = left.into_iter().map(str::to_owned).collect();
    // A set has no order, but the message should be the same every time.
    ids.sort_unstable();
    Some(Fault::Cycle(ids))
}

/// Repeatedly removes nodes without outgoing edges. Edges from or to other nodes do not count.
fn stripped<'p>(
    ids: &HashSet<&'p str>,
    edges: impl Iterator<Item = (&'p str, &'p str)>,
) -> HashSet<&'p str> {
    let mut open: HashMap<&str, usize> = ids.iter().map(|id| (*id, 0)).collect();
    let mut back: HashMap<&str, Vec<&str>> = HashMap::default();
    for (from, to) in edges.filter(|(from, to)| ids.contains(from) && ids.contains(to)) {
        *open.entry(from).or_default() += 1;
        back.entry(to).or_default().push(from);
    }
    let mut queue: VecDeque<&str> = open
        .iter()
        .filter(|(_, count)| **count == 0)
        .map(|(id, _)| *id)
        .collect();
    let mut left = ids.clone();
    while let Some(id) = queue.pop_front() {
        left.remove(id);
        for from in back.remove(id).unwrap_or_default() {
            if let Some(count) = open.get_mut(from) {
                *count -= 1;
                if *count == 0 {
                    queue.push_back(from);
                }
            }
        }
    }
    left
}

impl Fault {
    /// The tasks involved.
    fn tasks(&self) -> Vec<&str> {
        match self {
            Self::RepeatedId(id) | Self::TwoBatches(id) | Self::MissingInPath(id) => vec![id],
            Self::Cycle(ids) => ids.iter().map(String::as_str).collect(),
            Self::MissingInBatch { task, .. } => vec![task],
            Self::Missing { task, dependency } | Self::LaterBatch { task, dependency } => {
                vec![task, dependency]
            }
        }
    }

    /// The values of which one side has to be chosen to resolve the fault.
    pub(super) fn paths(&self, tasks: &PlacesById<'_>, sides: [&Phase; 2]) -> Vec<ValuePath> {
        let list = ValuePath::top("tasks");
        let mut found = Vec::new();
        for (key, is_shared) in self
            .tasks()
            .into_iter()
            .filter_map(|id| tasks.get(id))
            .flatten()
        {
            let task = list.join(PathStep::Item((*key).clone()));
            match self {
                // Only one side has the task: the choice is whether it is there at all.
                _ if !is_shared => found.push(task),
                Self::RepeatedId(_) => found.push(task.join_key("id")),
                Self::Cycle(_) | Self::Missing { .. } | Self::LaterBatch { .. } => {
                    // A task may use either key.
                    found.push(task.join_key("dependencies"));
                    found.push(task.join_key("depends_on"));
                }
                _ => {}
            }
        }
        let schedule = ValuePath::top("parallelization");
        match self {
            Self::TwoBatches(_) | Self::MissingInBatch { .. } | Self::LaterBatch { .. } => {
                let batches = self.batches(sides);
                found.extend(batches.iter().map(|batch| schedule.join_key(batch)));
            }
            Self::MissingInPath(_) => found.push(schedule.join_key("critical_path")),
            _ => {}
        }
        found
    }

    /// The keys of the batches that hold one of its tasks on a side.
    fn batches(&self, sides: [&Phase; 2]) -> BTreeSet<String> {
        let ids = self.tasks();
        let mut keys = BTreeSet::new();
        for batch in sides.into_iter().flat_map(|side| &side.schedule.batches) {
            let mut names = batch.tasks.iter();
            if names.any(|name| ids.contains(&name.text.as_str())) {
                keys.insert(format!("batch_{}", batch.number));
            }
        }
        keys
    }
}
