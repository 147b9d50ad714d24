//! The commits that belong to a task, a phase or a plan.

use progress_core::config::Settings;
use progress_core::task_links::{Link, Role};
use progress_git::git::{Commit, GitError, Range, Repository};

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
    range: &Range,
    subject: Option<&Subject>,
    linker: &mut Linker<'_>,
) -> Result<Log, GitError> {
    // Progress files name commits too; those at the end of the range count.
    linker.cite(range.to)?;
    let mut log = match subject {
        Some(subject) => {
            let trace = Trace::new(subject, repository, &settings.statuses);
            log_of(repository, range, subject, trace, linker)?
        }
        None => unlinked(repository, range, linker)?,
    };
    // Names are looked up only for the commits that are shown.
    let mailmap = repository.mailmap();
    for logged in &mut log.commits {
        logged.commit.author = mailmap.author(&logged.commit);
    }
    Ok(log)
}

fn log_of(
    repository: &Repository,
    range: &Range,
    subject: &Subject,
    mut trace: Trace<'_>,
    linker: &mut Linker<'_>,
) -> Result<Log, GitError> {
    let mut log = Log::default();
    for commit in repository.history(range)? {
        let commit = commit?;
        // The branch that is checked out says nothing about commits of the past.
        let outcome = linker.link(&commit, None)?;
        if outcome.ambiguous.iter().any(|it| subject.may_be(it)) {
            log.undecided += 1;
        }
        // A commit that is not listed is traced too, because former names are learned on the way.
        let changes = trace.changes(&commit, linker)?;
        // An unlinked commit that does work is listed only without a subject.
        if outcome.role == Role::Works && outcome.links.is_empty() {
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

fn unlinked(
    repository: &Repository,
    range: &Range,
    linker: &mut Linker<'_>,
) -> Result<Log, GitError> {
    let mut log = Log::default();
    for commit in repository.history(range)? {
        let commit = commit?;
        let outcome = linker.link(&commit, None)?;
        if outcome.role == Role::Works && outcome.links.is_empty() {
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
