//! The commits that belong to a task, a phase or a plan.

use progress_core::config::Settings;
use progress_core::task_links::{Link, Outcome, Role};
use progress_git::git::{Commit, GitError, ObjectId, Range, Repository};

use super::{StateChange, Subject, Trace};
use crate::linking::Linker;

/// A commit of a log.
#[derive(Debug)]
pub struct LoggedCommit {
    /// The commit; its author's name is that of `.mailmap`.
    pub commit: Commit,
    /// Whether it does work or only tracks it.
    pub role: Role,
    /// The links for which it is listed.
    pub links: Vec<Link>,
    /// What it did to the subject's tasks.
    pub changes: Vec<StateChange>,
}

/// The commits of a history that belong to a subject, newest first.
#[derive(Debug, Default)]
pub struct Log {
    /// The commits.
    pub commits: Vec<LoggedCommit>,
    /// Number of commits that may belong here, but are ambiguous.
    pub undecided: usize,
    /// Number of unlinked commits that change the tasks along with other things.
    pub unlinked: usize,
    /// Number of commits that were looked at.
    pub examined: usize,
    /// Whether there may be more commits than [`Period::limit`] allows.
    pub is_cut: bool,
}

/// Which commits of a range to list. Times are commit dates, in seconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// Only commits since this time.
    pub since: Option<i64>,
    /// Only commits until this time.
    pub until: Option<i64>,
    /// Maximum number of commits.
    pub limit: Option<usize>,
}

impl Period {
    fn is_open(&self) -> bool {
        *self == Self::default()
    }

    fn is_too_old(&self, commit: &Commit) -> bool {
        self.since.is_some_and(|since| commit.committed < since)
    }

    fn is_too_new(&self, commit: &Commit) -> bool {
        self.until.is_some_and(|until| commit.committed > until)
    }

    fn is_full(&self, log: &Log) -> bool {
        self.limit.is_some_and(|limit| log.commits.len() >= limit)
    }
}

/// Returns the commits of a range that are linked to the subject or changed the state of its tasks;
/// without a subject, the commits that do work but belong to no task.
///
/// # Errors
///
/// Fails if Git cannot read the history.
pub fn log(
    repository: &Repository,
    settings: &Settings,
    (range, period): (&Range, Period),
    subject: Option<&Subject>,
    linker: &mut Linker<'_>,
) -> Result<Log, GitError> {
    // Progress files name commits too; those at the end of the range count.
    linker.cite(range.to)?;
    let mut log = match subject {
        Some(subject) => {
            let trace = Trace::new(subject, repository, &settings.statuses);
            log_of((range, period), subject, trace, linker)?
        }
        None => unlinked((range, period), linker)?,
    };
    linker.save();
    // Names are looked up only for the commits that are shown.
    let mailmap = repository.mailmap();
    for logged in &mut log.commits {
        logged.commit.author = mailmap.author(&logged.commit);
    }
    Ok(log)
}

fn log_of(
    (range, period): (&Range, Period),
    subject: &Subject,
    mut trace: Trace<'_>,
    linker: &mut Linker<'_>,
) -> Result<Log, GitError> {
    let mut log = Log::default();
    for id in linker.commit_ids(range, period.is_open())? {
        // What is known not to be shown need not be read.
        if period.is_open() && is_irrelevant(id, subject, &trace, linker) {
            log.examined += 1;
            continue;
        }
        let commit = linker.commit(id)?;
        // Dates need not follow the order of the history, so an old commit does not end it.
        if period.is_too_old(&commit) {
            continue;
        }
        if period.is_too_new(&commit) {
            // Not shown, but it may say how a file or task was named before.
            trace.changes(&commit, linker)?;
            continue;
        }
        if period.is_full(&log) {
            log.is_cut = true;
            break;
        }
        log.examined += 1;
        // The branch that is checked out says nothing about commits of the past.
        let outcome = linker.link(&commit, None)?;
        if outcome.ambiguous.iter().any(|it| subject.may_be(it)) {
            log.undecided += 1;
        }
        // A commit that is not listed is traced too, because former names are learned on the way.
        let changes = trace.changes(&commit, linker)?;
        // An unlinked commit that does work is listed only without a subject.
        if is_loose(&outcome) {
            log.unlinked += usize::from(!changes.is_empty());
            continue;
        }
        let mut links = outcome.links;
        links.retain(|link| subject.has(link));
        if !links.is_empty() || !changes.is_empty() {
            log.commits.push(LoggedCommit {
                commit,
                role: outcome.role,
                links,
                changes,
            });
        }
    }
    Ok(log)
}

/// Whether a commit works on something, but belongs to no task.
fn is_loose(outcome: &Outcome) -> bool {
    outcome.role == Role::Works && outcome.links.is_empty()
}

/// Whether a commit is known to have nothing to do with the subject.
fn is_irrelevant(
    id: ObjectId,
    subject: &Subject,
    trace: &Trace<'_>,
    linker: &mut Linker<'_>,
) -> bool {
    if !trace.is_untouched(id, linker) {
        return false;
    }
    linker.recall_link(id, None).is_some_and(|outcome| {
        !outcome.links.iter().any(|link| subject.has(link))
            && !outcome.ambiguous.iter().any(|it| subject.may_be(it))
    })
}

fn unlinked((range, period): (&Range, Period), linker: &mut Linker<'_>) -> Result<Log, GitError> {
    let mut log = Log::default();
    for id in linker.commit_ids(range, period.is_open())? {
        let known = linker.recall_link(id, None);
        // What is known to belong to a task need not be read.
        if period.is_open() && known.as_ref().is_some_and(|it| !is_loose(it)) {
            log.examined += 1;
            continue;
        }
        let commit = linker.commit(id)?;
        if period.is_too_old(&commit) || period.is_too_new(&commit) {
            continue;
        }
        if period.is_full(&log) {
            log.is_cut = true;
            break;
        }
        log.examined += 1;
        let outcome = match known {
            Some(known) => known,
            None => linker.link(&commit, None)?,
        };
        if is_loose(&outcome) {
            log.commits.push(LoggedCommit {
                commit,
                role: outcome.role,
                links: Vec::new(),
                changes: Vec::new(),
            });
        }
    }
    Ok(log)
}
