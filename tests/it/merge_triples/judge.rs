//! Reads a file with another reader than ours, and compares it with what it has to say.

use std::collections::BTreeMap;

use serde_yaml::{Mapping, Value};

use super::expect::{Expected, deviations};
use super::model::{Fields, Item, Phase, Scalar, Task};
use super::style::{FIGURES, Style};

/// The frontmatter as another reader reads it, and the body.
pub fn read(text: &str) -> Result<(Mapping, String), String> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let rest = text.strip_prefix("---\n").ok_or("no frontmatter")?;
    let (front, body) = rest
        .split_once("\n---")
        .ok_or("no end of the frontmatter")?;
    match serde_yaml::from_str(front) {
        Ok(Value::Mapping(mapping)) => Ok((mapping, body.to_owned())),
        Ok(other) => Err(format!("no mapping: {other:?}")),
        Err(error) => Err(error.to_string()),
    }
}

fn word(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(value) => format!("{value:?}"),
        None => String::new(),
    }
}

fn list(mapping: &Mapping, key: &str) -> Vec<Value> {
    match mapping.get(key) {
        Some(Value::Sequence(items)) => items.clone(),
        _ => Vec::new(),
    }
}

fn texts(mapping: &Mapping, key: &str) -> Vec<String> {
    let mut texts: Vec<String> = list(mapping, key)
        .iter()
        .map(|item| word(Some(item)))
        .collect();
    texts.sort();
    texts
}

/// How far a file's figures and status are from its tasks.
pub fn off(front: &Mapping) -> BTreeMap<String, f64> {
    let mut figures = BTreeMap::new();
    for key in FIGURES {
        let stated = match front.get(key) {
            Some(Value::Number(number)) => number.as_f64(),
            Some(Value::String(text)) => text.trim_end_matches('%').parse().ok(),
            _ => None,
        };
        figures.extend(stated.map(|stated| (key.to_owned(), stated)));
    }
    let status = |task: &Value| word(task.as_mapping().and_then(|task| task.get("status")));
    let tasks: Vec<String> = list(front, "tasks").iter().map(status).collect();
    let dropped = tasks.iter().filter(|status| *status == "deferred").count();
    deviations(&figures, &word(front.get("status")), &tasks, dropped)
}

/// What is wrong with figures and status of a result that is not wrong on a side.
pub fn figures(result: &Mapping, sides: &[Mapping; 2]) -> Vec<String> {
    let had = [off(&sides[0]), off(&sides[1])];
    let mut wrong = Vec::new();
    for (key, off) in off(result) {
        let most = had
            .iter()
            .filter_map(|had| had.get(&key))
            .fold(0.0_f64, |most, had| most.max(*had));
        if off > most + 0.01 {
            wrong.push(format!(
                "{key} is off by {off}, on the sides by at most {most}"
            ));
        }
    }
    wrong
}

/// What differs between a result and what it has to say.
pub fn differences(front: &Mapping, body: &str, expected: &Expected, style: &Style) -> Vec<String> {
    let phase = &expected.phase;
    let mut found = Vec::new();
    let mut same = |what: &str, got: String, want: String| {
        if got != want {
            found.push(format!("{what}\n   is {got}\n   want {want}"));
        }
    };
    let known = [
        "status",
        "contributors",
        "tasks",
        "parallelization",
        "blockers",
        "success_criteria",
        "files_modified",
    ];
    let others: Fields = rest(front, |key| {
        !known.contains(&key) && !FIGURES.contains(&key) && !["odd", "odder"].contains(&key)
    });
    same(
        "fields",
        format!("{others:?}"),
        format!("{:?}", phase.fields),
    );
    for (key, stated) in FIGURES.iter().zip(style.figures) {
        same(
            key,
            front.contains_key(*key).to_string(),
            stated.to_string(),
        );
    }
    same(
        "contributors",
        format!("{:?}", texts(front, "contributors")),
        sorted(&phase.contributors),
    );
    same(
        "files",
        format!("{:?}", texts(front, "files_modified")),
        sorted(&phase.files),
    );
    same("tasks", tasks(front), wanted_tasks(phase));
    same(
        "criteria",
        items(front, "success_criteria"),
        wanted_items(&phase.criteria),
    );
    same(
        "blockers",
        items(front, "blockers"),
        wanted_items(&phase.blockers),
    );
    let schedule = front
        .get("parallelization")
        .and_then(Value::as_mapping)
        .cloned()
        .unwrap_or_default();
    for batch in 1..=3 {
        let ids = phase
            .tasks
            .iter()
            .filter(|task| task.batch == batch)
            .map(|task| task.id.clone());
        let key = format!("batch_{batch}");
        same(
            &key,
            format!("{:?}", texts(&schedule, &key)),
            sorted(&ids.collect::<Vec<_>>()),
        );
    }
    let notes: Vec<&str> = body
        .split("\n\n")
        .map(str::trim)
        .filter(|note| !note.is_empty())
        .collect();
    let notes: Vec<&&str> = notes
        .iter()
        .filter(|note| !["---", "A line that stays.", "# Body"].contains(*note))
        .collect();
    let notes: Vec<String> = notes
        .iter()
        .map(|note| note.trim_start_matches("# Body").to_string())
        .collect();
    same("body", format!("{notes:?}"), format!("{:?}", phase.notes));
    found
}

