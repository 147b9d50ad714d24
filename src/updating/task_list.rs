//! The tasks of a new phase, from what the user gives.

use std::collections::HashMap;

use progress_core::display::nearest;
use progress_core::model::id::is_id;
use progress_core::scaffold::NewTask;
use serde::Deserialize;

/// The tasks of a new phase, as a user gives them.
#[derive(Clone, Debug, Default)]
pub struct TaskList {
    /// The tasks; those without a status, an assignee, an effort or a priority get the defaults.
    pub tasks: Vec<NewTask>,
    /// Tasks, and further tasks that they depend on.
    pub dependencies: Vec<(String, Vec<String>)>,
    /// The default assignees.
    pub assignees: Vec<String>,
    /// The default effort.
    pub effort: Option<String>,
    /// The default priority.
    pub priority: String,
}

/// Why the tasks of a new phase cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaskListError {
    /// Dependencies are given for a task that is not in the list.
    #[error("unknown task `{id}` in `--depends`")]
    Unknown {
        /// The task.
        id: String,
        /// The task that was probably meant.
        near: Option<String>,
    },
    /// A task's ID would not be recognized.
    #[error("`{0}` is not a valid task ID")]
    InvalidId(String),
}

/// Reads tasks from a JSON list.
///
/// # Errors
///
/// Fails if it is not such a list.
pub fn parse_tasks(bytes: &[u8]) -> Result<Vec<NewTask>, serde_json::Error> {
    let entries: Vec<TaskJson> = serde_json::from_slice(bytes)?;
    Ok(entries.into_iter().map(NewTask::from).collect())
}

impl TaskList {
    /// Returns the tasks, with their dependencies and defaults.
    ///
    /// # Errors
    ///
    /// Fails if a task does not exist or has an invalid ID.
    pub fn complete(mut self) -> Result<Vec<NewTask>, TaskListError> {
        // All tasks are known by now, whatever the order in which they were given.
        self.add_dependencies()?;
        let mut tasks = std::mem::take(&mut self.tasks);
        for task in &mut tasks {
            self.fill(task);
            if !is_id(&task.id) {
                return Err(TaskListError::InvalidId(task.id.clone()));
            }
        }
        Ok(tasks)
    }

    fn add_dependencies(&mut self) -> Result<(), TaskListError> {
        let mut places: HashMap<String, usize> = HashMap::new();
        for (place, task) in self.tasks.iter().enumerate() {
            // A second task of the same ID is an error that the linter reports.
            places.entry(task.id.clone()).or_insert(place);
        }
        for (id, dependencies) in std::mem::take(&mut self.dependencies) {
            let place = places.get(&id).copied();
            let Some(task) = place.and_then(|place| self.tasks.get_mut(place)) else {
                let near = nearest(&id, places.keys().map(String::as_str)).map(str::to_owned);
                return Err(TaskListError::Unknown { id, near });
            };
            task.dependencies.extend(dependencies);
        }
        Ok(())
    }

    fn fill(&self, task: &mut NewTask) {
        if task.status.is_empty() {
            "pending".clone_into(&mut task.status);
        }
        if task.assigned_to.is_empty() {
            task.assigned_to.clone_from(&self.assignees);
        }
        if task.estimated_effort.is_none() {
            task.estimated_effort.clone_from(&self.effort);
        }
        task.priority.get_or_insert_with(|| self.priority.clone());
    }
}

impl TaskListError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Unknown {
                near: Some(near), ..
            } => format!("did you mean `{near}`?"),
            Self::Unknown { id, near: None } => format!("add `--task \"{id}: DESCRIPTION\"`"),
            Self::InvalidId(_) => {
                "use letters and digits in parts joined by `-`, `.` or `_`".to_owned()
            }
        }
    }
}

/// A task in the JSON list.
#[derive(Deserialize)]
// A misspelled key must not be ignored.
#[serde(deny_unknown_fields)]
struct TaskJson {
    id: String,
    #[serde(alias = "title", alias = "name")]
    description: String,
    status: Option<String>,
    assigned_to: Option<OneOrMany>,
    #[serde(alias = "depends_on")]
    dependencies: Option<Vec<String>>,
    #[serde(alias = "estimate", alias = "effort")]
    estimated_effort: Option<Amount>,
    priority: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Amount {
    Text(String),
    Number(serde_json::Number),
}

impl From<TaskJson> for NewTask {
    fn from(entry: TaskJson) -> Self {
        Self {
            id: entry.id,
            description: entry.description,
            status: entry.status.unwrap_or_default(),
            assigned_to: match entry.assigned_to {
                Some(OneOrMany::One(who)) => vec![who],
                Some(OneOrMany::Many(who)) => who,
                None => Vec::new(),
            },
            dependencies: entry.dependencies.unwrap_or_default(),
            estimated_effort: entry.estimated_effort.map(|amount| match amount {
                Amount::Text(text) => text,
                Amount::Number(number) => number.to_string(),
            }),
            priority: entry.priority,
            others: Vec::new(),
        }
    }
}
