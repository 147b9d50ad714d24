//! What people should know about the outcome of a change.

use std::fmt;

use super::stated_figures::Disagreement;
use crate::display::{plural, shortened};

/// Maximum criteria named.
const MAX_NAMED: usize = 8;
/// Maximum length of a quoted text.
const MAX_QUOTED: usize = 80;

/// Something about the outcome that people should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Figures, status and dates of the phase are left alone.
    NotRecounted(Disagreement),
    /// All tasks are done, but the phase is not while these criteria are pending.
    InReview(Vec<Option<String>>),
    /// The phase is marked done although these criteria are pending.
    DoneWithPending(Vec<Option<String>>),
    /// No task is blocked any more, but the phase is.
    PhaseStillBlocked,
    /// A blocker mentions a task that was unblocked.
    BlockerKept {
        /// The ID of the task.
        id: String,
        /// The text of the blocker.
        text: String,
    },
    /// The batches are left alone.
    NotRebatched,
    /// No task is left to do, but none was done either.
    AllDropped,
    /// A task was marked as done although one that it depends on is not.
    DoneEarly {
        /// The ID of the task.
        id: String,
        /// The dependency as written.
        dependency: String,
        /// The status of the dependency, if it is a task that has one.
        status: Option<String>,
    },
    /// A task was started although one that it depends on is not done.
    StartedEarly {
        /// The ID of the task.
        id: String,
        /// The dependency as written.
        dependency: String,
        /// The status of the dependency, if it is a task that has one.
        status: Option<String>,
    },
    /// Nobody works on a task that was added, because the phase has no owner.
    Unassigned(String),
}

impl Remark {
    /// Whether it is about a mistake, and not only about what was done.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        matches!(self, Self::DoneEarly { .. } | Self::StartedEarly { .. })
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRecounted(why) => {
                write!(f, "counts and the phase's status are left alone: {why}")
            }
            Self::InReview(pending) => write!(
                f,
                "all tasks are done, but the phase is in `review`, because {}; {}",
                are_pending(pending),
                how_to_meet(pending)
            ),
            Self::DoneWithPending(pending) => write!(
                f,
                "the phase is done, but {}; {}",
                are_pending(pending),
                how_to_meet(pending)
            ),
            Self::PhaseStillBlocked => write!(
                f,
                "no task is blocked, but the phase is still `blocked`; set another status with `progress update -f FILE --set status=in_progress`"
            ),
            Self::BlockerKept { id, text } => write!(
                f,
                "this blocker mentions `{id}` and is left alone: {}",
                shortened(text, MAX_QUOTED)
            ),
            Self::NotRebatched => write!(
                f,
                "the batches are left alone, because they do not agree with the dependencies; run `progress lint` for details"
            ),
            Self::DoneEarly {
                id,
                dependency,
                status,
            } => write!(f, "{}", done_early(id, dependency, status.as_deref())),
            Self::StartedEarly {
                id,
                dependency,
                status,
            } => write!(f, "{}", started_early(id, dependency, status.as_deref())),
            Self::Unassigned(id) => write!(
                f,
                "`{id}` has no assignee, because the phase has no owner; run `progress assign {id} WHO`"
            ),
            Self::AllDropped => write!(
                f,
                "every task is dropped and none is done: the phase's status is left alone"
            ),
        }
    }
}

/// ``A-2` is done, but it depends on `A-1`, which is `pending`; …``
fn done_early(id: &str, dependency: &str, status: Option<&str>) -> String {
    let name = shortened(dependency, MAX_QUOTED);
    let start = format!("`{id}` is done, but it depends on `{name}`, which is");
    match status {
        Some(status) => format!(
            "{start} `{}`; run `progress done {name}` if it is done too, otherwise `progress reopen {id}`",
            shortened(status, MAX_QUOTED)
        ),
        None => format!("{start} not done; run `progress reopen {id}` if that was a mistake"),
    }
}

/// ``A-2` is started, but it depends on `A-1`, which is `pending`; …``
fn started_early(id: &str, dependency: &str, status: Option<&str>) -> String {
    let name = shortened(dependency, MAX_QUOTED);
    let start = format!("`{id}` is started, but it depends on `{name}`, which is");
    match status {
        Some(status) => format!(
            "{start} `{}`; run `progress done {name}` if it is done",
            shortened(status, MAX_QUOTED)
        ),
        None => format!("{start} not done"),
    }
}

/// `2 success criteria are still pending: SC-1, SC-2`.
fn are_pending(pending: &[Option<String>]) -> String {
    let count = plural(
        pending.len(),
        "success criterion is still pending",
        "success criteria are still pending",
    );
    let mut names: Vec<String> = pending
        .iter()
        .flatten()
        .take(MAX_NAMED)
        .map(|id| shortened(id, MAX_QUOTED).to_string())
        .collect();
    match pending.len() - names.len() {
        _ if names.is_empty() => return count,
        0 => {}
        more => names.push(format!("{more} more")),
    }
    format!("{count}: {}", names.join(", "))
}

fn how_to_meet(pending: &[Option<String>]) -> String {
    match pending.iter().flatten().next() {
        Some(_) => "run `progress criterion met ID` for each that is met".to_owned(),
        None => "mark each that is met as `completed`".to_owned(),
    }
}
