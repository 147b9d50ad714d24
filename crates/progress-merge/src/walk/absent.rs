//! Lists of texts that one side lacks and the other changed.

use yaml_lossless::Node;
use yaml_lossless::edit::{EditError, Value};

use super::{Taken, Walk};
use crate::list_order::Aligned;
use crate::three::Nodes;

impl<'a> Walk<'_, 'a> {
    /// Merges a list of texts with one that is absent, which counts as empty. Returns `None` if
    /// they are not such lists.
    pub(super) fn with_absent(&mut self, at: Nodes<'a>) -> Result<Option<Taken>, EditError> {
        // A task's old and new name would count as different texts here.
        if self.may_name_tasks() {
            return Ok(None);
        }
        let mut versions = [at.base, at.ours, at.theirs].into_iter().flatten();
        if !versions.all(holds_texts) {
            return Ok(None);
        }
        let aligned = Aligned::new(at, None);
        match at.theirs {
            Some(theirs) => Ok(Some(added_by_theirs(theirs, &aligned))),
            None => self.added_by_ours(at, &aligned).map(Some),
        }
    }

    /// They removed the list: of ours, only the items that the base lacks stay.
    fn added_by_ours(&mut self, at: Nodes<'a>, aligned: &Aligned<'a>) -> Result<Taken, EditError> {
        let mut indices = 0..aligned.items.ours.len();
        if indices.all(|index| aligned.of_ours(index).base.is_some()) {
            return Ok(Taken::Theirs);
        }
        self.list(at)?;
        Ok(Taken::Ours)
    }
}

/// We removed the list: of theirs, only the items that the base lacks are added.
fn added_by_theirs(theirs: Node<'_>, aligned: &Aligned<'_>) -> Taken {
    let mut new = Vec::new();
    for (index, item) in aligned.items.theirs.iter().enumerate() {
        let nodes = aligned.only_theirs(index);
        if nodes.is_some_and(|nodes| nodes.base.is_none()) {
            new.push(Value::of(*item));
        }
    }
    if new.is_empty() {
        return Taken::Ours;
    }
    if new.len() == theirs.items().len() {
        // Keeps their notation and comments.
        return Taken::Theirs;
    }
    Taken::Written(Value::List(new))
}

/// Whether a node is a list of texts only; null is an empty one.
fn holds_texts(node: Node<'_>) -> bool {
    let is_list = node.is_sequence() || node.is_null();
    is_list && node.items().all(|item| item.text().is_some())
}
