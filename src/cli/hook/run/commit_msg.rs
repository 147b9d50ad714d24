//! commit-msg: checks what the message says of tasks.

use std::ffi::OsString;
use std::path::Path;

use super::super::super::failure::Failure;
use super::super::super::{Console, ExitStatus};
use super::message::{kept, read};
use super::session::{Session, broken, task_name};
use crate::commit::{Link, Message, Outcome, Role, Source, links_for_message};
use crate::config::Severity;
use crate::git::Repository;
use crate::model::BranchName;
use crate::model::place::same_plan;
use crate::record::{Addition, Journal};

/// So many names that no file has are told one by one.
const MAX_TOLD: usize = 10;

const PAST: &str = "`git commit --no-verify` commits nevertheless";

pub(super) fn run(
    session: &Session,
    arguments: &[OsString],
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let Some(file) = arguments.first().map(Path::new) else {
        return Err(Failure::new("Git gives this hook the name of a file"));
    };
    let facts = session.facts()?;
    let repository = facts.repository;
    let text = read(file)?;
    let plain = kept(repository, &text);
    let message = Message::parse(&plain);
    if is_only_claims(&plain) {
        let failure = Failure::new("the message is empty but for its `Task:` line");
        console.fail(&failure.help("say what the commit does; nothing was committed"));
        return Ok(ExitStatus::Findings);
    }
    let outcome = links_for_message(repository, facts.settings, None, &message, facts.branch)
        .map_err(broken)?;
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
    Ok(judge_unlinked(session, &outcome, console))
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
    let filled = Journal::read(repository).additions;
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
fn judge_unlinked(session: &Session, outcome: &Outcome, console: &mut Console<'_>) -> ExitStatus {
    let severity = session.project.settings.require_task;
    let is_linked = !outcome.links.is_empty() || !outcome.ambiguous.is_empty();
    // A merge and the like is others' work, whatever its message looks like.
    let is_others = outcome.role != Role::Works
        || (session.repository()).is_ok_and(|repository| repository.operation().is_some());
    if severity == Severity::Off || is_linked || is_others {
        return ExitStatus::Clean;
    }
    let branch = session.branch.as_deref().and_then(BranchName::parse);
    let Some(plan) = branch.and_then(|branch| plan_of(session, &branch)) else {
        return ExitStatus::Clean;
    };
    if only_tracks(session) {
        return ExitStatus::Clean;
    }
    let failure = Failure::new(format!(
        "the commit belongs to no task, but its branch to the plan `{plan}`"
    ));
    let help = "name a task in the message, as in `… (TASK-1.2)` or with a line `Task: TASK-1.2`";
    if severity == Severity::Error {
        console.fail(&failure.help(format!("{help}; {PAST}")));
        return ExitStatus::Findings;
    }
    console.warn(&failure.help(help));
    ExitStatus::Clean
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

/// The plan that a branch is called after.
fn plan_of(session: &Session, branch: &BranchName<'_>) -> Option<String> {
    let facts = session.facts().ok()?;
    let at_hand =
        crate::commit::AtHand::read(facts.repository, facts.settings, None, facts.branch).ok()?;
    let plans = at_hand.known.plans();
    let named = plans
        .into_iter()
        .find(|plan| same_plan(plan, branch.plan()));
    named.map(str::to_owned)
}

/// Whether nothing but `Task:` lines stands in a message.
fn is_only_claims(text: &str) -> bool {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .peekable();
    lines.peek().is_some() && lines.all(|line| line.to_ascii_lowercase().starts_with("task:"))
}
