//! The language server: findings while a progress file is edited, with fixes, and what is known
//! about the tasks in it.
//!
//! One thread reads messages, another answers them one after the other. Between messages, the
//! second one checks what changed: the document that was edited at once, then the others of its
//! plan. So a keystroke waits for the check of a single file. A third thread searches the history
//! for a hover.
//!
//! - [`transport`]: messages. [`encoding`], [`uri`]: positions and files, as clients name them.
//! - [`buffer`]: the text of an open document.
//! - `project`: a repository with open documents; what is known about its files is kept in
//!   `memory`, so that a check reads only what changed. `stand_ins`: what is shown of a document
//!   while its YAML is broken.
//! - `session`: the state of the server. `schedule`: what remains to be checked. `server`: its loop.
//!   `requests`: what it answers.

mod actions;
pub mod buffer;
mod capabilities;
mod checked;
mod client;
mod closed;
mod commands;
mod completion;
mod contents;
mod cursor;
mod diagnostics;
mod digest;
mod edits;
pub mod encoding;
mod format;
mod handshake;
mod hints;
mod hover;
mod last_commits;
mod lenses;
mod lines;
mod memory;
mod moves;
mod navigation;
mod notifications;
mod occurrences;
mod places;
mod project;
mod proposals;
mod pull;
mod rename;
mod requests;
mod schedule;
mod server;
mod session;
mod siblings;
mod stamp;
mod stand_ins;
mod symbols;
pub mod transport;
pub mod uri;

pub use server::{Ending, serve};
