//! Task IDs that look like numbers must be quoted.
//!
//! Unquoted, `1.1` and `1.10` are the same number to other YAML readers, and `1_2`, `0x1f`, `010`
//! and `1e5` become 12, 31, 8 and 100000. This tool takes every ID as text, but a script that
//! loads the file does not. An ID that looks the same after it is read as a number, such as `1.2`,
//! is reported only if another ID is the same number. One finding covers the whole file.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - { id: 1.1, status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: 1.10, status: "pending", assigned_to: ["alice"], dependencies: [] }
//! parallelization:
//!   batch_1: [1.1, 1.10]
//! ```
//!
//! # Good
//!
//! ```yaml
//! tasks:
//!   - { id: "1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "1.10", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! parallelization:
//!   batch_1: ["1.1", "1.10"]
//! ```

use yaml_lossless::edit::{Change, Value};
use yaml_lossless::{Node, NodeId, Style};

use crate::collections::HashMap;
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::Name;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "id-not-quoted",
    severity: Severity::Warning,
    summary: "an unquoted task ID is read as a different number",
    fix: Some(Safety::Safe),
    suppressed_by: &[],
    check: Check::Phase(check),
};

/// Maximum number of further IDs shown with the finding.
const SHOWN: usize = 3;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let mut numbers: Vec<(&Name, Number)> = Vec::new();
    for task in context.tasks() {
        if let Some(id) = &task.id
            && let Some(number) = number_in(context.node(id.node))
        {
            numbers.push((id, number));
        }
    }
    let mut first_of: HashMap<&str, &Name> = HashMap::default();
    let mut equal: Vec<(&Name, &Name)> = Vec::new();
    let mut altered: Vec<(&Name, &Number)> = Vec::new();
    for (id, number) in &numbers {
        let first = *first_of.entry(&number.value).or_insert(id);
        // The same text twice is the finding of another rule.
        if first.text != id.text {
            equal.push((id, first));
        } else if number.written != id.text {
            altered.push((id, number));
        }
    }
    let diagnostic = match (equal.as_slice(), altered.as_slice()) {
        ([(id, first), more @ ..], _) => {
            let message = format!(
                "`{}` and `{}` are the same number to other YAML readers",
                first.text, id.text
            );
            let place = Location::value(context.id(), id.node);
            let diagnostic = Diagnostic::new(place, message)
                .severity(Severity::Error)
                .related(
                    Location::value(context.id(), first.node),
                    "equal to this ID",
                );
            also(context, diagnostic, more.iter().map(|(id, _)| *id))
        }
        ([], [(id, number), more @ ..]) => {
            let message = format!(
                "`{}` is read as the number {} by other YAML readers",
                id.text, number.written
            );
            let place = Location::value(context.id(), id.node);
            let diagnostic = Diagnostic::new(place, message);
            also(context, diagnostic, more.iter().map(|(id, _)| *id))
        }
        ([], []) => return,
    };
    // The references are quoted as well, or other readers would compare texts with numbers.
    let changes = changes(context);
    diagnostics.push(
        diagnostic
            .help("put the IDs in quotes")
            .fix(Fix::safe("quote the IDs", changes)),
    );
}

/// Adds the other IDs.
fn also<'a>(
    context: &PhaseContext<'_>,
    diagnostic: Diagnostic,
    more: impl Iterator<Item = &'a Name>,
) -> Diagnostic {
    let places = more
        .take(SHOWN)
        .map(|id| Location::value(context.id(), id.node));
    places.fold(diagnostic, |diagnostic, place| {
        diagnostic.related(place, "this ID too")
    })
}

/// Quotes every ID that is a number, and every reference to one.
fn changes(context: &PhaseContext<'_>) -> Vec<Change> {
    let ids = context.tasks().iter().filter_map(|task| task.id.as_ref());
    let mut nodes: Vec<NodeId> = ids
        .chain(context.phase.references())
        .map(|name| name.node)
        .filter(|node| number_in(context.node(*node)).is_some())
        .collect();
    nodes.sort_unstable();
    nodes.dedup();
    let quoted = nodes.into_iter().filter_map(|node| {
        let text = context.node(node).text()?;
        Some(Change::Set(node, Value::text(text)))
    });
    quoted.collect()
}

