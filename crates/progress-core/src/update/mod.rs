//! Turns instructions into changes to a file, including derived values.
//!
//! Pure: a document, an order and the time result in a list of changes; nothing is read or
//! written.

mod add;
mod criteria;
mod dependencies;
mod edit;
mod error;
mod fields;
mod reschedule;
mod statuses;
mod task;
#[cfg(test)]
mod tests;
mod unblock;

pub use add::Addition;
pub use criteria::CriterionInstruction;
pub use dependencies::{DependencyError, check_dependencies, existing};
pub use edit::TaskEdit;
pub use error::UpdateError;
pub(crate) use statuses::task_status;
use yaml_lossless::edit::Change;
use yaml_lossless::{Node, Tree};

use crate::collections::HashMap;
use crate::derive::{Figure, PhaseChange, Remark};
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
    /// What kind of change it is.
    pub transition: Transition,
    /// New values of its other keys.
    pub edit: TaskEdit,
}

/// What kind of change of a status it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transition {
    /// Any.
    #[default]
    Set,
    /// Of a task that is done or dropped.
    Reopen,
    /// Of a blocked task, whose blockers are resolved. Without a status, it is in progress if it
    /// was started, otherwise pending.
    Unblock,
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
    /// Instructions for success criteria, each of them at most once.
    pub criteria: Vec<CriterionInstruction>,
    /// Tasks to add.
    pub additions: Vec<Addition>,
}

/// A value that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The task it belongs to; `None` for a top-level key.
    pub task: Option<String>,
    /// The success criterion it belongs to.
    pub criterion: Option<String>,
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

    /// Creates the change of an existing value, reported under `key`.
    fn at(node: Node<'_>, key: &str) -> Self {
        Self {
            task: None,
            criterion: None,
            key: key.to_owned(),
            pointer: node.route().to_string(),
            old: None,
            new: None,
        }
    }

    fn below(mapping: Node<'_>, key: &str, task: Option<&str>) -> Self {
        let mut steps = mapping.route().steps().to_vec();
        steps.push(yaml_lossless::Step::Key(key.to_owned()));
        Self {
            task: task.map(str::to_owned),
            criterion: None,
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
        // Mirrors every change, so that derived values follow without parsing the result.
        after: before.clone(),
        before,
        statuses,
        now,
        outcome: Outcome::default(),
    };
    // What is derived comes last: it depends on the tasks, the criteria and a status that is set.
    update.tasks(&order.tasks)?;
    update.criteria(&order.criteria)?;
    let added = update.add(&order.additions)?;
    update.fields(&order.fields)?;
    update.follow(&order.fields);
    // Any other order leaves the schedule alone, whatever it says.
    if order.changes_dependencies() {
        update.reschedule(&added);
    }
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
                // Repeating an instruction is harmless, as in a generated list.
                Some(_) => {}
                None => self.task(instruction)?,
            }
        }
        let mut unblocked = Vec::new();
        for instruction in instructions {
            if instruction.transition == Transition::Unblock {
                unblocked.push(instruction.task.as_str());
            }
        }
        // All at once, because one blocker may name several of the tasks.
        if !unblocked.is_empty() {
            self.resolve_blockers(&unblocked);
        }
        Ok(())
    }

    /// Adds the changes that follow from those so far.
    fn follow(&mut self, fields: &[Assignment]) {
        // An order without effect must neither correct old figures nor set `updated`.
        if self.outcome.changes.is_empty() {
            return;
        }
        let step = PhaseChange {
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
        self.outcome.remarks.extend(remarks);
    }
}

impl Order {
    /// Whether the schedule may have to follow.
    fn changes_dependencies(&self) -> bool {
        let mut edits = self.tasks.iter().map(|instruction| &instruction.edit);
        !self.additions.is_empty()
            // An estimate changes the weight of chains, and the total.
            || edits.any(|edit| edit.dependencies.is_some() || edit.estimate.is_some())
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
