//! IDs of tasks: valid, unique, and the same in every import.

use std::collections::BTreeMap;

use progress_core::model::id::is_id;

use super::taken::Taken;
use super::{KnownPlan, sources};
use crate::{Bundle, Plan};

/// Maximum length of an ID.
const MAX_ID: usize = 100;

/// Gives every task an ID; returns the new IDs by what the readers call the tasks.
pub(super) fn assign(
    plan: &mut Plan,
    known: &KnownPlan,
    bundle: &mut Bundle,
) -> BTreeMap<String, String> {
    let mut stated_sources = sources::name(plan, known).into_iter();
    // Stated IDs come first, so that a made one never takes the ID of a later task.
    let stated = plan.phases.iter().flat_map(|phase| &phase.tasks);
    let stated = stated.filter_map(|task| valid(&task.id));
    let mut taken: Taken = known.ids.iter().cloned().chain(stated).collect();
    let mut used = Taken::default();
    let mut renamed = BTreeMap::new();
    let mut repeated = BTreeMap::new();
    let mut by_source: BTreeMap<String, String> = BTreeMap::new();
    let held = held(plan, known);
    let owners: BTreeMap<&str, &String> = known
        .sources
        .iter()
        .map(|(source, id)| (id.as_str(), source))
        .collect();
    for phase in &mut plan.phases {
        let prefix = format!("TASK-{}", phase.name.as_deref().unwrap_or("1"));
        for task in &mut phase.tasks {
            let stated = stated_sources.next().unwrap_or_default();
            let before = known.sources.get(&task.source).cloned();
            // If two tasks have this ID, only the other one may have been imported under it.
            let own = valid(&task.id);
            let holder = own.as_ref().and_then(|id| held.get(id));
            // That may also be one that is gone, of several that the source does not distinguish.
            let earlier = own.as_ref().and_then(|id| owners.get(id.as_str()));
            let is_lost = earlier
                .is_some_and(|source| **source != task.source && sources::is_of(source, &stated));
            let is_held = is_lost || holder.is_some_and(|holder| holder.source != task.source);
            let is_after_archived = is_held && holder.is_some_and(|holder| holder.is_archived);
            let wanted = before.or(own.filter(|_| !is_held));
            let id = match wanted {
                Some(id) if used.insert(&id) => id,
                None if !is_held => {
                    let parent = task.parent.as_ref().and_then(|it| by_source.get(it));
                    let parent = parent.unwrap_or(&prefix);
                    taken.free(&format!("{parent}."), 1, "")
                }
                wanted => {
                    bundle.remark("repeated ID, renamed", &task.id);
                    let start = wanted.or_else(|| valid(&task.id)).unwrap_or_default();
                    taken.free(&format!("{start}-"), 2, "")
                }
            };
            used.insert(&id);
            if !task.id.is_empty() && task.id != id {
                if is_after_archived {
                    // What is left out of the tool's view is not what others wait for.
                    renamed.insert(task.id.clone(), id.clone());
                } else if is_id(&task.id) {
                    // The first task keeps the ID, so dependencies are on that one, while it is there.
                    let name = task.id.clone();
                    repeated.entry(name).or_insert_with(|| id.clone());
                } else {
                    bundle.remark("ID with other characters, renamed", &task.id);
                    renamed.entry(task.id.clone()).or_insert_with(|| id.clone());
                }
            }
            // Readers refer to a task without an ID by its source.
            if task.id.is_empty() {
                renamed.insert(task.source.clone(), id.clone());
                renamed.entry(stated).or_insert_with(|| id.clone());
            }
            by_source.insert(task.source.clone(), id.clone());
            task.id = id;
        }
    }
    for task in plan.phases.iter().flat_map(|phase| &phase.tasks) {
        repeated.remove(&task.id);
    }
    for (name, id) in repeated {
        renamed.entry(name).or_insert(id);
    }
    renamed
}

/// A task that was imported and is still there.
struct Holder {
    source: String,
    is_archived: bool,
}

/// The tasks that were imported and are still there, by their IDs.
fn held(plan: &Plan, known: &KnownPlan) -> BTreeMap<String, Holder> {
    let tasks = plan.phases.iter().flat_map(|phase| &phase.tasks);
    let pairs = tasks.filter_map(|task| {
        let id = known.sources.get(&task.source)?.clone();
        let holder = Holder {
            source: task.source.clone(),
            is_archived: task.is_archived,
        };
        Some((id, holder))
    });
    pairs.collect()
}

/// An ID with only the characters that IDs may have.
fn valid(text: &str) -> Option<String> {
    let mut id = String::new();
    for c in text.chars().take(MAX_ID) {
        if c.is_ascii_alphanumeric() {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with(['-', '.', '_']) {
            id.push(if matches!(c, '.' | '_') { c } else { '-' });
        }
    }
    let id = id.trim_end_matches(['-', '.', '_']);
    is_id(id).then(|| id.to_owned())
}
