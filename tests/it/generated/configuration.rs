//! The table of settings, from the schema of the configuration.

use std::fmt::Write as _;

use serde_json::Value;

use super::{check, read, with_part};

#[test]
fn the_table_of_settings_is_up_to_date() {
    let schema: Value = serde_json::from_str(&read("schemas/config.schema.json")).unwrap();
    let mut table = "| Setting | Values | Default | Meaning |\n|---|---|---|---|\n".to_owned();
    rows(&schema, "", &mut table);
    let name = "docs/configuration.md";
    check(name, &with_part(&read(name), "settings", &table));
}

/// A row for each setting, those of a section with its name before theirs.
fn rows(schema: &Value, prefix: &str, table: &mut String) {
    let properties = schema["properties"].as_object().unwrap();
    for (key, setting) in properties {
        let name = format!("{prefix}{key}");
        if setting["properties"].is_object() {
            rows(setting, &format!("{name}."), table);
            continue;
        }
        let default = match &setting["default"] {
            Value::Null => String::new(),
            default => format!("`{default}`"),
        };
        let description = setting["description"]
            .as_str()
            .unwrap_or("The severity of each rule; see below.");
        writeln!(
            table,
            "| `{name}` | {} | {default} | {} |",
            values(setting),
            description.replace('|', "\\|")
        )
        .unwrap();
    }
}

/// What a setting may be.
fn values(setting: &Value) -> String {
    if let Some(values) = setting["enum"].as_array() {
        let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
        return values.join(", ").replace('"', "");
    }
    match (setting["type"].as_str(), setting["items"]["type"].as_str()) {
        (Some("array"), Some("string")) => "list of strings".to_owned(),
        (Some("array"), _) => "list of mappings".to_owned(),
        (Some("object") | None, _) => "mapping".to_owned(),
        (Some(kind), _) => kind.to_owned(),
    }
}
