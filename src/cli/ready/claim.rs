//! `progress ready --claim`: claims tasks, and reads claims.

use progress_core::display::visible;
use progress_core::status::{FoundTask, NoSingleTask, PlanView, find};
use serde::Serialize;

use super::claim_item::ClaimItem;
use crate::claims::{
    Claim, ClaimError, Claims, HeldClaim, Listing, NotClaimable, ReadyTask, ReadyTasks, TaskKey,
    finished_claims,
};
use crate::cli::args::TableFormat;
use crate::cli::failure::Failure;
use crate::cli::tasks::TaskItem;
use crate::cli::{Console, ExitStatus};
use crate::report::{FormatVersion, write_json};

/// Creates the failure for an operational error with claims.
pub(super) fn failure(error: &ClaimError) -> Failure {
    Failure::new(error.to_string()).help(error.help())
}

/// Reads the claims. If they cannot be read, tasks are listed anyway.
pub(in crate::cli) fn listing(
    claims: Result<Claims, ClaimError>,
    console: &mut Console<'_>,
) -> Listing {
    let listing = match claims.and_then(|claims| claims.list()) {
        Ok(listing) => listing,
        Err(error) => {
            console.warn(&failure(&error));
            Listing::default()
        }
    };
    for file in &listing.unreadable {
        let message = format!(
            "cannot read the claim `{}`: {}",
            file.path.display(),
            file.reason
        );
        console.warn(&Failure::new(message).help("remove the file to release its task"));
    }
    listing
}

