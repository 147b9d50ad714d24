//! What the shell may complete: names in the progress files around the current directory.

use std::collections::BTreeMap;

use clap_complete::CompletionCandidate;
use progress_core::display::{shortened, visible};
use progress_core::model::Class;
use progress_core::status::{PhaseView, PlanView, TaskView, plans as plans_of};
use progress_core::workspace::Workspace;
use progress_git::paths::real_path;

use crate::project::{Project, Root};

/// Maximum length of a description.
const MAX_HELP: usize = 60;

type Candidates = Vec<CompletionCandidate>;

/// All tasks.
pub(super) fn tasks() -> Candidates {
    tasks_where(|_| true)
}

/// Tasks that are neither done, dropped nor in progress.
pub(super) fn startable_tasks() -> Candidates {
    tasks_where(|class| !class.is_some_and(|class| class.is_settled() || class == Class::Active))
}

/// Tasks that are neither done nor dropped.
pub(super) fn open_tasks() -> Candidates {
    tasks_where(|class| !class.is_some_and(Class::is_settled))
}

/// Blocked tasks.
pub(super) fn blocked_tasks() -> Candidates {
    tasks_where(|class| class == Some(Class::Blocked))
}

/// Tasks that are done or dropped.
pub(super) fn settled_tasks() -> Candidates {
    tasks_where(|class| class.is_some_and(Class::is_settled))
}

/// All tasks, and all plans.
pub(super) fn tasks_and_plans() -> Candidates {
    let mut found = plans();
    found.extend(tasks());
    found
}

/// The names of plans.
pub(super) fn plans() -> Candidates {
    let Some(workspace) = load() else {
        return Vec::new();
    };
    let mut found = BTreeMap::new();
    for plan in plans_of(&workspace) {
        let counts = plan.counts();
        let help = format!("{} of {} tasks done", counts.completed, counts.total);
        found.insert(plan.name.to_owned(), help);
    }
    candidates(found)
}

/// The phases of all plans.
pub(super) fn phases() -> Candidates {
    let Some(workspace) = load() else {
        return Vec::new();
    };
    let mut found = BTreeMap::new();
    for phase in plans_of(&workspace).iter().flat_map(|plan| &plan.phases) {
        if let Some(label) = phase.label() {
            found.insert(label.to_owned(), String::new());
        }
    }
    candidates(found)
}

/// The success criteria of all phases.
pub(super) fn criteria() -> Candidates {
    let Some(workspace) = load() else {
        return Vec::new();
    };
    let mut found = BTreeMap::new();
    for phase in plans_of(&workspace).iter().flat_map(|plan| &plan.phases) {
        for criterion in phase.phase.iter().flat_map(|phase| &phase.criteria) {
            if let Some(id) = &criterion.id {
                found.insert(id.text.clone(), String::new());
            }
        }
    }
    candidates(found)
}

/// Everyone to whom a task is assigned.
pub(super) fn assignees() -> Candidates {
    words_of(|task| task.assignees().map(str::to_owned).collect())
}

/// The priorities of tasks.
pub(super) fn priorities() -> Candidates {
    words_of(|task| task.priority.iter().map(|&word| word.to_owned()).collect())
}

/// The known statuses, with those of the configuration.
pub(super) fn statuses() -> Candidates {
    let mut found = BTreeMap::new();
    if let Some(workspace) = load() {
        for word in workspace.settings.statuses.words() {
            found.insert(word.to_owned(), String::new());
        }
    }
    candidates(found)
}

/// The rules.
pub(super) fn rules() -> Candidates {
    progress_core::rules::ALL
        .iter()
        .map(|entry| {
            CompletionCandidate::new(entry.rule.name).help(Some(entry.rule.summary.into()))
        })
        .collect()
}

/// The tasks whose status has a meaning that is wanted.
fn tasks_where(is_wanted: impl Fn(Option<Class>) -> bool) -> Candidates {
    let Some(workspace) = load() else {
        return Vec::new();
    };
    let plans = plans_of(&workspace);
    let mut holders: BTreeMap<&str, Vec<(&PlanView<'_>, TaskView<'_>)>> = BTreeMap::new();
    for plan in &plans {
        for task in plan.phases.iter().flat_map(PhaseView::task_views) {
            if let Some(id) = task.id() {
                holders.entry(id).or_default().push((plan, task));
            }
        }
    }
    let mut found = BTreeMap::new();
    for (id, tasks) in holders {
        for (plan, task) in &tasks {
            if !is_wanted(task.entry.state) {
                continue;
            }
            let help = task.description.unwrap_or_default().to_owned();
            // Of two plans that have the ID, commands have to be told which.
            if tasks.len() > 1 {
                found.insert(format!("{}:{id}", plan.name), help.clone());
            }
            found.insert(id.to_owned(), help);
        }
    }
    candidates(found)
}

/// The words that tasks use.
fn words_of(words: impl Fn(&TaskView<'_>) -> Vec<String>) -> Candidates {
    let Some(workspace) = load() else {
        return Vec::new();
    };
    let mut found = BTreeMap::new();
    for phase in plans_of(&workspace).iter().flat_map(|plan| &plan.phases) {
        for word in phase.task_views().iter().flat_map(&words) {
            found.insert(word, String::new());
        }
    }
    candidates(found)
}

fn candidates(found: BTreeMap<String, String>) -> Candidates {
    let mut candidates = Vec::new();
    for (name, help) in found {
        if is_safe(&name) {
            let candidate = CompletionCandidate::new(name);
            let help = shortened(help.trim(), MAX_HELP).into_owned();
            candidates.push(if help.is_empty() {
                candidate
            } else {
                candidate.help(Some(visible(&help).into_owned().into()))
            });
        }
    }
    candidates
}

/// Whether a name can be typed without quotes. Shells insert candidates as they are, so anything
/// else in a file could become part of a command that the user then runs.
fn is_safe(name: &str) -> bool {
    let starts_well = name.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    starts_well
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '/' | '+' | '@'))
}

/// Loads the progress files of the current project; `None` if anything prevents it.
fn load() -> Option<Workspace> {
    let current = real_path(&std::env::current_dir().ok()?).ok()?;
    let mut root = Root::find(&current, &current);
    // Nobody waits for a remote while typing.
    root.stay_local();
    Some(Project::of_root(root, current, None).ok()?.load_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_offered() {
        for name in ["TASK-1.1", "auth-v1:TASK_2", "größe", "a/b+c@d"] {
            assert!(is_safe(name), "{name}");
        }
        for name in [
            "", "-x", "$(rm x)", "a b", "a;b", "`x`", "a\nb", "~", "#1", "*", "a\u{b}b",
        ] {
            assert!(!is_safe(name), "{name}");
        }
    }
}
