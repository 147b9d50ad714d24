//! When the sessions of agents started, so that only what changed since then counts as theirs.
//!
//! The record is a JSON list in Git's folder for the worktree (`progress/agent-sessions`).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use progress_git::git::Repository;
use progress_git::write::{Kept, KeptError};
use serde::{Deserialize, Serialize};

/// Maximum sessions remembered.
const MAX_SESSIONS: usize = 100;
/// Maximum bytes of a session's name; a longer one is not remembered.
const MAX_NAME: usize = 200;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Session {
    /// What the host calls it.
    session: String,
    /// When it started, in seconds since 1970.
    started: u64,
}

/// Remembers that a session starts now, unless it is known: one that is resumed started earlier.
///
/// # Errors
///
/// Fails if the record cannot be read, locked or written.
pub(super) fn remember(repository: &Repository, session: &str) -> Result<(), KeptError> {
    if session.len() > MAX_NAME {
        return Ok(());
    }
    let started = SystemTime::now().duration_since(UNIX_EPOCH);
    let started = started.map_or(0, |since| since.as_secs());
    kept(repository).change(|sessions: &mut Vec<Session>| {
        if sessions.iter().any(|it| it.session == session) {
            return;
        }
        // The oldest are the least likely to be resumed.
        let excess = (sessions.len() + 1).saturating_sub(MAX_SESSIONS);
        sessions.drain(..excess);
        sessions.push(Session {
            session: session.to_owned(),
            started,
        });
    })
}

/// When a session started, if that is known.
pub(super) fn start(repository: &Repository, session: &str) -> Option<SystemTime> {
    let sessions: Vec<Session> = kept(repository).read().ok()?;
    let found = sessions.into_iter().find(|it| it.session == session)?;
    UNIX_EPOCH.checked_add(Duration::from_secs(found.started))
}

fn kept(repository: &Repository) -> Kept<'_> {
    let what = "the list of agents' sessions";
    Kept::new(repository, repository.git_dir(), "agent-sessions", what)
}
