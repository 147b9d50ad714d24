//! Compares the tasks of two versions.

use std::collections::BTreeSet;

use serde_json::Value;
use yaml_lossless::{Node, to_json};

use super::{Event, Field, TaskChange, Version};
use crate::collections::{HashMap, HashSet};
use crate::model::item::{Matches, keys, label_of};
use crate::model::{Name, Phase, Task};

/// Keys that are compared by meaning, or that name the task.
const UNDERSTOOD: &[&str] = &["id", "assigned_to", "dependencies", "depends_on"];
/// Keys that change along with the status.
const DATES: &[&str] = &["started", "completed"];

/// Tasks matched between the versions.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    matches: Matches,
    /// Maps old to new IDs of renamed tasks.
    renames: HashMap<String, String>,
}

/// The tasks of one version.
#[derive(Default)]
struct Side<'v> {
    tasks: &'v [Task],
    nodes: Vec<Node<'v>>,
    batches: HashMap<&'v str, u32>,
    critical: HashSet<&'v str>,
}

impl Pairs {
    /// Matches the tasks of two versions.
    pub(super) fn of(sides: [Option<&Version>; 2]) -> Self {
        let [old, new] = sides.map(|side| side.map(Side::of).unwrap_or_default());
        let [old_keys, new_keys] = [&old, &new].map(|side| keys(&side.nodes, &str::to_owned));
        let matches = Matches::of((&old.nodes, &old_keys), (&new.nodes, &new_keys));
        let mut renames = HashMap::default();
        for (task, to) in old.tasks.iter().zip(&matches.to) {
            let new_task = to.and_then(|to| new.tasks.get(to));
            let Some((was, is)) = task.id_text().zip(new_task.and_then(Task::id_text)) else {
                continue;
            };
            if was != is {
                renames.insert(was.to_owned(), is.to_owned());
            }
        }
        Self { matches, renames }
    }

    /// Translates an old task name to the new version.
    pub(super) fn renamed<'t>(&'t self, text: &'t str) -> &'t str {
        self.renames.get(text).map_or(text, String::as_str)
    }
}

/// Returns the tasks that differ.
pub(super) fn compare(pairs: &Pairs, sides: [Option<&Version>; 2]) -> Vec<TaskChange> {
    let [old, new] = sides.map(|side| side.map(Side::of).unwrap_or_default());
    let mut found = Vec::new();
    for at in 0..new.tasks.len() {
        match pairs.matches.from.get(at).copied().flatten() {
            Some(was) => found.extend(changed(pairs, (&old, was), (&new, at))),
            None => found.extend(new.alone(at, Event::Added)),
        }
    }
    for (at, to) in pairs.matches.to.iter().enumerate() {
        if to.is_none() {
            found.extend(old.alone(at, Event::Removed));
        }
    }
    found
}

fn changed(pairs: &Pairs, old: (&Side<'_>, usize), new: (&Side<'_>, usize)) -> Option<TaskChange> {
    let ((was, was_node), (is, is_node)) = (old.0.at(old.1)?, new.0.at(new.1)?);
    let mut events = Event::of_status(was.state, is.state);
    let mut found = understood(pairs, (old.0, was), (new.0, is));
    found.extend(others(was_node, is_node, !events.is_empty()));
    // A status of another class is also another text, so without differences there are no events.
    if found.is_empty() {
        return None;
    }
    events.extend(found.iter().filter_map(|(event, _)| *event));
    // The variants are in the order of importance.
    events.sort_unstable();
    events.dedup();
    let was_id = was.id_text().filter(|id| is.id_text() != Some(id));
    Some(TaskChange {
        was: was_id.map(str::to_owned),
        events,
        fields: found.into_iter().map(|(_, field)| field).collect(),
        ..described(is, is_node)
    })
}

/// A value that differs, and the event it means.
type Difference = (Option<Event>, Field);

