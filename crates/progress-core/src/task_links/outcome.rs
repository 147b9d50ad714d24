//! The result of linking a commit.

use std::sync::Arc;

use yaml_lossless::text::Span;

use super::{KnownFile, MentionPlace};

/// The role of a commit for the tasks it is linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It works on them.
    Works,
    /// It only keeps track of them.
    Tracks,
    /// A merge, a revert, a `fixup!`: it is linked to nothing, unless a progress file names it.
    Skipped,
}

/// A task or a phase that a commit is linked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A task of a file.
    Task {
        /// The file.
        file: Arc<KnownFile>,
        /// The task's ID.
        id: String,
    },
    /// A phase as a whole.
    Phase {
        /// The phase's file.
        file: Arc<KnownFile>,
    },
}

impl Target {
    /// Creates a link target for a task of a file.
    pub(super) fn task(file: &Arc<KnownFile>, id: &str) -> Self {
        Self::Task {
            file: Arc::clone(file),
            id: id.to_owned(),
        }
    }

    /// Creates a link target for the phase that a file tracks.
    pub(super) fn phase(file: &Arc<KnownFile>) -> Self {
        Self::Phase {
            file: Arc::clone(file),
        }
    }

    /// Returns the progress file of the phase.
    #[must_use]
    pub fn file(&self) -> &Arc<KnownFile> {
        match self {
            Self::Task { file, .. } | Self::Phase { file } => file,
        }
    }

    /// Returns the task's ID.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Task { id, .. } => Some(id),
            Self::Phase { .. } => None,
        }
    }
}

/// The reason for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The message names the task.
    Named(MentionPlace),
    /// The progress file names the commit.
    Evidence,
    /// The commit changes the task's status or adds the task as started or done, or it adds,
    /// removes, reopens or drops tasks of the phase.
    Status,
    /// The message names the phase, and its plan is known.
    Phase,
}

/// The evidence that decides between tasks with the same ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decider {
    /// The task's file names the commit.
    Evidence,
    /// The commit changes the task's status.
    StatusChange,
    /// The message names the plan.
    PlanNamed,
    /// The message names another task of the plan.
    Sibling,
    /// The commit touches the task's file.
    Touched,
    /// The scope or the branch is named after the plan.
    Scope,
}

/// A link from a commit to a task or a phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The task or the phase.
    pub target: Target,
    /// The reason for the link.
    pub source: Source,
    /// The evidence that decided, if several tasks have the ID.
    pub decider: Option<Decider>,
    /// The position in the message, if it names the task.
    pub span: Option<Span>,
}

impl Link {
    /// Creates a link that needed no decision and has no position in the message.
    pub(super) fn new(target: Target, source: Source) -> Self {
        Self {
            target,
            source,
            decider: None,
            span: None,
        }
    }
}

/// An ID in several files, with no evidence to decide between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// The ID.
    pub id: String,
    /// Its position in the message.
    pub span: Span,
    /// The kind of place.
    pub place: MentionPlace,
    /// The files that contain it.
    pub files: Vec<Arc<KnownFile>>,
}

/// An unknown task in a `Task:` trailer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownClaim {
    /// The name as written, including the plan if given.
    pub name: String,
    /// Its position in the message.
    pub span: Span,
    /// Known tasks with similar names.
    pub nearest: Vec<String>,
}

/// The result of linking a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The role of the commit for its tasks.
    pub role: Role,
    /// The links, without duplicates.
    pub links: Vec<Link>,
    /// IDs that several tasks have.
    pub ambiguous: Vec<Ambiguous>,
    /// Claims that name unknown tasks.
    pub unknown: Vec<UnknownClaim>,
}

impl Outcome {
    /// Whether the commit has no links, no ambiguous IDs and no unknown claims.
    #[must_use]
    pub fn is_unlinked(&self) -> bool {
        self.links.is_empty() && self.ambiguous.is_empty() && self.unknown.is_empty()
    }

    /// Adds a link, unless there is one to the same target.
    pub(super) fn add(&mut self, link: Link) {
        if !self.links.iter().any(|other| other.target == link.target) {
            self.links.push(link);
        }
    }
}
