//! Unblocking and reopening tasks.

use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Value};

use super::{Changed, Instruction, Transition, Update, UpdateError};
use crate::derive::Remark;
use crate::derive::dates::date_text;
use crate::model::blocker::{blocks, is_about, is_resolved, names, starts_with};
use crate::model::id::is_id_shaped;
use crate::model::{Class, Task};

impl<'a> Update<'a> {
    /// The new status of a task, after a check that it may be set.
    pub(super) fn transition(
        &self,
        instruction: &Instruction,
        task: &Task,
    ) -> Result<Option<String>, UpdateError> {
        let is_settled = task.state.is_some_and(Class::is_settled);
        let is_blocked = task.state == Some(Class::Blocked);
        let refused = match instruction.transition {
            // Only a command that presumes an earlier status can be refused.
            Transition::Set => false,
            Transition::Reopen => !is_settled,
            Transition::Unblock => !is_blocked,
        };
        if refused {
            let status = task.status.as_ref().map(|name| name.text.clone());
            return Err(UpdateError::WrongStatus {
                id: instruction.task.clone(),
                status,
                transition: instruction.transition,
            });
        }
        if instruction.transition == Transition::Unblock && instruction.status.is_none() {
            let started = self.tree.node(task.node).get("started");
            let was_started = started.and_then(date_text).is_some();
            let word = if was_started {
                "in_progress"
            } else {
                "pending"
            };
            return Ok(Some(word.to_owned()));
        }
        Ok(instruction.status.clone())
    }

    /// Resolves the blockers that name these tasks and no other task.
    ///
    /// If a blocker names others in keys such as `tasks`, only these tasks are removed there. An
    /// entry with a `status` is marked as resolved; any other is removed. A text that mentions a
    /// task among other words is left alone.
    pub(super) fn resolve_blockers(&mut self, ids: &[&str]) {
        let Some(list) = self.root.get("blockers").filter(|it| it.is_sequence()) else {
            return;
        };
        for (index, entry) in list.items().enumerate() {
            if !is_resolved(entry) {
                self.resolve_blocker(index, entry, ids);
            }
        }
        let was_blocked = self.before.class() == Some(Class::Blocked);
        let mut tasks = self.after.tasks().iter();
        // The phase may be blocked for another reason, so its status is left to a person.
        if was_blocked && !tasks.any(|task| task.state == Some(Class::Blocked)) {
            self.outcome.remarks.push(Remark::PhaseStillBlocked);
        }
    }

    fn resolve_blocker(&mut self, index: usize, entry: Node<'a>, ids: &[&str]) {
        if let Some(text) = entry.text() {
            // What also holds up another task is not resolved by this one.
            if ids.iter().any(|id| starts_with(text, id)) && !self.names_other(text, ids) {
                self.remove_blocker(index, entry);
            } else if let Some(id) = ids.iter().find(|id| names(text, id)) {
                self.keep_blocker(id, text.to_owned());
            }
        } else if let Some((id, reason)) = about(entry, ids) {
            if self.names_other(reason, ids) {
                self.keep_blocker(id, format!("{id}: {reason}"));
            } else {
                self.remove_blocker(index, entry);
            }
        } else {
            self.resolve_mapping(index, entry, ids);
        }
    }

    /// Resolves a blocker with keys for the tasks that it blocks, of which it may have several.
    fn resolve_mapping(&mut self, index: usize, entry: Node<'a>, ids: &[&str]) {
        let blocked: Vec<Node<'a>> = entry
            .entries()
            .filter(|(key, _)| blocks(key.text()))
            .map(|(_, value)| value)
            .collect();
        if !blocked
            .iter()
            .any(|value| !named_in(*value, ids).is_empty())
        {
            return;
        }
        if !blocked.iter().any(|value| self.blocks_other(*value, ids)) {
            self.close_blocker(index, entry);
            return;
        }
        for value in blocked {
            let named = named_in(value, ids);
            // A key that names nothing but these tasks is removed with them.
            if !named.is_empty() && !self.blocks_other(value, ids) {
                self.remove_key(value);
                continue;
            }
            for item in named {
                self.remove_item(value, item);
            }
        }
    }

