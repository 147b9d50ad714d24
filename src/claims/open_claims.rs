//! Which claims still matter.
//!
//! A claim outlives its task: after `progress done`, other worktrees still see the task as open, and
//! would do it again. It is over once the task is finished in all of them.

use std::path::{Path, PathBuf};

use progress_core::document::Document;
use progress_core::model::{Class, Phase, Statuses, Task};
use progress_core::source::{Contents, RootedPath};
use progress_core::status::PlanView;
use progress_git::trees::WorkingTree;

use super::{Claim, Listing, TaskKey};

/// A claim that matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldClaim {
    /// The claim.
    pub claim: Claim,
    /// Whether the task is finished here, but not in every other worktree.
    pub is_finished: bool,
}

/// Returns the claims that matter: those on tasks that are finished everywhere do not, and if the
/// plans are a selection (`is_narrowed`), neither do those on tasks of other files.
#[must_use]
pub fn held_claims(
    listing: Listing,
    plans: &[PlanView<'_>],
    is_narrowed: bool,
    statuses: &Statuses,
) -> Vec<HeldClaim> {
    let mut held = Vec::new();
    for claim in listing.claims {
        let is_finished = match is_settled_here(&claim.key, plans) {
            Some(is_settled) => is_settled,
            // If plans were selected, a claim on a file that none of them has may be on a task of
            // another plan. Otherwise the file may only be missing here.
            None if is_narrowed => continue,
            None => false,
        };
        if !is_finished || !is_settled_in_all(&claim.key, &listing.elsewhere, statuses) {
            held.push(HeldClaim { claim, is_finished });
        }
    }
    held
}

/// Returns the keys of the claims on tasks that are finished everywhere.
#[must_use]
pub fn finished_claims(
    listing: &Listing,
    plans: &[PlanView<'_>],
    statuses: &Statuses,
) -> Vec<TaskKey> {
    let mut finished = Vec::new();
    for claim in &listing.claims {
        if is_settled_here(&claim.key, plans) == Some(true)
            && is_settled_in_all(&claim.key, &listing.elsewhere, statuses)
        {
            finished.push(claim.key.clone());
        }
    }
    finished
}

/// Whether a task is settled; `None` if its file is not in these plans.
fn is_settled_here(key: &TaskKey, plans: &[PlanView<'_>]) -> Option<bool> {
    let phase = plans
        .iter()
        .flat_map(|plan| &plan.phases)
        .find(|phase| phase.file.path.as_str() == key.path)?;
    // If the task is gone or cannot be read, people have to decide about its claim.
    Some(phase.phase.is_some_and(|phase| settles(phase, &key.task)))
}

/// Whether a task is settled in the files of all these worktrees. One that has no such file, or an
/// unreadable one, may still get the task.
fn is_settled_in_all(key: &TaskKey, worktrees: &[PathBuf], statuses: &Statuses) -> bool {
    worktrees.iter().all(|top| {
        let path = RootedPath::new(top, Path::new(&key.path));
        let Ok(bytes) = WorkingTree::new(top.clone()).read(&path) else {
            return false;
        };
        let document = Document::parse(bytes);
        document
            .tree()
            .is_some_and(|tree| settles(&Phase::read(tree, statuses), &key.task))
    })
}

fn settles(phase: &Phase, id: &str) -> bool {
    let is_settled = |task: &Task| task.state.is_some_and(Class::is_settled);
    let mut tasks = phase.tasks().iter();
    tasks.any(|task| task.id_text() == Some(id) && is_settled(task))
}
