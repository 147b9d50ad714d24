//! Reasons in words.

use super::super::evidence::{Dated, Lateness, PhaseCompletion};
use super::Reason;
use crate::display::{plural, shortened, visible};
use crate::lint::CommitName;

/// Maximum characters shown of a text from a file.
const MAX_TEXT: usize = 100;

impl Reason {
    /// Its text: one line, safe to show.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Named(commit, count) => of_commits(*count, "names it", "name it", commit),
            Self::Cited(commit, count) => {
                of_commits(*count, "is recorded for it", "are recorded for it", commit)
            }
            Self::Status(commit, count) => format!(
                "a commit with work changes its status{}: {}",
                others(" and that of", *count),
                commit.shown()
            ),
            Self::AddedWithWork(commit, count) => format!(
                "a commit with work adds it{} as done: {}",
                others(" and", *count),
                commit.shown()
            ),
            Self::NamedFile(path, commit) => format!(
                "a commit creates `{}`, which the description names: {}",
                safe(path),
                commit.shown()
            ),
            Self::PhaseWork(commit, count) => {
                of_commits(*count, "works on its phase", "work on its phase", commit)
            }
            Self::FilesChanged(count, all) => {
                format!("{count} of {} created or changed for it", files(*all))
            }
            Self::FilesExist(count, all) => {
                let verb = if *all == 1 { "exists" } else { "exist" };
                format!("{count} of {} {verb}", files(*all))
            }
            Self::Verified(by) => format!("verified by `{}`", safe(by)),
            Self::Candidates(commit, count) => of_commits(
                *count,
                "made while it was open may be its work",
                "made while it was open may be its work",
                commit,
            ),
            Self::Evidence(what) => format!("its evidence exists: {}", safe(what)),
            Self::Tasks(supported, done) => format!(
                "{supported} of {} of its phase {} supported",
                plural(*done, "done task", "done tasks"),
                is_or_are(*done)
            ),
            Self::Reverted(commit) => format!("its work was reverted: {}", commit.shown()),
            Self::FilesMissing(path, count) => of_files(path, *count, "never existed"),
            Self::FilesRemoved(path, count) => {
                of_files(path, *count, "did not exist any more when it was done")
            }
            Self::FilesRenamed(path, other, count) => renamed(path, other, *count),
            Self::CommitMissing(name) => format!("commit `{}` does not exist", safe(name)),
            Self::Contradiction(text) => safe(text),
            Self::Admits(text) => format!("its own text says otherwise: {}", safe(text)),
            Self::OpenDependency(name, status) => match status {
                Some(status) => format!("its dependency `{}` is `{}`", safe(name), safe(status)),
                None => format!("its dependency `{}` is not done", safe(name)),
            },
            Self::LateDependency(name, commit) => format!(
                "its dependency `{}` was done only after it: {}",
                safe(name),
                commit.shown()
            ),
            Self::Reopened(commit) => format!(
                "it was reopened after the commits that work on it: {}",
                commit.shown()
            ),
            Self::OpenVerifier(name) => format!("`{}`, which verifies it, is not done", safe(name)),
            Self::SelfVerified(name) => format!("verified only by itself: `{}`", safe(name)),
            Self::NoWork(commit) => format!(
                "nothing but progress files changed while it was open, until {}",
                commit.shown()
            ),
            Self::NoCommit => "no commit works on it or on its phase".to_owned(),
            Self::NoTasks => "no task of its phase is done".to_owned(),
            Self::OpenTasks(count) => format!(
                "{} of its phase {} not done",
                plural(*count, "task", "tasks"),
                is_or_are(*count)
            ),
            Self::Pending(status, completed) => pending(status, completed.as_ref()),
            Self::Late(lateness) => late(lateness),
            Self::Lacks(lack) => lack.text(),
            Self::AddedDone(commit) => format!("it was done when it was added: {}", commit.shown()),
            Self::Uncommitted => "its completion is not committed yet".to_owned(),
            Self::Shallow => "the clone is shallow, so commits are missing".to_owned(),
            Self::NoHistory => "there is no history".to_owned(),
            Self::Unlinked(count) => format!(
                "{} with work made while it was open, but not linked to it",
                plural(*count, "commit", "commits")
            ),
        }
    }
}

fn of_commits(count: usize, one: &str, several: &str, example: &CommitName) -> String {
    let verb = if count == 1 { one } else { several };
    let commits = plural(count, "commit", "commits");
    let last = if count == 1 { "" } else { "the last: " };
    format!("{commits} {verb}: {last}{}", example.shown())
}

fn pending(status: &str, completed: Option<&PhaseCompletion>) -> String {
    let status = safe(status);
    match completed {
        Some(completed) => format!("it is `{status}` although {}", completion(completed)),
        None => format!("it is `{status}` although its phase is completed"),
    }
}

fn late(Lateness { completed, met }: &Lateness) -> String {
    let on_day = match met {
        Some(met) => format!(" on {}", met.day),
        None => String::new(),
    };
    let but = if completed.is_added { "but" } else { "after" };
    format!("it was met{on_day}, {but} {}", completion(completed))
}

fn completion(PhaseCompletion { at, is_added }: &PhaseCompletion) -> String {
    let Dated { commit, day } = at;
    let what = if *is_added {
        "its phase was already completed when its file was added on"
    } else {
        "its phase was completed on"
    };
    format!("{what} {day}: {}", commit.shown())
}

/// How many other tasks a commit changes.
fn others(and: &str, count: usize) -> String {
    match count {
        0 => String::new(),
        count => format!("{and} {}", plural(count, "other task", "other tasks")),
    }
}

/// What is true of some listed files, of which the first is named.
fn of_files(first: &str, count: usize, what: &str) -> String {
    let first = safe(first);
    match count {
        1 => format!("`{first}` {what}"),
        _ => format!("{count} listed files {what}, such as `{first}`"),
    }
}

fn renamed(path: &str, other: &str, count: usize) -> String {
    let (path, other) = (safe(path), safe(other));
    match count {
        1 => format!("`{path}` is missing, but `{other}` may be the same file under another name"),
        _ => format!(
            "{count} listed files are missing, but others may be the same files under other names, \
             such as `{other}` for `{path}`"
        ),
    }
}

fn is_or_are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

fn files(count: usize) -> String {
    plural(count, "listed file", "listed files")
}

pub(in crate::verdict) fn safe(text: &str) -> String {
    visible(&shortened(text, MAX_TEXT)).into_owned()
}
