//! Presents the frontmatter to the schema validator without copying it.

use std::borrow::Cow;
use std::ops::Range;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, Node as JsonNode, NodeIdentity, Object, cmp, unique};
use serde_json::{Number, Value};
use yaml_lossless::{Node, Scalar, Style, to_json};

use super::text::{is_date, is_text};

/// YAML, validated as the JSON it represents.
pub(super) struct Yaml;

/// A value, or the name of a key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Instance<'a> {
    /// A node, with the maximum number of entries to visit in it and each node below.
    Node(Node<'a>, usize),
    Name(&'a str),
}

/// A list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Items<'a>(Node<'a>, usize);

/// A mapping.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entries<'a>(Node<'a>, usize);

/// Iterates over the entries of a mapping.
#[derive(Debug)]
pub(super) struct Members<'a> {
    mapping: Node<'a>,
    first: usize,
    next: Range<usize>,
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, Instance<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (key, value) = self.mapping.nth_entry(self.next.next()?)?;
            // In JSON, no key is a list or a mapping.
            if let Some(key) = key.text() {
                return Some((key, Instance::Node(value, self.first)));
            }
        }
    }
}

/// Iterates over the items of a list.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    list: Node<'a>,
    first: usize,
    next: Range<usize>,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Instance<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.list.item(self.next.next()?)?;
        Some(Instance::Node(item, self.first))
    }
}

impl Json for Yaml {
    type Node<'a> = Instance<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    // A lookup walks the entries, so walking them once is never slower.
    const KEYS_PER_LOOKUP: usize = 64;
    // An alias is never inside the node it refers to; the parser ensures that.
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>((): &mut (), string: &str, judge: impl FnOnce(Instance<'_>) -> T) -> T {
        judge(Instance::Name(string))
    }
}

impl<'a> Instance<'a> {
    /// A node with all its entries.
    pub(super) fn whole(node: Node<'a>) -> Self {
        Self::Node(node, usize::MAX)
    }

    fn node(self) -> Option<(Node<'a>, usize)> {
        match self {
            Self::Node(node, first) => Some((node, first)),
            Self::Name(_) => None,
        }
    }

    fn json(self) -> Value {
        match self {
            Self::Node(node, _) => to_json(node, &is_text),
            Self::Name(name) => Value::from(name),
        }
    }

    /// The value of a scalar, with IDs, references, SHAs and dates as text.
    fn scalar(self) -> Option<Scalar<'a>> {
        let node = match self {
            Self::Node(node, _) => node,
            Self::Name(name) => return Some(Scalar::Text(name)),
        };
        let text = || node.text().map(Scalar::Text);
        match node.scalar()? {
            // JSON has no infinity, and `756e518` is a SHA rather than a number.
            Scalar::Float(number) if !number.is_finite() => text(),
            Scalar::Bool(_) | Scalar::Int(_) | Scalar::Float(_) if is_text(node) => text(),
            scalar => Some(scalar),
        }
    }
}

impl<'a> JsonNode<'a, Yaml> for Instance<'a> {
    type Object = Entries<'a>;
    type Array = Items<'a>;
    type Number = Number;

    fn as_object(&self) -> Option<Entries<'a>> {
        let (node, first) = self.node()?;
        node.is_mapping().then_some(Entries(node, first))
    }

    fn as_array(&self) -> Option<Items<'a>> {
        let (node, first) = self.node()?;
        node.is_sequence().then_some(Items(node, first))
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self.scalar()? {
            // A string of spaces is as good as empty.
            Scalar::Text(text) if text.trim_start().is_empty() => Some(Cow::Borrowed("")),
            Scalar::Text(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<Number> {
        match self.scalar()? {
            Scalar::Int(number) => Some(number.into()),
            Scalar::Float(number) => Number::from_f64(number),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.scalar()? {
            Scalar::Bool(value) => Some(value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        self.scalar() == Some(Scalar::Null)
    }

    fn json_type(&self) -> JsonType {
        // The notation decides the type of nearly everything.
        match self.node().map(|(node, _)| (node, node.style())) {
            Some((_, Style::Plain)) => match self.scalar() {
                Some(Scalar::Null) => JsonType::Null,
                Some(Scalar::Bool(_)) => JsonType::Boolean,
                Some(Scalar::Int(_) | Scalar::Float(_)) => JsonType::Number,
                Some(Scalar::Text(_)) | None => JsonType::String,
            },
            Some((node, Style::Block | Style::Flow)) if node.is_sequence() => JsonType::Array,
            // The schema allows objects, because some readers have a type for dates, but a mapping
            // is no more a date than a list is.
            Some((node, Style::Block | Style::Flow)) if is_at_date(node) => JsonType::Array,
            Some((_, Style::Block | Style::Flow)) => JsonType::Object,
            // Names of keys, and scalars in quotes or blocks, are text whatever they look like.
            _ => JsonType::String,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        cmp::equal(&self.json(), expected)
    }

    /// The value stored in an error. It is never used, and could be the whole frontmatter.
    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(Value::Null)
    }

    fn identity(&self) -> Option<NodeIdentity> {
        // An identity serves to detect cycles, which cannot exist here, and to cache results.
        None
    }
}

impl<'a> Object<'a, Yaml> for Entries<'a> {
    type Node = Instance<'a>;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        self.0.entries().len()
    }

    fn get(&self, key: &String) -> Option<Instance<'a>> {
        let value = self.0.get(key)?;
        Some(Instance::Node(value, self.1))
    }

    fn members(&self) -> Self::MembersIter {
        let Self(mapping, first) = *self;
        Members {
            mapping,
            first,
            next: 0..first,
        }
    }
}

impl<'a> Array<'a, Yaml> for Items<'a> {
    type Node = Instance<'a>;
    type ElementsIter = Elements<'a>;

    fn len(&self) -> usize {
        self.0.items().len()
    }

    fn elements(&self) -> Self::ElementsIter {
        let Self(list, first) = *self;
        Elements {
            list,
            first,
            next: 0..first,
        }
    }

    fn is_unique(&self) -> bool {
        let values: Vec<Value> = self.elements().map(Instance::json).collect();
        unique::is_unique(&values)
    }
}

/// Whether a node is the value of a date.
fn is_at_date(node: Node<'_>) -> bool {
    node.key().and_then(Node::text).is_some_and(is_date)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Instance, Yaml};
    use crate::document::Document;

    #[test]
    fn values_are_compared_although_errors_contain_none() {
        let schema = json!({"properties": {"a": {"enum": ["x", 1]}, "b": {"uniqueItems": true}}});
        let validator = jsonschema::options_for::<Yaml>().build(&schema).unwrap();
        let is_valid = |yaml: &str| {
            let document = Document::parse(format!("---\n{yaml}\n---\n").into_bytes());
            validator.is_valid(Instance::whole(document.tree().unwrap().root()))
        };
        assert!(is_valid("a: x") && is_valid("a: 1") && !is_valid("a: y"));
        assert!(is_valid("b: [1, 2]") && !is_valid("b: [{c: 1}, {c: 1}]"));
    }
}
