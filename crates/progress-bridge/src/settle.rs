//! Establishes what has to hold for progress files, whatever format was read.

mod cycles;
mod ids;
mod links;
mod phases;
mod sources;
mod taken;
mod texts;

pub use links::says_why_blocked;

use std::collections::{BTreeMap, BTreeSet};

use progress_core::source::folder_of;

use crate::{Bundle, Field, Format, Plan, Seen, Task};

/// What is there already, from an earlier import or by hand.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The name to give to the plan; several plans get it as a prefix.
    pub prd: Option<String>,
    /// The plans, by name.
    pub plans: BTreeMap<String, KnownPlan>,
    /// The time, as `2026-02-05T12:30:00Z`; empty if it does not matter.
    pub now: String,
}

/// A plan that is there already.
#[derive(Clone, Debug, Default)]
pub struct KnownPlan {
    /// The IDs of tasks that were imported, by their source.
    pub sources: BTreeMap<String, String>,
    /// The titles of these tasks, by their source.
    pub titles: BTreeMap<String, String>,
    /// What was imported of these tasks, by source.
    pub seen: BTreeMap<String, Seen>,
    /// The IDs of all tasks.
    pub ids: BTreeSet<String>,
    /// The names and titles of its phases.
    pub phases: Vec<(String, String)>,
}

/// Maximum length of a name, since it becomes part of a path.
const MAX_NAME: usize = 80;

