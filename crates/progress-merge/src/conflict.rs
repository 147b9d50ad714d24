//! Conflicts and their places.

use std::fmt;

use progress_core::derive::Contradiction;
use progress_core::display::shortened;
use progress_core::model::item::ItemKey;
use yaml_lossless::Node;
use yaml_lossless::edit::Value;

use super::faults::Fault;
use super::three::{Nodes, Side};

/// One step of a [`Place`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Into the value of a key.
    Key(String),
    /// Into an item of a list.
    Item(ItemKey),
}

/// A place in the frontmatter of all versions; items are identified by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place(pub Vec<Part>);

impl Place {
    /// The value of a top-level key.
    #[must_use]
    pub fn top(key: &str) -> Self {
        Self(vec![Part::Key(key.to_owned())])
    }

    /// A place below.
    #[must_use]
    pub fn join(&self, part: Part) -> Self {
        let mut parts = self.0.clone();
        parts.push(part);
        Self(parts)
    }
}

impl fmt::Display for Place {
    /// In words: `` `status` of task `T-1` ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = self.0.iter().rev().peekable();
        let mut is_first = true;
        while let Some(part) = parts.next() {
            let of = if is_first { "" } else { " of " };
            is_first = false;
            match part {
                Part::Key(key) => write!(f, "{of}`{key}`")?,
                Part::Item(item) => {
                    let list = match parts.next_if(|part| matches!(part, Part::Key(_))) {
                        Some(Part::Key(list)) => singular(list),
                        _ => "item".to_owned(),
                    };
                    write!(f, "{of}{list} `{}`", shortened(&item.name, MAX_NAME))?;
                }
            }
        }
        Ok(())
    }
}

/// Maximum length of a text in messages.
const MAX_NAME: usize = 60;

fn singular(list: &str) -> String {
    match list {
        "tasks" => "task".to_owned(),
        "blockers" => "blocker".to_owned(),
        "success_criteria" => "criterion".to_owned(),
        _ => format!("`{list}` item"),
    }
}

/// A conflict that a person has to resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The marked places.
    pub places: Vec<Place>,
    /// The kind of conflict.
    pub kind: ConflictKind,
}

/// The kind of a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictKind {
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
    /// A value that the sides changed differently.
    pub(super) fn set(place: Place, at: Nodes<'_>) -> Self {
        let text = |node: Option<Node<'_>>| node.and_then(Node::text).map(str::to_owned);
        let kind = match (at.ours, at.theirs) {
            (None, _) => ConflictKind::Deleted(Side::Ours),
            (_, None) => ConflictKind::Deleted(Side::Theirs),
            (ours, theirs) => ConflictKind::Set {
                ours: text(ours),
                theirs: text(theirs),
            },
        };
        Conflict {
            places: vec![place],
            kind,
        }
    }

    /// Lines that both sides changed.
    pub(super) fn lines() -> Self {
        Self::new(ConflictKind::Lines)
    }

    /// A conflict without a place.
    pub(super) fn new(kind: ConflictKind) -> Self {
        Self {
            places: Vec::new(),
            kind,
        }
    }

    /// Whether a top-level key is in conflict.
    pub(super) fn is_at(&self, key: &str) -> bool {
        self.places.contains(&Place::top(key))
    }

    /// A figure or the status that the merged tasks contradict.
    pub(super) fn contradiction(wrong: &Contradiction) -> Self {
        let figure = &wrong.figure;
        let counted = match &figure.new {
            Value::Text(text) | Value::Plain(text) => text.clone(),
            _ => String::new(),
        };
        Self {
            places: vec![Place::top(figure.key)],
            kind: ConflictKind::Contradicted {
                stated: figure.old.clone().unwrap_or_default(),
                counted,
            },
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.places.first().cloned().unwrap_or_default();
        match &self.kind {
            ConflictKind::Set { ours, theirs } => match (ours, theirs) {
                (Some(ours), Some(theirs)) => {
                    let (ours, theirs) = (shortened(ours, MAX_NAME), shortened(theirs, MAX_NAME));
                    write!(f, "{place} is `{ours}` in ours and `{theirs}` in theirs")
                }
                _ => write!(f, "ours and theirs both change {place}"),
            },
            ConflictKind::Deleted(Side::Ours) => {
                write!(f, "ours removes {place}, which theirs changes")
            }
            ConflictKind::Deleted(Side::Theirs) => {
                write!(f, "theirs removes {place}, which ours changes")
            }
            ConflictKind::Reused(side) => {
                let other = match side {
                    Side::Ours => Side::Theirs,
                    Side::Theirs => Side::Ours,
                };
                write!(
                    f,
                    "{side} gives {place} an ID that another item had, and {other} changes it"
                )
            }
            ConflictKind::AddedTwice => {
                write!(f, "ours and theirs each add a different {place}")
            }
            ConflictKind::Together(fault) => write!(f, "together, ours and theirs make {fault}"),
            ConflictKind::Lines => write!(f, "ours and theirs change the same lines"),
            ConflictKind::Contradicted { stated, counted } => {
                let stated = shortened(stated, MAX_NAME);
                write!(
                    f,
                    "{place} is `{stated}`, but the merged tasks make it `{counted}`"
                )
            }
            ConflictKind::Misplaced => write!(
                f,
                "a line merge would give {place} a value that neither side has"
            ),
            ConflictKind::Unreadable => write!(
                f,
                "a line merge makes the frontmatter unreadable; all differences are marked"
            ),
            ConflictKind::Binary => write!(
                f,
                "the file is binary (it contains a NUL byte); ours is kept"
            ),
        }
    }
}
