//! The commits that progress files name themselves, in `commit_refs`, `commit`, `evidence` and
//! keys like them: of the file for the phase, of a task for the task.

use std::sync::Arc;

use super::{KnownFile, Target};
use crate::collections::{HashMap, HashSet};
use crate::model::{Phase, Task, keys};
use crate::yaml::{Node, NodeId, Tree};

/// Git abbreviates to this many digits or more.
const PREFIX: usize = 7;
/// Words in a key which say that the commit below it is not the work of the phase or the task:
/// work began there, waits for it, or was taken back to it.
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
/// Keys beside a commit that name the tasks it was made for.
const FOR_TASKS: &[&str] = &["task", "task_id", "tasks", "task_ids", "tasks_completed"];
/// Keys of an entry of a list of commits that name the commit itself.
const ITSELF: &[&str] = &["id", "ref", "rev"];

/// A commit that a progress file names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CitedCommit {
    /// Its name, which may be abbreviated, in lower case.
    pub name: String,
    /// The task that it was made for; none where the phase as a whole is meant.
    pub task: Option<String>,
}

/// The commits that the frontmatter of a progress file names.
pub(super) fn cited_in(tree: &Tree, phase: &Phase) -> Vec<CitedCommit> {
    let mut found = Vec::new();
    let mut seen = HashSet::default();
    let mut tasks: Option<HashMap<NodeId, &Task>> = None;
    for node in tree.nodes() {
        let names: Vec<String> = names_in(node).collect();
        if names.is_empty() {
            continue;
        }
        let tasks = tasks.get_or_insert_with(|| {
            let tasks = phase.tasks().iter();
            tasks.map(|task| (task.node, task)).collect()
        });
        let Some(owners) = owners(node, tasks) else {
            continue;
        };
        for name in names {
            for task in &owners {
                let task = task.clone();
                let cited = CitedCommit {
                    name: name.clone(),
                    task,
                };
                if seen.insert(cited.clone()) {
                    found.push(cited);
                }
            }
        }
    }
    found
}

/// The names of commits in a text that stands where commits are named.
fn names_in(node: Node<'_>) -> impl Iterator<Item = String> {
    // Few texts are long enough and hold digits; this is asked of every node there is.
    let is_asked = !node.is_alias()
        && node.some_text().is_some_and(|text| text.len() >= PREFIX)
        && stands_for_commits(node);
    let text = node.some_text().filter(|_| is_asked).unwrap_or_default();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|word| is_name(word))
        .map(str::to_ascii_lowercase)
}

/// Whether a word may name a commit. Whether it does, the history tells.
fn is_name(word: &str) -> bool {
    /// A whole name has 40 digits, or 64 with SHA-256.
    const LENGTHS: std::ops::RangeInclusive<usize> = PREFIX..=64;
    LENGTHS.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn stands_for_commits(node: Node<'_>) -> bool {
    let is_key = node.key().is_some_and(|key| key.id() == node.id());
    // `commits: {0123abc: what it does}`: the key itself names the commit.
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
        let text = node.some_text().unwrap_or_default().trim_start();
        return text.get(.."commit".len()) == Some("commit");
    }
    // `commits: [{id: 0123abc}]`, `commits: {TASK-1.1: 0123abc}`
    let is_name = ITSELF.contains(&key) || crate::model::id::is_id_shaped(key);
    is_name && keys::names_commit(holder)
}

/// The key that a value stands behind, perhaps in a list, and the mapping that has it.
fn nearest_key(node: Node<'_>) -> Option<(&str, Node<'_>)> {
    let mut node = node;
    loop {
        if let Some(key) = node.key() {
            return Some((key.text()?, node.parent()?));
        }
        node = node.parent()?;
    }
}

/// What the commit was made for: tasks, or the phase as a whole. `None` where it is the work of
/// something else.
fn owners(node: Node<'_>, tasks: &HashMap<NodeId, &Task>) -> Option<Vec<Option<String>>> {
    let id_of = |task: &&Task| task.id_text().map(str::to_owned);
    let mut named: Option<Vec<String>> = None;
    let mut at = Some(node);
    while let Some(node) = at {
        if let Some(task) = tasks.get(&node.id()) {
            return Some(vec![id_of(task)]);
        }
        if let Some(key) = node.key().and_then(Node::text) {
            if is_elsewhere(key) {
                return None;
            }
            if named.is_none() && tasks.values().any(|task| task.id_text() == Some(key)) {
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

fn is_elsewhere(key: &str) -> bool {
    let mut words = key.split(['_', '-', ' ']);
    words.any(|word| ELSEWHERE.iter().any(|it| word.eq_ignore_ascii_case(it)))
}

/// The tasks that an entry such as `{commit: 0123abc, tasks: [TASK-1.1]}` names.
fn beside(mapping: Node<'_>, tasks: &HashMap<NodeId, &Task>) -> Option<Vec<String>> {
    let value = FOR_TASKS.iter().find_map(|key| mapping.get(key))?;
    let named = value.some_text().into_iter();
    let named = named.chain(value.items().filter_map(Node::some_text));
    let named: HashSet<&str> = named.map(str::trim).collect();
    let ids = tasks.values().filter_map(|task| task.id_text());
    let mut ids: Vec<String> = ids
        .filter(|id| named.contains(id))
        .map(str::to_owned)
        .collect();
    ids.sort_unstable();
    (!ids.is_empty()).then_some(ids)
}

/// Which phases and tasks name a commit.
#[derive(Debug, Default)]
pub(super) struct Cited {
    /// By the first digits of the name: the whole name, and who names it.
    by_prefix: HashMap<String, Vec<(String, Target)>>,
    /// The files that were read, by address.
    seen: HashSet<usize>,
}

impl Cited {
    /// Notes what a file names, once.
    pub fn add(&mut self, file: &Arc<KnownFile>, commits: &[CitedCommit]) {
        if commits.is_empty() || !self.seen.insert(Arc::as_ptr(file).addr()) {
            return;
        }
        for cited in commits {
            let Some(prefix) = cited.name.get(..PREFIX) else {
                continue;
            };
            let target = match &cited.task {
                Some(id) => Target::task(file, id),
                None => Target::phase(file),
            };
            let named = self.by_prefix.entry(prefix.to_owned()).or_default();
            named.push((cited.name.clone(), target));
        }
    }

    /// The phases and tasks that name this commit.
    pub fn of(&self, commit: &str) -> Vec<Target> {
        let named = commit
            .get(..PREFIX)
            .and_then(|prefix| self.by_prefix.get(prefix));
        let named = named.into_iter().flatten();
        let named = named.filter(|(name, _)| commit.starts_with(name.as_str()));
        named.map(|(_, target)| target.clone()).collect()
    }
}

#[cfg(test)]
mod tests;