/// A text as the name of a plan or phase; `None` if nothing of it can be part of one.
#[must_use]
pub fn plan_name(text: &str) -> Option<String> {
    let mut name = String::new();
    for c in text.trim().chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
        if name.len() == MAX_NAME {
            break;
        }
    }
    let name = name.trim_matches(['-', '.', '_']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether a text can be the name of a plan as it is.
#[must_use]
pub fn is_plan_name(text: &str) -> bool {
    plan_name(text).as_deref() == Some(text)
}

pub(crate) fn settle(bundle: &mut Bundle, format: Format, known: &Known) {
    texts::clean(bundle);
    name_plans(bundle, format, known);
    let nothing = KnownPlan::default();
    let mut plans = std::mem::take(&mut bundle.plans);
    for plan in &mut plans {
        let known = known.plans.get(&plan.name).unwrap_or(&nothing);
        phases::name(plan, known);
        recall(plan, known);
        let renamed = ids::assign(plan, known, bundle);
        links::connect(plan, format, &renamed, bundle);
        cycles::break_up(plan, bundle);
    }
    plans.retain(|plan| !plan.phases.is_empty());
    bundle.plans = plans;
}

/// Reads tasks as an earlier import did, where their texts allow both.
fn recall(plan: &mut Plan, known: &KnownPlan) {
    let mut moved = BTreeMap::new();
    for task in plan.phases.iter_mut().flat_map(|phase| &mut phase.tasks) {
        let Some(other) = task.other.take() else {
            continue;
        };
        let was_read = |task: &Task| known.sources.contains_key(&sources::stated_source(task));
        if !was_read(task) && was_read(&other) {
            moved.insert(task.source.clone(), other.source.clone());
            (task.id, task.title, task.source) = (other.id, other.title, other.source);
        }
    }
    for task in plan.phases.iter_mut().flat_map(|phase| &mut phase.tasks) {
        if let Some(parent) = task.parent.as_mut()
            && let Some(new) = moved.get(parent)
        {
            parent.clone_from(new);
        }
    }
}

/// Gives each plan a name of its own: that of an earlier import, whatever the order in the source, or
/// else one that no other plan has.
fn name_plans(bundle: &mut Bundle, format: Format, known: &Known) {
    let before = earlier_names(&bundle.plans, known);
    let mut taken: BTreeSet<String> = before
        .iter()
        .flatten()
        .map(|it| it.to_lowercase())
        .collect();
    let is_only = bundle.plans.len() == 1;
    for (plan, before) in bundle.plans.iter_mut().zip(before) {
        if let Some(name) = before {
            plan.name = name;
            continue;
        }
        if let Some(prd) = &known.prd {
            plan.name = if is_only {
                prd.clone()
            } else {
                format!("{prd}-{}", plan.name)
            };
        }
        let wanted = plan.name.clone();
        let mut number = 2;
        // Names that differ only in case would be the same folder on some systems.
        while known.is_from_elsewhere(plan, format) || !taken.insert(plan.name.to_lowercase()) {
            plan.name = format!("{wanted}-{number}");
            number += 1;
        }
    }
}

/// The names that plans got in an earlier import: those with which they have the most tasks in common.
fn earlier_names(plans: &[Plan], known: &Known) -> Vec<Option<String>> {
    let mut pairs = Vec::new();
    for (index, plan) in plans.iter().enumerate() {
        let tasks = plan.phases.iter().flat_map(|phase| &phase.tasks);
        let readings = tasks.flat_map(|task| [Some(task), task.other.as_deref()]);
        let sources: Vec<String> = readings.flatten().map(sources::stated_source).collect();
        for (name, earlier) in known.plans.iter().filter(|(name, _)| known.may_be(name)) {
            let common = sources
                .iter()
                .filter(|it| earlier.sources.contains_key(*it));
            let common = common.count();
            if common > 0 {
                pairs.push((common, index, name));
            }
        }
    }
    pairs.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut names = vec![None; plans.len()];
    for (_, index, name) in pairs {
        if names[index].is_none() && !names.iter().flatten().any(|it| it == name) {
            names[index] = Some(name.clone());
        }
    }
    names
}

impl Known {
    /// The origins and IDs of the tasks that were imported.
    pub(crate) fn imported(&self, format: Format) -> BTreeSet<(&str, &str)> {
        let sources = self.plans.values().flat_map(|plan| &plan.sources);
        sources
            .map(|(source, id)| (origin(source, format), id.as_str()))
            .collect()
    }

    /// Whether a task was imported from this source.
    pub(crate) fn has(&self, source: &str) -> bool {
        let mut plans = self.plans.values();
        plans.any(|plan| plan.sources.contains_key(source))
    }

    /// What is known, after files of sources were moved.
    pub(crate) fn after(&self, moved: &BTreeMap<String, String>) -> Self {
        let mut known = self.clone();
        if !moved.is_empty() {
            for plan in known.plans.values_mut() {
                follow(&mut plan.sources, moved);
                follow(&mut plan.titles, moved);
                follow(&mut plan.seen, moved);
            }
        }
        known
    }

    /// Whether a plan of this name may be one that is imported: with a name that was asked for, only a
    /// plan that was imported with the same.
    fn may_be(&self, name: &str) -> bool {
        let Some(prd) = &self.prd else { return true };
        match name.strip_prefix(prd.as_str()) {
            Some(rest) => rest.is_empty() || rest.starts_with('-'),
            None => false,
        }
    }

    /// Whether the plan that has the name of this one was imported, but from another source.
    fn is_from_elsewhere(&self, plan: &Plan, format: Format) -> bool {
        let Some(earlier) = self.plans.get(&plan.name) else {
            return false;
        };
        let tasks = plan.phases.iter().flat_map(|phase| &phase.tasks);
        let origins: BTreeSet<&str> = tasks.map(|task| origin(&task.source, format)).collect();
        let mut sources = earlier.sources.keys();
        !earlier.sources.is_empty() && sources.all(|it| !origins.contains(origin(it, format)))
    }
}

/// Replaces the sources of files that were moved.
fn follow<T>(values: &mut BTreeMap<String, T>, moved: &BTreeMap<String, String>) {
    let entries = std::mem::take(values).into_iter();
    *values = entries
        .map(|(source, value)| {
            let new = source
                .split_once('#')
                .and_then(|(path, name)| Some(format!("{}#{name}", moved.get(path)?)));
            (new.unwrap_or(source), value)
        })
        .collect();
}

impl KnownPlan {
    /// Whether the task from this source has this title, or had it when it was imported.
    pub(crate) fn has_title(&self, source: &str, title: &str) -> bool {
        let is_now = self.titles.get(source).is_some_and(|it| it == title);
        let seen = self.seen.get(source);
        is_now || seen.is_some_and(|seen| seen.matches(Field::Title, &[title]))
    }
}

/// The file that a reference to a task leads to, or what keeps its place if that is not the file: in
/// Task Master the tag, and in Backlog.md, where tasks have files that are renamed and moved, the
/// folder above the one that contains it.
#[must_use]
pub fn origin(source: &str, format: Format) -> &str {
    let path = source.split_once('#').map_or(source, |(path, _)| path);
    match format {
        Format::Backlog => folder_of(folder_of(path)),
        Format::TaskMaster => source.rsplit_once('/').map_or(source, |(tag, _)| tag),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_in_paths() {
        assert_eq!(
            plan_name("001-user auth!").as_deref(),
            Some("001-user-auth")
        );
        assert_eq!(plan_name("../../etc").as_deref(), Some("etc"));
        assert_eq!(plan_name("überall").as_deref(), Some("berall"));
        assert_eq!(plan_name("日本"), None);
        assert_eq!(plan_name(&"x".repeat(500)).unwrap().len(), MAX_NAME);
        assert!(is_plan_name("auth-v1") && !is_plan_name("a b") && !is_plan_name(""));
    }
}
