//! Linter for progress files: Markdown documents whose YAML frontmatter tracks the tasks of
//! one phase of a plan.
//!
//! Layers point one way; a test holds that.
//!
//! ```text
//! text, collections, display, source, paths → yaml → document, markdown, model, derive → config
//!      → workspace → task_links, lint, status, scaffold → rules → fix, update, compare → git → trees
//!      → write → merge, driver, config_file, loading → linking, claims, active, report, incremental
//!      → tracking → hook → cli
//! ```
//!
//! - [`text`]: a text, spans, byte edits. [`display`]: text in messages. [`collections`]: fast hash
//!   tables. [`source`]: names and contents of files. [`paths`]: links resolved.
//! - [`yaml`]: a tree that keeps every node's value, style and byte range.
//! - [`document`]: a file split into frontmatter and body; any bytes make one.
//! - [`markdown`]: headings, checkboxes and tables of the body.
//! - [`model`]: what a progress file means: tasks, statuses, references, plans.
//! - [`derive`](mod@derive): what follows from tasks: counters, percentages, schedules.
//! - [`config`]: settings. [`config_file`]: where they are read from.
//! - [`workspace`]: documents and Git facts, immutable. [`loading`]: reads them, once.
//! - [`git`]: access to Git. [`trees`]: the working tree, the index, a commit.
//! - [`task_links`]: which tasks a commit belongs to. [`linking`]: the same for a repository.
//! - [`lint`]: findings, locations, suppression, and the engine that runs rules.
//! - [`status`]: the state of plans, and what can start.
//! - [`mod@scaffold`]: the text of a new progress file.
//! - [`rules`]: one file per rule.
//! - [`fix`]: applies the fixes of findings.
//! - [`incremental`]: lints one source of files against another, to report what is new.
//! - [`update`]: applies changes of tasks to a file.
//! - [`merge`]: merges three versions of a file by meaning. [`driver`]: Git settings for it.
//! - [`mod@compare`]: the differences between two versions of a file.
//! - [`active`]: the tasks being worked on in a worktree.
//! - [`mod@write`]: the only code that changes files. [`claims`]: who has taken which task.
//! - [`tracking`]: `files_modified`, filled in from commits.
//! - [`report`]: one file per output format.
//! - [`hook`]: Git hooks, and how they are installed.
//! - [`cli`]: the command line.
//!
//! Bad content is a finding; only operational trouble is an error. Everything that can fail
//! happens while the [`workspace`] loads: a rule is synchronous, infallible and pure.

pub mod active;
pub mod claims;
pub mod cli;
pub mod collections;
pub mod compare;
pub mod config;
pub mod config_file;
pub mod derive;
pub mod display;
pub mod document;
pub mod driver;
pub mod fix;
pub mod git;
pub mod hook;
pub mod incremental;
pub mod linking;
pub mod lint;
pub mod loading;
pub mod markdown;
pub mod merge;
pub mod model;
pub mod paths;
pub mod report;
pub mod rules;
pub mod scaffold;
pub mod source;
pub mod status;
pub mod task_links;
pub mod text;
pub mod tracking;
pub mod trees;
pub mod update;
pub mod workspace;
pub mod write;
pub mod yaml;

#[cfg(test)]
mod testing;
