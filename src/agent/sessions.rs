//! When the sessions of agents started, so that only what changed since then counts as theirs.
//!
//! The record is a JSON list in Git's folder shared by all worktrees
//! (`progress/agent-sessions`), because a session may go from one to another.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use progress_git::git::{ObjectId, Repository};
use progress_git::write::{Kept, KeptError};
use serde::{Deserialize, Serialize};

/// Maximum sessions remembered.
const MAX_SESSIONS: usize = 100;
/// Maximum bytes of a session's name; a longer one is not remembered.
const MAX_NAME: usize = 200;
/// How far the time of a change can lag behind the clock: systems take it from their last tick.
const TICK: Duration = Duration::from_millis(20);

/// How a session started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// Changes at this time or later were made in the session.
    pub time: SystemTime,
    /// The last commit then, if there was one.
    pub head: Option<ObjectId>,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Session {
    /// What the host calls it.
    #[serde(rename = "session")]
    name: String,
    /// When it started, in seconds since 1970.
    started: u64,
    /// The part of a second after that.
    #[serde(default)]
    nanoseconds: u32,
    /// The last commit then.
    #[serde(default)]
    head: Option<String>,
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
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.unwrap_or_default().saturating_sub(TICK);
    // Without it, only what is not committed counts.
    let head = repository.head().ok().flatten();
    kept(repository).change(|sessions: &mut Vec<Session>| {
        if sessions.iter().any(|it| it.name == session) {
            return;
        }
        // The oldest are the least likely to be resumed.
        let excess = (sessions.len() + 1).saturating_sub(MAX_SESSIONS);
        sessions.drain(..excess);
        sessions.push(Session {
            name: session.to_owned(),
            started: since.as_secs(),
            nanoseconds: since.subsec_nanos(),
            head: head.as_ref().map(|head| head.id.to_string()),
        });
    })
}

/// How a session started, if that is known.
pub(super) fn start(repository: &Repository, session: &str) -> Option<Start> {
    let sessions: Vec<Session> = kept(repository).read().ok()?;
    let found = sessions.into_iter().find(|it| it.name == session)?;
    // A record that somebody edited may have more than a second.
    let since = Duration::from_secs(found.started)
        .checked_add(Duration::from_nanos(found.nanoseconds.into()))?;
    Some(Start {
        time: UNIX_EPOCH.checked_add(since)?,
        head: found.head.as_deref().and_then(ObjectId::from_hex),
    })
}

fn kept(repository: &Repository) -> Kept<'_> {
    let what = "the list of agents' sessions";
    Kept::new(repository, repository.common_dir(), "agent-sessions", what)
}
