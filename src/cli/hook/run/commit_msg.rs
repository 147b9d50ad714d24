//! commit-msg: checks what the message says about tasks.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::sync::Arc;

use progress_core::config::Severity;
use progress_core::model::BranchName;
use progress_core::model::place::same_plan;
use progress_core::task_links::{
    Link, Message, NearMiss, Outcome, Role, Source, TaskIndex, near_misses, shown, with_trailer,
};
use progress_git::git::Repository;

use super::message::{MessageSettings, file, is_edited, kept, names_task, read, write};
use super::note::{Opened, noted, without_offer};
use super::session::{Session, broken, task_name};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::linking::{StagedCommit, active, active_tasks, tasks_at_hand};
use crate::tracking::{Addition, Journal};

/// Maximum number of tasks in progress that are suggested.
const MAX_CANDIDATES: usize = 4;

/// Maximum number of unknown or ambiguous names reported one by one.
const MAX_TOLD: usize = 10;

const PAST: &str = "use `git commit --no-verify` to commit anyway";

pub(super) fn run(
    session: &Session,
    arguments: &[OsString],
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let file = file(arguments, console)?;
    let facts = session.facts()?;
    let repository = facts.repository;
    let text = read(&file)?;
    let mut plain = kept(repository, &text);
    let at_hand =
        StagedCommit::read(repository, facts.settings, None, facts.branch).map_err(broken)?;
    let mut outcome = link(session, &at_hand, &plain)?;
    if let Some(made) = with_noted(repository, &at_hand, &text, &plain, &outcome) {
        write(&file, &made)?;
        plain = kept(repository, &made);
        outcome = link(session, &at_hand, &plain)?;
    }
    for claim in outcome.unknown.iter().take(MAX_TOLD) {
        let failure = Failure::new(format!("unknown task `{}`", claim.name));
        let help = match claim.nearest.as_slice() {
            [] => PAST.to_owned(),
            near => format!("did you mean {}? {PAST}", quoted(near)),
        };
        console.fail(&failure.help(help));
    }
    if let Some(more @ 1..) = outcome.unknown.len().checked_sub(MAX_TOLD) {
        console.note(&format!(
            "progress: {more} more unknown tasks in `Task:` lines"
        ));
    }
    if !outcome.unknown.is_empty() {
        return Ok(ExitStatus::Findings);
    }
    if let Some(failure) = wrong_phase(repository, &outcome)? {
        console.fail(&failure);
        return Ok(ExitStatus::Findings);
    }
    tell_ambiguous(&outcome, console);
    // Git aborts a commit with an empty message, unless told otherwise.
    if plain.trim().is_empty() {
        return Ok(ExitStatus::Clean);
    }
    let message = Message::parse(&plain);
    Ok(judge_unlinked(
        session, &outcome, &at_hand, &message, console,
    ))
}

fn link(session: &Session, at_hand: &StagedCommit, plain: &str) -> Result<Outcome, Failure> {
    let message = Message::parse(plain);
    let outcome = at_hand.links(session.repository()?, &session.project.settings, &message);
    outcome.map_err(broken)
}

/// Returns the message with the task noted when it was opened, if the author has written one that
/// names no other task; or without the blank line added by an offer.
fn with_noted(
    repository: &Repository,
    at_hand: &StagedCommit,
    text: &[u8],
    plain: &str,
    outcome: &Outcome,
) -> Option<Vec<u8>> {
    if !is_edited() {
        return None;
    }
    let Some(opened) = Opened::take(repository) else {
        return without_offer(text, &shown(text)?);
    };
    // Git's help text at that time: the author may have changed it since.
    let told = shown(&opened.text);
    let name = match (&opened.unseen, &told) {
        (Some(name), _) => name.clone(),
        (None, told) => noted(text, told.as_ref()?)?,
    };
    let message = Message::parse(plain);
    let MessageSettings { draft, rules } = MessageSettings::told(repository, text, told);
    let is_wanted = !message.kind().is_skipped() && !names_task(&message, outcome, at_hand);
    if !is_wanted || !opened.is_written(text, &draft) {
        return None;
    }
    with_trailer(text, &draft, &rules, "Task", &name)
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" or ")
}

/// Returns an error, with the way to fix it, if pre-commit recorded files in a phase other than
/// that of the task that the message explicitly names.
fn wrong_phase(repository: &Repository, outcome: &Outcome) -> Result<Option<Failure>, Failure> {
    let head = repository
        .head()
        .map_err(broken)?
        .map(|head| head.id.to_string());
    // pre-commit has already reported an unreadable journal.
    let filled = Journal::read(repository).unwrap_or_default().additions;
    let filled: Vec<&Addition> = filled
        .iter()
        .filter(|it| it.commit.is_none() && it.parent == head && !it.is_folded)
        .collect();
    let named: Vec<&Link> = outcome
        .links
        .iter()
        .filter(|link| matches!(link.source, Source::Named(_)))
        .collect();
    let is_meant = |file: &str| named.iter().any(|link| link.target.file().path == file);
    if outcome.role != Role::Works || named.is_empty() {
        return Ok(None);
    }
    let Some(wrong) = filled.iter().find(|it| !is_meant(&it.file)) else {
        return Ok(None);
    };
    if filled.iter().any(|it| is_meant(&it.file)) {
        return Ok(None);
    }
    let Some((link, id)) = named
        .first()
        .and_then(|link| Some((link, link.target.id()?)))
    else {
        return Ok(None);
    };
    let message = format!(
        "the message names `{id}` of `{}`, but the commit's files were recorded in `{}`",
        link.target.file().path,
        wrong.file
    );
    let name = task_name(link.target.file(), id, 2);
    let help =
        format!("run `PROGRESS_TASK={name} git commit …` to record them in the right file; {PAST}");
    Ok(Some(Failure::new(message).help(help)))
}

