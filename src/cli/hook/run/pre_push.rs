//! pre-push: branch names, and what the commits that leave still lack.

use std::ffi::OsString;
use std::io::Read;

use super::super::super::failure::Failure;
use super::super::super::{Console, ExitStatus};
use super::session::{Session, broken, paths};
use crate::commit::{Linker, Message, Role};
use crate::git::{ObjectId, Range, Repository};
use crate::model::BranchName;
use crate::model::branch::listed;
use crate::model::place::same_plan;
use crate::record::{forget, waiting};

const MAX_BYTES: u64 = 16 << 20;

/// A branch that is pushed.
struct Push {
    /// What it is called there.
    branch: String,
    /// What it is called here; nothing where a commit is pushed.
    own: Option<String>,
    local: ObjectId,
    remote: Option<ObjectId>,
}

pub(super) fn run(
    session: &Session,
    arguments: &[OsString],
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let remote = arguments.first().and_then(|word| word.to_str());
    let remote = remote.unwrap_or_default();
    let mut text = String::new();
    let read = console.stdin.take(MAX_BYTES).read_to_string(&mut text);
    read.map_err(|error| Failure::new(format!("cannot read what Git says: {error}")))?;
    let mut status = ExitStatus::Clean;
    for push in text.lines().filter_map(parse) {
        if check(session, &push, remote, console)? {
            status = ExitStatus::Findings;
        }
    }
    forget(session.repository()?).map_err(broken)?;
    if status == ExitStatus::Findings {
        console.note("progress: nothing was pushed; `git push --no-verify` pushes nevertheless");
    }
    Ok(status)
}

/// `local-ref local-id remote-ref remote-id`; `None` of what is deleted or no branch.
fn parse(line: &str) -> Option<Push> {
    let mut words = line.split(' ');
    let (own, local, name, remote) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let is_zero = |id: &str| id.bytes().all(|byte| byte == b'0');
    Some(Push {
        branch: name.strip_prefix("refs/heads/")?.to_owned(),
        own: own.strip_prefix("refs/heads/").map(str::to_owned),
        local: ObjectId::from_hex(local).filter(|_| !is_zero(local))?,
        remote: ObjectId::from_hex(remote).filter(|_| !is_zero(remote)),
    })
}

/// Checks one branch; tells whether it must not leave.
fn check(
    session: &Session,
    push: &Push,
    remote: &str,
    console: &mut Console<'_>,
) -> Result<bool, Failure> {
    let facts = session.facts()?;
    let repository = facts.repository;
    let mut linker = Linker::new(repository, facts.settings);
    let (mut unknown, mut unlinked) = (false, 0);
    let tree = repository.tree_of(push.local).map_err(broken)?;
    let known = linker.known(tree).map_err(broken)?;
    let plan = BranchName::parse(&push.branch).and_then(|branch| {
        let of_branch = |plan: &&str| same_plan(plan, branch.plan());
        known.plans().into_iter().find(of_branch)
    });
    let mut links_to_tasks = false;
    let leaving = repository.unpublished(&leaving(repository, push), remote);
    for id in leaving.map_err(broken)? {
        let commit = repository.commit(id).map_err(broken)?;
        let outcome = linker.link(&commit, Some(&push.branch)).map_err(broken)?;
        links_to_tasks |= !outcome.links.is_empty();
        for claim in &outcome.unknown {
            unknown = true;
            let subject = Message::parse(&commit.message).subject;
            let failure = Failure::new(format!("no task is called `{}`", claim.name));
            let help = format!("commit {} claims it: {subject}", commit.id.short());
            console.fail(&failure.help(help));
        }
        let is_unlinked = outcome.links.is_empty() && outcome.ambiguous.is_empty();
        unlinked += usize::from(is_unlinked && outcome.role == Role::Works);
    }
    if plan.is_some() && unlinked > 0 {
        let count = if unlinked == 1 {
            "1 commit belongs".to_owned()
        } else {
            format!("{unlinked} commits belong")
        };
        let failure = Failure::new(format!("{count} to no task of the plan"));
        console.warn(&failure.help("`progress log --unlinked` lists them"));
    }
    let own = push.own.as_ref().or(session.branch.as_ref());
    let own = own.unwrap_or(&push.branch);
    let pushed = repository.commit(push.local).map_err(broken)?;
    let waiting = waiting(&facts, own, &pushed).map_err(broken)?;
    let waiting: usize = waiting.iter().map(|it| it.paths.len()).sum();
    if waiting > 0 {
        let verb = if waiting == 1 { "is" } else { "are" };
        let failure = Failure::new(format!(
            "{} {verb} not in `files_modified` yet",
            paths(waiting)
        ));
        console.warn(&failure.help("`progress sync` records them"));
    }
    let Some(failure) = misnamed(session, push, plan.is_some() || links_to_tasks) else {
        return Ok(unknown);
    };
    // A name that sets out to be nothing else is only advised to change.
    let says_feature = BranchName::parse(&push.branch).is_some_and(|it| it.says_feature());
    if says_feature || plan.is_some() {
        console.fail(&failure);
        return Ok(true);
    }
    console.warn(&failure);
    Ok(unknown)
}

/// A feature branch must be called as the configuration says.
fn misnamed(session: &Session, push: &Push, carries_plan: bool) -> Option<Failure> {
    let patterns = &session.project.settings.branch_patterns;
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

/// The commits that the other side does not have, as far as that is known here.
fn leaving(repository: &Repository, push: &Push) -> Range {
    let known = push.remote.filter(|id| repository.commit(*id).is_ok());
    let base = || {
        let main = [
            "@{upstream}",
            "origin/HEAD",
            "origin/main",
            "origin/master",
            "main",
            "master",
        ];
        let mut named = main
            .iter()
            .filter_map(|name| repository.commit_named(name).ok());
        let base = named.next()?;
        repository.merge_base(base, push.local).ok()?
    };
    Range {
        from: known.or_else(base),
        to: push.local,
    }
}
