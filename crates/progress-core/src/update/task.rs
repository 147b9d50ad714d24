//! The changes of an instruction to a task: status, dates and notes.

use yaml_lossless::edit::{Change, Value};
use yaml_lossless::{Node, Style};

use super::{Changed, Instruction, Update, UpdateError, task_status};
use crate::derive::dates::{date_in, date_text, is_empty, stamp};
use crate::display::nearest;
use crate::model::{Class, Phase, Task, Tasks};

/// Maximum IDs listed if none is similar.
const MAX_NAMED: usize = 12;

impl<'a> Update<'a> {
    pub(super) fn task(&mut self, instruction: &Instruction) -> Result<(), UpdateError> {
        let id = instruction.task.as_str();
        let (index, task) = find(&self.before, id)?;
        let node = self.tree.node(task.node);
        let was = task.state;
        if let Some(text) = self.transition(instruction, task)? {
            let word = task_status(&text, self.statuses)?;
            let class = self.statuses.class(&word);
            // `after` began as a copy and only grows at the end, so the index is valid in both.
            if let Tasks::List(tasks) = &mut self.after.tasks
                && let Some(task) = tasks.get_mut(index)
            {
                task.state = Some(class);
            }
            self.put(node, id, "status", &word, &["id"]);
            self.dates(node, id, was, class);
        }
        self.edit(index, node, id, &instruction.edit)?;
        let text = instruction.note.as_deref().unwrap_or_default().trim();
        self.add_note(node, id, text)
    }

    /// Sets a task's key to a text.
    fn put(&mut self, task: Node<'a>, id: &str, key: &str, text: &str, after: &[&str]) {
        let old = task.get(key).and_then(Node::some_text);
        if old == Some(text) {
            return;
        }
        let changed = Changed {
            old: old.map(str::to_owned),
            new: Some(text.to_owned()),
            ..Changed::below(task, key, Some(id))
        };
        let change = Change::put(task, key, Value::text(text), after);
        self.outcome.push(change, changed);
    }

    fn dates(&mut self, task: Node<'a>, id: &str, was: Option<Class>, is: Class) {
        if matches!(was, None | Some(Class::Open))
            && matches!(is, Class::Active | Class::Done | Class::Review)
        {
            self.date(task, id, "started");
        }
        match (was == Some(Class::Done), is == Class::Done) {
            (false, true) => self.date(task, id, "completed"),
            (true, false) => self.clear(task, id, "completed"),
            _ => {}
        }
    }

    /// Writes the current date if the key is empty, or absent while other tasks have it.
    fn date(&mut self, task: Node<'a>, id: &str, key: &str) {
        if task.get(key).is_some_and(|node| !is_empty(node)) {
            return;
        }
        let sibling = self.sibling_with(key);
        // A file without dates does not get any.
        if task.get(key).is_none() && sibling.is_none() {
            return;
        }
        // Dates within a task should look alike, so its own come first.
        let like = date_in(task).or_else(|| date_text(sibling?.get(key)?));
        let date = stamp(like, self.now);
        let mut earlier = vec!["status"];
        // Put it after the same keys as in the other task.
        let keys = sibling
            .into_iter()
            .flat_map(Node::entries)
            .filter_map(|(key, _)| key.text());
        earlier.extend(keys.take_while(|other| *other != key));
        let model = sibling.and_then(|sibling| sibling.get(key));
        let is_plain = model.is_some_and(|model| model.style() == Style::Plain);
        if is_plain && task.get(key).is_none() && task.style() == Style::Block {
            // Match the file: if other dates have no quotes, dates are read as such.
            let changed = Changed {
                new: Some(date.clone()),
                ..Changed::below(task, key, Some(id))
            };
            let change = Change::put(task, key, Value::Plain(date), &earlier);
            self.outcome.push(change, changed);
            return;
        }
        self.put(task, id, key, &date, &earlier);
    }

