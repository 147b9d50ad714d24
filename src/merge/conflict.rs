//! What cannot be merged, and where it stands.

use std::fmt;

use super::faults::Fault;
use super::item::ItemKey;
use super::three::{Nodes, Side};
use crate::derive::Contradiction;
use crate::text::shortened;
use crate::yaml::Node;
use crate::yaml::edit::Value;

/// One step of a [`Place`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Into the value of a key.
    Key(String),
    /// Into an item of a list.
    Item(ItemKey),
}

/// A place in the frontmatter of all versions: items are named by what they are known by.
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

/// Longer texts are cut in messages.
const MAX_NAME: usize = 60;

fn singular(list: &str) -> String {
    match list {
        "tasks" => "task".to_owned(),
        "blockers" => "blocker".to_owned(),
        "success_criteria" => "criterion".to_owned(),
        _ => format!("`{list}` item"),
    }
}

/// Something that only people can decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The places that are marked.
    pub places: Vec<Place>,
    /// What is wrong.
    pub kind: ConflictKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// Both sides gave it another value.
    Set {
        /// Our value, where it is a scalar.
        ours: Option<String>,
        /// Their value, where it is a scalar.
        theirs: Option<String>,
    },
    /// One side took it out, the other one changed it.
    Deleted(Side),
    /// Both sides added an item of this ID, and they are not about the same.
    AddedTwice,
    /// One side gave it the ID that another item had, and the other one changed it.
    Reused(Side),
    /// Each side is right for itself, but not both together.
    Together(Fault),
    /// Lines that both sides changed, of the body or of a file that cannot be merged by meaning.
    Lines,
    /// The merged tasks contradict what the sides state of them.
    Contradicted {
        /// What both sides together state.
        stated: String,
        /// What follows from the tasks.
        counted: String,
    },
    /// Merged by lines, the value would be another than both sides together mean.
    Misplaced,
    /// Merged by lines, the frontmatter cannot be read.
    Unreadable,
    /// The file is binary.
    Binary,
}

impl Conflict {
    /// A value that both sides changed, each in another way.
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

    /// A conflict of no place in particular.
    pub(super) fn new(kind: ConflictKind) -> Self {
        Self {
            places: Vec::new(),
            kind,
        }
    }

    /// Whether a top-level key is what is in conflict.
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
                write!(f, "ours takes out {place}, which theirs changes")
            }
            ConflictKind::Deleted(Side::Theirs) => {
                write!(f, "theirs takes out {place}, which ours changes")
            }
            ConflictKind::Reused(side) => {
                let other = match side {
                    Side::Ours => Side::Theirs,
                    Side::Theirs => Side::Ours,
                };
                write!(
                    f,
                    "{side} gives {place} the ID that another one had, and {other} changes it"
                )
            }
            ConflictKind::AddedTwice => {
                write!(
                    f,
                    "ours and theirs both add {place}, each with another meaning"
                )
            }
            ConflictKind::Together(fault) => write!(f, "together, ours and theirs make {fault}"),
            ConflictKind::Lines => write!(f, "ours and theirs change the same lines of the text"),
            ConflictKind::Contradicted { stated, counted } => {
                let stated = shortened(stated, MAX_NAME);
                write!(
                    f,
                    "{place} is `{stated}`, but the merged tasks make it `{counted}`"
                )
            }
            ConflictKind::Misplaced => write!(
                f,
                "a merge by lines would give {place} a value that neither side means"
            ),
            ConflictKind::Unreadable => write!(
                f,
                "merged by lines, the frontmatter cannot be read: what differs is marked"
            ),
            ConflictKind::Binary => write!(
                f,
                "the file is binary (it has a zero byte), so ours is kept as it is"
            ),
        }
    }
}
