//! Checking: what one run of `progress lint` does, without its arguments and its output.

mod commits;
mod introduced;
mod ledger;

pub use commits::{CheckedCommits, CommitsError};
