//! Messages about invalid values.

use jsonschema::JsonType;
use yaml_lossless::{Node, Scalar};

use super::text::is_date;
use super::validator::Kind;
use crate::model::names_nothing;

/// Returns the message about an invalid value, and the help.
pub(super) fn describe(node: Node<'_>, kind: &Kind) -> (String, String) {
    let name = name(node);
    match kind {
        Kind::Type(expected) => {
            let message = format!(
                "{name} must be {}, found {}",
                types(node, expected),
                found(node, expected)
            );
            (message, type_help(node, expected))
        }
        Kind::Minimum(limit) => (
            format!("{name} must be at least {limit}, found {}", shown(node)),
            "correct the number".to_owned(),
        ),
        Kind::Maximum(limit) => (
            format!("{name} must be at most {limit}, found {}", shown(node)),
            "correct the number".to_owned(),
        ),
        Kind::Blank => blank(&name),
        // A blank text matches no pattern, but that is not what is wrong with it.
        Kind::Pattern(_) if node.text().is_some_and(|text| text.trim().is_empty()) => blank(&name),
        // An example says more than a regular expression.
        Kind::Pattern(_) if node.key().and_then(Node::text) == Some("id") => (
            format!("{} is not a valid task ID", shown(node)),
            "use letters and digits in parts joined by `-`, `.` or `_`, such as `TASK-1.2`"
                .to_owned(),
        ),
        Kind::Pattern(pattern) => (
            format!("{name} must match `{pattern}`, found {}", shown(node)),
            "correct the value".to_owned(),
        ),
        Kind::Other(keyword) => (
            format!("{name} does not meet the schema's `{keyword}`"),
            "see `progress schema`".to_owned(),
        ),
    }
}

fn blank(name: &str) -> (String, String) {
    let message = format!("{name} must not be blank");
    (message, "add a value".to_owned())
}

/// A value as quoted in a message.
pub(super) fn shown(node: Node<'_>) -> String {
    const LONGEST: usize = 40;
    match node.text() {
        Some(_) if node.is_null() => "empty".to_owned(),
        Some(text) if text.trim().is_empty() => "blank".to_owned(),
        Some(text) if text.len() <= LONGEST => format!("`{text}`"),
        Some(_) => "a string".to_owned(),
        None if node.is_mapping() => "a mapping".to_owned(),
        None => "a list".to_owned(),
    }
}

/// Names a value by its key, or by the list that contains it.
fn name(node: Node<'_>) -> String {
    if let Some(key) = node.key().and_then(Node::text) {
        return format!("`{key}`");
    }
    let list = node.parent().and_then(Node::key).and_then(Node::text);
    match list {
        Some(list) => format!("an entry of `{list}`"),
        None if node.parent().is_none() => "the frontmatter".to_owned(),
        None => "this entry".to_owned(),
    }
}

fn types(node: Node<'_>, expected: &[JsonType]) -> String {
    let names_people = matches!(
        node.key().and_then(Node::text),
        Some("owners" | "contributors" | "assigned_to")
    );
    let mut words = Vec::new();
    for (kind, word) in [
        (
            JsonType::Array,
            if names_people {
                "a list of names"
            } else {
                "a list"
            },
        ),
        (JsonType::Object, "a mapping"),
        (JsonType::Integer, "an integer"),
        (JsonType::Number, "a number"),
        (JsonType::Boolean, "true or false"),
        (JsonType::String, "a string"),
    ] {
        // Every integer is a number. An empty value may be accepted in place of any other.
        if expected.contains(&kind)
            && !(kind == JsonType::Integer && expected.contains(&JsonType::Number))
        {
            words.push(word);
        }
    }
    match words.split_last() {
        None => "empty".to_owned(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// Describes the value found: its kind if another kind is expected, otherwise the text.
fn found(node: Node<'_>, expected: &[JsonType]) -> String {
    let needs_collection = expected
        .iter()
        .filter(|&&one| one != JsonType::Null)
        .all(|one| matches!(one, JsonType::Array | JsonType::Object));
    match node.scalar() {
        Some(Scalar::Null) | None => shown(node),
        // That it is a string is the mistake, not what it says.
        Some(Scalar::Text(_)) if needs_collection => "a string".to_owned(),
        Some(Scalar::Bool(_)) if needs_collection => "true or false".to_owned(),
        Some(_) if needs_collection => "a number".to_owned(),
        Some(Scalar::Int(_) | Scalar::Float(_)) => format!("the number {}", shown(node)),
        Some(Scalar::Text(text)) if is_number(text) => format!("the string {}", shown(node)),
        Some(_) => shown(node),
    }
}

/// Whether a string is a quoted number.
fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok()
}

fn type_help(node: Node<'_>, expected: &[JsonType]) -> String {
    let text = node.text().unwrap_or_default();
    if node.key().and_then(Node::text).is_some_and(is_date) {
        return "write the date as \"YYYY-MM-DD\"".to_owned();
    }
    match node.scalar() {
        Some(Scalar::Null) if node.key().is_some() && expected.contains(&JsonType::Array) => {
            "write `[]` if there are none".to_owned()
        }
        // An entry of a list can simply be removed.
        Some(Scalar::Null) if node.key().is_none() => "add a value, or remove it".to_owned(),
        Some(Scalar::Null) => "add a value".to_owned(),
        Some(Scalar::Text(_)) if expected.contains(&JsonType::Array) && text.len() < 80 => {
            format!("write `{}`", as_list(text))
        }
        Some(Scalar::Bool(_) | Scalar::Int(_) | Scalar::Float(_))
            if expected.contains(&JsonType::String) =>
        {
            format!("write `\"{text}\"` if you mean the string")
        }
        Some(Scalar::Text(text)) if is_number(text) => format!("write `{text}` without quotes"),
        _ => format!("write {}", types(node, expected)),
    }
}

/// The list that a string was meant to be. Single words between commas become its entries; a
/// sentence becomes one.
fn as_list(text: &str) -> String {
    if names_nothing(text) {
        return "[]".to_owned();
    }
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let are_words = parts
        .iter()
        .all(|part| !part.is_empty() && !part.contains(char::is_whitespace));
    if are_words {
        format!("[\"{}\"]", parts.join("\", \""))
    } else {
        format!("[\"{text}\"]")
    }
}
