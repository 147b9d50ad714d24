//! `progress ready --claim` and `--release`: claiming and releasing tasks.

use progress_core::display::visible;
use progress_core::status::{NoSingleTask, PlanView};
use serde::Serialize;

use crate::claims::{
    Claim, ClaimError, Claims, NoSingleClaim, NotClaimable, ReadyTask, ReadyTasks, TaskKey,
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
    // A variable in a script may be empty.
    if who.trim().is_empty() {
        return Err(
            Failure::new("`--as` is empty").help("pass the name of whoever claims the task")
        );
    }
    let candidates = match name {
        Some(name) => {
            let task = list.claimable(plans, name);
            vec![task.map_err(|error| unclaimable(&error))?]
        }
        // They are in schedule order, and the first that is free is taken.
        None => list.ready.clone(),
    };
    // A claim needs an ID to tell the task by.
    let keyed: Vec<(TaskKey, &ReadyTask<'_, '_>)> = candidates
        .iter()
        .filter_map(|task| Some((task.key()?, task)))
        .collect();
    let keys: Vec<TaskKey> = keyed.iter().map(|(key, _)| key.clone()).collect();
    let claim = claims
        // Another process may have been faster, so the claims decide under their lock, not this
        // list.
        .claim(&keys, who.trim())
        .map_err(|error| failure(&error))?;
    let Some(claim) = claim else {
        return refuse(name, keys.first(), claims, console, format);
    };
    let entry = keyed.iter().find(|(key, _)| *key == claim.key);
    console.finish(ExitStatus::Clean, |out| match format {
        TableFormat::Json => write_json(
            &Taken {
                version: FormatVersion,
                claimed: entry.map(|(_, entry)| TakenItem {
                    task: TaskItem::new(entry.plan, entry.phase, entry.task),
                    claim: (&claim).into(),
                }),
            },
            out,
        ),
        TableFormat::Human => {
            let what = match entry.and_then(|(_, entry)| entry.task.description) {
                Some(description) => format!(": {description}"),
                None => String::new(),
            };
            let TaskKey { path, task, .. } = &claim.key;
            let line = format!("claimed {task} for {}{what} ({path})", claim.who);
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
                None => "somebody".to_owned(),
            };
            console.note(&format!("`{name}` is claimed by {holder}"));
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

/// Who holds a claim, and since when.
pub(super) fn holder(claim: &Claim) -> String {
    let gone = if claim.is_stale() {
        ", in a worktree that no longer exists"
    } else {
        ""
    };
    format!("`{}` since {}{gone}", claim.who, claim.claimed_at)
}

/// Releases a task. It is looked up among the claims, since no file may have it any more.
pub(super) fn release(
    name: &str,
    claims: &Claims,
    console: &mut Console<'_>,
    format: TableFormat,
) -> Result<ExitStatus, Failure> {
    let listing = claims.list().map_err(|error| failure(&error))?;
    let claim = listing.find(name).map_err(|error| unclaimed(&error))?;
    if !claims
        .release(&claim.key)
        .map_err(|error| failure(&error))?
    {
        // Somebody else released it a moment ago.
        return Err(unclaimed(&listing.unclaimed(name)));
    }
    console.finish(ExitStatus::Clean, |out| match format {
        TableFormat::Json => write_json(
            &Released {
                version: FormatVersion,
                released: claim.into(),
            },
            out,
        ),
        TableFormat::Human => {
            let line = format!("released {}, claimed by {}", claim.key.task, claim.who);
            writeln!(out, "{}", visible(&line))
        }
    })
}

fn unclaimed(error: &NoSingleClaim) -> Failure {
    Failure::new(error.to_string()).help(error.help())
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
}

/// Output of `progress ready --release --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Released {
    /// Version of this format.
    version: FormatVersion,
    /// The claim that was released.
    released: ClaimItem,
}

/// A claim.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::cli) struct ClaimItem {
    /// The ID of the task.
    id: String,
    /// The name of the plan.
    plan: String,
    /// The file, relative to the root of the repository.
    path: String,
    /// Who claimed the task.
    who: String,
    /// The worktree in which it was claimed.
    worktree: String,
    /// When it was claimed.
    claimed_at: String,
    /// Whether the worktree no longer exists.
    stale: bool,
}

impl From<&Claim> for ClaimItem {
    fn from(claim: &Claim) -> Self {
        Self {
            id: claim.key.task.clone(),
            plan: claim.key.plan.clone(),
            path: claim.key.path.clone(),
            who: claim.who.clone(),
            worktree: claim.worktree.clone(),
            claimed_at: claim.claimed_at.to_string(),
            stale: claim.is_stale(),
        }
    }
}
