//! Tells the scripts of later hooks that there is nothing to do, so that they need not start the
//! program.
//!
//! The scripts cannot decide that themselves. A note in Git's folder names the hooks and the commit
//! that is being made: by the process of Git, and the time at which it began, which Git passes to
//! all hooks. So a note that an aborted commit left applies to no other. Hook managers run each
//! hook in a process of their own, and start the program as before.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use progress_core::task_links::Outcome;
use progress_git::git::Repository;

use super::message::is_edited;
use super::prepare::is_squash;
use crate::tracking::{Facts, owes_nothing};

/// Set by the scripts: the process of Git, and the author's date.
const COMMIT: &str = "PROGRESS_COMMIT";

/// In the note: prepare-commit-msg has nothing to do, and neither do commit-msg and post-commit if
/// the message names no task, which the scripts can tell for most messages.
const UNLESS_NAMED: &str = "unless-named";

/// A date that is older than this was chosen by the author, and does not tell commits apart.
const MAX_AGE: Duration = Duration::from_secs(3600);

/// Called by pre-commit: leaves out prepare-commit-msg if there is no task to name, and also the
/// hooks after it if nothing is pending, unless the message turns out to name a task.
pub fn leave_out_later(facts: &Facts<'_>) {
    let repository = facts.repository;
    // In an editor, what a commit that was aborted left behind is removed.
    let is_plain = !is_edited() && repository.operation().is_none() && !is_squash(repository);
    // A failure is left to the hook itself.
    if !is_plain || !matches!(facts.may_have_active(), Ok(false)) {
        return;
    }
    // The branch belongs to no plan, so `commits.require_task` does not apply.
    let hooks = if records_nothing(facts) {
        UNLESS_NAMED
    } else {
        "prepare-commit-msg"
    };
    leave_out(repository, hooks);
}

/// Called by commit-msg: leaves post-commit out if the commit belongs to no task, and nothing is
/// pending.
pub fn leave_out_post_commit(facts: &Facts<'_>, outcome: &Outcome) {
    let repository = facts.repository;
    let is_unlinked = outcome.links.is_empty() && outcome.ambiguous.is_empty();
    // A progress file that changes may link the commit by more than its message.
    if is_unlinked
        && repository.operation().is_none()
        && !is_squash(repository)
        && matches!(facts.stages_candidates(), Ok(false))
        && records_nothing(facts)
    {
        leave_out(repository, "post-commit");
    }
}

/// Whether post-commit has nothing to record for a commit that names no task and changes no
/// progress file. It may amend `HEAD`, which nothing tells, and then has the changes of that too.
fn records_nothing(facts: &Facts<'_>) -> bool {
    matches!(owes_nothing(facts.repository), Ok(true))
        && matches!(facts.may_amend_candidates(), Ok(false))
}

/// Notes which hooks of the current commit have nothing to do. Without the note, they find that out
/// again.
fn leave_out(repository: &Repository, hooks: &str) {
    let Ok(commit) = std::env::var(COMMIT) else {
        return;
    };
    if !is_unique(&commit, SystemTime::now()) {
        return;
    }
    let folder = repository.git_dir().join("progress");
    let note = folder.join("idle");
    let text = format!("{hooks} {commit}\n");
    // Usually the note exists already, so no setting has to be read for its permissions.
    if overwrite(OpenOptions::new().write(true), &note, &text).is_ok() {
        return;
    }
    let sharing = repository.sharing();
    if sharing.make_folder(&folder).is_ok()
        && overwrite(OpenOptions::new().write(true).create(true), &note, &text).is_ok()
    {
        sharing.share(&note);
    }
}

/// Writes a file in place. Some file systems (ext4) write a truncated file to disk at once, which
/// takes longer than everything else that a hook does.
fn overwrite(options: &mut OpenOptions, file: &Path, text: &str) -> io::Result<()> {
    let mut opened = options.truncate(false).open(file)?;
    opened.write_all(text.as_bytes())?;
    opened.set_len(text.len() as u64)
}

/// Whether no other commit has this name, such as `4711 @1764399600 +0100`.
fn is_unique(commit: &str, now: SystemTime) -> bool {
    let mut words = commit.split(' ');
    let (Some(process), Some(date)) = (words.next(), words.next()) else {
        return false;
    };
    // Where the system does not tell which process runs a script, it says 1.
    let is_process = process.parse::<u32>().is_ok_and(|process| process > 1);
    let seconds = date.strip_prefix('@').and_then(|date| date.parse().ok());
    let began = seconds.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
    let age = began.and_then(|began| now.duration_since(began).ok());
    is_process && age.is_some_and(|age| age < MAX_AGE) && !commit.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_process_and_its_time_name_a_commit() {
        let now = UNIX_EPOCH + Duration::from_secs(10_000);
        assert!(is_unique("4711 @9999 +0100", now));
        for commit in [
            "1 @9999 +0100",
            "4711 ",
            "4711",
            "",
            "4711 @10 +0100",
            "4711 @10001 +0100",
            "4711 @18446744073709551615 +0100",
            "4711 2026-11-29 +0100",
            "x @9999 +0100",
            "4711 @9999 +0100\n",
        ] {
            assert!(!is_unique(commit, now), "{commit}");
        }
    }
}
