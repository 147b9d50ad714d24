//! The `progress` command: a linter for progress files, Markdown documents whose YAML frontmatter
//! tracks the tasks of one phase of a plan.
//!
//! This crate connects the others to the disk, to Git and to people; what progress files mean is in
//! [`progress_core`]. `docs/architecture.md` shows how the crates fit together.
//!
//! - [`loading`]: finds and reads progress files. [`config_file`]: reads `.progress.yaml`.
//! - [`cache`]: facts that never change, kept in Git's folder. [`received`]: JSON from other programs.
//! - [`project`]: the repository in which a command runs, and its settings.
//! - [`selection`]: resolves the paths and plans that a user names.
//! - [`linking`]: links the commits of a repository to tasks.
//! - [`driver`]: Git's settings for the merge driver and for diffs. [`resolving`]: merges files that
//!   are already in conflict.
//! - [`active`]: the tasks being worked on in a worktree. [`claims`]: who has taken which task.
//! - [`report`]: one file per output format.
//! - [`incremental`]: lints one source of files against another, to report what is new.
//! - [`checking`]: what one run of `progress lint` does, without its arguments and output.
//! - [`updating`]: changes tasks in the files that contain them, and creates phases.
//! - [`exporting`]: plans in the formats of other tools.
//! - [`importing`]: writes the tasks of other tools into progress files, and keeps them in step.
//! - [`tracking`]: `files_modified`, filled in from commits.
//! - [`comparing`]: what changed between two versions of a repository, in terms of tasks.
//! - [`history`]: which commits belong to a task, and which last changed each of its values.
//! - [`agent`]: what coding agents are told.
//! - [`hook`]: Git hooks, and how they are installed. [`hook_run`]: what they decide and write.
//! - [`initializing`]: sets up a repository, and undoes that.
//! - [`lsp`]: the language server.
//! - [`verifying`]: whether the history supports that tasks are done.
//! - [`cli`]: the command line.
//!
//! Bad content is a finding; only operational trouble is an error. Everything that can fail
//! happens while a workspace loads: a rule is synchronous, infallible and pure.

pub mod active;
pub mod agent;
pub mod cache;
pub mod checking;
pub mod claims;
pub mod cli;
pub mod comparing;
pub mod config_file;
pub mod driver;
pub mod exporting;
pub mod history;
pub mod hook;
pub mod hook_run;
pub mod importing;
pub mod incremental;
pub mod initializing;
pub mod linking;
pub mod loading;
pub mod lsp;
pub mod project;
pub mod received;
pub mod report;
pub mod resolving;
pub mod selection;
pub mod tracking;
pub mod updating;
pub mod verifying;
