//! Linter for progress files: Markdown documents whose YAML frontmatter tracks the tasks of
//! one phase of a plan.
//!
//! Layers point one way; a test holds that.
//!
//! ```text
//! text, collections → yaml → document, markdown, model, derive → config, git, source → workspace
//!      → commit, lint, overview, compose → rules → fix, update, merge, compare, write, claims,
//!      active, report, inspect → hook → cli
//! ```
//!
//! - [`text`]: source text, line index, byte edits. [`collections`]: quick hash tables.
//! - [`yaml`]: a tree that keeps every node's value, style and byte range.
//! - [`document`]: a file taken apart into frontmatter and body; can always be built.
//! - [`markdown`]: headings, checkboxes and tables of the body.
//! - [`model`]: what a progress file means: tasks, statuses, references, plans.
//! - [`config`]: settings. [`git`]: what Git knows. [`source`]: where contents come from.
//! - [`workspace`]: documents and Git facts, loaded once, immutable.
//! - [`commit`]: which tasks a commit belongs to.
//! - [`lint`]: findings, locations, suppression, and the engine that runs rules.
//! - [`overview`]: where plans stand, and what can start.
//! - [`mod@compose`]: the text of a new progress file.
//! - [`rules`]: one file a rule.
//! - [`fix`]: mending what the rules find.
//! - [`inspect`]: one source of files linted against another: what is new.
//! - [`update`]: what an order to change tasks means for a file.
//! - [`merge`]: three versions of a file brought together by meaning.
//! - [`mod@compare`]: what differs between two versions of a file.
//! - [`active`]: the tasks being worked on in a worktree.
//! - [`mod@write`]: the one place that changes files. [`claims`]: who has taken which task.
//! - [`record`]: `files_modified`, filled in from commits.
//! - [`report`]: one file an output format.
//! - [`hook`]: Git's hooks, and how they come into a repository.
//! - [`cli`]: the command line.
//!
//! Bad content is a finding; only operational trouble is an error. Everything that can fail
//! happens while the [`workspace`] loads: a rule is synchronous, infallible and pure.

pub mod active;
pub mod claims;
pub mod cli;
pub mod collections;
pub mod commit;
pub mod compare;
pub mod compose;
pub mod config;
pub mod derive;
pub mod document;
pub mod fix;
pub mod git;
pub mod hook;
pub mod inspect;
pub mod lint;
pub mod markdown;
pub mod merge;
pub mod model;
pub mod overview;
pub mod record;
pub mod report;
pub mod rules;
pub mod source;
pub mod text;
pub mod update;
pub mod workspace;
pub mod write;
pub mod yaml;

#[cfg(test)]
mod testing;