/// Compares values whose meaning is known.
fn understood(
    pairs: &Pairs,
    (old, was): (&Side<'_>, &Task),
    (new, is): (&Side<'_>, &Task),
) -> Vec<Difference> {
    // A dependency on a renamed task is unchanged.
    let waited = names(&was.references)
        .into_iter()
        .map(|name| pairs.renamed(name))
        .collect();
    let differences = [
        (
            Event::Renamed,
            Field::new("id", text(was.id.as_ref()), text(is.id.as_ref())),
        ),
        (
            Event::Reassigned,
            field_of_sets("assigned_to", names(&was.assignees), names(&is.assignees)),
        ),
        (
            Event::Rescheduled,
            field_of_sets("dependencies", waited, names(&is.references)),
        ),
        (
            Event::Rescheduled,
            Field::new("batch", old.batch(was), new.batch(is)),
        ),
        (
            Event::Rescheduled,
            Field::new(
                "critical",
                old.is_critical(was).into(),
                new.is_critical(is).into(),
            ),
        ),
    ];
    let mut found = Vec::new();
    for (event, field) in differences {
        if let Some(field) = field {
            found.push((Some(event), field));
        }
    }
    found
}

/// Compares all other values. Changes along with the status (`has_turned`) are not events.
fn others(was: Node<'_>, is: Node<'_>, has_turned: bool) -> Vec<Difference> {
    let mut found = Vec::new();
    for key in other_keys(was, is) {
        let Some(field) = Field::new(key, plain(was.get(key)), plain(is.get(key))) else {
            continue;
        };
        let comes_with_status = has_turned && (key == "status" || DATES.contains(&key));
        // The event of the status already says so.
        let event = if comes_with_status {
            None
        } else {
            Some(Event::Changed)
        };
        found.push((event, field));
    }
    found
}

/// The values of every task that has an ID; of several with one ID, the first.
pub(super) fn values(version: &Version) -> Vec<(String, Vec<(String, Value)>)> {
    let side = Side::of(version);
    let mut seen = HashSet::default();
    let mut found = Vec::new();
    for (task, node) in side.tasks.iter().zip(&side.nodes) {
        if let Some(id) = task.id_text()
            && seen.insert(id)
        {
            found.push((id.to_owned(), values_of(&side, task, *node)));
        }
    }
    found
}

/// The values of a task by the keys used in comparisons, without empty ones.
fn values_of(side: &Side<'_>, task: &Task, node: Node<'_>) -> Vec<(String, Value)> {
    // Compare with an empty task.
    let mut found = vec![
        ("id".to_owned(), text(task.id.as_ref())),
        ("assigned_to".to_owned(), names(&task.assignees).into()),
        ("dependencies".to_owned(), names(&task.references).into()),
        ("batch".to_owned(), side.batch(task)),
        ("critical".to_owned(), side.is_critical(task).into()),
    ];
    for key in other_keys(node, node) {
        found.push((key.to_owned(), plain(node.get(key))));
    }
    found.retain(|(_, value)| !value.is_null());
    found
}

fn described(task: &Task, node: Node<'_>) -> TaskChange {
    TaskChange {
        id: task.id_text().map(str::to_owned),
        was: None,
        description: label_of(node).map(|text| text.trim().to_owned()),
        status: task.status.as_ref().map(|status| status.text.clone()),
        events: Vec::new(),
        fields: Vec::new(),
    }
}

impl<'v> Side<'v> {
    fn of(version: &'v Version) -> Self {
        let Some((phase, tree)) = version.phase.as_ref().zip(version.document.tree()) else {
            return Self::default();
        };
        let schedule = &phase.schedule;
        let tasks = phase.tasks();
        Self {
            tasks,
            nodes: tasks.iter().map(|task| tree.node(task.node)).collect(),
            batches: batches(phase),
            critical: names(&schedule.critical_path).into_iter().collect(),
        }
    }

    fn at(&self, index: usize) -> Option<(&'v Task, Node<'v>)> {
        Some((self.tasks.get(index)?, *self.nodes.get(index)?))
    }

    /// A task that exists only in this version.
    fn alone(&self, index: usize, event: Event) -> Option<TaskChange> {
        let (task, node) = self.at(index)?;
        let mut events = vec![event];
        if event == Event::Added {
            // Being open or of unknown status is nothing that happened to a new task.
            let begun = Event::of_status(None, task.state).into_iter();
            events.extend(begun.filter(|event| *event != Event::Restated));
        }
        Some(TaskChange {
            events,
            ..described(task, node)
        })
    }

    fn batch(&self, task: &Task) -> Value {
        match task.id_text().and_then(|id| self.batches.get(id)) {
            Some(number) => Value::from(*number),
            None => Value::Null,
        }
    }

    fn is_critical(&self, task: &Task) -> bool {
        task.id_text().is_some_and(|id| self.critical.contains(id))
    }
}

/// The first batch of each task.
fn batches(phase: &Phase) -> HashMap<&str, u32> {
    let mut found = HashMap::default();
    for batch in &phase.schedule.batches {
        for name in &batch.tasks {
            found.entry(name.text.as_str()).or_insert(batch.number);
        }
    }
    found
}

/// The other keys of either mapping, in the order of the new one.
fn other_keys<'v>(old: Node<'v>, new: Node<'v>) -> Vec<&'v str> {
    let mut seen = HashSet::default();
    new.entries()
        .chain(old.entries())
        .filter_map(|(key, _)| key.text())
        .filter(|key| !UNDERSTOOD.contains(key) && seen.insert(*key))
        .collect()
}

/// The difference of two lists, ignoring order and repetitions.
fn field_of_sets(key: &str, before: Vec<&str>, after: Vec<&str>) -> Option<Field> {
    let old: BTreeSet<&str> = before.iter().copied().collect();
    let new: BTreeSet<&str> = after.iter().copied().collect();
    if old == new {
        return None;
    }
    Field::new(key, before.into(), after.into())
}

fn names(names: &[Name]) -> Vec<&str> {
    names.iter().map(|name| name.text.as_str()).collect()
}

fn text(name: Option<&Name>) -> Value {
    name.map_or(Value::Null, |name| name.text.as_str().into())
}

/// The meaning of a value: a string is the same quoted or not.
pub(super) fn plain(node: Option<Node<'_>>) -> Value {
    node.map_or(Value::Null, |node| to_json(node, &|_| true))
}
