//! Reading JSON values leniently: the tools themselves change the types of values.

use serde_json::Value;

use super::Input;
use crate::ReadError;

/// Parses a part of a file that starts at an offset.
pub(super) fn parse(input: Input<'_>, text: &str, start: usize) -> Result<Value, ReadError> {
    serde_json::from_str(text).map_err(|error| {
        let lines = text
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1));
        let before: usize = lines.map(str::len).sum();
        // The column counts bytes, and is 0 at the beginning of a line.
        let offset = start + before + error.column().saturating_sub(1);
        // The message repeats the place.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        input.invalid(offset, message)
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
