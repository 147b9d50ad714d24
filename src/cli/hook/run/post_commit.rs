//! post-commit: keeps what only the message told.

use super::super::super::failure::Failure;
use super::super::super::{Console, ExitStatus};
use super::session::{Session, broken, paths};
use crate::config::Pending;
use crate::git::Operation;
use crate::record::{after_commit, amend};

pub(super) fn run(session: &Session, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let facts = session.facts()?;
    let done = after_commit(&facts).map_err(broken)?;
    for (file, count) in &done.waiting {
        let verb = if *count == 1 { "belongs" } else { "belong" };
        let until = match done.operation {
            None => "the next commit on this branch records them, or `progress sync` at once",
            Some(Operation::Rebase) => "the next commit after the rebase records them",
            Some(_) => "the next commit after all are picked records them",
        };
        console.note(&format!(
            "progress: {} of this commit {verb} to `{file}`; {until}",
            paths(*count)
        ));
    }
    let amends = facts.settings.pending == Pending::Amend;
    if amends {
        amend(&facts, &done, super::AMENDING).map_err(broken)?;
    }
    for (file, added) in &done.staged {
        let count = paths(added.len());
        console.note(&if amends {
            format!("progress: recorded {count} in `files_modified` of `{file}`, and amended")
        } else {
            format!("progress: staged {count} in `files_modified` of `{file}`")
        });
    }
    Ok(ExitStatus::Clean)
}