fn sorted(texts: &[String]) -> String {
    let mut texts = texts.to_vec();
    texts.sort();
    format!("{texts:?}")
}

fn rest(mapping: &Mapping, is_wanted: impl Fn(&str) -> bool) -> Fields {
    let mut fields = Fields::new();
    for (key, value) in mapping {
        let key = word(Some(key));
        if is_wanted(&key) {
            let value = match value {
                Value::String(text) => Scalar::Text(text.clone()),
                Value::Null => Scalar::Null,
                Value::Number(number) if number.is_i64() => Scalar::Int(number.as_i64().unwrap()),
                other => Scalar::Text(format!("?{other:?}")),
            };
            fields.insert(key, value);
        }
    }
    undated(fields)
}

/// What is not done has no date, be it empty or missing.
fn undated(mut fields: Fields) -> Fields {
    let is_empty = fields.get("completed") == Some(&Scalar::Null);
    if is_empty {
        fields.remove("completed");
    }
    fields
}

fn tasks(front: &Mapping) -> String {
    let task = |task: &Value| {
        let Some(task) = task.as_mapping() else {
            return format!("{task:?}");
        };
        let fields = rest(task, |key| {
            !["id", "assigned_to", "dependencies"].contains(&key)
        });
        let id = word(task.get("id"));
        format!(
            "\n    {id} {fields:?} {:?} {:?}",
            texts(task, "assigned_to"),
            texts(task, "dependencies")
        )
    };
    let mut tasks: Vec<String> = list(front, "tasks").iter().map(task).collect();
    tasks.sort();
    tasks.concat()
}

fn wanted_tasks(phase: &Phase) -> String {
    let ids: BTreeMap<u32, &String> = phase
        .tasks
        .iter()
        .map(|task| (task.uid, &task.id))
        .collect();
    let task = |task: &Task| {
        let after: Vec<String> = task
            .after
            .iter()
            .filter_map(|uid| ids.get(uid).map(ToString::to_string))
            .collect();
        format!(
            "\n    {} {:?} {} {}",
            task.id,
            undated(task.fields.clone()),
            sorted(&task.assigned),
            sorted(&after)
        )
    };
    let mut tasks: Vec<String> = phase.tasks.iter().map(task).collect();
    tasks.sort();
    tasks.concat()
}

fn items(front: &Mapping, key: &str) -> String {
    let item = |item: &Value| {
        let Some(item) = item.as_mapping() else {
            return format!("{item:?}");
        };
        format!(
            "\n    {} {:?}",
            word(item.get("id")),
            rest(item, |key| key != "id")
        )
    };
    let mut items: Vec<String> = list(front, key).iter().map(item).collect();
    items.sort();
    items.concat()
}

fn wanted_items(items: &[Item]) -> String {
    let mut items: Vec<String> = items
        .iter()
        .map(|item| format!("\n    {} {:?}", item.id, item.fields))
        .collect();
    items.sort();
    items.concat()
}
