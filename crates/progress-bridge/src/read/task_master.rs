//! Task Master: `tasks.json`, with the tasks of one or several tags, and their subtasks.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Input;
use super::json::{parse, says, text, texts};
use super::text::one_line;
use crate::{Bundle, Phase, Plan, ReadError, Status, Task, plan_name};

/// Keys without a counterpart, with what they are called in the report.
const LEFT: &[(&str, &str)] = &[
    ("description", "description"),
    ("details", "details"),
    ("testStrategy", "test strategy"),
    ("complexity", "complexity"),
    ("acceptanceCriteria", "acceptance criteria"),
    ("relevantFiles", "relevant files"),
    ("metadata", "metadata"),
];

/// The key that an export adds for IDs which are not numbers.
pub(crate) const OWN_ID: &str = "progressId";

pub(super) fn read(input: Input<'_>, bundle: &mut Bundle) -> Result<(), ReadError> {
    let value = parse(input, input.text, 0)?;
    let Some(root) = value.as_object() else {
        return Err(input.unexpected("expected an object with tags"));
    };
    // Without a tag, as older versions wrote it.
    if root.get("tasks").is_some_and(Value::is_array) {
        let plan = plan(input, "master", root, bundle)?;
        bundle.plans.push(plan);
        return Ok(());
    }
    let mut has_tag = false;
    for (tag, value) in root {
        let Some(tagged) = value.as_object().filter(|it| it.contains_key("tasks")) else {
            continue;
        };
        has_tag = true;
        let plan = plan(input, tag, tagged, bundle)?;
        bundle.plans.push(plan);
    }
    if has_tag {
        Ok(())
    } else {
        Err(input.unexpected("expected `{\"TAG\": {\"tasks\": [...]}}`"))
    }
}

fn plan(
    input: Input<'_>,
    tag: &str,
    tagged: &Map<String, Value>,
    bundle: &mut Bundle,
) -> Result<Plan, ReadError> {
    let Some(list) = tagged.get("tasks").and_then(Value::as_array) else {
        return Err(input.unexpected(format!("the `tasks` of tag `{tag}` are not a list")));
    };
    let mut reader = Reader {
        input,
        tag,
        bundle,
        tasks: Vec::new(),
        own_ids: BTreeMap::new(),
    };
    for (number, value) in (1..).zip(list) {
        reader.task(value, &format!("task {number} of tag `{tag}`"))?;
    }
    let tasks = reader.finish();
    Ok(Plan {
        name: plan_name(tag).unwrap_or_else(|| "tasks".to_owned()),
        phases: vec![Phase {
            name: Some("1".to_owned()),
            title: "Tasks".to_owned(),
            tasks,
        }],
    })
}

type Identified<'v> = (&'v Map<String, Value>, String);

struct Reader<'a> {
    input: Input<'a>,
    tag: &'a str,
    bundle: &'a mut Bundle,
    tasks: Vec<Task>,
    /// IDs by number, for tasks that were numbered by an export.
    own_ids: BTreeMap<String, String>,
}

impl Reader<'_> {
    /// `place` says which task it is, for errors.
    fn task(&mut self, value: &Value, place: &str) -> Result<(), ReadError> {
        let (entry, number) = self.identified(value, place)?;
        let subtasks = entry.get("subtasks").and_then(Value::as_array);
        let task = self.entry(entry, &number, None, texts(entry.get("dependencies")));
        self.tasks.push(task);
        let subtasks: &[Value] = subtasks.map_or(&[], Vec::as_slice);
        let mut siblings = Vec::with_capacity(subtasks.len());
        for (index, value) in (1..).zip(subtasks) {
            let place = format!("subtask {index} of {place}");
            siblings.push(self.identified(value, &place)?);
        }
        for (entry, own) in &siblings {
            let mut dependencies = Vec::new();
            for name in texts(entry.get("dependencies")) {
                // A bare number is a sibling, and `1.2` any other subtask.
                let is_sibling = siblings.iter().any(|(_, sibling)| *sibling == name);
                dependencies.push(if is_sibling {
                    format!("{number}.{name}")
                } else {
                    name
                });
            }
            // Written by `set-status` with the full number.
            let own = own.strip_prefix(&format!("{number}.")).unwrap_or(own);
            let id = format!("{number}.{own}");
            let parent = Some(self.source(&number));
            let task = self.entry(entry, &id, parent, dependencies);
            self.tasks.push(task);
        }
        Ok(())
    }

    /// The tasks, with dependencies on the IDs that tasks had before they were numbered.
    fn finish(mut self) -> Vec<Task> {
        for task in &mut self.tasks {
            for name in &mut task.dependencies {
                if let Some(id) = self.own_ids.get(name) {
                    name.clone_from(id);
                }
            }
        }
        self.tasks
    }

    /// A task with its ID.
    fn identified<'v>(&self, value: &'v Value, place: &str) -> Result<Identified<'v>, ReadError> {
        let Some(entry) = value.as_object() else {
            return Err(self.input.unexpected(format!("{place} is not an object")));
        };
        match text(entry.get("id")) {
            Some(id) => Ok((entry, id)),
            None => Err(self.input.unexpected(format!("{place} has no `id`"))),
        }
    }

    fn source(&self, number: &str) -> String {
        self.input.source(&format!("{}/{number}", self.tag))
    }

    fn entry(
        &mut self,
        entry: &Map<String, Value>,
        number: &str,
        parent: Option<String>,
        dependencies: Vec<String>,
    ) -> Task {
        for (key, what) in LEFT {
            if says(entry.get(*key)) {
                self.bundle.remark(what, number);
            }
        }
        if let Some(id) = text(entry.get(OWN_ID)) {
            self.own_ids.insert(number.to_owned(), id);
        }
        let title = text(entry.get("title")).or_else(|| text(entry.get("description")));
        let status = text(entry.get("status")).unwrap_or_else(|| "pending".to_owned());
        Task {
            // The ID before it was exported to numbers.
            id: text(entry.get(OWN_ID)).unwrap_or_else(|| number.to_owned()),
            title: one_line(&title.unwrap_or_else(|| number.to_owned())),
            status: self.status(&status, number),
            parent,
            dependencies,
            assignees: assignees(entry),
            estimate: text(entry.get("estimate")),
            priority: text(entry.get("priority")),
            source: self.source(number),
            ..Task::default()
        }
    }

    fn status(&mut self, word: &str, number: &str) -> Status {
        match word {
            "pending" => Status::Pending,
            "in-progress" => Status::InProgress,
            "review" => Status::Review,
            "done" | "completed" => Status::Completed,
            "blocked" => Status::Blocked,
            "deferred" => Status::Deferred,
            "cancelled" => Status::Cancelled,
            _ => {
                self.bundle
                    .remark("unknown status, read as pending", number);
                Status::Pending
            }
        }
    }
}

/// The tool has no assignees, but keeps keys that it does not know.
fn assignees(entry: &Map<String, Value>) -> Vec<String> {
    let mut names = texts(entry.get("assignees"));
    names.extend(text(entry.get("assignee")));
    names
}
