//! What the published schema says about keys.

use std::sync::LazyLock;

use progress_core::model::keys::Part;
use serde_json::Value;
use yaml_lossless::Node;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    // A test parses it, so it is valid.
    serde_json::from_str(include_str!("../../schemas/progress.schema.json")).unwrap_or_default()
});

/// The part of the format that a mapping is; `None` if its keys are free.
pub(super) fn part_of(mapping: Node<'_>) -> Option<Part> {
    let Some(holder) = mapping.parent() else {
        return Some(Part::Top);
    };
    // An item of a list, or the value of a key.
    let key = mapping.key().or_else(|| holder.key())?;
    let is_top = mapping.key().map_or_else(
        || holder.parent().is_some_and(|it| it.parent().is_none()),
        |_| holder.parent().is_none(),
    );
    if is_top {
        part_named(key.text()?)
    } else {
        None
    }
}

/// The part of the format below a top-level key.
pub(super) fn part_named(key: &str) -> Option<Part> {
    match key {
        "tasks" => Some(Part::Task),
        "success_criteria" => Some(Part::Criterion),
        "parallelization" => Some(Part::Schedule),
        _ => None,
    }
}

/// What the schema says about a key, in Markdown.
pub(super) fn key_documentation(part: Option<Part>, key: &str) -> Option<String> {
    let property = property(part?, key)?;
    let mut text = format!("`{key}`");
    for field in ["title", "description"] {
        if let Some(words) = property[field].as_str() {
            text += if field == "title" { ": " } else { "\n\n" };
            text += words;
        }
    }
    let allowed = values(property);
    if !allowed.is_empty() {
        text += "\n\n";
        text += &allowed.join(", ");
    }
    Some(text)
}

fn property(part: Part, key: &str) -> Option<&'static Value> {
    let holder = match part {
        Part::Top => &SCHEMA["properties"],
        Part::Task => &SCHEMA["$defs"]["task"]["properties"],
        Part::Criterion => &SCHEMA["$defs"]["criterion"]["properties"],
        Part::Schedule => &SCHEMA["$defs"]["parallelization"]["properties"],
    };
    holder.get(key)
}

/// The allowed values, or examples of them.
fn values(property: &Value) -> Vec<String> {
    let listed = property["enum"].as_array();
    let listed = listed.or_else(|| property["examples"].as_array());
    let texts = listed.into_iter().flatten();
    texts.map(|value| format!("`{value}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_documented() {
        for (part, key) in [
            (Part::Top, "status"),
            (Part::Top, "tasks"),
            (Part::Task, "dependencies"),
            (Part::Criterion, "status"),
            (Part::Schedule, "critical_path"),
        ] {
            let text = key_documentation(Some(part), key).unwrap();
            assert!(text.len() > key.len() + 10, "{text}");
        }
        assert_eq!(key_documentation(Some(Part::Top), "nonsense"), None);
    }
}
