//! Task names in values that only one side has follow renamed tasks.

use progress_core::collections::HashMap;
use yaml_lossless::edit::{Change, EditError, Value};
use yaml_lossless::{Node, NodeId};

use super::Walk;
use crate::conflict::{ConflictKind, Part};
use crate::renames::is_gone;
use crate::three::Side;

/// Texts and their new names.
type OldNames = Vec<(NodeId, String)>;

/// The keys of a task that name other tasks.
const NAMING: [&str; 2] = ["dependencies", "depends_on"];

impl<'a> Walk<'_, 'a> {
    /// A value of theirs as it is written into ours.
    pub(super) fn written(&mut self, theirs: Node<'a>) -> Result<Value, EditError> {
        let found = self.old_names(theirs, self.renames.names().theirs);
        let found = self.without_gone(found, Side::Ours);
        if found.is_empty() {
            return Ok(Value::Copied(self.copy(theirs)?));
        }
        let found: HashMap<NodeId, String> = found.into_iter().collect();
        Ok(renamed(theirs, &found))
    }

    /// Gives tasks their new names in a value that only we have.
    pub(super) fn rename_within(&mut self, ours: Node<'a>) {
        let found = self.old_names(ours, self.renames.names().ours);
        let found = self.without_gone(found, Side::Theirs);
        self.plan.changes.extend(
            found
                .into_iter()
                .map(|(node, name)| Change::Set(node, Value::text(name))),
        );
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
        match self.place.as_slice() {
            [Part::Key(key), ..] if key == "parallelization" => collect(node, names, &mut found),
            [Part::Key(key), _, Part::Key(inner), ..]
                if key == "tasks" && NAMING.contains(&inner.as_str()) =>
            {
                collect(node, names, &mut found);
            }
            [Part::Key(key)] | [Part::Key(key), Part::Item(_)] if key == "tasks" => {
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
        let entries = node
            .entries()
            .filter_map(|(key, value)| Some((key.text()?, value)))
            .map(|(key, value)| (key.to_owned(), renamed(value, texts)));
        return Value::Map(entries.collect());
    }
    Value::of(node)
}
