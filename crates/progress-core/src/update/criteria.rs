//! Marking success criteria as met or pending.

use yaml_lossless::edit::{Change, Value};
use yaml_lossless::{Node, Scalar};

use super::{Changed, Update, UpdateError};
use crate::display::nearest;
use crate::model::{Class, Criterion, Phase, Status};

/// An instruction for a success criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionInstruction {
    /// Its ID.
    pub criterion: String,
    /// Whether it is met.
    pub is_met: bool,
}

impl Update<'_> {
    pub(super) fn criteria(
        &mut self,
        instructions: &[CriterionInstruction],
    ) -> Result<(), UpdateError> {
        for (number, instruction) in instructions.iter().enumerate() {
            let id = instruction.criterion.as_str();
            let earlier = instructions.iter().take(number);
            match earlier.rev().find(|other| other.criterion == id) {
                Some(other) if other != instruction => {
                    return Err(UpdateError::Twice(id.to_owned()));
                }
                Some(_) => {}
                None => self.criterion(id, instruction.is_met)?,
            }
        }
        Ok(())
    }

    fn criterion(&mut self, id: &str, is_met: bool) -> Result<(), UpdateError> {
        let index = find(&self.before, id)?;
        let Some(criterion) = self.before.criteria.get(index) else {
            return Ok(());
        };
        let node = self.tree.node(criterion.node);
        // So `verified` is not rewritten to `completed`.
        if is_stated(criterion, is_met) {
            return Ok(());
        }
        let old = node.get("status");
        let value = match old.and_then(Node::scalar) {
            Some(Scalar::Bool(_)) => Value::Plain(is_met.to_string()),
            _ if is_met => Value::text(self.word_for_met()),
            _ => Value::text("pending"),
        };
        let changed = Changed {
            criterion: Some(id.to_owned()),
            old: old.and_then(Node::some_text).map(str::to_owned),
            new: super::fields::reported(&value),
            ..Changed::below(node, "status", None)
        };
        let change = Change::put(node, "status", value, &["id", "description"]);
        self.outcome.push(change, changed);
        // The word that was written, such as `met`, need not be a status that the model knows.
        let word = if is_met { "completed" } else { "pending" };
        self.set_after(index, self.statuses.read(word));
        Ok(())
    }

    /// Sets the status of a criterion in the phase after the update.
    fn set_after(&mut self, index: usize, state: Status) {
        if let Some(criterion) = self.after.criteria.get_mut(index) {
            let name = criterion.status.take().map(|(name, _)| name);
            // Without a status there is no name for the pair; any will do, because only the state
            // is read.
            criterion.status = name.or_else(|| criterion.id.clone()).map(|it| (it, state));
        }
    }

    /// The word that the file uses for criteria that are met.
    fn word_for_met(&self) -> String {
        for criterion in &self.before.criteria {
            if let Some((_, state)) = &criterion.status
                && criterion.is_met()
                // Only a criterion that has a flag gets one.
                && state.word != "true"
            {
                return state.word.clone();
            }
        }
        "completed".to_owned()
    }
}

/// Whether a criterion is already marked as met, or as not started.
fn is_stated(criterion: &Criterion, is_met: bool) -> bool {
    if is_met {
        return criterion.is_met();
    }
    match &criterion.status {
        // `failed` is not met either, but says more than `pending`.
        Some((_, state)) => state.class == Class::Open || state.word == "false",
        None => false,
    }
}

/// Finds a criterion by ID.
fn find(phase: &Phase, id: &str) -> Result<usize, UpdateError> {
    let criteria = || phase.criteria.iter().enumerate();
    let has_id = |criterion: &Criterion| criterion.id.as_ref().is_some_and(|it| it.text == id);
    let found: Vec<usize> = criteria()
        .filter(|(_, criterion)| has_id(criterion))
        .map(|(index, _)| index)
        .collect();
    match found.as_slice() {
        [index] => Ok(*index),
        [] => {
            let ids = phase.criteria.iter().filter_map(|it| it.id.as_ref());
            let near = nearest(id, ids.map(|id| id.text.as_str()));
            Err(UpdateError::UnknownCriterion {
                id: id.to_owned(),
                near: near.map(str::to_owned),
            })
        }
        several => Err(UpdateError::RepeatedCriterion {
            id: id.to_owned(),
            count: several.len(),
        }),
    }
}
