//! Unblocking and reopening tasks.

use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Value};

use super::{Changed, Instruction, Transition, Update, UpdateError};
use crate::derive::Remark;
use crate::derive::dates::date_text;
use crate::model::blocker::{blocks, is_about, is_resolved, names, starts_with};
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
    /// A list of blocked tasks loses them. An entry with a `status` is marked as resolved; any
    /// other is removed. A text that mentions the task among other words is left alone.
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
            let others = self.before.tasks().iter().filter_map(Task::id_text);
            let names_other = others
                .filter(|id| !ids.contains(id))
                .any(|id| names(text, id));
            if ids.iter().any(|id| starts_with(text, id)) && !names_other {
                self.remove_blocker(index, entry);
            } else if let Some(id) = ids.iter().find(|id| names(text, id)) {
                let (id, text) = ((*id).to_owned(), text.to_owned());
                self.outcome.remarks.push(Remark::BlockerKept { id, text });
            }
            return;
        }
        if is_about(entry, ids) {
            self.remove_blocker(index, entry);
            return;
        }
        for (_, value) in entry.entries().filter(|(key, _)| blocks(key.text())) {
            let is_named = |item: &Node<'a>| item.text().is_some_and(|it| ids.contains(&it.trim()));
            let named: Vec<Node<'a>> = if value.is_sequence() {
                value.items().filter(is_named).collect()
            } else {
                Some(value).filter(is_named).into_iter().collect()
            };
            if named.is_empty() {
                continue;
            }
            // A single task is no list, and then this is false.
            if named.len() < value.items().len() {
                for item in named {
                    self.remove_item(value, item);
                }
            } else {
                self.close_blocker(index, entry);
            }
            return;
        }
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

    fn remove_item(&mut self, list: Node<'a>, item: Node<'a>) {
        let key = list.key().and_then(Node::text).unwrap_or_default();
        let changed = Changed {
            old: item.text().map(str::to_owned),
            ..Changed::at(item, &format!("blockers/{key}"))
        };
        self.outcome.push(Change::Remove(item.id()), changed);
    }
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
