//! The commits that progress files name, in `commit_refs`, `commit`, `evidence` and similar keys:
//! for the phase at the top level, for a task below that task.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use yaml_lossless::{Node, NodeId, Tree};

use super::{KnownFile, Target};
use crate::collections::{HashMap, HashSet};
use crate::model::commit_id::{LENGTHS, is_commit_id};
use crate::model::{Outline, OutlinedTask, keys};

/// Words in a key that mean that its commit is not work on the phase or the task: work started
/// there, waits for it, or was reverted to it.
const ELSEWHERE: &[&str] = &[
    "base",
    "baseline",
    "before",
    "blocked",
    "blocker",
    "blockers",
    "boundary",
    "dependencies",
    "depends",
    "fork",
    "from",
    "initial",
    "old",
    "parent",
    "predecessor",
    "prev",
    "previous",
    "prior",
    "rejected",
    "revert",
    "reverted",
    "reverts",
    "rollback",
    "stale",
    "start",
    "started",
    "starting",
    "upstream",
];
/// Keys next to a commit that name the tasks it was made for.
const FOR_TASKS: &[&str] = &["task", "task_id", "tasks", "task_ids", "tasks_completed"];
/// Keys of an item in a list of commits that contain the commit itself.
const ITSELF: &[&str] = &["id", "ref", "rev"];

/// A commit named in a progress file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CitedCommit {
    /// Its ID, possibly abbreviated, in lowercase.
    pub name: String,
    /// The task that it was made for; `None` for the phase as a whole.
    pub task: Option<String>,
}

/// Returns the commits that the frontmatter of a progress file names.
pub(super) fn cited_in(tree: &Tree, outline: &Outline<'_>) -> Vec<CitedCommit> {
    let mut found = Vec::new();
    // Few files name commits at all.
    if !may_contain_id(tree.joined_texts()) {
        return found;
    }
    let mut seen = HashSet::default();
    let mut tasks: Option<HashMap<NodeId, &OutlinedTask<'_>>> = None;
    for node in tree.nodes() {
        // Few texts have as many digits.
        let Some(text) = node.text().filter(|text| may_contain_id(text)) else {
            continue;
        };
        let names = names_in(node, text);
        if names.is_empty() {
            continue;
        }
        let by_node = tasks.get_or_insert_with(|| {
            let tasks = outline.tasks.iter();
            tasks.map(|task| (task.node, task)).collect()
        });
        let Some(owners) = owners(node, by_node) else {
            continue;
        };
        for name in names {
            for task in &owners {
                let cited = CitedCommit {
                    name: name.clone(),
                    task: task.clone(),
                };
                if seen.insert(cited.clone()) {
                    found.push(cited);
                }
            }
        }
    }
    found
}

/// Returns the commit IDs in the text of a node, if its key is one for commits.
fn names_in(node: Node<'_>, text: &str) -> Vec<String> {
    if node.is_alias() || !is_for_commits(node) {
        return Vec::new();
    }
    // The text around an ID is free: `abc1234, pending`, `abc1234 (amended)`.
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| is_commit_id(word))
        .map(str::to_ascii_lowercase)
        .collect()
}

/// Whether a text has as many hexadecimal digits in a row as the shortest commit ID.
fn may_contain_id(text: &str) -> bool {
    let shortest = *LENGTHS.start();
    let mut start = 0;
    while let Some(bytes) = text.as_bytes().get(start..start + shortest) {
        // A run of digits can only begin after the last byte that is none.
        match bytes.iter().rposition(|byte| !byte.is_ascii_hexdigit()) {
            Some(at) => start += at + 1,
            None => return true,
        }
    }
    false
}

/// Whether a key or value is one that contains commit IDs.
fn is_for_commits(node: Node<'_>) -> bool {
    let is_key = node.key().is_some_and(|key| key.id() == node.id());
    // `commits: {0123abc: what it does}`: the key itself is the commit.
    if is_key {
        return node.parent().is_some_and(keys::names_commit);
    }
    if keys::names_commit(node) {
        return true;
    }
    let Some((key, holder)) = nearest_key(node) else {
        return false;
    };
    // `evidence: ["commit 0123abc"]`
    if key.ends_with("evidence") {
        // Other evidence, such as `thread 0123abc`, may have an ID of the same form.
        let text = node.some_text().unwrap_or_default().trim_start();
        return text.get(.."commit".len()) == Some("commit");
    }
    // `commits: [{id: 0123abc}]`, `commits: {TASK-1.1: 0123abc}`
    let is_name = ITSELF.contains(&key) || crate::model::id::is_id_shaped(key);
    is_name && keys::names_commit(holder)
}

