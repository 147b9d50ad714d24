#![doc = include_str!("../README.md")]
//!
//! # Modules
//!
//! From the bottom up; each uses only those above it in this list:
//!
//! - [`collections`]: fast hash tables. [`parallel`]: work divided among threads. [`display`]: text
//!   in messages. [`source`]: names and contents of files. [`markdown`]: headings, checkboxes and
//!   tables of the body.
//! - [`document`]: a file split into frontmatter and body; any bytes make one. [`model`]: what it
//!   means: tasks, statuses, references, plans.
//! - [`derive`](mod@derive): what follows from tasks: counters, percentages, schedules. [`config`]:
//!   settings.
//! - [`workspace`]: documents and Git facts, immutable. [`mod@update`]: changes of tasks.
//!   [`mod@scaffold`]: the text of a new file.
//! - [`lint`]: findings, and the engine that runs rules. [`task_links`]: which tasks a commit belongs
//!   to. [`status`]: the state of plans. [`mod@compare`]: the differences between two versions.
//! - [`verdict`]: whether evidence supports that a task is done.
//! - [`rules`]: one file per rule. [`fix`]: applies the fixes of findings.

pub mod collections;
pub mod compare;
pub mod config;
pub mod derive;
pub mod display;
pub mod document;
pub mod fix;
pub mod lint;
pub mod markdown;
pub mod model;
pub mod parallel;
pub mod rules;
pub mod scaffold;
pub mod source;
pub mod status;
pub mod task_links;
pub mod update;
pub mod verdict;
pub mod workspace;

// The tests of other crates use the same file, for which this crate is another one.
#[cfg(test)]
extern crate self as progress_core;
#[cfg(test)]
#[allow(unreachable_pub, reason = "the tests of other crates use it too")]
mod testing;
