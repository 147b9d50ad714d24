//! post-commit: stores what only the message could tell, and reports what was recorded.

use progress_core::config;
use progress_git::git::Operation;

use super::session::{Session, broken, paths};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::tracking::{Filled, Pending, after_commit, amend};

/// Maximum number of paths named for a commit that is gone.
const SHOWN: usize = 5;

pub(super) fn run(session: &Session, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let facts = session.facts()?;
    let done = after_commit(&facts).map_err(broken)?;
    // Reported after the commit, because commit-msg could still have refused it.
    for filled in &done.recorded {
        console.note(&recorded(filled));
    }
    for (file, count) in &done.waiting {
        let verb = if *count == 1 { "belongs" } else { "belong" };
        let until = match done.operation {
            None => {
                "the next commit on this branch will record them; run `progress sync` to record them now"
            }
            Some(Operation::Rebase) => "the next commit after the rebase will record them",
            Some(_) => "the next commit after the cherry-pick or revert will record them",
        };
        console.note(&format!(
            "progress: {} of this commit {verb} to `{file}`; {until}",
            paths(*count)
        ));
    }
    tell_dropped(&done.dropped, console);
    let mut amends = facts.settings.pending == config::Pending::Amend;
    // Before the report, which says whether the commit was amended.
    if amends && let Err(error) = amend(&facts, &done, super::AMENDING) {
        amends = false;
        let failure = Failure::new(format!("cannot amend the commit: {error}"));
        console.warn(&failure.help("the recorded paths are still staged"));
    }
    for (file, added) in &done.staged {
        let count = paths(added.len());
        console.note(&if amends {
            format!(
                "progress: recorded {count} in `files_modified` of `{file}` and amended the commit"
            )
        } else {
            format!("progress: staged {count} in `files_modified` of `{file}`")
        });
    }
    Ok(ExitStatus::Clean)
}

/// Warns about paths that will never be recorded because their commit is gone.
pub(super) fn tell_dropped(dropped: &[Pending], console: &mut Console<'_>) {
    for it in dropped {
        let short = it.commit.get(..8).unwrap_or(&it.commit);
        let failure = Failure::new(format!(
            "{} of {short} will not be added to `files_modified` of `{}`: the commit is no longer \
             on this branch",
            paths(it.paths.len()),
            it.file
        ));
        let named = it.paths.iter().take(SHOWN).cloned().collect::<Vec<_>>();
        let help = "add those that belong there";
        console.warn(&failure.help(format!("{help}: {}", named.join(", "))));
    }
}

fn recorded(filled: &Filled) -> String {
    let Filled {
        file,
        added,
        folded,
    } = filled;
    let files = match (added, folded) {
        (added, 0) => paths(*added),
        (0, folded) => format!("{} from earlier commits", paths(*folded)),
        (added, folded) => format!("{} and {folded} from earlier commits", paths(*added)),
    };
    format!("progress: recorded {files} in `files_modified` of `{file}`")
}