/// Returns the key of a value, which may be in a list, and the mapping that contains the key.
fn nearest_key(mut node: Node<'_>) -> Option<(&str, Node<'_>)> {
    loop {
        if let Some(key) = node.key() {
            return Some((key.text()?, node.parent()?));
        }
        node = node.parent()?;
    }
}

/// Returns what the commit was made for: tasks, or the phase as a whole. `None` if it is work on
/// something else.
fn owners(
    node: Node<'_>,
    tasks: &HashMap<NodeId, &OutlinedTask<'_>>,
) -> Option<Vec<Option<String>>> {
    let mut named: Option<Vec<String>> = None;
    let mut at = Some(node);
    while let Some(node) = at {
        // The task around a commit outranks any task that is named next to it.
        if let Some(task) = tasks.get(&node.id()) {
            return Some(vec![task.id.map(str::to_owned)]);
        }
        if let Some(key) = node.key().and_then(Node::text) {
            if is_work_elsewhere(key) {
                return None;
            }
            // `commits: {TASK-1.1: 0123abc}`
            if named.is_none() && tasks.values().any(|task| task.id == Some(key)) {
                named = Some(vec![key.to_owned()]);
            }
        }
        if named.is_none() && node.is_mapping() {
            named = beside(node, tasks);
        }
        at = node.parent();
    }
    match named {
        Some(ids) => Some(ids.into_iter().map(Some).collect()),
        None => Some(vec![None]),
    }
}

fn is_work_elsewhere(key: &str) -> bool {
    let mut words = key.split(['_', '-', ' ']);
    words.any(|word| ELSEWHERE.iter().any(|it| word.eq_ignore_ascii_case(it)))
}

/// Returns the tasks named in an entry such as `{commit: 0123abc, tasks: [TASK-1.1]}`.
fn beside(mapping: Node<'_>, tasks: &HashMap<NodeId, &OutlinedTask<'_>>) -> Option<Vec<String>> {
    let value = FOR_TASKS.iter().find_map(|key| mapping.get(key))?;
    let named: HashSet<&str> = value
        .some_text()
        .into_iter()
        .chain(value.items().filter_map(Node::some_text))
        .map(str::trim)
        .collect();
    let mut ids: Vec<String> = tasks
        .values()
        .filter_map(|task| task.id)
        .filter(|id| named.contains(id))
        .map(str::to_owned)
        .collect();
    ids.sort_unstable();
    // Names that are not tasks of this phase leave the commit to the phase as a whole.
    if ids.is_empty() { None } else { Some(ids) }
}

/// Which phases and tasks name a commit.
#[derive(Debug, Default)]
pub struct Cited {
    /// By the first digits of the ID: the full ID, and who names it.
    by_prefix: HashMap<String, Vec<(String, Target)>>,
    /// The commits, with the path of the file and the task that name them.
    seen: HashSet<(String, String, Option<String>)>,
}

impl CitedCommit {
    /// Returns what the commit was made for, in the file that names it.
    #[must_use]
    pub fn target(&self, file: &Arc<KnownFile>) -> Target {
        match &self.task {
            Some(id) => Target::task(file, id),
            None => Target::phase(file),
        }
    }
}

impl Cited {
    /// Adds a commit, and who names it. Of two versions of a file, the first counts.
    pub fn add(&mut self, name: &str, target: Target) {
        let Some(prefix) = name.get(..*LENGTHS.start()) else {
            return;
        };
        let who = (target.file().path.clone(), target.id().map(str::to_owned));
        if self.seen.insert((name.to_owned(), who.0, who.1)) {
            let named = self.by_prefix.entry(prefix.to_owned()).or_default();
            named.push((name.to_owned(), target));
        }
    }

    /// Returns the phases and tasks that name this commit.
    #[must_use]
    pub fn of(&self, commit: &str) -> Vec<Target> {
        let Some(prefix) = commit.get(..*LENGTHS.start()) else {
            return Vec::new();
        };
        let mut targets = Vec::new();
        for (name, target) in self.by_prefix.get(prefix).into_iter().flatten() {
            // Abbreviations have different lengths, and the prefix alone may match other commits.
            if commit.starts_with(name.as_str()) {
                targets.push(target.clone());
            }
        }
        targets
    }
}

#[cfg(test)]
mod tests;
