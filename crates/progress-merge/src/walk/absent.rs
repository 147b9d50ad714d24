//! Lists of texts that one side lacks and the other changed.

use yaml_lossless::Node;
use yaml_lossless::edit::{EditError, Value};

use super::{Taken, Walk, is_list};
use crate::align::Aligned;
use crate::three::Nodes;

impl<'a> Walk<'_, 'a> {
    /// Merges a list of texts with one that is absent, which counts as empty; `None` if the
    /// versions are no such lists.
    pub(super) fn with_absent(&mut self, at: Nodes<'a>) -> Result<Option<Taken>, EditError> {
        if at.sides().is_some() || self.may_name_tasks() {
            return Ok(None);
        }
        let mut versions = [at.base, at.ours, at.theirs].into_iter().flatten();
        if !versions.all(holds_texts) {
            return Ok(None);
        }
        let aligned = Aligned::new(at, None);
        let Some(theirs) = at.theirs else {
            let count = aligned.items.ours.len();
            if (0..count).all(|index| aligned.of_ours(index).base.is_some()) {
                return Ok(Some(Taken::Theirs));
            }
            self.list(at)?;
            return Ok(Some(Taken::Ours));
        };
        let items = aligned.items.theirs.iter().enumerate();
        let is_new = |index| {
            aligned
                .only_theirs(index)
                .is_some_and(|at| at.base.is_none())
        };
        let new: Vec<Node<'a>> = items
            .filter(|(index, _)| is_new(*index))
            .map(|(_, item)| *item)
            .collect();
        if new.is_empty() {
            return Ok(Some(Taken::Ours));
        }
        if new.len() == theirs.items().len() {
            return Ok(Some(Taken::Theirs));
        }
        let values = new.into_iter().map(Value::of).collect();
        Ok(Some(Taken::Written(Value::List(values))))
    }
}

/// Whether a node is a list of texts only; null is an empty one.
fn holds_texts(node: Node<'_>) -> bool {
    is_list(node) && node.items().all(|item| item.text().is_some())
}
