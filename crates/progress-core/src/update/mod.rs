//! Turns instructions into changes to a file, including derived values.
//!
//! Pure: a document, an order and the time result in a list of changes; nothing is read or
//! written.

mod error;
mod fields;
mod statuses;
mod task;
#[cfg(test)]
mod tests;

pub use error::UpdateError;
pub(crate) use statuses::task_status;
use yaml_lossless::edit::Change;
use yaml_lossless::{Node, Tree};

use crate::collections::HashMap;
use crate::derive::{Figure, Remark, Step};
use crate::document::{Document, Frontmatter};
use crate::model::{Moment, Phase, Statuses};

/// An instruction for a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instruction {
    /// Its ID.
    pub task: String,
    /// Its new status, in any spelling.
    pub status: Option<String>,
    /// A text to add to its notes.
    pub note: Option<String>,
}

/// An instruction for a top-level key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// Set it to this value.
    Set(String, String),
    /// Append an item to its list.
    Append(String, String),
}

/// All instructions for one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Instructions for tasks, each of them at most once.
    pub tasks: Vec<Instruction>,
    /// Instructions for top-level keys.
    pub fields: Vec<Assignment>,
}

/// A value that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The task it belongs to; `None` for a top-level key.
    pub task: Option<String>,
    /// The key.
    pub key: String,
    /// Its location, as a JSON Pointer.
    pub pointer: String,
    /// The old value; `None` if the key was absent or empty.
    pub old: Option<String>,
    /// The new value; `None` if the value is cleared.
    pub new: Option<String>,
}

/// The outcome of an order for a file.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The changes to make; empty if there is nothing to change.
    pub changes: Vec<Change>,
    /// The changes, for reporting.
    pub changed: Vec<Changed>,
    /// Notes for the user.
    pub remarks: Vec<Remark>,
}

impl Outcome {
    fn push(&mut self, change: Change, changed: Changed) {
        self.changes.push(change);
        self.changed.push(changed);
    }

    fn figure(&mut self, root: Node<'_>, figure: &Figure) {
        let changed = Changed {
            old: figure.old.clone(),
            new: fields::reported(&figure.new),
            ..Changed::top(root, figure.key)
        };
        self.push(figure.change(), changed);
    }
}

impl Changed {
    fn top(root: Node<'_>, key: &str) -> Self {
        Self::below(root, key, None)
    }

    fn below(mapping: Node<'_>, key: &str, task: Option<&str>) -> Self {
        let mut steps = mapping.route().steps().to_vec();
        steps.push(yaml_lossless::Step::Key(key.to_owned()));
        Self {
            task: task.map(str::to_owned),
            key: key.to_owned(),
            pointer: yaml_lossless::Route::from(steps).to_string(),
            old: None,
            new: None,
        }
    }
}

/// Determines the outcome of an order for a document.
///
/// # Errors
///
/// Fails if the document cannot be read, if a task is missing or not unique, or if an
/// instruction is invalid. In that case nothing of the order may be applied.
pub fn update(
    document: &Document,
    order: &Order,
    statuses: &Statuses,
    now: Moment,
) -> Result<Outcome, UpdateError> {
    let tree = match &document.frontmatter {
        Frontmatter::Mapping(tree) => tree,
        Frontmatter::Missing => return Err(UpdateError::NoFrontmatter),
        Frontmatter::Unreadable(error) => {
            let at = document.text.position(error.span.start as usize);
            return Err(UpdateError::Unreadable {
                line: at.line,
                column: at.column,
                message: error.message.clone(),
            });
        }
    };
    let before = Phase::read(tree, statuses);
    let mut update = Update {
        tree,
        root: tree.root(),
        after: before.clone(),
        before,
        statuses,
        now,
        outcome: Outcome::default(),
    };
    update.tasks(&order.tasks)?;
    update.fields(&order.fields)?;
    update.follow(&order.fields);
    Ok(update.outcome)
}

struct Update<'a> {
    tree: &'a Tree,
    root: Node<'a>,
    before: Phase,
    after: Phase,
    statuses: &'a Statuses,
    now: Moment,
    outcome: Outcome,
}

impl Update<'_> {
    fn tasks(&mut self, instructions: &[Instruction]) -> Result<(), UpdateError> {
        let mut seen: HashMap<&str, &Instruction> = HashMap::default();
        for instruction in instructions {
            match seen.insert(&instruction.task, instruction) {
                Some(earlier) if earlier != instruction => {
                    return Err(UpdateError::Twice(instruction.task.clone()));
                }
                Some(_) => {}
                None => self.task(instruction)?,
            }
        }
        Ok(())
    }

    /// Adds the changes that follow from those so far.
    fn follow(&mut self, fields: &[Assignment]) {
        if self.outcome.changes.is_empty() {
            return;
        }
        let step = Step {
            root: self.root,
            before: &self.before,
            after: &self.after,
            sets_status: sets(fields, "status"),
            now: self.now,
        };
        let (figures, remarks) = step.follow();
        for figure in &figures {
            // A value that was asked for takes precedence over a derived one.
            if !sets(fields, figure.key) {
                self.outcome.figure(self.root, figure);
            }
        }
        self.outcome.remarks = remarks;
    }
}

fn sets(fields: &[Assignment], key: &str) -> bool {
    fields.iter().any(|field| field.key() == key)
}

impl Assignment {
    /// The key to set.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Set(key, _) | Self::Append(key, _) => key,
        }
    }
}
