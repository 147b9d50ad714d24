//! A mapping must not contain the same key twice.
//!
//! YAML forbids it and readers disagree about the result: most reject the file, and some (such
//! as `PyYAML`) silently keep the last value. Duplicate keys are often left over from a merge. Merge
//! keys (`<<`) may be repeated.
//!
//! # Bad
//!
//! ```yaml
//! owners: ["alice"]
//! contributors: ["bob"]
//! owners: ["alice"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! owners: ["alice"]
//! contributors: ["bob"]
//! ```

use yaml_lossless::Node;
use yaml_lossless::edit::Change;

use crate::collections::HashMap;
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "duplicate-key",
    severity: Severity::Error,
    summary: "a mapping contains the same key twice",
    fix: Some(Safety::Safe),
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let mut seen = HashMap::default();
    for mapping in context.tree.repeating() {
        if diagnostics.is_full() {
            break;
        }
        seen.clear();
        for entry @ (key, value) in mapping.entries() {
            // PyYAML merges both of two merge keys.
            if key.is_merge() {
                continue;
            }
            let Some(name) = key.text() else { continue };
            let (first, kept) = *seen.entry(name).or_insert(entry);
            if first.id() == key.id() || diagnostics.is_full() {
                continue;
            }
            let mut diagnostic = diagnostic(context, mapping, name, first, key);
            if same(kept, value) && !is_remarked(context, key, value) {
                let remove = vec![Change::Remove(value.id())];
                diagnostic =
                    diagnostic.fix(Fix::safe(format!("remove the second `{name}`"), remove));
            }
            diagnostics.push(diagnostic);
        }
    }
}

/// Whether every reader considers two values equal.
fn same(one: Node<'_>, other: Node<'_>) -> bool {
    if !is_plain(one) || !is_plain(other) {
        return false;
    }
    if one.is_sequence() && other.is_sequence() {
        return one.items().len() == other.items().len()
            && one.items().zip(other.items()).all(|(a, b)| same(a, b));
    }
    if one.is_mapping() && other.is_mapping() {
        let mut pairs = one.entries().zip(other.entries());
        return one.entries().len() == other.entries().len()
            && pairs.all(|((a, x), (b, y))| same(a, b) && same(x, y));
    }
    match (one.scalar(), other.scalar()) {
        // `1.10` and `1.1` are the same number, but may be meant as two versions.
        (Some(first), Some(second)) => first == second && one.text() == other.text(),
        _ => false,
    }
}

fn is_plain(node: Node<'_>) -> bool {
    // An anchor may be used elsewhere, and a tag may change what the value is.
    !node.is_alias() && !node.has_properties()
}

/// Whether an entry has a comment inside, after or above it, which would be lost or orphaned.
fn is_remarked(context: &PhaseContext<'_>, key: Node<'_>, value: Node<'_>) -> bool {
    let text = context.file.document().text.as_str();
    let start = key.span().start as usize;
    let end = (value.span().end as usize).max(start);
    let above = text
        .get(..start)
        .unwrap_or_default()
        .trim_end_matches([' ', '\t'])
        .strip_suffix('\n');
    let above = above.and_then(|above| above.lines().next_back());
    let own = text.get(start..end).unwrap_or_default();
    let behind = text.get(end..).and_then(|behind| behind.lines().next());
    above.is_some_and(|line| line.trim_start().starts_with('#'))
        // This may also be text in quotes. Then the fix is left out needlessly, which is harmless.
        || own.contains(" #")
        || own.contains("\t#")
        || behind.is_some_and(|behind| behind.contains('#'))
}

fn diagnostic(
    context: &PhaseContext<'_>,
    mapping: Node<'_>,
    name: &str,
    first: Node<'_>,
    key: Node<'_>,
) -> Diagnostic {
    let file = context.id();
    let line = |node: Node<'_>| {
        let text = &context.file.document().text;
        text.position(node.span().start as usize).line
    };
    let message = format!(
        "duplicate key `{name}`; most readers reject the file, others drop the value on line {}",
        line(first)
    );
    Diagnostic::new(Location::key(file, key.id()), message)
        .help("keep one of the two")
        .related(Location::key(file, first.id()), "first defined here")
        .key(mapping.id(), name)
}

#[cfg(test)]
mod tests {
    use crate::lint::Safety;
    use crate::testing::{fixed_with, lint_with, tokens_with};

    #[test]
    fn only_equal_values_without_comments_are_removed() {
        let fixed = |keys: &str| {
            let (after, _) = fixed_with(keys, Safety::Unsafe);
            !after.contains(keys)
        };
        assert!(fixed("x: { a: [b], a: [b] }"));
        assert!(fixed("note: a\nnote: 'a'"));
        for kept in [
            "note: a\nnote: b",
            "note: 1.10\nnote: 1.1",
            "note: a # one\nnote: a # two",
            "note: a\n# two\nnote: a",
        ] {
            assert!(!fixed(kept), "{kept}");
        }
    }

    #[test]
    fn the_second_key_is_reported_at_any_depth() {
        let found = lint_with("x:\n  - { a: 1, b: 2, \"a\": 3 }\n  - a: 1");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].rule, "duplicate-key");
        assert_eq!(found[0].token, "\"a\"");
        assert_eq!(found[0].pointer, "/x/0/a");
    }

    #[test]
    fn each_repetition_is_a_finding() {
        let found = tokens_with("x: { a: 1, a: 2, a: 3 }");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn two_merge_keys_are_not_a_repetition() {
        assert_eq!(lint_with("x: &x { a: 1 }\ny: { <<: *x, <<: *x }"), []);
    }

    #[test]
    fn an_alias_does_not_repeat_a_finding() {
        assert_eq!(lint_with("x: &x { a: 1, a: 2 }\ny: *x").len(), 1);
    }
}
