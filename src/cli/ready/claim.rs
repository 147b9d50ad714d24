//! `progress ready --claim` and `--release`: claiming and releasing tasks.

use progress_core::display::{nearest, visible};
use progress_core::model::task_name::{self, TaskHolder};
use progress_core::status::{Found, NoSingleTask, PlanView, Readiness, TaskView, find};
use serde::Serialize;

use super::{Entry, List};
use crate::claims::{Claim, ClaimError, Claims, Listing, TaskKey};
use crate::cli::args::TableFormat;
use crate::cli::failure::Failure;
use crate::cli::tasks::TaskItem;
use crate::cli::{Console, ExitStatus};
use crate::report::{FormatVersion, write_json};

/// The key of a task's claim; a task without an ID cannot be claimed.
pub(super) fn key(plan: &PlanView<'_>, task: &TaskView<'_>) -> Option<TaskKey> {
    Some(TaskKey {
        plan: plan.name.to_owned(),
        path: task.path().to_owned(),
        task: task.id()?.to_owned(),
    })
}

/// Creates the failure for an operational error with claims.
pub(super) fn failure(error: &ClaimError) -> Failure {
    Failure::new(error.to_string()).help(error.help())
}

/// Claims the named task, or the first of the list.
pub(super) fn take(
    list: &List<'_, '_>,
    plans: &[PlanView<'_>],
    name: Option<&str>,
    who: &str,
    claims: &Claims,
    console: &mut Console<'_>,
    format: TableFormat,
) -> Result<ExitStatus, Failure> {
    let who = who.trim();
    if who.is_empty() {
        return Err(
            Failure::new("`--as` is empty").help("pass the name of whoever claims the task")
        );
    }
    let candidates = match name {
        Some(name) => vec![claimable(list, plans, name)?],
        None => list.ready.clone(),
    };
    let keyed: Vec<(TaskKey, &Entry<'_, '_>)> = candidates
        .iter()
        .filter_map(|entry| Some((key(entry.plan, entry.task)?, entry)))
        .collect();
    let keys: Vec<TaskKey> = keyed.iter().map(|(key, _)| key.clone()).collect();
    let claim = claims.claim(&keys, who).map_err(|error| failure(&error))?;
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
            let what = entry.and_then(|(_, entry)| entry.task.description);
            let what = what.map(|what| format!(": {what}")).unwrap_or_default();
            let TaskKey { path, task, .. } = &claim.key;
            let line = format!("claimed {task} for {}{what} ({path})", claim.who);
            writeln!(out, "{}", visible(&line))
        }
    })
}

/// Returns the named task, if it may be claimed. If its readiness is undecidable, that is for the
/// claimer to judge.
fn claimable<'v, 'w>(
    list: &List<'v, 'w>,
    plans: &'v [PlanView<'w>],
    name: &str,
) -> Result<Entry<'v, 'w>, Failure> {
    let found = find(plans, name).map_err(|error| unfound(&error))?;
    let Found { plan, phase, at } = found;
    let lists = [&phase.ready, &phase.unknown];
    let task = lists.into_iter().flatten().find(|task| task.at == at);
    if let Some(task) = task {
        return Ok(Entry { plan, phase, task });
    }
    let tasks = phase
        .phase
        .map_or(&[][..], progress_core::model::Phase::tasks);
    let task = tasks.get(at.index as usize);
    let status = task.and_then(|task| task.status.as_ref());
    let status = status.map_or("nothing", |status| status.text.as_str());
    let why = match list.settled.readiness(at) {
        Readiness::Waiting => {
            let awaited = list.settled.awaited(at);
            format!("it depends on `{}`", awaited.join("`, `"))
        }
        _ if phase.is_closed() => {
            format!("its phase is `{}`", phase.status().unwrap_or_default())
        }
        _ => format!("its status is `{status}`"),
    };
    Err(Failure::new(format!("cannot claim `{name}`: {why}"))
        .help("run `progress ready` for a list of tasks that can start"))
}

fn unfound(error: &NoSingleTask) -> Failure {
    let help = match error {
        NoSingleTask::Unknown {
            near: Some(near), ..
        } => format!("did you mean `{near}`?"),
        NoSingleTask::Unknown { .. } => {
            "run `progress ready` for a list of tasks that can start".to_owned()
        }
        NoSingleTask::Ambiguous { .. } => "write PLAN:ID, or use --plan and --phase".to_owned(),
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
            let holder = claims
                .list()
                .map_err(|error| failure(&error))?
                .claim(key)
                .map_or_else(|| "somebody".to_owned(), holder);
            console.note(&format!("`{name}` is claimed by {holder}"));
        }
        (Some(name), None) => console.note(&format!("`{name}` cannot be claimed without an ID")),
        (None, _) => console.note("no task left to claim"),
    }
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
    let claim = held(&listing, name)?;
    let released = claims.release(&claim.key);
    if !released.map_err(|error| failure(&error))? {
        return Err(unclaimed(&listing, name));
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

/// A claim, which names a task, its plan and its file.
struct Held<'l>(&'l Claim);

impl TaskHolder for Held<'_> {
    fn plan_name(&self) -> Option<&str> {
        Some(&self.0.key.plan)
    }

    fn file_path(&self) -> &str {
        &self.0.key.path
    }
}

fn held<'l>(listing: &'l Listing, name: &str) -> Result<&'l Claim, Failure> {
    let claims = || listing.claims.iter();
    let (mut held, _) = task_name::select(name, |id| {
        let of_task = claims().filter(|claim| claim.key.task == id);
        of_task.map(Held).collect::<Vec<Held<'_>>>()
    });
    if held.is_empty() {
        // Two files of a plan may have the ID; then the message below names the files.
        let of_file = claims().filter(|it| format!("{}:{}", it.key.path, it.key.task) == name);
        held.extend(of_file.map(Held));
    }
    match held.as_slice() {
        [Held(claim)] => Ok(claim),
        [] => Err(unclaimed(listing, name)),
        _ => {
            let names: Vec<String> = held
                .iter()
                .map(|Held(claim)| &claim.key)
                .map(|key| format!("`{}:{}`", key.path, key.task))
                .collect();
            let message = format!("several tasks named `{name}` are claimed");
            Err(Failure::new(message).help(format!("write one of {}", names.join(", "))))
        }
    }
}

fn unclaimed(listing: &Listing, name: &str) -> Failure {
    let failure = Failure::new(format!("`{name}` is not claimed"));
    let tasks = listing.claims.iter().map(|claim| claim.key.task.as_str());
    failure.help(nearest(name, tasks).map_or_else(
        || "run `progress ready --all` for a list of claims".to_owned(),
        |near| format!("did you mean `{near}`?"),
    ))
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
pub(super) struct ClaimItem {
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
