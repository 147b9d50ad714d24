//! post-rewrite: follows commits that were amended or rebased.

use std::io::Read;

use super::super::super::failure::Failure;
use super::super::super::{Console, ExitStatus};
use super::session::{Session, broken};
use crate::git::ObjectId;
use crate::record::after_rewrite;

/// A rebase of more commits than that is none.
const MAX_BYTES: u64 = 16 << 20;

pub(super) fn run(session: &Session, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let mut text = String::new();
    let read = console.stdin.take(MAX_BYTES).read_to_string(&mut text);
    read.map_err(|error| Failure::new(format!("cannot read what Git says: {error}")))?;
    let pair = |line: &str| {
        let mut words = line.split(' ');
        let old = ObjectId::from_hex(words.next()?)?;
        Some((old, ObjectId::from_hex(words.next()?)?))
    };
    let pairs: Vec<_> = text.lines().filter_map(pair).collect();
    after_rewrite(&session.facts()?, &pairs).map_err(broken)?;
    Ok(ExitStatus::Clean)
}
