//! What a message says about tasks, once its author has written it.

use std::path::Path;
use std::sync::Arc;

use progress_core::config::Severity;
use progress_core::model::BranchName;
use progress_core::model::plan_path::same_plan;
use progress_core::task_links::{
    Link, Message, NearMiss, Outcome, Role, Source, TaskIndex, editor_help, near_misses,
    with_trailer,
};
use progress_git::git::{GitError, Repository};

use super::message::{MessageSettings, is_edited, kept, names_task, read, write};
use super::note::{Opened, noted, without_offer};
use super::{HookError, task_name};
use crate::linking::{StagedCommit, active, active_tasks, tasks_at_hand};
use crate::tracking::{Addition, Facts, Journal};

/// Maximum number of tasks in progress that are suggested.
const MAX_CANDIDATES: usize = 4;

/// What was found about a message.
#[derive(Debug)]
pub struct CheckedMessage {
    /// The links of the commit, with unknown and ambiguous tasks.
    pub outcome: Outcome,
    /// Whether the commit's files were recorded in another phase than that of the named task; not
    /// checked if a task is unknown.
    pub wrong_phase: Option<WrongPhase>,
    /// Why the commit belongs to no task, if its branch belongs to a plan; not checked if there is
    /// an error above.
    pub unlinked: Option<Unlinked>,
}

/// The commit's files were recorded in another phase than that of the task that its message names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongPhase {
    /// The ID of the task.
    pub id: String,
    /// The task's name, as `plan:ID`.
    pub name: String,
    /// The file of the task.
    pub named: String,
    /// The file in which the commit's files were recorded.
    pub recorded: String,
}

/// A commit on the branch of a plan that belongs to no task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unlinked {
    /// The message has a name that resembles an ID.
    Misspelled(NearMiss),
    /// The message names nothing.
    Unnamed {
        /// The plan.
        plan: String,
        /// The names of tasks in progress that it may belong to.
        candidates: Vec<String>,
    },
}

