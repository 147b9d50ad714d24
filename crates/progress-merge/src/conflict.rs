//! Conflicts.

use std::fmt;

use progress_core::derive::Contradiction;
use progress_core::display::shortened;
use yaml_lossless::edit::Value;

use super::faults::Fault;
use super::three::{Nodes, Side};
use super::value_path::{MAX_NAME, ValuePath};

/// A conflict that a person has to resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The values in conflict.
    pub(super) paths: Vec<ValuePath>,
    /// The kind of conflict.
    pub(super) kind: ConflictKind,
    /// Whether nothing says which side is which.
    pub(super) are_sides_unknown: bool,
}

/// The kind of a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ConflictKind {
    /// The sides gave it different values.
    Set {
        /// Our value, if it is a scalar.
        ours: Option<String>,
        /// Their value, if it is a scalar.
        theirs: Option<String>,
    },
    /// One side removed it, and the other changed it.
    Deleted(Side),
    /// Both sides added an item with this ID, with different descriptions.
    AddedTwice,
    /// One side gave it another item's ID, and the other changed it.
    Reused(Side),
    /// Each side is correct alone, but not both together.
    Together(Fault),
    /// A side had conflict markers already, and they are part of the result.
    Earlier(Side),
    /// Both sides changed the same lines of the body, or of a file merged by lines.
    Lines,
    /// The merged tasks contradict a figure or the status.
    Contradicted {
        /// The merged value.
        stated: String,
        /// The value that follows from the tasks.
        counted: String,
    },
    /// A line merge gives the place a value that does not follow from the sides.
    Misplaced,
    /// A line merge makes the frontmatter unreadable.
    Unreadable,
    /// The file is binary.
    Binary,
}

impl Conflict {
    /// Whether it is in the body, unless the whole file was merged by lines.
    pub(super) fn is_in_body(&self) -> bool {
        matches!(self.kind, ConflictKind::Lines | ConflictKind::Earlier(_))
    }

    /// A value that the sides changed differently.
    pub(super) fn set(path: ValuePath, at: Nodes<'_>) -> Self {
        let kind = match (at.ours, at.theirs) {
            (None, _) => ConflictKind::Deleted(Side::Ours),
            (_, None) => ConflictKind::Deleted(Side::Theirs),
            (Some(ours), Some(theirs)) => ConflictKind::Set {
                ours: ours.text().map(str::to_owned),
                theirs: theirs.text().map(str::to_owned),
            },
        };
        Self::at(vec![path], kind)
    }

    /// Values in conflict.
    pub(super) fn at(paths: Vec<ValuePath>, kind: ConflictKind) -> Self {
        Self {
            paths,
            kind,
            are_sides_unknown: false,
        }
    }

    /// Lines that both sides changed.
    pub(super) fn lines() -> Self {
        Self::new(ConflictKind::Lines)
    }

    /// A conflict without a path.
    pub(super) fn new(kind: ConflictKind) -> Self {
        Self::at(Vec::new(), kind)
    }

    /// Whether a top-level key is in conflict.
    pub(super) fn is_at(&self, key: &str) -> bool {
        self.paths.contains(&ValuePath::top(key))
    }

    /// A figure or the status that the merged tasks contradict.
    pub(super) fn contradiction(wrong: &Contradiction) -> Self {
        let figure = &wrong.figure;
        let counted = match &figure.new {
            Value::Text(text) | Value::Plain(text) => text.clone(),
            _ => String::new(),
        };
        let kind = ConflictKind::Contradicted {
            stated: figure.old.clone().unwrap_or_default(),
            counted,
        };
        Self::at(vec![ValuePath::top(figure.key)], kind)
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.paths.first().cloned().unwrap_or_default();
        let name = |side: Side| side.name(self.are_sides_unknown);
        let [our, their] = [Side::Ours, Side::Theirs].map(name);
        match &self.kind {
            ConflictKind::Set { ours, theirs } => match (ours, theirs) {
                (Some(ours), Some(theirs)) => {
                    let (ours, theirs) = (shortened(ours, MAX_NAME), shortened(theirs, MAX_NAME));
                    write!(f, "{path} is `{ours}` in {our} and `{theirs}` in {their}")
                }
                // Lists and mappings are too long for a message.
                _ => write!(f, "{our} and {their} both change {path}"),
            },
            ConflictKind::Deleted(Side::Ours) => {
                write!(f, "{our} removes {path}, which {their} changes")
            }
            ConflictKind::Deleted(Side::Theirs) => {
                write!(f, "{their} removes {path}, which {our} changes")
            }
            ConflictKind::Reused(side) => {
                let (side, other) = match side {
                    Side::Ours => (our, their),
                    Side::Theirs => (their, our),
                };
                write!(
                    f,
                    "{side} gives {path} the ID of another item, which {other} changes"
                )
            }
            ConflictKind::AddedTwice => {
                write!(f, "{our} and {their} each add a different {path}")
            }
            ConflictKind::Together(fault) => write!(f, "together, {our} and {their} make {fault}"),
            ConflictKind::Earlier(side) => {
                write!(f, "{} already has conflict markers", name(*side))
            }
            ConflictKind::Lines => write!(f, "{our} and {their} change the same lines"),
            ConflictKind::Contradicted { stated, counted } => {
                let stated = shortened(stated, MAX_NAME);
                write!(
                    f,
                    "{path} is `{stated}`, but the merged tasks make it `{counted}`"
                )
            }
            ConflictKind::Misplaced => write!(
                f,
                "a line merge would give {path} a value that neither side has"
            ),
            ConflictKind::Unreadable => write!(
                f,
                "a line merge makes the frontmatter unreadable; all differences are marked"
            ),
            ConflictKind::Binary => write!(
                f,
                "the file is binary (it contains a NUL byte); {our} is kept"
            ),
        }
    }
}
