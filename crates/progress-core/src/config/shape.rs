//! Validates the configuration's structure against its published schema.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;
use yaml_lossless::{Node, to_json};

use super::check::unknown_rule;

use super::problem::{MAX_PROBLEMS, Problem};
use crate::display::{nearest, shortened};

/// The schema of `.progress.yaml`.
pub(super) const SCHEMA: &str = include_str!("../../schemas/config.schema.json");

/// Maximum length of messages taken from the schema validator.
const MAX_MESSAGE: usize = 200;

/// Returns the schema violations in `root`.
pub(super) fn problems(root: Node<'_>, rules: &[&str]) -> Vec<Problem> {
    // A test ensures that the schema is valid.
    let Ok(schema) = serde_json::from_str::<Value>(SCHEMA) else {
        return Vec::new();
    };
    let Ok(validator) = Validator::new(&schema) else {
        return Vec::new();
    };
    // Unlike in progress files, no value is meant as text although it looks like a number.
    let value = to_json(root, &|_| false);
    let judge = Judge {
        schema: &schema,
        root,
        rules,
    };
    validator
        .iter_errors(&value)
        .take(MAX_PROBLEMS)
        .flat_map(|error| judge.explain(&error))
        .collect()
}

struct Judge<'a> {
    schema: &'a Value,
    root: Node<'a>,
    rules: &'a [&'a str],
}

impl Judge<'_> {
    fn explain(&self, error: &ValidationError<'_>) -> Vec<Problem> {
        let steps: Vec<String> = error
            .instance_path()
            .iter()
            .map(|segment| match segment {
                LocationSegment::Property(name) => name.into_owned(),
                LocationSegment::Index(index) => index.to_string(),
            })
            .collect();
        let node = follow(self.root, steps.iter().cloned());
        let name = named(&steps);
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                let known = self.known_keys(error.schema_path().as_str());
                unexpected
                    .iter()
                    .take(MAX_PROBLEMS)
                    .map(|key| self.unknown_key(node, &steps, key, &known))
                    .collect()
            }
            ValidationErrorKind::PropertyNames { error } => {
                let key = error.instance().as_str().unwrap_or_default();
                vec![self.unknown_key(node, &steps, key, &[])]
            }
            ValidationErrorKind::Enum { options } => {
                let message = format!("{name} must be one of {}", words(options));
                let problem = Problem::new(node.span(), message);
                let near = nearest_of(node, options);
                vec![with_help(
                    problem,
                    near.map(|it| format!("did you mean `{it}`?")),
                )]
            }
            ValidationErrorKind::Type { kind } => {
                let message = format!("{name} must be {}", type_words(kind));
                let problem = Problem::new(shown(node), message);
                vec![with_help(problem, type_help(kind))]
            }
            ValidationErrorKind::MinLength { .. } => {
                let message = format!("{name} must not be blank");
                vec![Problem::new(shown(node), message).help("add a value, or remove it")]
            }
            ValidationErrorKind::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                let message = format!("missing key `{key}` in {name}");
                let help = format!("add `{key}`; see `progress schema config`");
                vec![Problem::new(shown(node), message).help(help)]
            }
            _ => {
                let message = error.to_string();
                let message = shortened(&message, MAX_MESSAGE);
                vec![Problem::new(shown(node), format!("{name}: {message}"))]
            }
        }
    }

    fn unknown_key(
        &self,
        mapping: Node<'_>,
        steps: &[String],
        key: &str,
        known: &[String],
    ) -> Problem {
        let span = mapping
            .entry(key)
            .map_or(mapping.span(), |(key, _)| key.span());
        // The keys of `rules` are names of rules, at the top level and in `overrides`.
        if steps.last().is_some_and(|step| step == "rules") {
            return unknown_rule(span, key, self.rules);
        }
        let problem = Problem::new(span, format!("unknown key {}", Problem::quoted(key)));
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        match nearest(key, known.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None if known.is_empty() => problem,
            None => problem.help(format!("known keys: {}", known.join(", "))),
        }
    }

    /// The properties next to a keyword in the schema.
    fn known_keys(&self, keyword: &str) -> Vec<String> {
        let parent = keyword.rsplit_once('/').map_or("", |(parent, _)| parent);
        let properties = self
            .schema
            .pointer(&format!("{parent}/properties"))
            .and_then(Value::as_object);
        match properties {
            Some(keys) => keys.keys().cloned().collect(),
            None => Vec::new(),
        }
    }
}

