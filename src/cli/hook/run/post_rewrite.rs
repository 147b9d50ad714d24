//! post-rewrite: follows commits that were amended or rebased.

use std::ffi::OsString;
use std::io::Read;

use progress_git::git::{ObjectId, Repository};

use super::session::{Session, broken};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::tracking::{Rewrite, after_rewrite};

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
    let repository = facts.repository;
    // A commit can also be amended during a rebase.
    let is_amend = is_amend(arguments);
    let mut rewrite = Rewrite {
        pairs: pairs(&text),
        onto: None,
    };
    if !is_amend {
        rewrite.onto = repository.rebased_onto();
    }
    if text.trim().is_empty() {
        // pre-commit and prek do not pass Git's input on.
        rewrite.pairs = if is_amend {
            amended(repository).into_iter().collect()
        } else {
            pairs(&repository.rewritten().unwrap_or_default())
        };
    }
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

fn pairs(text: &str) -> Vec<(ObjectId, ObjectId)> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let old = ObjectId::from_hex(words.next()?)?;
            Some((old, ObjectId::from_hex(words.next()?)?))
        })
        .collect()
}

/// Returns the commit that was amended last, and its replacement.
fn amended(repository: &Repository) -> Option<(ObjectId, ObjectId)> {
    let head = repository.head().ok()??;
    let old = repository.commit(repository.head_before()?).ok()?;
    (old.parents == head.parents).then_some((old.id, head.id))
}
