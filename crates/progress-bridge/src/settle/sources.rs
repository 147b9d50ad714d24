//! References to the sources of tasks: one for each task, and the same in every import.

use std::collections::BTreeMap;

use super::KnownPlan;
use super::taken::Taken;
use crate::{Plan, Task};

/// The reference to the source of a task; one without an ID has the title.
pub(super) fn stated_source(task: &Task) -> String {
    if task.source.ends_with('#') {
        format!("{}{}", task.source, task.title)
    } else {
        task.source.clone()
    }
}

/// Whether a reference is the stated one, or was made from it.
pub(super) fn is_of(source: &str, stated: &str) -> bool {
    source
        .strip_prefix(stated)
        .is_some_and(|rest| rest.is_empty() || number(rest).is_some())
}

/// The number in ` (2)`, which makes a reference unique.
fn number(rest: &str) -> Option<usize> {
    let number = rest.strip_prefix(" (")?.strip_suffix(')')?.parse().ok()?;
    (number > 1).then_some(number)
}

/// Makes the references of a plan's tasks unique; returns them as they were before, in order.
pub(super) fn name(plan: &mut Plan, known: &KnownPlan) -> Vec<String> {
    let tasks = || plan.phases.iter().flat_map(|phase| &phase.tasks);
    let stated: Vec<String> = tasks().map(stated_source).collect();
    let mut alike: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
    for (place, (source, task)) in stated.iter().zip(tasks()).enumerate() {
        let entry = alike.entry(source).or_default();
        entry.push((place, task.title.as_str()));
    }
    let is_taken = |source: &str| alike.contains_key(source);
    let names = stated.iter().chain(known.sources.keys());
    let mut taken: Taken = names.cloned().collect();
    let mut new = stated.clone();
    for (&source, tasks) in &alike {
        let mut earlier = known.numbered(source);
        earlier.retain(|it| !is_taken(it));
        if tasks.len() + earlier.len() < 2 {
            continue;
        }
        if known.sources.contains_key(source) {
            earlier.insert(0, source.to_owned());
        }
        for (place, name) in matched(source, tasks, earlier, known, &mut taken) {
            new[place] = name;
        }
    }
    let mut latest: BTreeMap<&str, &str> = BTreeMap::new();
    for (before, now) in stated.iter().zip(&new).rev() {
        latest.insert(before, now);
    }
    let tasks = plan.phases.iter_mut().flat_map(|phase| &mut phase.tasks);
    for ((task, before), now) in tasks.zip(&stated).zip(&new) {
        // Subtasks follow their parent.
        if let Some(parent) = &mut task.parent
            && let Some(name) = latest.get(parent.as_str())
        {
            *parent = (*name).to_owned();
        }
        latest.insert(before, now);
        task.source.clone_from(now);
    }
    stated
}

/// The references of tasks that the source does not distinguish. Imported ones are recognized by
/// their titles; if equally many are left on both sides, only titles have changed.
fn matched(
    source: &str,
    tasks: &[(usize, &str)],
    mut earlier: Vec<String>,
    known: &KnownPlan,
    taken: &mut Taken,
) -> Vec<(usize, String)> {
    let mut names = Vec::with_capacity(tasks.len());
    let mut rest = Vec::new();
    for &(place, title) in tasks {
        let same = earlier.iter().position(|it| known.has_title(it, title));
        match same {
            Some(index) => names.push((place, earlier.remove(index))),
            None => rest.push(place),
        }
    }
    if rest.len() == earlier.len() {
        names.extend(rest.into_iter().zip(earlier));
        return names;
    }
    let is_known = known.sources.contains_key(source);
    let mut is_first = !is_known;
    for place in rest {
        let name = if std::mem::take(&mut is_first) {
            source.to_owned()
        } else {
            taken.free(&format!("{source} ("), 2, ")")
        };
        names.push((place, name));
    }
    names
}

impl KnownPlan {
    /// The references that were made from this one, in order.
    fn numbered(&self, source: &str) -> Vec<String> {
        let start = format!("{source} (");
        let names = self.sources.range(start.clone()..).map(|(name, _)| name);
        let names = names.take_while(|name| name.starts_with(&start));
        let mut found: Vec<(usize, &String)> = names
            .filter_map(|name| Some((number(&name[source.len()..])?, name)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, name)| name.clone()).collect()
    }
}
