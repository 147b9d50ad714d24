//! post-rewrite: follows commits that were amended or rebased.

use std::ffi::OsString;
use std::io::Read;

use super::session::{Session, broken};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::hook_run::read_rewrite;
use crate::tracking::after_rewrite;

/// Maximum size of the input; no rebase rewrites so many commits.
const MAX_BYTES: u64 = 16 << 20;

pub(super) fn run(
    session: &Session,
    arguments: &[OsString],
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let mut text = String::new();
    let read = console.stdin.take(MAX_BYTES).read_to_string(&mut text);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    let facts = session.facts()?;
    let rewrite = read_rewrite(facts.repository, &text, is_amend(arguments));
    after_rewrite(&facts, &rewrite).map_err(broken)?;
    Ok(ExitStatus::Clean)
}

/// Whether the hook was called by `git commit --amend` rather than a rebase: in the argument, or in
/// the variable that pre-commit and prek set instead.
fn is_amend(arguments: &[OsString]) -> bool {
    let named = std::env::var_os("PRE_COMMIT_REWRITE_COMMAND");
    let command = arguments.first().or(named.as_ref());
    command.is_some_and(|command| command == "amend")
}
