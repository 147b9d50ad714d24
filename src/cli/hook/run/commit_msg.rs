//! commit-msg: checks what the message says about tasks.

use std::ffi::OsString;
use std::fmt::Write as _;

use progress_core::config::Severity;
use progress_core::task_links::Outcome;

use super::session::{Session, broken, message_file};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::hook_run::{Unlinked, WrongPhase, check_message, leave_out_post_commit};

/// Maximum number of unknown or ambiguous names reported one by one.
const MAX_TOLD: usize = 10;

/// Maximum number of plans named for an ambiguous task.
const MAX_PLANS: usize = 4;

const PAST: &str = "use `git commit --no-verify` to commit anyway";

pub(super) fn run(
    session: &Session,
    arguments: &[OsString],
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let file = message_file(arguments, console)?;
    let facts = session.facts()?;
    let checked = check_message(&facts, &file).map_err(broken)?;
    if !checked.outcome.unknown.is_empty() {
        tell_unknown(&checked.outcome, console);
        return Ok(ExitStatus::Findings);
    }
    // pre-commit has recorded the files already, so the commit has to be made again.
    if let Some(wrong) = &checked.wrong_phase {
        console.fail(&recorded_elsewhere(wrong));
        return Ok(ExitStatus::Findings);
    }
    leave_out_post_commit(&facts, &checked.outcome);
    // An ambiguous name is not an error, since the task exists.
    tell_ambiguous(&checked.outcome, console);
    let Some(unlinked) = &checked.unlinked else {
        return Ok(ExitStatus::Clean);
    };
    let (message, mut help) = without_task(unlinked);
    if facts.settings.require_task == Severity::Error {
        // Only a commit that is blocked needs a way around the check.
        let _ = write!(help, "; {PAST}");
        console.fail(&Failure::new(message).help(help));
        return Ok(ExitStatus::Findings);
    }
    console.warn(&Failure::new(message).help(help));
    Ok(ExitStatus::Clean)
}

fn tell_unknown(outcome: &Outcome, console: &mut Console<'_>) {
    for claim in outcome.unknown.iter().take(MAX_TOLD) {
        let failure = Failure::new(format!("unknown task `{}`", claim.name));
        let names: Vec<String> = claim
            .nearest
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let help = if names.is_empty() {
            PAST.to_owned()
        } else {
            format!("did you mean {}? {PAST}", names.join(" or "))
        };
        console.fail(&failure.help(help));
    }
    if let Some(more @ 1..) = outcome.unknown.len().checked_sub(MAX_TOLD) {
        console.note(&format!(
            "progress: {more} more unknown tasks in `Task:` lines"
        ));
    }
}

fn recorded_elsewhere(wrong: &WrongPhase) -> Failure {
    let WrongPhase {
        id,
        name,
        named,
        recorded,
    } = wrong;
    let message = format!(
        "the message names `{id}` of `{named}`, but the commit's files were recorded in `{recorded}`"
    );
    Failure::new(message).help(format!(
        "run `PROGRESS_TASK={name} git commit …` to record them in the right file; {PAST}"
    ))
}

fn tell_ambiguous(outcome: &Outcome, console: &mut Console<'_>) {
    for mention in outcome.ambiguous.iter().take(MAX_TOLD) {
        let names: Vec<String> = mention
            .files
            .iter()
            .take(MAX_PLANS)
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

/// The message and the help for a commit that belongs to no task.
fn without_task(unlinked: &Unlinked) -> (String, String) {
    match unlinked {
        Unlinked::Misspelled(missed) => {
            let help = match &missed.nearest {
                Some(near) => format!("did you mean `{near}`?"),
                None => "use an ID from a progress file; run `progress status` to list the plans"
                    .to_owned(),
            };
            let name = &missed.name;
            let message = format!("commit belongs to no task: unknown task `{name}`");
            (message, help)
        }
        Unlinked::Unnamed { plan, candidates } => (
            format!("commit belongs to no task, but its branch belongs to plan `{plan}`"),
            how_to_name(candidates),
        ),
    }
}

/// Explains how to link the commit to a task, with candidates if there are any.
fn how_to_name(candidates: &[String]) -> String {
    if candidates.is_empty() {
        return "name a task in the message, for example `… (TASK-1.2)` or a line `Task: TASK-1.2`"
            .to_owned();
    }
    let lines: Vec<String> = candidates
        .iter()
        .map(|name| format!("`Task: {name}`"))
        .collect();
    format!("add a line {} to the message", lines.join(" or "))
}
