//! pre-push: checks branch names, and warns about what the pushed commits still lack.

use std::io::Read;

use progress_core::config::Settings;
use progress_core::model::BranchName;
use progress_core::model::branch::listed;

use super::session::{Session, broken, paths};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::hook_run::{BranchCheck, Misnamed, Push, PushCheck, UnknownTask, has_record};
use crate::tracking::forget;

/// Maximum size of the input; Git writes a line for each branch.
const MAX_BYTES: u64 = 16 << 20;

/// Maximum number of unknown tasks reported.
const MAX_UNKNOWN: usize = 10;

pub(super) fn run(session: &Session, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let facts = session.facts()?;
    let mut bytes = Vec::new();
    let read = console.stdin.take(MAX_BYTES).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    // Branch names need not be UTF-8.
    let pushes: Vec<Push> = String::from_utf8_lossy(&bytes)
        .lines()
        .filter_map(|line| Push::parse(line, facts.repository))
        .collect();
    let mut push_check = PushCheck::open(facts, &pushes).map_err(broken)?;
    let mut status = ExitStatus::Clean;
    let mut unknown = 0;
    for push in &pushes {
        let found = push_check.check(push).map_err(broken)?;
        // The limit is for the whole push.
        let room = MAX_UNKNOWN.saturating_sub(unknown);
        tell_unknown(found.unknown.iter().take(room), console);
        unknown += found.unknown.len();
        tell_lacks(&found, console);
        if let Some(misnamed) = found.misnamed {
            tell_misnamed(misnamed, push, facts.settings, console);
        }
        if !found.unknown.is_empty() || found.misnamed == Some(Misnamed::Block) {
            status = ExitStatus::Findings;
        }
    }
    if let more @ 1.. = unknown.saturating_sub(MAX_UNKNOWN) {
        let noun = if more == 1 { "task" } else { "tasks" };
        console.note(&format!("progress: {more} more unknown {noun}"));
    }
    if has_record(facts.repository) {
        forget(facts.repository).map_err(broken)?;
    }
    if status == ExitStatus::Findings {
        console.note("progress: push blocked: fix the errors above, or use `git push --no-verify` to skip the checks");
    }
    Ok(status)
}

fn tell_unknown<'u>(tasks: impl Iterator<Item = &'u UnknownTask>, console: &mut Console<'_>) {
    for task in tasks {
        let UnknownTask {
            name,
            commit,
            subject,
        } = task;
        let failure = Failure::new(format!("unknown task `{name}`"));
        console.fail(&failure.help(format!("named by commit {commit}: {subject}")));
    }
}

/// Warns about commits without a task, and about paths that are not recorded.
fn tell_lacks(found: &BranchCheck, console: &mut Console<'_>) {
    if found.unlinked > 0 {
        let count = match found.unlinked {
            1 => "1 commit belongs".to_owned(),
            count => format!("{count} commits belong"),
        };
        let failure = Failure::new(format!("{count} to no task of the plan"));
        console.warn(&failure.help("run `progress log --unlinked` to list them"));
    }
    if found.lacking > 0 {
        let verb = if found.lacking == 1 { "is" } else { "are" };
        let count = paths(found.lacking);
        let failure = Failure::new(format!("{count} {verb} not in `files_modified` yet"));
        console.warn(&failure.help("run `progress sync` to add the missing paths"));
    }
}

fn tell_misnamed(misnamed: Misnamed, push: &Push, settings: &Settings, console: &mut Console<'_>) {
    let patterns = settings.branch_patterns.patterns();
    let failure = Failure::new(format!(
        "feature branch `{}` does not match {}",
        push.branch,
        listed(patterns)
    ));
    let failure = match BranchName::parse(&push.branch) {
        Some(branch) => failure.help(branch.advice(patterns)),
        None => failure,
    };
    match misnamed {
        Misnamed::Warn => console.warn(&failure),
        Misnamed::Block => console.fail(&failure),
    }
}
