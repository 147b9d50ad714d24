//! The form of commit IDs.

use std::ops::RangeInclusive;

/// The number of digits of a commit ID: Git abbreviates to seven or more, and a full ID has 40
/// digits, or 64 with SHA-256.
pub const LENGTHS: RangeInclusive<usize> = 7..=64;

/// Whether a text has the form of a commit ID; only the history can confirm that it is one.
#[must_use]
pub fn is_commit_id(text: &str) -> bool {
    LENGTHS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
