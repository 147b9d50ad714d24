//! The tables of JSON fields, from the schemas.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::{check, read, with_part};

const OUTPUTS: &[&str] = &[
    "report",
    "diff",
    "status",
    "ready",
    "list",
    "show",
    "log",
    "blame",
    "verify",
    "history",
    "update",
    "export",
    "import",
    "sync",
    "resolve",
    "rules",
    "explain",
    "doctor",
    "hook-status",
];

#[test]
fn the_tables_of_fields_are_up_to_date() {
    let mut text = String::new();
    for name in OUTPUTS {
        let schema: Value =
            serde_json::from_str(&read(&format!("schemas/{name}.schema.json"))).unwrap();
        let title = schema["title"].as_str().unwrap();
        let title = title.strip_prefix("Output of progress ").unwrap();
        writeln!(text, "\n## {title}").unwrap();
        let shapes = schema["anyOf"].as_array();
        for shape in shapes.unwrap_or(&vec![schema.clone()]) {
            let mut table = Table {
                schema: &schema,
                text: &mut text,
                known: BTreeMap::new(),
            };
            if shapes.is_some() {
                let about = table.resolved(shape)["description"].clone();
                writeln!(table.text, "\n{}", about.as_str().unwrap()).unwrap();
            }
            table.text.push_str("\n| Field | Meaning |\n|---|---|\n");
            table.rows(shape, "");
        }
    }
    text.push('\n');
    let name = "docs/json.md";
    check(name, &with_part(&read(name), "fields", &text));
}

struct Table<'a> {
    schema: &'a Value,
    text: &'a mut String,
    /// Where the fields of a definition are listed already.
    known: BTreeMap<String, String>,
}

impl Table<'_> {
    /// A row for each field of an object, those of inner objects after it.
    fn rows(&mut self, object: &Value, prefix: &str) {
        let object = self.resolved(object).clone();
        for (key, field) in object["properties"].as_object().into_iter().flatten() {
            let name = format!("{prefix}{key}");
            let inner = self.resolved(field).clone();
            let meaning = field["description"].as_str();
            let meaning = meaning.or(inner["description"].as_str());
            let meaning = meaning.unwrap_or_else(|| panic!("`{name}` has no description"));
            let mut meaning = meaning.replace('\n', " ").replace('|', "\\|") + &values(&inner);
            let (shape, place) = if inner["items"].is_object() {
                (&inner["items"], format!("{name}[]"))
            } else {
                (field, name.clone())
            };
            let known = reference(shape).and_then(|path| self.known.get(path));
            if let Some(known) = known {
                write!(meaning, " Fields as in `{known}`.").unwrap();
                writeln!(self.text, "| `{name}` | {meaning} |").unwrap();
                continue;
            }
            if let Some(path) = reference(shape) {
                self.known.insert(path.to_owned(), place.clone());
            }
            writeln!(self.text, "| `{name}` | {meaning} |").unwrap();
            self.rows(shape, &format!("{place}."));
        }
    }

    /// The definition that a schema refers to, also if it may be null.
    fn resolved<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let some = schema["anyOf"].as_array().and_then(|shapes| shapes.first());
        match reference(schema) {
            Some(path) => self.schema.pointer(path.trim_start_matches('#')).unwrap(),
            None => some.unwrap_or(schema),
        }
    }
}

/// The path of the definition that a schema refers to, also if it may be null.
fn reference(schema: &Value) -> Option<&str> {
    let some = schema["anyOf"].as_array().and_then(|shapes| shapes.first());
    some.unwrap_or(schema)["$ref"].as_str()
}

/// The values of an enumeration, as the end of a sentence.
fn values(schema: &Value) -> String {
    let Some(values) = schema["enum"].as_array() else {
        return String::new();
    };
    let values = values.iter().filter(|value| !value.is_null());
    let values: Vec<String> = values.map(|value| format!("`{value}`")).collect();
    format!(" One of {}.", values.join(", ").replace('"', ""))
}
