//! The schedule that follows from the dependencies: batches and the critical path.

use yaml_lossless::edit::{Change, Value};
use yaml_lossless::{Node, Tree};

use crate::collections::{HashMap, HashSet};
use crate::model::{FileGraph, Phase, Task, effort};

/// The change that moves tasks to batches after all their dependencies.
///
/// A task stays in its batch unless a dependency requires a later one; `added` are tasks without
/// a batch. `None` if batches cannot be rewritten without loss: a task in two of them, an entry
/// that is not a task, a cycle, or a batch that would become empty.
#[must_use]
pub(crate) fn rebatched(
    tree: &Tree,
    phase: &Phase,
    graph: &FileGraph,
    added: &[usize],
) -> Option<Vec<Change>> {
    let batches = &phase.schedule.batches;
    let places = batched_items(tree, phase)?;
    let depths = new_batches(phase, graph, added)?;
    let count = depths.iter().flatten().max()? + 1;
    let mut arriving: Vec<Vec<Value>> = vec![Vec::new(); count.max(batches.len())];
    let mut sizes: Vec<usize> = batches.iter().map(|batch| batch.tasks.len()).collect();
    sizes.resize(arriving.len(), 0);
    let mut changes = Vec::new();
    for (task, depth) in depths.iter().enumerate() {
        let Some(depth) = *depth else { continue };
        let old = graph.batch(task);
        if old == Some(depth) {
            continue;
        }
        // What is moved keeps its quotes.
        let value = match (old, places.get(&task)) {
            (Some(old), Some(place)) => {
                // `old` lists the task, so this cannot underflow.
                sizes[old] -= 1;
                changes.push(Change::Remove(place.id()));
                Value::Kept(place.id())
            }
            _ => Value::text(phase.tasks().get(task)?.id_text()?),
        };
        sizes[depth] += 1;
        arriving[depth].push(value);
    }
    if sizes.contains(&0) {
        return None;
    }
    let mapping = tree.node(batches.first()?.node).parent()?;
    let last = batches.last()?;
    for (depth, items) in arriving.into_iter().enumerate() {
        match batches.get(depth) {
            _ if items.is_empty() => {}
            Some(batch) => changes.push(Change::Append(batch.node, items)),
            None => changes.push(Change::Insert {
                mapping: mapping.id(),
                key: key(last.number, depth + 1 - batches.len())?,
                value: Value::List(items),
                after: tree.node(last.key).text().map(str::to_owned),
            }),
        }
    }
    Some(changes)
}

fn key(last: u32, after: usize) -> Option<String> {
    // Numbering continues after the last batch, whose number may differ from the count of batches.
    let number = last.checked_add(u32::try_from(after).ok()?)?;
    Some(format!("batch_{number}"))
}

/// Returns where each batched task is named; `None` unless the batches are flat lists that name
/// each of them once, and nothing else.
fn batched_items<'a>(tree: &'a Tree, phase: &Phase) -> Option<HashMap<usize, Node<'a>>> {
    let ids: HashMap<&str, usize> = phase
        .tasks()
        .iter()
        .enumerate()
        .filter_map(|(index, task)| Some((task.id_text()?, index)))
        .collect();
    let mut items = HashMap::default();
    for batch in &phase.schedule.batches {
        let list = tree.node(batch.node);
        // `tasks` is flattened, so in nested lists the two would not correspond.
        if !list.is_sequence() || list.items().len() != batch.tasks.len() {
            return None;
        }
        for (name, item) in batch.tasks.iter().zip(list.items()) {
            let task = *ids.get(name.text.as_str())?;
            if name.node != item.id() || items.insert(task, item).is_some() {
                return None;
            }
        }
    }
    Some(items)
}

/// The batch that each task is to run in; `None` for those that stay in none.
fn new_batches(phase: &Phase, graph: &FileGraph, added: &[usize]) -> Option<Vec<Option<usize>>> {
    let added: HashSet<usize> = added.iter().copied().collect();
    let mut depths: Vec<Option<usize>> = vec![None; phase.tasks().len()];
    // In this order, the batches of all dependencies are final before they are used.
    for task in graph.order()? {
        let earliest = match graph.batch(task) {
            Some(batch) => batch,
            None if added.contains(&task) => 0,
            None => continue,
        };
        let before = graph
            .dependencies(task)
            .iter()
            .filter_map(|&dependency| depths[dependency])
            .max();
        depths[task] = Some(before.map_or(earliest, |before| earliest.max(before + 1)));
    }
    Some(depths)
}

/// The change that makes the heaviest chain of tasks the critical path; `None` if the path is not
/// a plain list, a task has no dependency list, or dependencies form a cycle.
#[must_use]
pub(crate) fn longest_path(tree: &Tree, phase: &Phase, graph: &FileGraph) -> Option<Change> {
    let list = tree.node(phase.schedule.critical_path_node?);
    let is_plain = list.is_sequence() && list.items().all(|item| item.text().is_some());
    // A task without a list may depend on anything, so no chain is certain to be the longest.
    if !is_plain || !phase.tasks().iter().all(Task::tells_dependencies) {
        return None;
    }
    let weights = effort::weights(phase.tasks());
    let longest = graph.heaviest_chains(&weights)?.heaviest()?;
    let mut items = Vec::new();
    for &task in &longest.tasks {
        let id = phase.tasks().get(task)?.id_text()?;
        items.push(match list.items().find(|item| item.text() == Some(id)) {
            Some(item) => Value::Kept(item.id()),
            None => Value::text(id),
        });
    }
    Some(Change::Set(list.id(), Value::List(items)))
}