/// Names a value in a message.
fn named(steps: &[String]) -> String {
    if steps.is_empty() {
        return "the configuration".to_owned();
    }
    Problem::quoted(&steps.join("."))
}

/// The node that the steps of a JSON Pointer lead to, or the last one on the way.
fn follow(root: Node<'_>, steps: impl Iterator<Item = String>) -> Node<'_> {
    let mut node = root;
    for step in steps {
        let index = step.parse::<usize>().ok();
        // A key may consist of digits, so the kind of the node decides what a step is.
        let item = index.and_then(|index| node.items().nth(index));
        let Some(next) = item.or_else(|| node.get(&step)) else {
            break;
        };
        node = next;
    }
    node
}

/// The span of a value, or of its key if the value is empty or spans several lines.
fn shown(node: Node<'_>) -> yaml_lossless::text::Span {
    let is_scalar = node.text().is_some() && !node.span().is_empty();
    match node.key() {
        Some(key) if !is_scalar => key.span(),
        _ => node.span(),
    }
}

fn words(options: &Value) -> String {
    let words = options
        .as_array()
        .into_iter()
        .flatten()
        .map(|word| match word {
            Value::String(word) => format!("`{word}`"),
            other => format!("`{other}`"),
        });
    words.collect::<Vec<_>>().join(", ")
}

fn nearest_of<'o>(node: Node<'_>, options: &'o Value) -> Option<&'o str> {
    let text = node.text()?;
    let mut words = options
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    // YAML 1.1 had several words for `false`.
    if matches!(text, "false" | "no" | "none" | "disable" | "disabled") {
        return words.find(|word| *word == "off");
    }
    nearest(text, words)
}

fn type_help(kind: &TypeKind) -> Option<&'static str> {
    let TypeKind::Single(kind) = kind else {
        return None;
    };
    match kind.as_str() {
        "array" => Some("write `[…]`, or put each item after `- ` on its own line"),
        "object" => Some("write `key: value`; see `progress schema config` for the keys"),
        "string" => Some("quote it"),
        _ => None,
    }
}

fn with_help(problem: Problem, help: Option<impl Into<String>>) -> Problem {
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

fn type_words(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(kind) => type_word(kind.as_str()).to_owned(),
        TypeKind::Multiple(kinds) => {
            let words: Vec<&str> = kinds.iter().map(|kind| type_word(kind.as_str())).collect();
            words.join(" or ")
        }
    }
}

fn type_word(name: &str) -> &str {
    match name {
        "array" => "a list",
        "object" => "a mapping",
        "string" => "a string",
        "boolean" => "true or false",
        "integer" => "an integer",
        "number" => "a number",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Profile, Settings, Severity};

    #[test]
    fn the_schema_states_the_defaults() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let default = |pointer: &str| schema.pointer(&format!("/properties/{pointer}/default"));
        let settings = Settings::default();
        let include = Value::from(settings.include.patterns());
        assert_eq!(default("include"), Some(&include));
        let exclude = Value::from(settings.exclude.patterns());
        assert_eq!(default("exclude"), Some(&exclude));
        let branches = Value::from(settings.branch_patterns.patterns());
        assert_eq!(default("branches/properties/patterns"), Some(&branches));
        let pedantic = Value::from(settings.pedantic);
        assert_eq!(default("pedantic"), Some(&pedantic));
        assert_eq!(
            (settings.profile, default("profile")),
            (Profile::Default, Some(&"default".into()))
        );
        assert_eq!(
            (settings.fail_on, default("fail_on")),
            (Severity::Error, Some(&"error".into()))
        );
    }

    #[test]
    fn the_schema_is_valid() {
        let schema = serde_json::from_str(SCHEMA).unwrap();
        assert!(Validator::new(&schema).is_ok());
    }
}