/// A number that a text is read as.
struct Number {
    /// A text that is equal for equal numbers, whether they are whole or not: `100` for `100` and
    /// `1e2`.
    value: String,
    /// As other readers write it.
    written: String,
}

/// The number that a value without quotes is read as, by YAML 1.1 or 1.2.
fn number_in(node: Node<'_>) -> Option<Number> {
    if !node.first_byte()?.is_ascii_digit() || node.style() != Style::Plain || node.is_alias() {
        return None;
    }
    // YAML 1.1 allows underscores in numbers.
    let text = node.text()?.trim().replace('_', "");
    let whole = match text.get(..2) {
        // Binary numbers and octal ones with a mere `0` are YAML 1.1; octal ones with `0o` are YAML
        // 1.2.
        Some("0b") => in_radix(&text[2..], 2),
        Some("0x") => in_radix(&text[2..], 16),
        Some("0o") => in_radix(&text[2..], 8),
        _ if text.starts_with('0') => in_radix(&text, 8).or_else(|| in_decimal(&text)),
        _ => in_decimal(&text),
    };
    if let Some(whole) = whole {
        return Some(Number {
            value: whole.clone(),
            written: whole,
        });
    }
    let is_float = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-'));
    if !is_float {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    Some(Number {
        value: value.to_string(),
        written: format!("{value:?}"),
    })
}

/// The value of digits in this radix, in decimal; `None` if there are other characters, or very
/// many digits.
fn in_radix(digits: &str, radix: u32) -> Option<String> {
    // `from_str_radix` accepts a sign, which numbers with a prefix do not have.
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let number = u128::from_str_radix(digits, radix).ok()?;
    Some(number.to_string())
}

/// The value of decimal digits, however many.
fn in_decimal(digits: &str) -> Option<String> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    Some(significant.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::config::Severity;
    use crate::lint::Safety;
    use crate::testing::{fixed_with, lint_with};

    fn keys(one: &str, other: &str) -> String {
        let task = "status: pending, assigned_to: [alice]";
        format!(
            "tasks:\n  - {{id: {one}, {task}, dependencies: []}}\n  - {{id: {other}, {task}, dependencies: [{one}]}}\nparallelization:\n  batch_1: [{one}]\n  batch_2: [{other}]"
        )
    }

    fn found(one: &str, other: &str) -> Vec<(Severity, String)> {
        let found = lint_with(&keys(one, other)).into_iter();
        let own = found.filter(|found| found.rule == "id-not-quoted");
        own.map(|found| (found.severity, found.token)).collect()
    }

    #[test]
    fn equal_numbers_are_an_error_and_altered_ones_a_warning() {
        for (one, other) in [
            ("1.1", "1.10"),
            ("12", "1_2"),
            ("8", "010"),
            ("1e2", "100"),
            ("8", "08"),
        ] {
            assert_eq!(found(one, other), [(Severity::Error, other.to_owned())]);
        }
        for id in ["1_2", "0b11011", "0x1f", "1e5", "1.20", "007", "09"] {
            assert_eq!(found("A", id), [(Severity::Warning, id.to_owned())]);
        }
    }

    #[test]
    fn texts_and_numbers_written_as_they_are_read_are_fine() {
        for (one, other) in [
            ("1.1", "1.2"),
            ("1", "2"),
            ("1.0", "2.0"),
            ("\"1.1\"", "1.10a"),
            ("1.1", "\"1.10\""),
            ("1.2.3", "1.2.30"),
            ("756e", "0xyz"),
            ("1-2", "1-20"),
            ("0", "1"),
            ("20260205001", "20260205002"),
            ("9007199254740992", "9007199254740993"),
            ("0x+5", "5"),
        ] {
            assert_eq!(found(one, other), [], "{one} {other}");
        }
    }

    #[test]
    fn references_are_quoted_too() {
        let (text, left) = fixed_with(&keys("1.1", "1.10"), Safety::Safe);
        assert!(text.contains("dependencies: [\"1.1\"]"), "{text}");
        assert!(text.contains("batch_2: [\"1.10\"]"), "{text}");
        assert!(!left.contains(&"id-not-quoted"));
    }
}