/// Checks what the message in a file says about tasks. Writes the task that was noted when it was
/// opened as a trailer, unless the author has named another.
///
/// # Errors
///
/// Fails if Git or our records cannot be read, or the message cannot be read or written.
pub fn check_message(facts: &Facts<'_>, file: &Path) -> Result<CheckedMessage, HookError> {
    let repository = facts.repository;
    let text = read(file)?;
    // Only what Git will keep counts: comments and text below the scissors are not part of the
    // message.
    let mut plain = kept(repository, &text);
    let at_hand = StagedCommit::read(repository, facts.settings, facts.branch)?;
    let mut outcome = at_hand.links(repository, facts.settings, &Message::parse(&plain))?;
    if let Some(noted) = with_noted(repository, &at_hand, &text, &plain, &outcome) {
        write(file, &noted)?;
        plain = kept(repository, &noted);
        outcome = at_hand.links(repository, facts.settings, &Message::parse(&plain))?;
    }
    let mut checked = CheckedMessage {
        outcome,
        wrong_phase: None,
        unlinked: None,
    };
    // An unknown task blocks the commit, so anything else would only distract.
    if !checked.outcome.unknown.is_empty() {
        return Ok(checked);
    }
    checked.wrong_phase = wrong_phase(repository, &checked.outcome)?;
    // Git aborts a commit with an empty message, unless told otherwise.
    if checked.wrong_phase.is_none() && !plain.trim().is_empty() {
        let message = Message::parse(&plain);
        checked.unlinked = unlinked(facts, &checked.outcome, &at_hand, &message);
    }
    Ok(checked)
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
    // Only a message that was opened in an editor can have a note or an offer.
    if !is_edited() {
        return None;
    }
    // Nothing was noted, but tasks may have been offered.
    let Some(opened) = Opened::take(repository) else {
        return without_offer(text, &editor_help(text)?);
    };
    // Git's help text at that time: the author may have changed it since.
    let told = editor_help(&opened.text);
    // A note that the author deleted is a task that the author rejected.
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

/// Whether pre-commit recorded files in another phase than that of the task that the message
/// explicitly names.
fn wrong_phase(repository: &Repository, outcome: &Outcome) -> Result<Option<WrongPhase>, GitError> {
    let head = repository.head()?.map(|head| head.id.to_string());
    let named: Vec<&Link> = outcome
        .links
        .iter()
        .filter(|link| matches!(link.source, Source::Named(_)))
        .collect();
    let Some(first) = named.first() else {
        return Ok(None);
    };
    // A merge, a revert or a `fixup!` belongs to no task by its message.
    if outcome.role != Role::Works {
        return Ok(None);
    }
    // pre-commit has already reported an unreadable journal.
    let additions = Journal::read(repository).unwrap_or_default().additions;
    let (right, wrong): (Vec<&Addition>, Vec<&Addition>) = additions
        .iter()
        // What pre-commit recorded for this commit has no commit ID yet, and `HEAD` as its parent.
        // Folded entries are the paths of earlier commits.
        .filter(|it| it.commit.is_none() && it.parent == head && !it.is_folded)
        .partition(|it| named.iter().any(|link| link.target.file().path == it.file));
    // If some are in the right file, the others belong to further tasks of the message.
    let (true, Some(wrong), Some(id)) = (right.is_empty(), wrong.first(), first.target.id()) else {
        return Ok(None);
    };
    let file = first.target.file();
    Ok(Some(WrongPhase {
        id: id.to_owned(),
        name: format!("{}:{id}", file.plan()),
        named: file.path.clone(),
        recorded: wrong.file.clone(),
    }))
}

/// Why a commit belongs to no task, if its branch belongs to a plan.
fn unlinked(
    facts: &Facts<'_>,
    outcome: &Outcome,
    at_hand: &StagedCommit,
    message: &Message<'_>,
) -> Option<Unlinked> {
    let is_linked = !outcome.links.is_empty() || !outcome.ambiguous.is_empty();
    // A merge, cherry-pick or the like is the work of others, whatever its message.
    let is_others = outcome.role != Role::Works || facts.repository.operation().is_some();
    if facts.settings.require_task == Severity::Off || is_linked || is_others {
        return None;
    }
    let branch = BranchName::parse(facts.branch?)?;
    let plan = plan_of(&at_hand.known, &branch)?;
    if only_tracks(facts) {
        return None;
    }
    // A misspelled ID is the likeliest reason, and easier to correct than a missing one.
    let missed = near_misses(message, &at_hand.known).into_iter().next();
    Some(match missed {
        Some(missed) => Unlinked::Misspelled(missed),
        None => Unlinked::Unnamed {
            plan: plan.to_owned(),
            candidates: candidates(facts, at_hand, plan),
        },
    })
}

/// The names of tasks in progress: those being worked on, or otherwise all of the plan.
fn candidates(facts: &Facts<'_>, at_hand: &StagedCommit, plan: &str) -> Vec<String> {
    // What is being worked on in this worktree is more likely than any other task in progress.
    let mut tasks = tasks_at_hand(active(&facts.active(at_hand)));
    if tasks.is_empty() {
        for file in at_hand.known.files() {
            if same_plan(file.plan(), plan) {
                let active = active_tasks(file, &facts.settings.statuses);
                tasks.extend(active.map(|id| (Arc::clone(file), id)));
            }
        }
    }
    tasks
        .iter()
        .take(MAX_CANDIDATES)
        .map(|(file, id)| task_name(file, id, at_hand.known.holders(id).len()))
        .collect()
}

/// Whether the commit changes only progress files: it updates the tracking and does no work.
fn only_tracks(facts: &Facts<'_>) -> bool {
    let staged = facts.repository.staged_changes().unwrap_or_default();
    !staged.is_empty()
        && staged.iter().all(|change| {
            std::str::from_utf8(&change.path).is_ok_and(|path| facts.settings.is_candidate(path))
        })
}

/// The plan that a branch is named after.
fn plan_of<'k>(known: &'k TaskIndex, branch: &BranchName<'_>) -> Option<&'k str> {
    known
        .plans()
        .into_iter()
        .find(|plan| same_plan(plan, branch.plan()))
}