    /// The first task that has a date for this key.
    fn sibling_with(&self, key: &str) -> Option<Node<'a>> {
        let tasks = self.before.tasks().iter();
        let mut nodes = tasks.map(|task| self.tree.node(task.node));
        nodes.find(|task| task.get(key).and_then(date_text).is_some())
    }

    fn clear(&mut self, task: Node<'a>, id: &str, key: &str) {
        let Some(node) = task.get(key) else { return };
        // Anything but a date, such as a remark, was not written by a change of status.
        let Some(date) = date_text(node) else { return };
        let changed = Changed {
            old: Some(date.to_owned()),
            ..Changed::below(task, key, Some(id))
        };
        self.outcome
            .push(Change::Set(node.id(), Value::null()), changed);
    }

    fn add_note(&mut self, task: Node<'a>, id: &str, text: &str) -> Result<(), UpdateError> {
        if text.is_empty() {
            return Ok(());
        }
        // `note` is not a key of the format, but a second key with the same meaning would be worse.
        let has_alias = task.get("notes").is_none() && task.get("note").is_some();
        let key = if has_alias { "note" } else { "notes" };
        let Some(node) = task.get(key).filter(|node| !is_empty(*node)) else {
            self.put(task, id, key, text, &["status"]);
            return Ok(());
        };
        if node.is_sequence() {
            self.append(task, id, node, text);
            return Ok(());
        }
        let Some(old) = node.text() else {
            return Err(UpdateError::Notes(id.to_owned()));
        };
        // Repeating a command must not repeat its note.
        if !says(old, text) {
            self.put(task, id, key, &joined(node, old, text), &[]);
        }
        Ok(())
    }

    fn append(&mut self, task: Node<'a>, id: &str, list: Node<'a>, note: &str) {
        if list.items().any(|item| item.text() == Some(note)) {
            return;
        }
        let key = list.key().and_then(Node::text).unwrap_or_default();
        let mut changed = Changed {
            new: Some(note.to_owned()),
            ..Changed::below(task, key, Some(id))
        };
        changed.pointer.push_str("/-");
        let items = vec![Value::text(note)];
        self.outcome.push(Change::Append(list.id(), items), changed);
    }
}

/// Finds a task by ID, with its index.
pub(super) fn find<'p>(phase: &'p Phase, id: &str) -> Result<(usize, &'p Task), UpdateError> {
    let Tasks::List(tasks) = &phase.tasks else {
        return Err(UpdateError::NoTasks);
    };
    let mut found = tasks
        .iter()
        .enumerate()
        .filter(|(_, task): &(usize, &Task)| task.id_text() == Some(id));
    // Evaluated in order: `count` counts what `next` has left.
    match (found.next(), found.count()) {
        (Some(task), 0) => Ok(task),
        (Some(_), more) => Err(UpdateError::RepeatedId {
            id: id.to_owned(),
            count: more + 1,
        }),
        (None, _) => Err(UpdateError::UnknownTask {
            id: id.to_owned(),
            near: near(id, tasks),
        }),
    }
}

fn near(id: &str, tasks: &[Task]) -> Vec<String> {
    let ids: Vec<&str> = tasks.iter().filter_map(Task::id_text).collect();
    match nearest(id, ids.iter().copied()) {
        Some(near) => vec![near.to_owned()],
        None => ids.into_iter().take(MAX_NAMED).map(str::to_owned).collect(),
    }
}

/// Whether a text already contains this, at its end or on a line of its own.
fn says(text: &str, note: &str) -> bool {
    text.trim_end().ends_with(note) || text.lines().any(|line| line.trim() == note)
}

/// Appends a note to a text.
fn joined(value: Node<'_>, text: &str, note: &str) -> String {
    let (text, end) = match value.style() {
        // The line breaks at the end belong to the style of the value, so the note goes before
        // them.
        Style::Literal | Style::Folded => text.split_at(text.trim_end_matches('\n').len()),
        _ => (text.trim_end(), ""),
    };
    // A literal text consists of lines, whereas the lines of a folded one are joined by blanks.
    match value.style() {
        Style::Literal => return format!("{text}\n{note}{end}"),
        Style::Folded if !note.contains('\n') => return format!("{text} {note}{end}"),
        _ => {}
    }
    let between = if text.contains('\n') || note.contains('\n') {
        "\n"
    } else if text.ends_with(['.', '!', '?', ';', ':']) {
        " "
    } else {
        "; "
    };
    format!("{text}{between}{note}{end}")
}
