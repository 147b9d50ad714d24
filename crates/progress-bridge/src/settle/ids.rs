//! IDs of tasks: valid, unique, and the same in every import.

use std::collections::{BTreeMap, BTreeSet};

use progress_core::model::id::is_id;

use super::KnownPlan;
use crate::{Bundle, Plan, Task};

/// Maximum length of an ID.
const MAX_ID: usize = 100;

/// Gives every task an ID; returns the new IDs by those that the source uses.
pub(super) fn assign(
    plan: &mut Plan,
    known: &KnownPlan,
    bundle: &mut Bundle,
) -> BTreeMap<String, String> {
    let mut sources = BTreeSet::new();
    let mut taken: BTreeSet<String> = known.ids.clone();
    // Stated IDs come first, so that a made one never takes the ID of a later task.
    let stated = plan.phases.iter().flat_map(|phase| &phase.tasks);
    taken.extend(stated.filter_map(|task| valid(&task.id)));
    let mut used = BTreeSet::new();
    let mut renamed = BTreeMap::new();
    let mut by_source: BTreeMap<String, String> = BTreeMap::new();
    for phase in &mut plan.phases {
        let prefix = format!("TASK-{}", phase.name.as_deref().unwrap_or("1"));
        for task in &mut phase.tasks {
            name_source(task, &mut sources);
            let before = known.sources.get(&task.source).cloned();
            let wanted = before.or_else(|| valid(&task.id));
            let id = match wanted {
                Some(id) if used.insert(id.clone()) => id,
                Some(id) => {
                    bundle.remark("repeated ID, renamed", &task.id);
                    free(&id, "-", 2, &mut taken)
                }
                None => {
                    let parent = task.parent.as_ref().and_then(|it| by_source.get(it));
                    free(parent.unwrap_or(&prefix), ".", 1, &mut taken)
                }
            };
            used.insert(id.clone());
            if !task.id.is_empty() && task.id != id {
                if is_id(&task.id) {
                    // The first task keeps the ID, so dependencies are on that one.
                } else {
                    bundle.remark("ID with other characters, renamed", &task.id);
                    renamed.entry(task.id.clone()).or_insert_with(|| id.clone());
                }
            }
            by_source.insert(task.source.clone(), id.clone());
            task.id = id;
        }
    }
    renamed
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

/// The first free ID with a number after this beginning.
fn free(start: &str, separator: &str, first: usize, taken: &mut BTreeSet<String>) -> String {
    let mut number = first;
    loop {
        let id = format!("{start}{separator}{number}");
        if taken.insert(id.clone()) {
            return id;
        }
        number += 1;
    }
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
fn name_source(task: &mut Task, sources: &mut BTreeSet<String>) {
    let stated = stated_source(task);
    task.source.clone_from(&stated);
    let mut number = 2;
    while !sources.insert(task.source.clone()) {
        task.source = format!("{stated} ({number})");
        number += 1;
    }
}
