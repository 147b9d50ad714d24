//! When plans were updated last.

use progress_core::collections::HashMap;
use progress_core::model::date::Date;
use progress_core::status::PlanView;
use progress_git::git::{Commit, Repository};

use crate::history::day;

/// Maximum commits that are searched for the last one that changed a plan.
const MAX_COMMITS: usize = 200;

/// The last date at which each plan was updated: the latest of what its files say, or else that of
/// the last commit that changed one of them, if it is not long ago.
pub(super) fn last_updates(
    plans: &[&PlanView<'_>],
    repository: Option<&Repository>,
) -> Vec<Option<Date>> {
    let mut dates: Vec<Option<Date>> = plans.iter().map(|plan| stated(plan)).collect();
    let mut silent: HashMap<&str, usize> = HashMap::default();
    for (at, plan) in plans
        .iter()
        .enumerate()
        .filter(|(at, _)| dates[*at].is_none())
    {
        let files = plan.phases.iter().map(|phase| phase.file.path.as_str());
        silent.extend(files.map(|path| (path, at)));
    }
    if silent.is_empty() {
        return dates;
    }
    let Some(repository) = repository else {
        return dates;
    };
    // What cannot be read is as old as the rest.
    let mut next = repository.head().ok().flatten();
    for _ in 0..MAX_COMMITS {
        let Some(commit) = next else { break };
        note(&commit, repository, &silent, &mut dates);
        if silent.values().all(|plan| dates[*plan].is_some()) {
            break;
        }
        let parent = commit.parents.first();
        next = parent.and_then(|parent| repository.commit(*parent).ok());
    }
    dates
}

/// The latest `updated` of a plan's files.
fn stated(plan: &PlanView<'_>) -> Option<Date> {
    let phases = plan.phases.iter();
    let dates = phases.filter_map(|phase| Date::parse(phase.file.document.get("updated")?.text()?));
    dates.max()
}

/// Sets the date of the plans that have none yet and that a commit changes.
fn note(
    commit: &Commit,
    repository: &Repository,
    silent: &HashMap<&str, usize>,
    dates: &mut [Option<Date>],
) {
    for change in repository.changes_apart(commit).unwrap_or_default() {
        let path = str::from_utf8(&change.path).ok();
        if let Some(plan) = path.and_then(|path| silent.get(path)) {
            dates[*plan] = dates[*plan].or_else(|| Date::parse(&day(commit)));
        }
    }
}
