//! Adding tasks.

use yaml_lossless::Node;
use yaml_lossless::edit::{Change, Value};

use super::edit::{DEPENDENCIES, DESCRIPTION, ORDER};
use super::fields::value_for;
use super::task::find;
use super::{Changed, Update, UpdateError, task_status};
use crate::derive::Remark;
use crate::model::effort::Effort;
use crate::model::id::is_id;
use crate::model::keys::EFFORT;
use crate::model::{Name, Task, Tasks};

/// The status of a new task.
const PENDING: &str = "pending";

/// A task to add.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addition {
    /// Its ID.
    pub id: String,
    /// What to do.
    pub description: String,
    /// Who works on it; if empty, the first owner of the phase.
    pub assignees: Vec<String>,
    /// The tasks that must be done first.
    pub dependencies: Vec<String>,
    /// The estimated effort.
    pub estimate: Option<String>,
    /// How urgent it is.
    pub priority: Option<String>,
    /// Its status; `pending` if `None`.
    pub status: Option<String>,
    /// Other keys, with their texts.
    pub others: Vec<(String, String)>,
    /// The task to insert it after; the last one if `None`.
    pub after: Option<String>,
}

impl Update<'_> {
    /// Adds tasks, and returns their indices in the phase after the update.
    pub(super) fn add(&mut self, additions: &[Addition]) -> Result<Vec<usize>, UpdateError> {
        let mut added = Vec::with_capacity(additions.len());
        for addition in additions {
            self.check_new(&addition.id)?;
            let status = self.status(addition)?;
            let change = self.insertion(addition, &status)?;
            let mut changed = Changed {
                new: Some(format!("{}: {}", addition.id, addition.description)),
                ..Changed::top(self.root, "tasks")
            };
            // In a JSON Pointer, `-` is the place after the last item.
            changed.pointer.push_str("/-");
            self.outcome.push(change, changed);
            if self.assignees(addition).is_empty() {
                let id = addition.id.clone();
                self.outcome.remarks.push(Remark::Unassigned(id));
            }
            added.push(self.add_after(addition, &status));
        }
        Ok(added)
    }

    fn check_new(&self, id: &str) -> Result<(), UpdateError> {
        if !is_id(id) {
            return Err(UpdateError::InvalidId(id.to_owned()));
        }
        if matches!(self.before.tasks, Tasks::NotList(_)) {
            return Err(UpdateError::NoTasks);
        }
        // `after` also has the tasks that the same order adds.
        let mut tasks = self.after.tasks().iter();
        if tasks.any(|task| task.id_text() == Some(id)) {
            return Err(UpdateError::TaskExists(id.to_owned()));
        }
        Ok(())
    }

    fn insertion(&self, addition: &Addition, status: &str) -> Result<Change, UpdateError> {
        let items = vec![self.mapping(addition, status)?];
        let list = self.root.get("tasks");
        if let Some(id) = &addition.after {
            let (_, task) = find(&self.before, id)?;
            return match list {
                Some(list) => Ok(Change::InsertItems {
                    list: list.id(),
                    after: Some(task.node),
                    items,
                }),
                None => Err(UpdateError::NoTasks),
            };
        }
        Ok(match list {
            Some(list) => Change::Append(list.id(), items),
            None => Change::put(self.root, "tasks", Value::List(items), &[]),
        })
    }

    /// The task with the keys of the other tasks, in their order.
    fn mapping(&self, addition: &Addition, status: &str) -> Result<Value, UpdateError> {
        let model = self.before.tasks().last();
        let model = model.map(|task| self.tree.node(task.node));
        let assignees = self.assignees(addition);
        let mut entries: Vec<(&str, Value)> = vec![
            ("id", Value::text(addition.id.clone())),
            (
                self.key_for(model, DESCRIPTION),
                Value::text(addition.description.clone()),
            ),
            ("status", Value::text(status)),
            ("assigned_to", Value::texts(assignees)),
            (
                self.key_for(model, DEPENDENCIES),
                Value::texts(addition.dependencies.iter().cloned()),
            ),
        ];
        let optional = [
            (self.key_for(model, EFFORT), &addition.estimate),
            ("priority", &addition.priority),
        ];
        for (key, text) in optional {
            if let Some(text) = text {
                // An estimate is written like those of the other tasks: `5` or `"5"`.
                let like = model.and_then(|model| self.model_for(model, key));
                entries.push((key, value_for(key, like, text)?));
            }
        }
        for (key, text) in &addition.others {
            entries.push((key, Value::text(text.clone())));
        }
        entries.sort_by_key(|(key, _)| place(model, key));
        let entries = entries.into_iter();
        Ok(Value::Map(
            entries
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        ))
    }

    fn status(&self, addition: &Addition) -> Result<String, UpdateError> {
        match &addition.status {
            Some(text) => task_status(text, self.statuses),
            None => Ok(PENDING.to_owned()),
        }
    }

    fn assignees(&self, addition: &Addition) -> Vec<String> {
        if !addition.assignees.is_empty() {
            return addition.assignees.clone();
        }
        let owners = self.root.get("owners").map(Name::all_in);
        let owners = owners.unwrap_or_default().into_iter();
        owners.map(|name| name.text).take(1).collect()
    }

    /// Adds the task to the phase after the update.
    fn add_after(&mut self, addition: &Addition, status: &str) -> usize {
        // The task has no node yet. Any will do, because only the texts of new tasks are read.
        let node = self.root.id();
        let name = |text: &String| Name {
            node,
            text: text.clone(),
        };
        let effort = addition.estimate.as_ref().and_then(|text| {
            let effort = Effort::parse(text)?;
            Some(Box::new((name(text), effort)))
        });
        let task = Task {
            node,
            id: Some(name(&addition.id)),
            status: Some(name(&status.to_owned())),
            state: Some(self.statuses.class(status)),
            assigned_to: Some(node),
            assignees: addition.assignees.iter().map(name).collect(),
            dependencies: Some(node),
            depends_on: None,
            references: addition.dependencies.iter().map(name).collect(),
            effort,
        };
        if let Tasks::List(tasks) = &mut self.after.tasks {
            // At the end, whatever its place in the file, so that the indices of other tasks stay
            // valid.
            tasks.push(task);
            return tasks.len() - 1;
        }
        self.after.tasks = Tasks::List(vec![task]);
        0
    }
}

/// Where a key comes in a task that is written like the model.
fn place(model: Option<Node<'_>>, key: &str) -> (usize, usize) {
    let usual = ORDER
        .iter()
        .position(|it| *it == key)
        .unwrap_or(ORDER.len());
    let entries = model.into_iter().flat_map(Node::entries);
    let mut keys = entries.filter_map(|(key, _)| key.text());
    // A key that the model lacks comes at the end.
    (keys.position(|it| it == key).unwrap_or(usize::MAX), usual)
}
