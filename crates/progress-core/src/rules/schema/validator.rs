//! The schema, compiled once, and its faults.

use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::{Location, LocationSegment};
use jsonschema::{Draft, JsonType, Registry, ValidationError, Validator};
use serde_json::Value;
use yaml_lossless::{Node, Step, Tree};

use super::instance::{Instance, Yaml};

const PROGRESS: &str = include_str!("../../../schemas/progress.schema.json");

/// A fault at a place in the frontmatter.
#[derive(Debug)]
pub(super) struct Fault {
    /// The path of the place, from the top.
    pub(super) path: Vec<Step>,
    /// Alternative keys, all of them missing from the mapping.
    pub(super) missing: Option<Vec<String>>,
    /// Any other fault.
    pub(super) kind: Kind,
}

/// A kind of invalid value.
#[derive(Debug, PartialEq)]
pub(super) enum Kind {
    /// It has none of these types.
    Type(Vec<JsonType>),
    /// It is below this minimum.
    Minimum(String),
    /// It is above this maximum.
    Maximum(String),
    /// It is a blank string.
    Blank,
    /// It does not match this pattern.
    Pattern(String),
    /// It violates this keyword of the schema.
    Other(String),
}

/// The schemas of both profiles.
#[derive(Debug)]
pub(super) struct Schemas {
    source: Value,
    default: Validator<Yaml>,
    strict: OnceLock<Option<Validator<Yaml>>>,
}

/// The schemas, compiled on first use.
///
/// `None` if the built-in schema is invalid, which a test rules out.
pub(super) fn schemas() -> Option<&'static Schemas> {
    static SCHEMAS: OnceLock<Option<Schemas>> = OnceLock::new();
    SCHEMAS.get_or_init(Schemas::compile).as_ref()
}

impl Schemas {
    fn compile() -> Option<Self> {
        let source: Value = serde_json::from_str(PROGRESS).ok()?;
        Some(Self {
            default: compile(&source)?,
            source,
            strict: OnceLock::new(),
        })
    }

    /// Returns the faults of the default profile.
    pub(super) fn faults(&self, frontmatter: &Tree) -> Vec<Fault> {
        faults(&self.default, frontmatter)
    }

    /// Returns the additional faults of the strict profile.
    pub(super) fn strict_faults(&self, frontmatter: &Tree) -> Vec<Fault> {
        let strict = self
            .strict
            .get_or_init(|| {
                let strict = self.source.pointer("/$defs/strict")?;
                compile(strict)
            })
            .as_ref();
        strict.map_or_else(Vec::new, |strict| faults(strict, frontmatter))
    }

    /// Returns the description of a mapping's key.
    pub(super) fn meaning(&self, mapping: Node<'_>, key: &str) -> Option<&str> {
        let container = match mapping.parent() {
            None => return self.description("/properties", key),
            Some(parent) => mapping.key().or_else(|| parent.key())?.text()?,
        };
        let part = match container {
            "tasks" => "/$defs/task/properties",
            "success_criteria" => "/$defs/criterion/properties",
            "parallelization" => "/$defs/parallelization/properties",
            _ => return None,
        };
        self.description(part, key)
    }

    fn description(&self, part: &str, key: &str) -> Option<&str> {
        let description = self
            .source
            .pointer(part)?
            .get(key)?
            .get("description")?
            .as_str()?;
        // The help is a single line, so only the first sentence fits.
        let first = description.split(". ").next().unwrap_or(description);
        Some(first.trim_end_matches('.'))
    }
}

/// Compiles a built-in schema.
///
/// The schema is included by reference, which skips validating it on every run: that takes
/// longer than compiling it, and a test does it.
fn compile(schema: &Value) -> Option<Validator<Yaml>> {
    const NAME: &str = "urn:progress";
    let resource = Draft::Draft202012.create_resource_ref(schema);
    let registry = Registry::new().add(NAME, resource).ok()?.prepare().ok()?;
    // This is the draft of the reference alone; the schema has its own.
    let options = jsonschema::options_for::<Yaml>().with_draft(Draft::Draft4);
    let reference = serde_json::json!({ "$ref": NAME });
    options.with_registry(&registry).build(&reference).ok()
}

/// Entries of a list or mapping to validate before deciding whether to look at more.
const FIRST: usize = 20_000;

/// Returns the faults, or only the first ones if there are very many.
fn faults(validator: &Validator<Yaml>, frontmatter: &Tree) -> Vec<Fault> {
    let root = frontmatter.root();
    // Nearly every file is valid, which is much faster to decide than what is wrong.
    if validator.is_valid(Instance::whole(root)) {
        return Vec::new();
    }
    // The validator collects all faults at once: millions would exhaust memory.
    let mut first = FIRST;
    loop {
        let faults: Vec<Fault> = validator
            .iter_errors(Instance::Node(root, first))
            .map(|error| fault(&error))
            .collect();
        // More faults than a report shows, or nothing was left out.
        if faults.len() > 2 * FIRST || first >= frontmatter.nodes().count() {
            return faults;
        }
        // The faults may be far down in a long list, where the first entries are valid.
        first = first.saturating_mul(4);
    }
}

fn fault(error: &ValidationError<'_>) -> Fault {
    Fault {
        path: path(error.instance_path()),
        missing: missing(error.kind()),
        kind: kind(error.kind()),
    }
}

fn path(location: &Location) -> Vec<Step> {
    location
        .into_iter()
        .map(|segment| match segment {
            LocationSegment::Property(key) => Step::Key(String::from(key)),
            LocationSegment::Index(index) => Step::Index(index),
        })
        .collect()
}

/// The keys of which one is required; `None` for any other fault.
fn missing(kind: &ValidationErrorKind) -> Option<Vec<String>> {
    match kind {
        ValidationErrorKind::Required { property } => Some(vec![property.as_str()?.to_owned()]),
        ValidationErrorKind::AnyOf { context } => {
            let branches: Option<Vec<Vec<String>>> = context
                .iter()
                .map(|errors| match errors.as_slice() {
                    [error] => missing(error.kind()),
                    // A branch that fails for another reason is not an alternative key.
                    _ => None,
                })
                .collect();
            branches.map(|branches| branches.concat())
        }
        _ => None,
    }
}

fn kind(kind: &ValidationErrorKind) -> Kind {
    match kind {
        ValidationErrorKind::Type { kind } => Kind::Type(match kind {
            TypeKind::Single(one) => vec![*one],
            TypeKind::Multiple(several) => several.iter().collect(),
        }),
        ValidationErrorKind::Minimum { limit } => Kind::Minimum(limit.to_string()),
        ValidationErrorKind::Maximum { limit } => Kind::Maximum(limit.to_string()),
        ValidationErrorKind::MinLength { limit: 1 } => Kind::Blank,
        ValidationErrorKind::Pattern { pattern } => Kind::Pattern(pattern.clone()),
        // The schema says only what a date is not, because some readers have a type for dates.
        ValidationErrorKind::Not { .. } => Kind::Type(vec![JsonType::String]),
        other => Kind::Other(other.keyword().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_compile() {
        let schemas = schemas().unwrap();
        assert!(jsonschema::meta::is_valid(&schemas.source));
        let document = crate::document::Document::parse(b"---\ntype: progress\n---\n".to_vec());
        let faults = schemas.strict_faults(document.tree().unwrap());
        assert!(faults.iter().all(|fault| fault.missing.is_some()) && faults.len() > 10);
    }
}
