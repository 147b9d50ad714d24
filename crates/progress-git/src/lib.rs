#![doc = include_str!("../README.md")]
//!
//! # Modules
//!
//! - [`paths`]: links resolved.
//! - [`git`]: access to Git, the only importer of `git2`.
//! - [`jujutsu`]: workspaces of Jujutsu.
//! - [`trees`]: the working tree, the index or a commit as
//!   [`Contents`](progress_core::source::Contents).
//! - [`mod@write`]: the only code that changes files.

pub mod git;
pub mod jujutsu;
pub mod paths;
pub mod trees;
pub mod write;
