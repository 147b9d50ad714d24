//! IDs of tasks: valid, unique, and the same in every import.

use std::collections::BTreeMap;

use progress_core::model::id::is_id;

use super::KnownPlan;
use super::taken::Taken;
use crate::{Bundle, Plan, Task};

/// Maximum length of an ID.
const MAX_ID: usize = 100;

/// Gives every task an ID; returns the new IDs by what the readers call the tasks.
pub(super) fn assign(
    plan: &mut Plan,
    known: &KnownPlan,
    bundle: &mut Bundle,
) -> BTreeMap<String, String> {
    let mut sources = Taken::default();
    // Stated IDs come first, so that a made one never takes the ID of a later task.
    let stated = plan.phases.iter().flat_map(|phase| &phase.tasks);
    let stated = stated.filter_map(|task| valid(&task.id));
    let mut taken: Taken = known.ids.iter().cloned().chain(stated).collect();
    let mut used = Taken::default();
    let mut renamed = BTreeMap::new();
    let mut repeated = BTreeMap::new();
    let mut by_source: BTreeMap<String, String> = BTreeMap::new();
    let held = held(plan, known);
    for phase in &mut plan.phases {
        let prefix = format!("TASK-{}", phase.name.as_deref().unwrap_or("1"));
        for task in &mut phase.tasks {
            let stated = stated_source(task);
            name_source(task, &mut sources);
            let before = known.sources.get(&task.source).cloned();
            // Of two files with this ID, only the other one was imported under it.
            let own = valid(&task.id);
            let holder = own.as_ref().and_then(|id| held.get(id));
            let is_held = holder.is_some_and(|source| *source != stated);
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
                if is_held {
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

/// The sources of tasks that were imported and are still there, by their IDs.
fn held(plan: &Plan, known: &KnownPlan) -> BTreeMap<String, String> {
    let tasks = plan.phases.iter().flat_map(|phase| &phase.tasks);
    let sources = tasks.map(stated_source);
    let pairs = sources.filter_map(|source| Some((known.sources.get(&source)?.clone(), source)));
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

/// The reference to the source of a task; one without an ID has the title.
pub(super) fn stated_source(task: &Task) -> String {
    if task.source.ends_with('#') {
        format!("{}{}", task.source, task.title)
    } else {
        task.source.clone()
    }
}

/// Makes the reference to the source unique.
fn name_source(task: &mut Task, sources: &mut Taken) {
    let stated = stated_source(task);
    task.source = if sources.insert(&stated) {
        stated
    } else {
        sources.free(&format!("{stated} ("), 2, ")")
    };
}