fn tell_ambiguous(outcome: &Outcome, console: &mut Console<'_>) {
    for mention in outcome.ambiguous.iter().take(MAX_TOLD) {
        let names: Vec<String> = mention
            .files
            .iter()
            .take(4)
            .map(|file| format!("{}:{}", file.plan(), mention.id))
            .collect();
        let failure = Failure::new(format!(
            "ambiguous task `{}`: several plans have it",
            mention.id
        ));
        console.warn(&failure.help(format!(
            "add a line `Task: {}` to the message",
            names.join("` or `Task: ")
        )));
    }
    if let Some(more @ 1..) = outcome.ambiguous.len().checked_sub(MAX_TOLD) {
        console.note(&format!(
            "progress: {more} more ambiguous tasks in the message"
        ));
    }
}

/// Warns or fails if a commit on a plan's branch belongs to no task.
fn judge_unlinked(
    session: &Session,
    outcome: &Outcome,
    at_hand: &StagedCommit,
    message: &Message<'_>,
    console: &mut Console<'_>,
) -> ExitStatus {
    let severity = session.project.settings.require_task;
    let is_linked = !outcome.links.is_empty() || !outcome.ambiguous.is_empty();
    // A merge, cherry-pick or the like is the work of others, whatever its message.
    let is_others = outcome.role != Role::Works
        || (session.repository()).is_ok_and(|repository| repository.operation().is_some());
    if severity == Severity::Off || is_linked || is_others {
        return ExitStatus::Clean;
    }
    let branch = session.branch.as_deref().and_then(BranchName::parse);
    let Some(plan) = branch.and_then(|branch| plan_of(&at_hand.known, &branch)) else {
        return ExitStatus::Clean;
    };
    if only_tracks(session) {
        return ExitStatus::Clean;
    }
    let missed = near_misses(message, &at_hand.known);
    let (text, mut help) = match missed.first() {
        Some(NearMiss { name, nearest }) => {
            let text = format!("commit belongs to no task: unknown task `{name}`");
            let near = (nearest.as_ref()).map(|near| format!("did you mean `{near}`?"));
            (
                text,
                near.unwrap_or_else(|| {
                    "use an ID from a progress file; run `progress status` to list the plans"
                        .to_owned()
                }),
            )
        }
        None => (
            format!("commit belongs to no task, but its branch belongs to plan `{plan}`"),
            how_to_name(session, at_hand, plan),
        ),
    };
    if severity == Severity::Error {
        let _ = write!(help, "; {PAST}");
        console.fail(&Failure::new(text).help(help));
        return ExitStatus::Findings;
    }
    console.warn(&Failure::new(text).help(help));
    ExitStatus::Clean
}

/// Explains how to link the commit to a task, with candidates if there are any.
fn how_to_name(session: &Session, at_hand: &StagedCommit, plan: &str) -> String {
    let mut tasks = tasks_at_hand(active(&session.active_facts(at_hand)));
    if tasks.is_empty() {
        let files = at_hand
            .known
            .files()
            .filter(|file| same_plan(file.plan(), plan));
        let statuses = &session.project.settings.statuses;
        for file in files {
            let active = active_tasks(file, statuses);
            tasks.extend(active.map(|id| (Arc::clone(file), id)));
        }
    }
    let mut candidates = Vec::new();
    for (file, id) in tasks.iter().take(MAX_CANDIDATES) {
        let holders = at_hand.known.holders(id).len();
        candidates.push(format!("`Task: {}`", task_name(file, id, holders)));
    }
    if candidates.is_empty() {
        return "name a task in the message, for example `… (TASK-1.2)` or a line `Task: TASK-1.2`"
            .to_owned();
    }
    format!("add a line {} to the message", candidates.join(" or "))
}

/// Whether the commit changes only progress files: it updates the tracking and does no work.
fn only_tracks(session: &Session) -> bool {
    let repository = session.repository().ok();
    let staged = repository.and_then(|repository| repository.staged_changes().ok());
    let settings = &session.project.settings;
    let is_progress = |path: &[u8]| {
        let path = std::str::from_utf8(path);
        path.is_ok_and(|path| settings.is_candidate(path))
    };
    let mut staged = staged.unwrap_or_default().into_iter().peekable();
    staged.peek().is_some() && staged.all(|change| is_progress(&change.path))
}

/// The plan that a branch is named after.
fn plan_of<'k>(known: &'k TaskIndex, branch: &BranchName<'_>) -> Option<&'k str> {
    let mut plans = known.plans().into_iter();
    plans.find(|plan| same_plan(plan, branch.plan()))
}
