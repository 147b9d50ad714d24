//! Conversion from YAML to JSON, for schema validation.

use serde_json::{Map, Number, Value};

use super::{Node, Scalar};

/// Converts a node, expanding aliases.
///
/// `as_text` selects the scalars that become strings whatever they look like: IDs,
/// references, SHAs, dates. The last of several equal keys wins; a key that is not a scalar is
/// left out.
/// The parser bounds the depth and expanded size of trees, so this terminates quickly.
#[must_use]
pub fn to_json(node: Node<'_>, as_text: &dyn Fn(Node<'_>) -> bool) -> Value {
    if node.is_sequence() {
        return node.items().map(|item| to_json(item, as_text)).collect();
    }
    if node.is_mapping() {
        let mut object = Map::new();
        for (key, value) in node.entries() {
            if let Some(name) = key.text() {
                object.insert(name.to_owned(), to_json(value, as_text));
            }
        }
        return Value::Object(object);
    }
    match node.scalar() {
        None | Some(Scalar::Null) => Value::Null,
        Some(Scalar::Text(value)) => value.into(),
        Some(_) if as_text(node) => node.text().into(),
        Some(Scalar::Bool(value)) => value.into(),
        Some(Scalar::Int(value)) => value.into(),
        // JSON has no infinity, so the text is kept.
        Some(Scalar::Float(value)) => {
            Number::from_f64(value).map_or_else(|| node.text().into(), Value::Number)
        }
    }
}
