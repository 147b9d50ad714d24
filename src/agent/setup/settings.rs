//! Lossless edits of JSON settings, with or without comments: everything but the entries in
//! question keeps its bytes, and removing what was added restores the file.

use jsonc_parser::ast::{Array, Object, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::json::{Json, Style, member};
use super::members::{Members, Removal};

/// Why settings cannot be edited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The file is not JSON.
    #[error("invalid JSON: {0}")]
    Invalid(String),
    /// The file is empty, which is not JSON either.
    #[error("the file is empty")]
    Empty,
    /// The file is not TOML.
    #[error("invalid TOML: {0}")]
    InvalidToml(String),
    /// A value has another type than its program expects.
    #[error("`{0}` is not {1}")]
    Unexpected(String, &'static str),
    /// The start of a part has no end.
    #[error("`{0}` has no `{1}` after it")]
    Unclosed(String, String),
}

/// How a program expects its hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `hooks` is a mapping from events to lists of entries.
    Events,
    /// `hooks` is a list of entries, which name their events.
    List,
}

/// Adds an entry to `hooks`, or to the list of its event there, creating both if necessary.
pub(super) fn add(
    text: &str,
    shape: Shape,
    event: &'static str,
    entry: &Json,
) -> Result<String, SettingsError> {
    let (mark, json) = split_mark(text);
    let root = parsed(json)?;
    let root = root_object(&root)?;
    let layout = Layout::of(json);
    let list = Json::List(vec![entry.clone()]);
    let edited = match (last(root, "hooks"), shape) {
        (None, _) => {
            let hooks = match shape {
                Shape::Events => Json::Map(vec![(event, list)]),
                Shape::List => list,
            };
            layout.insert(json, &Members::of_object(json, root), Some("hooks"), &hooks)
        }
        (Some(Value::Array(entries)), Shape::List) => {
            layout.insert(json, &Members::of_array(json, entries), None, entry)
        }
        (Some(Value::Object(hooks)), Shape::Events) => match last(hooks, event) {
            None => layout.insert(json, &Members::of_object(json, hooks), Some(event), &list),
            Some(Value::Array(entries)) => {
                layout.insert(json, &Members::of_array(json, entries), None, entry)
            }
            Some(_) => return Err(unexpected(&format!("hooks.{event}"), "a list")),
        },
        (Some(_), Shape::Events) => return Err(unexpected("hooks", "a mapping")),
        (Some(_), Shape::List) => return Err(unexpected("hooks", "a list")),
    };
    Ok(format!("{mark}{edited}"))
}

/// Removes the entries that run commands for which `is_own` holds.
pub(super) fn remove(text: &str, is_own: &dyn Fn(&str) -> bool) -> Result<String, SettingsError> {
    let (mark, json) = split_mark(text);
    let mut json = json.to_owned();
    // From the last to the first, the reverse of the order in which they were added.
    while let Some(shorter) = remove_last(&json, is_own)? {
        json = shorter;
    }
    Ok(format!("{mark}{json}"))
}

/// The commands that run at an event, or at any if the hooks are a list.
pub(super) fn commands(text: &str, event: &str) -> Result<Vec<String>, SettingsError> {
    let one = |handler: &Value<'_>| command(handler).map(str::to_owned);
    at_event(text, event, &one)
}

/// The same as whole command lines, in whatever form they are.
pub(super) fn command_lines(text: &str, event: &str) -> Result<Vec<String>, SettingsError> {
    at_event(text, event, &command_line)
}

