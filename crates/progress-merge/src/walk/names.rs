//! Task names follow renamed tasks.

use progress_core::collections::HashMap;
use yaml_lossless::edit::{Change, EditError, Value};
use yaml_lossless::{Node, NodeId};

use super::Walk;
use crate::conflict::ConflictKind;
use crate::list_order::Aligned;
use crate::renames::is_gone;
use crate::three::Side;
use crate::value_path::PathStep;

/// Texts and their new names.
type OldNames = Vec<(NodeId, String)>;

/// The keys of a task that name other tasks.
pub(super) const NAMING: [&str; 2] = ["dependencies", "depends_on"];

impl<'a> Walk<'_, 'a> {
    /// A value of theirs as it is written into ours.
    pub(super) fn written(&mut self, theirs: Node<'a>) -> Result<Value, EditError> {
        let old_names = self.old_names(theirs, self.renames.names().theirs);
        let renamed_texts = self.without_gone(old_names, Side::Ours);
        if renamed_texts.is_empty() {
            return Ok(Value::Copied(self.copy(theirs)?));
        }
        // With other names in it, their text cannot be copied, so the value is written in our
        // style.
        Ok(renamed(theirs, &renamed_texts.into_iter().collect()))
    }

    /// Gives tasks their new names in a value that only we have.
    pub(super) fn rename_within(&mut self, ours: Node<'a>) {
        let old_names = self.old_names(ours, self.renames.names().ours);
        for (text, name) in self.without_gone(old_names, Side::Theirs) {
            let change = Change::Set(text, Value::text(name));
            self.plan.changes.push(change);
        }
    }

    /// Whether the texts of a list name tasks.
    pub(super) fn names_tasks(&self) -> bool {
        match self.key_at(0) {
            "parallelization" => true,
            "tasks" => NAMING.contains(&self.key_at(2)),
            _ => false,
        }
    }

    /// Whether a task was renamed and this value may name it.
    pub(super) fn may_name_tasks(&self) -> bool {
        !self.renames.is_empty() && matches!(self.key_at(0), "tasks" | "parallelization")
    }

    /// The key that the path has at a step; empty if there is none.
    fn key_at(&self, step: usize) -> &str {
        match self.path.get(step) {
            Some(PathStep::Key(key)) => key,
            _ => "",
        }
    }

    /// The new name of a task that a text of ours mentions, if it was renamed.
    pub(super) fn new_name(
        &self,
        aligned: &Aligned<'a>,
        index: usize,
        item: Node<'a>,
    ) -> Option<String> {
        if !self.names_tasks() {
            return None;
        }
        let text = item.text()?;
        let name = &aligned.keys.ours.get(index)?.name;
        if name == text {
            return None;
        }
        Some(name.clone())
    }

    /// Gives a text of ours that names a task the task's new name.
    pub(super) fn rename(&mut self, item: Node<'a>, name: Option<String>) {
        let Some(name) = name else { return };
        // There is no name to write: the task that was meant does not exist any more.
        if is_gone(&name) {
            // If a side has been chosen, the conflict is known already.
            if self.choice().is_none() {
                self.report(ConflictKind::Reused(Side::Theirs));
            }
            return;
        }
        let change = Change::Set(item.id(), Value::text(name));
        self.plan.changes.push(change);
    }

    /// Reports names of a task that the side removed to reuse its ID.
    fn without_gone(&mut self, mut found: OldNames, side: Side) -> OldNames {
        let count = found.len();
        found.retain(|(_, name)| !is_gone(name));
        if found.len() < count && self.choice().is_none() {
            self.report(ConflictKind::Reused(side));
        }
        found
    }

    /// The texts in a value that use an old name of a task, with the new name.
    fn old_names(&self, node: Node<'a>, names: &HashMap<String, String>) -> OldNames {
        let mut found = Vec::new();
        if names.is_empty() {
            return found;
        }
        match self.path.as_slice() {
            [PathStep::Key(key), ..] if key == "parallelization" => {
                collect(node, names, &mut found);
            }
            [PathStep::Key(key), _, PathStep::Key(inner), ..]
                if key == "tasks" && NAMING.contains(&inner.as_str()) =>
            {
                collect(node, names, &mut found);
            }
            [PathStep::Key(key)] | [PathStep::Key(key), PathStep::Item(_)] if key == "tasks" => {
                for inner in NAMING {
                    if let Some(list) = node.get(inner) {
                        collect(list, names, &mut found);
                    }
                }
            }
            _ => {}
        }
        found
    }
}

/// Collects the texts below a node that have a new name.
fn collect(node: Node<'_>, names: &HashMap<String, String>, found: &mut OldNames) {
    if let Some(name) = node.text().and_then(|text| names.get(text)) {
        found.push((node.id(), name.clone()));
    }
    for item in node.items() {
        collect(item, names, found);
    }
    for (_, value) in node.entries() {
        collect(value, names, found);
    }
}

/// The value of a node with some texts replaced.
fn renamed(node: Node<'_>, texts: &HashMap<NodeId, String>) -> Value {
    if let Some(text) = texts.get(&node.id()) {
        return Value::text(text);
    }
    if node.is_sequence() {
        return Value::List(node.items().map(|item| renamed(item, texts)).collect());
    }
    if node.is_mapping() {
        let mut entries = Vec::new();
        for (key, value) in node.entries() {
            if let Some(key) = key.text() {
                entries.push((key.to_owned(), renamed(value, texts)));
            }
        }
        return Value::Map(entries);
    }
    Value::of(node)
}
