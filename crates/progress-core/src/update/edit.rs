//! Changing what a task says: description, priority, estimate, assignees and dependencies.

use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Value};

use super::fields::{holds, reported, shown, value_for};
use super::{Changed, Update, UpdateError};
use crate::model::effort::Effort;
use crate::model::keys::EFFORT;
use crate::model::{Name, Tasks};

/// New values of a task's keys; those that are `None` stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskEdit {
    /// What to do.
    pub description: Option<String>,
    /// How urgent it is.
    pub priority: Option<String>,
    /// The estimated effort.
    pub estimate: Option<String>,
    /// Who works on it.
    pub assignees: Option<Vec<String>>,
    /// The tasks that must be done first.
    pub dependencies: Option<Vec<String>>,
    /// Other keys, with their texts.
    pub others: Vec<(String, String)>,
    /// Keys to remove.
    pub removed: Vec<String>,
}

/// The keys of a task in the usual order.
pub(super) const ORDER: &[&str] = &[
    "id",
    "description",
    "status",
    "assigned_to",
    "dependencies",
    "estimated_effort",
    "priority",
];
/// Keys that may hold a description.
pub(super) const DESCRIPTION: &[&str] = &["description", "title", "name", "subject"];
/// Keys that may hold the dependencies.
pub(super) const DEPENDENCIES: &[&str] = &["dependencies", "depends_on"];

impl<'a> Update<'a> {
    pub(super) fn edit(
        &mut self,
        index: usize,
        node: Node<'a>,
        id: &str,
        edit: &TaskEdit,
    ) -> Result<(), UpdateError> {
        let texts = [
            (DESCRIPTION, &edit.description),
            (EFFORT, &edit.estimate),
            (&["priority"][..], &edit.priority),
        ];
        for (keys, text) in texts {
            let Some(text) = text else { continue };
            let key = self.key_for(Some(node), keys);
            // A description such as `404` or `null` is a text, whatever YAML would read.
            let value = if keys == DESCRIPTION {
                Value::text(text.clone())
            } else {
                value_for(key, self.model_for(node, key), text)?
            };
            self.put_value(node, id, key, value);
        }
        if let Some(names) = &edit.assignees {
            self.put_list(node, id, "assigned_to", names);
        }
        if let Some(names) = &edit.dependencies {
            let key = self.key_for(Some(node), DEPENDENCIES);
            self.put_list(node, id, key, names);
        }
        for (key, text) in &edit.others {
            self.put_value(node, id, key, Value::text(text.clone()));
        }
        for key in &edit.removed {
            if let Some(value) = node.get(key) {
                let changed = Changed {
                    old: shown(value),
                    ..Changed::below(node, key, Some(id))
                };
                self.outcome.push(Change::Remove(value.id()), changed);
            }
        }
        self.edit_after(index, edit);
        Ok(())
    }

    /// Applies the edit to the phase after the update.
    fn edit_after(&mut self, index: usize, edit: &TaskEdit) {
        let Tasks::List(tasks) = &mut self.after.tasks else {
            return;
        };
        let Some(task) = tasks.get_mut(index) else {
            return;
        };
        let node = task.node;
        if let Some(names) = &edit.dependencies {
            let names = names.iter().cloned();
            // Only its presence counts: it says that the task states its dependencies.
            task.dependencies = task.dependencies.or(Some(node));
            task.references = names.map(|text| Name { node, text }).collect();
        }
        if let Some(text) = &edit.estimate {
            let effort = Effort::parse(text);
            let text = text.clone();
            task.effort = effort.map(|effort| Box::new((Name { node, text }, effort)));
        }
    }

    /// Which of several names of a key to use: that of the task, or of the first task with one.
    pub(super) fn key_for(&self, task: Option<Node<'a>>, keys: &[&'static str]) -> &'static str {
        let others = self.before.tasks().iter().map(|it| self.tree.node(it.node));
        for node in task.into_iter().chain(others) {
            if let Some(key) = keys.iter().find(|key| node.get(key).is_some()) {
                return key;
            }
        }
        keys.first().copied().unwrap_or_default()
    }

    /// The value whose type a new value of this key should have.
    pub(super) fn model_for(&self, task: Node<'a>, key: &str) -> Option<Node<'a>> {
        let mut others = self.before.tasks().iter().map(|it| self.tree.node(it.node));
        task.get(key)
            // An empty value shows no type.
            .filter(|node| !node.is_null())
            .or_else(|| others.find_map(|other| other.get(key).filter(|it| !it.is_null())))
    }

    fn put_list(&mut self, task: Node<'a>, id: &str, key: &str, names: &[String]) {
        let items = names.iter().map(|name| {
            let old = task.get(key).into_iter().flat_map(Node::items);
            let mut same = old.filter(|item| item.text() == Some(name));
            match same.next() {
                // It keeps its quotes.
                Some(item) if names.iter().filter(|it| *it == name).count() == 1 => {
                    Value::Kept(item.id())
                }
                // A node can be kept in one place only.
                _ => Value::text(name.clone()),
            }
        });
        let value = Value::List(items.collect());
        let changed = Changed {
            old: task.get(key).and_then(shown),
            new: Some(format!("[{}]", names.join(", "))),
            ..Changed::below(task, key, Some(id))
        };
        if task.get(key).is_some_and(Node::is_sequence) && changed.old == changed.new {
            return;
        }
        self.outcome
            .push(Change::put(task, key, value, before(key)), changed);
    }

    fn put_value(&mut self, task: Node<'a>, id: &str, key: &str, value: Value) {
        if task.get(key).is_some_and(|node| holds(node, &value)) {
            return;
        }
        let changed = Changed {
            old: task.get(key).and_then(shown),
            new: reported(&value),
            ..Changed::below(task, key, Some(id))
        };
        self.outcome
            .push(Change::put(task, key, value, before(key)), changed);
    }
}

/// The keys that usually come before a key.
fn before(key: &str) -> &'static [&'static str] {
    match ORDER.iter().position(|it| *it == key) {
        Some(at) => &ORDER[..at],
        None => ORDER,
    }
}