/// Claims the named task, or the first of the list.
pub(super) fn take(
    list: &ReadyTasks<'_, '_>,
    plans: &[PlanView<'_>],
    name: Option<&str>,
    who: &str,
    claims: &Claims,
    console: &mut Console<'_>,
    format: TableFormat,
) -> Result<ExitStatus, Failure> {
    let who = who.trim();
    // A variable in a script may be empty.
    if who.is_empty() {
        return Err(
            Failure::new("`--as` is empty").help("pass the name of whoever claims the task")
        );
    }
    let statuses = &list.readiness.workspace().settings.statuses;
    let listing = claims.list().map_err(|error| failure(&error))?;
    for key in finished_claims(&listing, plans, statuses) {
        // Otherwise they would block a task that is reopened. One that cannot be removed does not
        // matter here.
        let _ = claims.release(&key);
    }
    if let Some(name) = name
        && let Some(found) = own_claim(plans, name, who, &listing, claims)
    {
        return tell_taken(Some(found.0), &found.1, true, console, format);
    }
    let candidates = match name {
        Some(name) => {
            let task = list.claimable(plans, name);
            vec![task.map_err(|error| unclaimable(&error))?]
        }
        // They are in schedule order, and the first that is free is claimed.
        None => list.ready.clone(),
    };
    // A claim identifies its task by the ID.
    let keyed: Vec<(TaskKey, &ReadyTask<'_, '_>)> = candidates
        .iter()
        .filter_map(|task| Some((task.key()?, task)))
        .collect();
    let keys: Vec<TaskKey> = keyed.iter().map(|(key, _)| key.clone()).collect();
    let claim = claims
        // Another process may have been faster, so the claims decide under their lock, not this
        // list.
        .claim(&keys, who)
        .map_err(|error| failure(&error))?;
    let Some(claim) = claim else {
        return refuse(name, keys.first(), claims, console, format);
    };
    let entry = keyed.iter().find(|(key, _)| *key == claim.key);
    let task = entry.map(|(_, entry)| TaskItem::new(entry.plan, entry.phase, entry.task));
    tell_taken(task, &claim, false, console, format)
}

/// The claim that `who` has on the named task from this worktree already.
///
/// It counts whatever the task's status is: who has started a task may claim it again.
fn own_claim<'w>(
    plans: &[PlanView<'w>],
    name: &str,
    who: &str,
    listing: &Listing,
    claims: &Claims,
) -> Option<(TaskItem<'w>, Claim)> {
    let FoundTask { plan, phase, at } = find(plans, name).ok()?;
    let views = phase.task_views();
    let task = views.iter().find(|task| task.at == at)?;
    let key = ReadyTask { plan, phase, task }.key()?;
    let claim = listing.claim(&key)?;
    if claim.who != who || !claims.is_from_here(claim) {
        return None;
    }
    Some((TaskItem::new(plan, phase, task), claim.clone()))
}

/// Reports a claim, which may have been made earlier.
fn tell_taken(
    task: Option<TaskItem<'_>>,
    claim: &Claim,
    is_repeated: bool,
    console: &mut Console<'_>,
    format: TableFormat,
) -> Result<ExitStatus, Failure> {
    console.finish(ExitStatus::Clean, |out| match format {
        TableFormat::Json => write_json(
            &Taken {
                version: FormatVersion,
                claimed: task.map(|task| TakenItem {
                    task,
                    claim: claim.into(),
                    repeated: is_repeated,
                }),
            },
            out,
        ),
        TableFormat::Human => {
            let what = match task.and_then(|task| task.description()) {
                Some(description) => format!(": {description}"),
                None => String::new(),
            };
            let TaskKey { path, task, .. } = &claim.key;
            let who = &claim.who;
            let line = if is_repeated {
                let since = claim.claimed_at;
                format!("{task} has been claimed for {who} since {since}{what} ({path})")
            } else {
                format!("claimed {task} for {who}{what} ({path})")
            };
            writeln!(out, "{}", visible(&line))
        }
    })
}

fn unclaimable(error: &NotClaimable) -> Failure {
    let help = match error {
        NotClaimable::NoSingleTask(NoSingleTask::Unknown {
            near: Some(near), ..
        }) => format!("did you mean `{near}`?"),
        NotClaimable::NoSingleTask(NoSingleTask::Ambiguous { .. }) => {
            "write PLAN:ID, or use --plan and --phase".to_owned()
        }
        _ => "run `progress ready` for a list of tasks that can start".to_owned(),
    };
    Failure::new(error.to_string()).help(help)
}

/// Reports that there is nothing to claim, because somebody else was first.
fn refuse(
    name: Option<&str>,
    key: Option<&TaskKey>,
    claims: &Claims,
    console: &mut Console<'_>,
    format: TableFormat,
) -> Result<ExitStatus, Failure> {
    match (name, key) {
        (Some(name), Some(key)) => {
            let listing = claims.list().map_err(|error| failure(&error))?;
            let holder = match listing.claim(key) {
                Some(claim) => holder(claim),
                // It was released a moment ago, or cannot be read.
                None => "someone".to_owned(),
            };
            console.note(&format!("`{name}` has been claimed by {holder}"));
        }
        (Some(name), None) => console.note(&format!("`{name}` cannot be claimed without an ID")),
        (None, _) => console.note("no task left to claim"),
    }
    // Not a failure: a script can try again, or stop.
    console.finish(ExitStatus::Findings, |out| match format {
        TableFormat::Human => Ok(()),
        TableFormat::Json => write_json(
            &Taken {
                version: FormatVersion,
                claimed: None,
            },
            out,
        ),
    })
}

/// Who holds a claim in a list, and since when.
pub(in crate::cli) fn holder_of(held: &HeldClaim) -> String {
    let finished = if held.is_finished {
        "; the task is finished here, but not in every worktree"
    } else {
        ""
    };
    format!("{}{finished}", holder(&held.claim))
}

/// Who holds a claim, and since when.
pub(in crate::cli) fn holder(claim: &Claim) -> String {
    let gone = if claim.is_stale() {
        ", in a worktree that no longer exists"
    } else {
        ""
    };
    format!("`{}` since {}{gone}", claim.who, claim.claimed_at)
}

/// Output of `progress ready --claim --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Taken<'w> {
    /// Version of this format.
    version: FormatVersion,
    /// The claimed task; null if none was left.
    claimed: Option<TakenItem<'w>>,
}

/// A claimed task.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TakenItem<'w> {
    #[serde(flatten)]
    task: TaskItem<'w>,
    /// The claim.
    claim: ClaimItem,
    /// Whether the same claimer had claimed it from this worktree before.
    repeated: bool,
}
