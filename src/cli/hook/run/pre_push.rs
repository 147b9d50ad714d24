//! pre-push: branch names, and what the commits that leave still lack.

mod leaving;
mod outgoing;

use std::collections::BTreeMap;
use std::io::Read;

use super::super::super::failure::Failure;
use super::super::super::{Console, ExitStatus};
use super::session::{Session, broken, has_record, paths};
use crate::config::Severity;
use crate::git::{ObjectId, Repository};
use crate::model::BranchName;
use crate::model::branch::listed;
use crate::tracking::{forget, unlisted, waiting};
use leaving::Leaving;

const MAX_BYTES: u64 = 16 << 20;
/// The rule that says whether a wrong name stops a push.
const BRANCH_NAME: &str = "branch-name";

/// A branch that is pushed.
struct Push {
    /// What it is called there.
    branch: String,
    /// What it is called here; nothing where a commit is pushed.
    own: Option<String>,
    local: ObjectId,
    /// What it is there.
    remote: Option<ObjectId>,
}

pub(super) fn run(session: &Session, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let repository = session.repository()?;
    let mut bytes = Vec::new();
    let read = console.stdin.take(MAX_BYTES).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read what Git says: {error}")))?;
    // Names of branches need not be UTF-8.
    let text = String::from_utf8_lossy(&bytes);
    let pushes = text.lines().filter_map(|line| parse(line, repository));
    let pushes: Vec<Push> = pushes.collect();
    let mut leaving = Leaving::new(session, &pushes)?;
    let mut status = ExitStatus::Clean;
    for push in &pushes {
        if check(session, push, &mut leaving, console)? {
            status = ExitStatus::Findings;
        }
    }
    if let more @ 1.. = leaving.untold() {
        let verb = if more == 1 {
            "claim names"
        } else {
            "claims name"
        };
        console.note(&format!("progress: {more} more {verb} no task"));
    }
    if has_record(repository) {
        forget(repository).map_err(broken)?;
    }
    if status == ExitStatus::Findings {
        console.note("progress: nothing was pushed; `git push --no-verify` pushes nevertheless");
    }
    Ok(status)
}

/// `local-ref local-id remote-ref remote-id`; `None` of what is deleted or no branch.
fn parse(line: &str, repository: &Repository) -> Option<Push> {
    // The first may be any expression, with spaces in it.
    let mut words = line.rsplitn(4, ' ');
    let (remote, name, local, own) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let is_zero = |id: &str| id.bytes().all(|byte| byte == b'0');
    // pre-commit names no commit where a first push brings the whole history.
    let named = || repository.commit_named(local).ok();
    let branch = name.strip_prefix("refs/heads/")?;
    let is_deleted = is_zero(local);
    Some(Push {
        branch: branch.to_owned(),
        own: own.strip_prefix("refs/heads/").map(str::to_owned),
        local: (ObjectId::from_hex(local).or_else(named)).filter(|_| !is_deleted)?,
        remote: ObjectId::from_hex(remote).filter(|_| !is_zero(remote)),
    })
}

/// Checks one branch; tells whether it must not leave.
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
        console.warn(&failure.help("`progress log --unlinked` lists them"));
    }
    let carries_plan = found.is_of_plan || found.has_links;
    tell_waiting(session, push, found.work, console)?;
    let Some(failure) = misnamed(session, push, carries_plan) else {
        return Ok(found.has_unknown);
    };
    // Where there is no plan, branches are called as people like.
    if !leaving.has_plans(push)? {
        return Ok(found.has_unknown);
    }
    // A name that sets out to be nothing else is only advised to change.
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

/// Names what `files_modified` of a branch still lacks: what waits, and what was committed where
/// no hook of ours runs, as by `git am`.
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
        let lacking = unlisted(facts.repository, &pushed, &file, all).map_err(broken)?;
        waiting += lacking.len();
    }
    if waiting > 0 {
        let verb = if waiting == 1 { "is" } else { "are" };
        let count = paths(waiting);
        let failure = Failure::new(format!("{count} {verb} not in `files_modified` yet"));
        console.warn(&failure.help("`progress sync` records them"));
    }
    Ok(())
}

/// A feature branch must be called as the configuration says.
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
        "the feature branch `{}` does not match {}",
        push.branch,
        listed(patterns.patterns())
    );
    Some(Failure::new(message).help(branch.advice(patterns.patterns())))
}
