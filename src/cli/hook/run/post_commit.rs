//! post-commit: keeps what only the message told.

use super::super::super::failure::Failure;
use super::super::super::{Console, ExitStatus};
use super::session::{Session, broken, paths};
use crate::config::Pending;
use crate::record::after_commit;

pub(super) fn run(session: &Session, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let facts = session.facts()?;
    let done = after_commit(&facts).map_err(broken)?;
    for (file, count) in &done.waiting {
        let verb = if *count == 1 { "belongs" } else { "belong" };
        console.note(&format!(
            "progress: {} of this commit {verb} to `{file}`; the next commit on this branch \
             records them, or `progress sync` at once",
            paths(*count)
        ));
    }
    for (file, count) in &done.staged {
        console.note(&format!("progress: staged {} for `{file}`", paths(*count)));
    }
    if !done.staged.is_empty() && facts.settings.pending == Pending::Amend {
        facts.repository.amend(super::AMENDING).map_err(broken)?;
    }
    Ok(ExitStatus::Clean)
}
