//! Setting top-level keys.

use yaml_lossless::edit::{Change, Value};
use yaml_lossless::{Node, Scalar};

use super::statuses::phase_status;
use super::{Assignment, Changed, Update, UpdateError};
use crate::display::nearest;
use crate::model::Class;
use crate::model::keys::{Part, names_commit};

/// Keys that are derived from the tasks.
const DERIVED: &[&str] = &[
    "total_tasks",
    "completed_tasks",
    "in_progress_tasks",
    "blocked_tasks",
    "at_risk_tasks",
    "overall_progress",
    "progress",
];

impl Update<'_> {
    pub(super) fn fields(&mut self, fields: &[Assignment]) -> Result<(), UpdateError> {
        for (index, field) in fields.iter().enumerate() {
            let key = field.key();
            let earlier = fields.get(..index).unwrap_or_default();
            if earlier.iter().any(|other| clash(other, field)) {
                return Err(refused(key, "it is set twice"));
            }
            if earlier.contains(field) {
                continue;
            }
            self.check_key(key)?;
            match field {
                Assignment::Set(_, text) => self.set(key, text)?,
                Assignment::Append(_, text) => self.append_to(key, text)?,
            }
        }
        Ok(())
    }

    fn check_key(&self, key: &str) -> Result<(), UpdateError> {
        if key == "tasks" {
            return Err(refused(key, "change tasks with `-t` and `-s`"));
        }
        if DERIVED.contains(&key) {
            return Err(refused(key, "it is computed from the tasks"));
        }
        if !is_name(key) {
            return Err(refused(key, "not a top-level key"));
        }
        let known = Part::Top.keys();
        // Most words of up to four letters are one edit away from another word.
        if self.root.get(key).is_none() && !known.contains(&key) && key.len() > 4 {
            let present = self.root.entries().filter_map(|(key, _)| key.text());
            // A key of the user's own may resemble a known one by chance.
            if let Some(near) = nearest(key, known.iter().copied().chain(present))
                && strsim::osa_distance(near, key) == 1
            {
                return Err(refused(key, &format!("did you mean `{near}`?")));
            }
        }
        Ok(())
    }

    fn set(&mut self, key: &str, text: &str) -> Result<(), UpdateError> {
        let node = self.root.get(key);
        if node.is_some_and(Node::is_mapping) {
            return Err(refused(key, "its value is a mapping; edit it by hand"));
        }
        let value = match key {
            "status" => Value::Text(self.phase_status(text)?),
            _ => value_for(key, node, text)?,
        };
        let (old, new) = (node.and_then(shown), reported(&value));
        if node.is_some_and(|node| holds(node, &value)) {
            return Ok(());
        }
        let changed = Changed {
            old,
            new,
            ..Changed::top(self.root, key)
        };
        let change = Change::put(self.root, key, value, &[]);
        self.outcome.push(change, changed);
        Ok(())
    }

    fn phase_status(&mut self, text: &str) -> Result<String, UpdateError> {
        let word = phase_status(text, self.statuses)?;
        let state = self.statuses.read(&word);
        let open = self
            .after
            .tasks()
            .iter()
            .filter(|task| task.state.is_none_or(|state| !state.is_settled()))
            .count();
        // The linter would report it at once.
        if state.class == Class::Done && open > 0 {
            let tasks = if open == 1 {
                "1 task is".to_owned()
            } else {
                format!("{open} tasks are")
            };
            return Err(refused("status", &format!("{tasks} not done")));
        }
        if let Some((_, after)) = &mut self.after.status {
            *after = state;
        }
        Ok(word)
    }

    fn append_to(&mut self, key: &str, text: &str) -> Result<(), UpdateError> {
        let node = self.root.get(key);
        let mut changed = Changed {
            new: Some(text.to_owned()),
            ..Changed::top(self.root, key)
        };
        changed.pointer.push_str("/-");
        let items = vec![Value::text(text)];
        let change = match node {
            // A key without a value is an empty list.
            Some(list) if list.is_sequence() || list.is_null() => {
                if list.items().any(|item| item.text() == Some(text)) {
                    return Ok(());
                }
                Change::Append(list.id(), items)
            }
            Some(_) => return Err(refused(key, "its value is not a list; use `--set`")),
            None => Change::put(self.root, key, Value::List(items), &[]),
        };
        self.outcome.push(change, changed);
        Ok(())
    }
}

/// Whether two assignments contradict each other.
fn clash(one: &Assignment, other: &Assignment) -> bool {
    match (one, other) {
        // Each adds an item of its own.
        (Assignment::Append(..), Assignment::Append(..)) => false,
        _ => one.key() == other.key() && one != other,
    }
}

/// Whether a text is a key that can be written without quotes.
fn is_name(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// Parses a text as the type of the existing value, or otherwise as its own type.
pub(super) fn value_for(
    key: &str,
    node: Option<Node<'_>>,
    text: &str,
) -> Result<Value, UpdateError> {
    if node.is_some_and(Node::is_sequence) || text.starts_with('[') && text.ends_with(']') {
        let items: Result<Vec<String>, _> = serde_json::from_str(text);
        let reason = "write the list as JSON, or use `--append` to add an item";
        return items.map(Value::texts).map_err(|_| refused(key, reason));
    }
    // What YAML would make of the text without quotes.
    let plain = Scalar::plain(text);
    if matches!(plain, Scalar::Null) {
        return Ok(Value::null());
    }
    // What was a string stays one: `"1.10"` must not become a number.
    let was_text = matches!(node.and_then(Node::scalar), Some(Scalar::Text(_)));
    let is_typed = match plain {
        // In `007`, the digits are meant, not the number.
        Scalar::Int(number) => number.to_string() == text,
        Scalar::Bool(_) => true,
        _ => false,
    };
    // A SHA of digits alone must not be written as a number either.
    if is_typed && !was_text && !node.is_some_and(names_commit) {
        return Ok(Value::Plain(text.to_owned()));
    }
    Ok(Value::text(text))
}

pub(super) fn holds(node: Node<'_>, value: &Value) -> bool {
    match value {
        Value::Text(text) => {
            // A number or a date without quotes is another value, even if it looks the same.
            matches!(node.scalar(), Some(Scalar::Text(_))) && node.text() == Some(text)
        }
        Value::Plain(text) if text == "null" => node.is_null(),
        Value::Plain(text) => node.text() == Some(text),
        Value::List(items) => {
            node.is_sequence()
                && node.items().len() == items.len()
                && node
                    .items()
                    .zip(items)
                    .all(|(node, item)| holds(node, item))
        }
        _ => false,
    }
}

pub(super) fn shown(node: Node<'_>) -> Option<String> {
    if node.is_sequence() {
        let items = node.items().map(|item| item.text().unwrap_or("…"));
        return Some(format!("[{}]", items.collect::<Vec<_>>().join(", ")));
    }
    node.some_text().map(str::to_owned)
}

/// A value, as reported.
pub(super) fn reported(value: &Value) -> Option<String> {
    match value {
        Value::Plain(text) if text == "null" => None,
        Value::Text(text) | Value::Plain(text) => Some(text.clone()),
        Value::List(items) => {
            let items: Vec<String> = items.iter().filter_map(reported).collect();
            Some(format!("[{}]", items.join(", ")))
        }
        _ => None,
    }
}

fn refused(key: &str, reason: &str) -> UpdateError {
    UpdateError::Refused {
        key: key.to_owned(),
        reason: reason.to_owned(),
    }
}