/// What something is for each handler of an event, or of any if the hooks are a list.
fn at_event(
    text: &str,
    event: &str,
    of_handler: &dyn Fn(&Value<'_>) -> Option<String>,
) -> Result<Vec<String>, SettingsError> {
    let (_, json) = split_mark(text);
    let root = parsed(json)?;
    let entries = match last(root_object(&root)?, "hooks") {
        Some(Value::Object(hooks)) => last(hooks, event).and_then(Value::as_array),
        Some(Value::Array(list)) => Some(list),
        _ => None,
    };
    let mut found = Vec::new();
    for entry in entries.map_or(&[][..], |list| &list.elements) {
        found.extend(of_handler(entry));
        found.extend(handlers(entry).into_iter().flatten().filter_map(of_handler));
    }
    Ok(found)
}

/// Whether a key of a mapping in the settings that starts with a prefix is `true`.
pub(super) fn is_enabled(text: &str, mapping: &str, prefix: &str) -> bool {
    let (_, json) = split_mark(text);
    let Ok(root) = parsed(json) else { return false };
    let root = root.as_object();
    let entries = root.and_then(|root| last(root, mapping));
    let Some(entries) = entries.and_then(Value::as_object) else {
        return false;
    };
    entries.properties.iter().any(|entry| {
        let is_true = entry.value.as_boolean_lit().is_some_and(|flag| flag.value);
        entry.name.as_str().starts_with(prefix) && is_true
    })
}

/// The value of a setting that is `true` or `false`; `None` if it is neither.
pub(super) fn flag(text: &str, path: &[&str]) -> Option<bool> {
    let (_, json) = split_mark(text);
    let root = parsed(json).ok()?;
    let mut value = &root;
    for key in path {
        value = last(value.as_object()?, key)?;
    }
    Some(value.as_boolean_lit()?.value)
}

/// Removes the last entry of ours; `None` if there is none.
fn remove_last(json: &str, is_own: &dyn Fn(&str) -> bool) -> Result<Option<String>, SettingsError> {
    let value = parsed(json)?;
    let root = root_object(&value)?;
    let Some(at) = position(root, "hooks") else {
        return Ok(None);
    };
    let route = vec![(Members::of_object(json, root), at)];
    match &root.properties[at].value {
        Value::Array(list) => Ok(removed_from(json, &route, list, is_own)),
        Value::Object(hooks) => {
            for (at, event) in hooks.properties.iter().enumerate().rev() {
                let mut route = route.clone();
                route.push((Members::of_object(json, hooks), at));
                let list = event.value.as_array();
                let shorter = list.and_then(|list| removed_from(json, &route, list, is_own));
                if shorter.is_some() {
                    return Ok(shorter);
                }
            }
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// Removes the last entry of ours from the list at the end of a route.
fn removed_from(
    json: &str,
    route: &[(Members, usize)],
    list: &Array<'_>,
    is_own: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let mut entries = list.elements.iter().enumerate().rev();
    let (index, part) = entries.find_map(|(at, entry)| Some((at, own_part(entry, is_own)?)))?;
    let mut route = route.to_vec();
    route.push((Members::of_array(json, list), index));
    if let Part::Handler(handlers, index) = part {
        route.push((Members::of_array(json, handlers), index));
    }
    Some(route_removed(json, &route))
}

/// What belongs to us in an entry.
enum Part<'v, 'j> {
    /// All of it.
    Whole,
    /// One of its handlers.
    Handler(&'v Array<'j>, usize),
}

fn own_part<'v, 'j>(entry: &'v Value<'j>, is_own: &dyn Fn(&str) -> bool) -> Option<Part<'v, 'j>> {
    if command(entry).is_some_and(is_own) {
        return Some(Part::Whole);
    }
    let list = last(entry.as_object()?, "hooks")?.as_array()?;
    let is_ours = |handler: &Value<'_>| command(handler).is_some_and(is_own);
    let at = list.elements.iter().rposition(is_ours)?;
    if list.elements.iter().all(is_ours) {
        return Some(Part::Whole);
    }
    Some(Part::Handler(list, at))
}

/// The text without the value at the end of a route, nor the containers that were made for it.
fn route_removed(json: &str, route: &[(Members, usize)]) -> String {
    for (depth, (members, at)) in route.iter().enumerate().rev() {
        match members.without(json, *at) {
            Removal::Done(text) => return text,
            // The file itself stays, whatever is in it.
            Removal::Emptied(text) if depth == 0 => return text,
            Removal::Emptied(_) => {}
        }
    }
    json.to_owned()
}

/// The command of a handler, or of its action.
fn command<'v>(handler: &'v Value<'_>) -> Option<&'v str> {
    let handler = handler.as_object()?;
    let action = last(handler, "action").and_then(Value::as_object);
    let command = last(action.unwrap_or(handler), "command")?;
    command.as_string_lit().map(|text| text.value.as_ref())
}

/// What a handler runs, with its arguments, which may be apart, and for each shell that it names.
fn command_line(handler: &Value<'_>) -> Option<String> {
    let handler = handler.as_object()?;
    let action = last(handler, "action").and_then(Value::as_object);
    let mut words = Vec::new();
    for key in ["command", "args", "bash", "powershell"] {
        match last(action.unwrap_or(handler), key) {
            Some(Value::Array(list)) => {
                let listed = list.elements.iter().filter_map(Value::as_string_lit);
                words.extend(listed.map(|text| text.value.as_ref()));
            }
            value => words.extend(value.and_then(Value::as_string_lit).map(|it| &*it.value)),
        }
    }
    Some(words.join(" "))
}

fn handlers<'v, 'j>(entry: &'v Value<'j>) -> Option<&'v [Value<'j>]> {
    let list = last(entry.as_object()?, "hooks")?.as_array()?;
    Some(&list.elements)
}

fn position(object: &Object<'_>, key: &str) -> Option<usize> {
    let mut keys = object.properties.iter();
    // Of a repeated key, JSON parsers take the last.
    keys.rposition(|entry| entry.name.as_str() == key)
}

fn last<'v, 'j>(object: &'v Object<'j>, key: &str) -> Option<&'v Value<'j>> {
    Some(&object.properties[position(object, key)?].value)
}

fn parsed(json: &str) -> Result<Value<'_>, SettingsError> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..ParseOptions::default()
    };
    match parse_to_ast(json, &CollectOptions::default(), &options) {
        Ok(result) => result.value.ok_or(SettingsError::Empty),
        Err(error) => Err(SettingsError::Invalid(error.to_string())),
    }
}

fn root_object<'v, 'j>(value: &'v Value<'j>) -> Result<&'v Object<'j>, SettingsError> {
    let root = value.as_object();
    root.ok_or_else(|| SettingsError::Invalid("the file is not a mapping".to_owned()))
}

fn unexpected(key: &str, expected: &'static str) -> SettingsError {
    SettingsError::Unexpected(key.to_owned(), expected)
}

/// Separates a byte order mark, which is not JSON.
fn split_mark(text: &str) -> (&str, &str) {
    let json = text.trim_start_matches('\u{feff}');
    text.split_at(text.len() - json.len())
}

/// How a file is laid out.
struct Layout {
    newline: Option<&'static str>,
    unit: String,
    colon: &'static str,
}

impl Layout {
    fn of(json: &str) -> Self {
        let newline = match json.trim().find('\n') {
            Some(_) if json.contains("\r\n") => Some("\r\n"),
            Some(_) => Some("\n"),
            None => None,
        };
        let mut indents = json.lines().filter_map(|line| {
            let content = line.trim_start_matches([' ', '\t']);
            let indent = line.len() - content.len();
            if indent > 0 && content.starts_with('"') {
                Some(&line[..indent])
            } else {
                None
            }
        });
        Self {
            newline,
            unit: indents.next().unwrap_or("  ").to_owned(),
            // A file on one line is either dense or not.
            colon: if newline.is_none() && !json.contains("\": ") {
                ""
            } else {
                " "
            },
        }
    }

    /// Inserts a value at the end of a container; `key` is its key if that is a mapping.
    fn insert(&self, json: &str, members: &Members, key: Option<&str>, value: &Json) -> String {
        // In a container on one line, everything stays on that line.
        let newline = if members.is_on_one_line(json) {
            None
        } else {
            self.newline
        };
        let style = Style {
            newline,
            unit: &self.unit,
            colon: self.colon,
        };
        let indent = members.indent(json, &self.unit);
        let value = value.written(style, &indent);
        let written = match key {
            Some(key) => member(key, &value, style),
            None => value,
        };
        members.with(json, &written, newline.unwrap_or_default(), &indent)
    }
}
