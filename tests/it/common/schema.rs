//! Checks JSON output against its published schema.

use serde_json::Value;

use super::Sandbox;

/// Asserts that a value has every field that the schema of this name requires, and no others.
#[track_caller]
pub fn follows(value: &Value, name: &str) {
    let outcome = Sandbox::folder().run(&["schema", name]);
    let mut schema: Value = serde_json::from_str(&outcome.exits(0).stdout).unwrap();
    close(&mut schema);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors = validator.iter_errors(value);
    let errors: Vec<String> = errors
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Rejects unknown fields, which a reader has to ignore: the schema must name all that are
/// written.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(close);
            if object.get("properties").is_some_and(Value::is_object) {
                object.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
