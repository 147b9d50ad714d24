//! pre-push: checks branch names, and warns about what the pushed commits still lack.

mod leaving;
mod outgoing;

use std::collections::BTreeMap;
use std::io::Read;

use leaving::Leaving;
use progress_core::config::Severity;
use progress_core::model::BranchName;
use progress_core::model::branch::listed;
use progress_git::git::{ObjectId, Repository};

use super::session::{Session, broken, has_record, paths};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::tracking::{forget, unlisted, waiting};

const MAX_BYTES: u64 = 16 << 20;
/// The rule whose severity decides whether a wrong name blocks a push.
const BRANCH_NAME: &str = "branch-name";

/// A branch being pushed.
struct Push {
    /// Its name on the remote.
    branch: String,
    /// Its local name; `None` if a commit is pushed.
    own: Option<String>,
    local: ObjectId,
    /// The commit it has on the remote.
    remote: Option<ObjectId>,
}

pub(super) fn run(session: &Session, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let repository = session.repository()?;
    let mut bytes = Vec::new();
    let read = console.stdin.take(MAX_BYTES).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    // Branch names need not be UTF-8.
    let pushes: Vec<Push> = String::from_utf8_lossy(&bytes)
        .lines()
        .filter_map(|line| parse(line, repository))
        .collect();
    let mut leaving = Leaving::new(session, &pushes)?;
    let mut status = ExitStatus::Clean;
    for push in &pushes {
        if check(session, push, &mut leaving, console)? {
            status = ExitStatus::Findings;
        }
    }
    if let more @ 1.. = leaving.untold() {
        let noun = if more == 1 { "task" } else { "tasks" };
        console.note(&format!("progress: {more} more unknown {noun}"));
    }
    if has_record(repository) {
        forget(repository).map_err(broken)?;
    }
    if status == ExitStatus::Findings {
        console.note("progress: push blocked: fix the errors above, or use `git push --no-verify` to skip the checks");
    }
    Ok(status)
}

/// Parses `local-ref local-id remote-ref remote-id`; `None` if it is deleted or not a branch.
fn parse(line: &str, repository: &Repository) -> Option<Push> {
    // The local ref may be any expression, with spaces in it.
    let mut words = line.rsplitn(4, ' ');
    let (remote, name, local, own) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let is_zero = |id: &str| id.bytes().all(|byte| byte == b'0');
    // pre-commit gives no commit ID if the whole history is pushed for the first time.
    let branch = name.strip_prefix("refs/heads/")?;
    let is_deleted = is_zero(local);
    Some(Push {
        branch: branch.to_owned(),
        own: own.strip_prefix("refs/heads/").map(str::to_owned),
        local: (ObjectId::from_hex(local).or_else(|| repository.commit_named(local).ok()))
            .filter(|_| !is_deleted)?,
        remote: ObjectId::from_hex(remote).filter(|_| !is_zero(remote)),
    })
}

/// Checks one branch; returns whether the push must be blocked.
fn check(
    session: &Session,
    push: &Push,
    leaving: &mut Leaving<'_>,
    console: &mut Console<'_>,
) -> Result<bool, Failure> {
    let found = leaving.judge(push, console)?;
    if found.is_of_plan && found.unlinked > 0 {
        let count = match found.unlinked {
            1 => "1 commit belongs".to_owned(),
            count => format!("{count} commits belong"),
        };
        let failure = Failure::new(format!("{count} to no task of the plan"));
        console.warn(&failure.help("run `progress log --unlinked` to list them"));
    }
    let carries_plan = found.is_of_plan || found.has_links;
    tell_waiting(session, push, found.work, console)?;
    let Some(failure) = misnamed(session, push, carries_plan) else {
        return Ok(found.has_unknown);
    };
    // Branch names are free in repositories without plans.
    if !leaving.has_plans(push)? {
        return Ok(found.has_unknown);
    }
    // Only a warning unless the name clearly is meant for a feature branch.
    let says_feature = BranchName::parse(&push.branch).is_some_and(|it| it.says_feature());
    let severity = session.project.settings.severity(BRANCH_NAME, None);
    let is_enforced = severity.is_none_or(|severity| severity == Severity::Error);
    if is_enforced && (says_feature || found.is_of_plan) {
        console.fail(&failure);
        return Ok(true);
    }
    console.warn(&failure);
    Ok(found.has_unknown)
}

/// Warns about what `files_modified` of a branch still lacks: postponed entries, and commits made
/// without our hooks, for example by `git am`.
fn tell_waiting(
    session: &Session,
    push: &Push,
    mut work: BTreeMap<String, Vec<String>>,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let facts = session.facts()?;
    let own = push.own.as_ref().or(session.branch.as_ref());
    let pushed = facts.repository.commit(push.local).map_err(broken)?;
    let waiting = waiting(&facts, own.unwrap_or(&push.branch), &pushed).map_err(broken)?;
    for it in waiting {
        work.entry(it.file).or_default().extend(it.paths);
    }
    let mut waiting = 0;
    for (file, all) in work {
        let lacking = unlisted(facts.repository, &pushed, &file, &all).map_err(broken)?;
        waiting += lacking.len();
    }
    if waiting > 0 {
        let verb = if waiting == 1 { "is" } else { "are" };
        let count = paths(waiting);
        let failure = Failure::new(format!("{count} {verb} not in `files_modified` yet"));
        console.warn(&failure.help("run `progress sync` to add the missing paths"));
    }
    Ok(())
}

/// Returns an error if a feature branch does not match the configured patterns.
fn misnamed(session: &Session, push: &Push, carries_plan: bool) -> Option<Failure> {
    let settings = &session.project.settings;
    if settings.severity(BRANCH_NAME, None) == Some(Severity::Off) {
        return None;
    }
    let patterns = &settings.branch_patterns;
    let branch = BranchName::parse(&push.branch)?;
    if patterns.matches(&push.branch) || !(branch.says_feature() || carries_plan) {
        return None;
    }
    let message = format!(
        "feature branch `{}` does not match {}",
        push.branch,
        listed(patterns.patterns())
    );
    Some(Failure::new(message).help(branch.advice(patterns.patterns())))
}
