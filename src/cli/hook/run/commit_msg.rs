//! commit-msg: checks what the message says of tasks.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::sync::Arc;

use super::super::super::failure::Failure;
use super::super::super::{Console, ExitStatus};
use super::message::{MessageSettings, file, is_edited, kept, names_task, read, write};
use super::note::{Opened, noted, without_offer};
use super::session::{Session, broken, task_name};
use crate::config::Severity;
use crate::git::Repository;
use crate::model::BranchName;
use crate::model::place::same_plan;
use crate::task_links::{
    Link, Message, NearMiss, Outcome, Role, Source, StagedCommit, TaskIndex, active, active_tasks,
    near_misses, shown, tasks_at_hand, with_trailer,
};
use crate::tracking::{Addition, Journal};

/// Maximum tasks in progress that are suggested.
const MAX_CANDIDATES: usize = 4;

/// So many names that no file has are told one by one.
const MAX_TOLD: usize = 10;

const PAST: &str = "`git commit --no-verify` commits nevertheless";

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
        let failure = Failure::new(format!("no task is called `{}`", claim.name));
        let help = match claim.nearest.as_slice() {
            [] => PAST.to_owned(),
            near => format!("did you mean {}? {PAST}", quoted(near)),
        };
        console.fail(&failure.help(help));
    }
    if let Some(more @ 1..) = outcome.unknown.len().checked_sub(MAX_TOLD) {
        console.note(&format!(
            "progress: no task has {more} more of the names in `Task:` lines"
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
    // Git commits nothing then, unless it is told to.
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

/// The message with the task that was noted when it was opened, if its author has written one that
/// names no other; or without what an offer has added.
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
    // What Git has told then; the author can have written anything since.
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

/// Where pre-commit filled another phase than the one whose task the message names in so many
/// words, what is right and how to get it.
fn wrong_phase(repository: &Repository, outcome: &Outcome) -> Result<Option<Failure>, Failure> {
    let head = repository
        .head()
        .map_err(broken)?
        .map(|head| head.id.to_string());
    // That it cannot be read, pre-commit has said.
    let filled = Journal::read(repository).unwrap_or_default().additions;
    let filled: Vec<&Addition> = { filled.iter() }
        .filter(|it| it.commit.is_none() && it.parent == head && !it.is_folded)
        .collect();
    let is_named = |link: &&Link| matches!(link.source, Source::Named(_));
    let named: Vec<&Link> = outcome.links.iter().filter(is_named).collect();
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
        "the message names `{id}` of `{}`, but the files were recorded in `{}`",
        link.target.file().path,
        wrong.file
    );
    let name = task_name(link.target.file(), id, 2);
    let help =
        format!("`PROGRESS_TASK={name} git commit …` records them where they belong; {PAST}");
    Ok(Some(Failure::new(message).help(help)))
}

fn tell_ambiguous(outcome: &Outcome, console: &mut Console<'_>) {
    for mention in outcome.ambiguous.iter().take(MAX_TOLD) {
        let names = mention.files.iter().take(4);
        let names: Vec<String> = names
            .map(|file| format!("{}:{}", file.plan(), mention.id))
            .collect();
        let failure = Failure::new(format!("several plans have a task `{}`", mention.id));
        console.warn(&failure.help(format!(
            "say which with a line `Task: {}`",
            names.join("` or `Task: ")
        )));
    }
    if let Some(more @ 1..) = outcome.ambiguous.len().checked_sub(MAX_TOLD) {
        console.note(&format!(
            "progress: several plans have {more} more of the tasks in the message"
        ));
    }
}

/// A commit on a plan's branch should belong to something.
fn judge_unlinked(
    session: &Session,
    outcome: &Outcome,
    at_hand: &StagedCommit,
    message: &Message<'_>,
    console: &mut Console<'_>,
) -> ExitStatus {
    let severity = session.project.settings.require_task;
    let is_linked = !outcome.links.is_empty() || !outcome.ambiguous.is_empty();
    // A merge and the like is others' work, whatever its message looks like.
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
            let text = format!("the commit belongs to no task: no progress file has `{name}`");
            let near = (nearest.as_ref()).map(|near| format!("did you mean `{near}`?"));
            (
                text,
                near.unwrap_or_else(|| {
                    "`progress status` shows the plans; spell the ID as it stands there".to_owned()
                }),
            )
        }
        None => (
            format!("the commit belongs to no task, but its branch belongs to the plan `{plan}`"),
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

/// How to tie the commit to a task, with the tasks that may be meant if there are any.
fn how_to_name(session: &Session, at_hand: &StagedCommit, plan: &str) -> String {
    let mut tasks = tasks_at_hand(active(&session.active_facts(at_hand)));
    if tasks.is_empty() {
        let files = { at_hand.known.files() }.filter(|file| same_plan(file.plan(), plan));
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
        return "name a task in the message, as in `… (TASK-1.2)` or with a line `Task: TASK-1.2`"
            .to_owned();
    }
    format!("add a line {} to the message", candidates.join(" or "))
}

/// Whether the commit changes progress files and nothing else: it keeps track, and does no work.
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
