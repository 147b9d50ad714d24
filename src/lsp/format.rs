//! What the published schema says about keys.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use progress_core::model::keys::Part;
use serde_json::Value;
use yaml_lossless::Node;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    // A test parses it, so it is valid.
    serde_json::from_str(include_str!("../../schemas/progress.schema.json")).unwrap_or_default()
});

/// The keys of a blocker.
const BLOCKER: &[&str] = &["id", "description", "status"];
/// How the schema names all batches.
const BATCH: &str = "^batch_[0-9]+$";

/// A mapping that the schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Described {
    Part(Part),
    /// An entry of `blockers`.
    Blocker,
}

impl Described {
    /// The keys to write in a mapping that has some already.
    pub(super) fn keys(self, present: &BTreeSet<String>) -> Vec<Cow<'static, str>> {
        let Self::Part(part) = self else {
            return BLOCKER.iter().map(|key| Cow::from(*key)).collect();
        };
        let mut keys = Vec::new();
        if part == Part::Schedule {
            let numbers = present.iter().filter_map(|key| batch_number(key));
            let last = numbers.max().unwrap_or(0);
            keys.push(Cow::from(format!("batch_{}", last.saturating_add(1))));
        }
        // Aliases are understood, but not suggested.
        let written = part.keys().iter().filter(|key| part.written(key) == **key);
        keys.extend(written.map(|key| Cow::from(*key)));
        keys
    }
}

fn batch_number(key: &str) -> Option<u64> {
    key.strip_prefix("batch_")?.parse().ok()
}

/// What describes a mapping; `None` if its keys are free.
pub(super) fn described(mapping: Node<'_>) -> Option<Described> {
    let Some(holder) = mapping.parent() else {
        return Some(Described::Part(Part::Top));
    };
    // An item of a list, or the value of a key.
    let key = mapping.key().or_else(|| holder.key())?;
    let is_top = mapping.key().map_or_else(
        || holder.parent().is_some_and(|it| it.parent().is_none()),
        |_| holder.parent().is_none(),
    );
    if is_top {
        described_by(key.text()?)
    } else {
        None
    }
}

/// What describes the mappings below a top-level key.
pub(super) fn described_by(key: &str) -> Option<Described> {
    match key {
        "tasks" => Some(Described::Part(Part::Task)),
        "success_criteria" => Some(Described::Part(Part::Criterion)),
        "parallelization" => Some(Described::Part(Part::Schedule)),
        "blockers" => Some(Described::Blocker),
        _ => None,
    }
}

/// What the schema says about a key, in Markdown.
pub(super) fn key_documentation(mapping: Described, key: &str) -> Option<String> {
    let property = property(mapping, key)?;
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

fn property(mapping: Described, key: &str) -> Option<&'static Value> {
    let definition = match mapping {
        Described::Part(Part::Top) => &*SCHEMA,
        Described::Part(Part::Task) => &SCHEMA["$defs"]["task"],
        Described::Part(Part::Criterion) => &SCHEMA["$defs"]["criterion"],
        Described::Part(Part::Schedule) => &SCHEMA["$defs"]["parallelization"],
        Described::Blocker => &SCHEMA["$defs"]["blocker"],
    };
    if mapping == Described::Part(Part::Schedule) && batch_number(key).is_some() {
        return definition["patternProperties"].get(BATCH);
    }
    let property = definition["properties"].get(key)?;
    let reference = property["$ref"].as_str();
    let referred = reference.and_then(|it| SCHEMA.pointer(it.strip_prefix('#')?));
    Some(referred.unwrap_or(property))
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
        let parts = [Part::Top, Part::Task, Part::Criterion, Part::Schedule].map(Described::Part);
        for mapping in [&parts[..], &[Described::Blocker]].concat() {
            for key in mapping.keys(&BTreeSet::new()) {
                let text = key_documentation(mapping, &key).unwrap();
                assert!(text.len() > key.len() + 10, "{text}");
            }
        }
        assert_eq!(key_documentation(parts[0], "nonsense"), None);
    }

    #[test]
    fn the_next_batch_is_suggested() {
        let present = BTreeSet::from(["batch_1", "batch_12", "batch_x"].map(str::to_owned));
        let keys = Described::Part(Part::Schedule).keys(&present);
        assert_eq!(keys[0], "batch_13");
    }
}
