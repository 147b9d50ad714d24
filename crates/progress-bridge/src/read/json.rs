//! Reading JSON values leniently: the tools themselves change the types of values.

use serde_json::Value;

use super::Input;
use crate::ReadError;

/// Parses a text of a file; `first_line` is the line that it starts at.
pub(super) fn parse(input: Input<'_>, text: &str, first_line: usize) -> Result<Value, ReadError> {
    serde_json::from_str(text).map_err(|error| {
        let line = first_line + error.line().saturating_sub(1);
        // The place is in the error already, and the column means nothing in one line.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        input.invalid(line, message)
    })
}

/// A text or a number.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The texts and numbers of a list.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .filter_map(|item| text(Some(item)))
        .collect()
}

/// Whether a value says something.
pub(super) fn says(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(entries)) => !entries.is_empty(),
        Some(_) => true,
    }
}
