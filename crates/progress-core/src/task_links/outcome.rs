//! The result of linking a commit.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use yaml_lossless::text::Span;

use super::{KnownFile, MentionPlace};

/// The role of a commit for the tasks it is linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// It works on them.
    Works,
    /// It only keeps track of them.
    Tracks,
    /// A merge, a revert, a `fixup!`: it is linked to nothing, unless a progress file names it.
    Skipped,
}

/// A task or a phase that a commit is linked to. `F` is a file, or its representation in a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target<F = Arc<KnownFile>> {
    /// A task of a file.
    Task {
        /// The file.
        file: F,
        /// The task's ID.
        id: String,
    },
    /// A phase as a whole.
    Phase {
        /// The phase's file.
        file: F,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link<F = Arc<KnownFile>> {
    /// The task or the phase.
    pub target: Target<F>,
    /// The reason for the link.
    pub source: Source,
    /// The evidence that decided, if several tasks have the ID.
    pub decider: Option<Decider>,
    /// The position in the message, if it names the task.
    #[serde(with = "stored_span::optional")]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ambiguous<F = Arc<KnownFile>> {
    /// The ID.
    pub id: String,
    /// Its position in the message.
    #[serde(with = "stored_span")]
    pub span: Span,
    /// The kind of place.
    pub place: MentionPlace,
    /// The files that contain it.
    pub files: Vec<F>,
}

/// An unknown task in a `Task:` trailer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownClaim {
    /// The name as written, including the plan if given.
    pub name: String,
    /// Its position in the message.
    #[serde(with = "stored_span")]
    pub span: Span,
    /// Known tasks with similar names.
    pub nearest: Vec<String>,
}

/// The result of linking a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome<F = Arc<KnownFile>> {
    /// The role of the commit for its tasks.
    pub role: Role,
    /// The links, without duplicates.
    pub links: Vec<Link<F>>,
    /// IDs that several tasks have.
    pub ambiguous: Vec<Ambiguous<F>>,
    /// Claims that name unknown tasks.
    pub unknown: Vec<UnknownClaim>,
}

impl<F> Target<F> {
    /// Represents the file in another way; `None` if `file` cannot.
    pub fn with_file<G>(self, file: &mut dyn FnMut(F) -> Option<G>) -> Option<Target<G>> {
        Some(match self {
            Self::Task { file: old, id } => Target::Task {
                file: file(old)?,
                id,
            },
            Self::Phase { file: old } => Target::Phase { file: file(old)? },
        })
    }
}

impl<F> Outcome<F> {
    /// Represents the files in another way; `None` if `file` cannot represent one of them.
    pub fn with_files<G>(self, file: &mut dyn FnMut(F) -> Option<G>) -> Option<Outcome<G>> {
        let mut links = Vec::with_capacity(self.links.len());
        for link in self.links {
            let target = link.target.with_file(file)?;
            links.push(Link {
                target,
                source: link.source,
                decider: link.decider,
                span: link.span,
            });
        }
        let mut ambiguous = Vec::with_capacity(self.ambiguous.len());
        for it in self.ambiguous {
            let files: Option<Vec<G>> = it.files.into_iter().map(&mut *file).collect();
            ambiguous.push(Ambiguous {
                id: it.id,
                span: it.span,
                place: it.place,
                files: files?,
            });
        }
        Some(Outcome {
            role: self.role,
            links,
            ambiguous,
            unknown: self.unknown,
        })
    }
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

/// A span as its two offsets, since the crate that defines it knows nothing of serde.
mod stored_span {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use yaml_lossless::text::Span;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields so")]
    pub(super) fn serialize<S: Serializer>(span: &Span, to: S) -> Result<S::Ok, S::Error> {
        (span.start, span.end).serialize(to)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Span, D::Error> {
        let (start, end) = Deserialize::deserialize(from)?;
        Ok(Span { start, end })
    }

    pub(super) mod optional {
        use super::{Deserialize, Deserializer, Serialize, Serializer, Span};

        #[expect(clippy::ref_option, reason = "serde passes fields so")]
        pub(in super::super) fn serialize<S: Serializer>(
            span: &Option<Span>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            span.map(|span| (span.start, span.end)).serialize(to)
        }

        pub(in super::super) fn deserialize<'d, D: Deserializer<'d>>(
            from: D,
        ) -> Result<Option<Span>, D::Error> {
            let offsets: Option<(u32, u32)> = Deserialize::deserialize(from)?;
            Ok(offsets.map(|(start, end)| Span { start, end }))
        }
    }
}
