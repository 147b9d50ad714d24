//! Errors that two sides make together although each is correct alone.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;

use progress_core::collections::{HashMap, HashSet};
use progress_core::document::Document;
use progress_core::model::item::id_of;
use progress_core::model::{Phase, Task};
use yaml_lossless::Node;

use super::conflict::{Part, Place};
use super::task_places::PlacesById;
use super::three::Three;

/// An error in the relations between tasks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
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
    let documents = [&documents.base, &documents.ours, &documents.theirs];
    let tasks = documents
        .into_iter()
        .filter_map(Document::tree)
        .filter_map(|tree| tree.root().get("tasks"));
    let mut known = HashSet::default();
    for id in tasks.flat_map(Node::items).filter_map(id_of) {
        if !known.contains(id) {
            known.insert(id.to_owned());
        }
    }
    known
}

/// The faults of a merged phase that neither side has.
pub(super) fn not_in_sides(
    found: BTreeSet<Fault>,
    sides: &[Phase],
    known: &HashSet<String>,
) -> BTreeSet<Fault> {
    let mut found = found;
    for side in sides {
        let old = faults(side, known);
        found.retain(|fault| !old.contains(fault));
    }
    found
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
    let is_missing = |id: &str| known.contains(id) && !ids.contains(id);
    let batches = batches(phase, &is_missing, &mut found);
    for (task, dependency) in dependencies(phase) {
        if is_missing(dependency) {
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
        if is_missing(&name.text) {
            found.insert(Fault::MissingInPath(name.text.clone()));
        }
    }
    found.extend(cycle(phase));
    found
}

fn dependencies(phase: &Phase) -> impl Iterator<Item = (&str, &str)> {
    let with_id = phase
        .tasks()
        .iter()
        .filter_map(|task| Some((task.id_text()?, task)));
    with_id.flat_map(|(id, task)| {
        let references = task.references.iter();
        references.map(move |name| (id, name.text.as_str()))
    })
}

/// The first batch of each task.
fn batches<'p>(
    phase: &'p Phase,
    is_missing: &dyn Fn(&str) -> bool,
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
            if is_missing(id) {
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
    let edges: HashSet<(&str, &str)> = dependencies(phase)
        .filter(|(_, dependency)| ids.contains(dependency))
        .collect();
    let left = stripped(&ids, edges.iter().copied());
    let mut left: Vec<String> = stripped(
        &left,
        edges.iter().map(|&(task, dependency)| (dependency, task)),
    )
    .into_iter()
    .map(str::to_owned)
    .collect();
    left.sort_unstable();
    (!left.is_empty()).then_some(Fault::Cycle(left))
}

/// Repeatedly removes nodes without outgoing edges.
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
    let ends = open.iter().filter(|(_, count)| **count == 0);
    let mut queue: VecDeque<&str> = ends.map(|(id, _)| *id).collect();
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

    /// The places at which choosing a side resolves the fault.
    pub(super) fn places(&self, tasks: &PlacesById<'_>, sides: [&Phase; 2]) -> Vec<Place> {
        let below = |place: &Place, key: &str| place.join(Part::Key(key.to_owned()));
        let list = Place::top("tasks");
        let mut found = Vec::new();
        for (item, is_shared) in self
            .tasks()
            .into_iter()
            .filter_map(|id| tasks.get(id))
            .flatten()
        {
            let item = list.join(Part::Item((*item).clone()));
            match self {
                _ if !is_shared => found.push(item),
                Self::RepeatedId(_) => found.push(below(&item, "id")),
                Self::Cycle(_) | Self::Missing { .. } | Self::LaterBatch { .. } => {
                    found.push(below(&item, "dependencies"));
                    found.push(below(&item, "depends_on"));
                }
                _ => {}
            }
        }
        let schedule = Place::top("parallelization");
        match self {
            Self::TwoBatches(_) | Self::MissingInBatch { .. } | Self::LaterBatch { .. } => {
                let batches = self.batches(sides);
                found.extend(batches.iter().map(|batch| below(&schedule, batch)));
            }
            Self::MissingInPath(_) => found.push(below(&schedule, "critical_path")),
            _ => {}
        }
        found
    }

    /// The keys of the batches that hold one of its tasks on a side.
    fn batches(&self, sides: [&Phase; 2]) -> BTreeSet<String> {
        let ids = self.tasks();
        let batches = sides.into_iter().flat_map(|side| &side.schedule.batches);
        batches
            .filter(|batch| {
                batch
                    .tasks
                    .iter()
                    .any(|name| ids.contains(&name.text.as_str()))
            })
            .map(|batch| format!("batch_{}", batch.number))
            .collect()
    }
}