    /// Whether the value of a key for blocked tasks names a task other than these.
    fn blocks_other(&self, value: Node<'_>, ids: &[&str]) -> bool {
        if value.is_sequence() {
            return named_in(value, ids).len() < value.items().len();
        }
        match value.text() {
            // A task of another phase is one too, but `the release` is not.
            Some(text) if is_one_of(text, ids) => false,
            Some(text) => is_id_shaped(text.trim()) || self.names_other(text, ids),
            None => false,
        }
    }

    /// Whether a text names a task of this file other than these.
    fn names_other(&self, text: &str, ids: &[&str]) -> bool {
        let mut others = self.before.tasks().iter().filter_map(Task::id_text);
        others.any(|id| !ids.contains(&id) && names(text, id))
    }

    fn keep_blocker(&mut self, id: &str, text: String) {
        let id = id.to_owned();
        self.outcome.remarks.push(Remark::BlockerKept { id, text });
    }

    fn close_blocker(&mut self, index: usize, entry: Node<'a>) {
        let Some(status) = entry.get("status").filter(|it| it.text().is_some()) else {
            self.remove_blocker(index, entry);
            return;
        };
        let changed = Changed {
            old: status.some_text().map(str::to_owned),
            new: Some("resolved".to_owned()),
            ..Changed::at(status, &format!("blockers/{}/status", label(index, entry)))
        };
        let change = Change::Set(status.id(), Value::text("resolved"));
        self.outcome.push(change, changed);
    }

    fn remove_blocker(&mut self, index: usize, entry: Node<'a>) {
        let text = entry.text().map(str::to_owned);
        let changed = Changed {
            old: Some(text.unwrap_or_else(|| label(index, entry))),
            ..Changed::at(entry, "blockers")
        };
        self.outcome.push(Change::Remove(entry.id()), changed);
    }

    fn remove_key(&mut self, value: Node<'a>) {
        let key = value.key().and_then(Node::text).unwrap_or_default();
        let items: Vec<&str> = value.items().filter_map(Node::text).collect();
        let old = match value.text() {
            Some(text) => text.to_owned(),
            None => items.join(", "),
        };
        let changed = Changed {
            old: Some(old),
            ..Changed::at(value, &format!("blockers/{key}"))
        };
        self.outcome.push(Change::Remove(value.id()), changed);
    }

    fn remove_item(&mut self, list: Node<'a>, item: Node<'a>) {
        let key = list.key().and_then(Node::text).unwrap_or_default();
        let changed = Changed {
            old: item.text().map(str::to_owned),
            ..Changed::at(item, &format!("blockers/{key}"))
        };
        self.outcome.push(Change::Remove(item.id()), changed);
    }
}

/// Whether a text is one of these IDs.
fn is_one_of(text: &str, ids: &[&str]) -> bool {
    ids.contains(&text.trim())
}

/// The nodes that name these tasks: a value itself, or items of it.
fn named_in<'a>(value: Node<'a>, ids: &[&str]) -> Vec<Node<'a>> {
    let nodes: Vec<Node<'a>> = if value.is_sequence() {
        value.items().collect()
    } else {
        vec![value]
    };
    nodes
        .into_iter()
        .filter(|node| node.text().is_some_and(|text| is_one_of(text, ids)))
        .collect()
}

/// The ID and the reason of a blocker written as `ID: reason`, which is a mapping.
fn about<'a>(entry: Node<'a>, ids: &[&str]) -> Option<(&'a str, &'a str)> {
    if !is_about(entry, ids) {
        return None;
    }
    let (key, reason) = entry.nth_entry(0)?;
    Some((key.text()?, reason.text().unwrap_or_default()))
}

/// A name for a blocker: its ID, its description or its place in the list.
fn label(index: usize, entry: Node<'_>) -> String {
    let keys = ["id", "description", "title", "name", "reason"];
    let mut texts = keys.iter().filter_map(|key| entry.get(key)?.some_text());
    match texts.next() {
        Some(text) => text.to_owned(),
        None => match entry.nth_entry(0) {
            Some((key, value)) => {
                let (key, value) = (key.text(), value.text());
                format!("{}: {}", key.unwrap_or("…"), value.unwrap_or("…"))
            }
            None => index.to_string(),
        },
    }
}
