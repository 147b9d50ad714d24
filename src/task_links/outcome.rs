//! What a commit says of the tasks it belongs to.

use std::sync::Arc;

use super::{KnownFile, Place};
use crate::text::Span;

/// What a commit is to the tasks it is tied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It works on them.
    Works,
    /// It only keeps track of them.
    Tracks,
    /// A merge, a revert, a `fixup!`: it is tied to nothing, unless a progress file names it.
    Skipped,
}

/// What a commit is tied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A task of a file.
    Task {
        /// The file.
        file: Arc<KnownFile>,
        /// The task's ID.
        id: String,
    },
    /// A phase, no task.
    Phase {
        /// The phase's file.
        file: Arc<KnownFile>,
    },
}

impl Target {
    /// A task of a file.
    pub(super) fn task(file: &Arc<KnownFile>, id: &str) -> Self {
        Self::Task {
            file: Arc::clone(file),
            id: id.to_owned(),
        }
    }

    /// The phase that a file tracks.
    pub(super) fn phase(file: &Arc<KnownFile>) -> Self {
        Self::Phase {
            file: Arc::clone(file),
        }
    }

    /// The progress file of the phase.
    #[must_use]
    pub fn file(&self) -> &Arc<KnownFile> {
        match self {
            Self::Task { file, .. } | Self::Phase { file } => file,
        }
    }

    /// The task's ID.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Task { id, .. } => Some(id),
            Self::Phase { .. } => None,
        }
    }
}

/// What makes a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The message names the task.
    Named(Place),
    /// The progress file names the commit.
    Evidence,
    /// The commit changes the task's status, or brings the task along begun or done; or it adds,
    /// removes, reopens or drops tasks of the phase.
    Status,
    /// The message names the phase, and its plan is known.
    Phase,
}

/// The evidence that decides between tasks of one ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decider {
    /// This one's file names the commit.
    Evidence,
    /// The commit changes the status of this one.
    StatusChange,
    /// The message names the plan.
    PlanNamed,
    /// Another task of the plan stands in the message.
    Sibling,
    /// The commit touches this one's file.
    Touched,
    /// The scope or the branch is called after the plan.
    Scope,
}

/// A commit tied to a task or a phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// To what.
    pub target: Target,
    /// By what.
    pub source: Source,
    /// What decided, where several tasks have the ID.
    pub decider: Option<Decider>,
    /// Where the message names it.
    pub span: Option<Span>,
}

impl Link {
    /// A link that nothing had to decide, and that stands nowhere in the message.
    pub(super) fn new(target: Target, source: Source) -> Self {
        Self {
            target,
            source,
            decider: None,
            span: None,
        }
    }
}

/// An ID that several files hold, with nothing to decide between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// The ID.
    pub id: String,
    /// Where the message names it.
    pub span: Span,
    /// What sort of place that is.
    pub place: Place,
    /// The files that hold it.
    pub files: Vec<Arc<KnownFile>>,
}

/// A task that a `Task:` trailer names and that no file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownClaim {
    /// What the trailer says, with the plan in front where one is named.
    pub name: String,
    /// Where it stands in the message.
    pub span: Span,
    /// Tasks of nearly that name.
    pub nearest: Vec<String>,
}

/// What a commit says of the tasks it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What the commit is to them.
    pub role: Role,
    /// What it is tied to, each once.
    pub links: Vec<Link>,
    /// IDs that may mean several tasks.
    pub ambiguous: Vec<Ambiguous>,
    /// Claims that name nothing.
    pub unknown: Vec<UnknownClaim>,
}

impl Outcome {
    /// Whether the commit is tied to nothing and leaves nothing to decide.
    #[must_use]
    pub fn is_unlinked(&self) -> bool {
        self.links.is_empty() && self.ambiguous.is_empty() && self.unknown.is_empty()
    }
}
