//! A commit SHA that looks like a number must be quoted.
//!
//! An abbreviated SHA may consist of digits only (`4024200`), or of digits around one `e`
//! (`756e518`). Unquoted, YAML reads it as a number: leading zeros are lost, and the second form
//! becomes infinity. Digits around an `e` are reported anywhere, digits only in keys that name
//! commits (`commit`, `commit_refs`, `sha` and so on). In these keys, a SHA such as `0b11011`,
//! which only YAML 1.1 reads as a number, is a warning.
//!
//! # Bad
//!
//! ```yaml
//! commit_refs: [4024200]
//! ```
//!
//! # Good
//!
//! ```yaml
//! commit_refs: ["4024200", "756e518", 3fa1b22]
//! ```

use yaml_lossless::edit::{Change, Value};
use yaml_lossless::{Node, Style};

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::{commit_id, keys};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "sha-not-quoted",
    severity: Severity::Error,
    summary: "an unquoted commit SHA is read as a number",
    fix: Some(Safety::Safe),
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    for node in context.tree.nodes() {
        // Cheap test first: this runs for every node and few match.
        if !node.first_byte().is_some_and(|byte| byte.is_ascii_digit()) {
            continue;
        }
        // The text of an alias is checked at its anchor.
        if node.style() != Style::Plain || node.is_alias() {
            continue;
        }
        let Some(text) = node.text().filter(|text| is_numeric_sha(text, node)) else {
            continue;
        };
        let is_key = node.key().is_some_and(|key| key.id() == node.id());
        let place = if is_key {
            Location::key(context.id(), node.id())
        } else {
            Location::value(context.id(), node.id())
        };
        let message = format!("`{text}` is read as a number, but a commit SHA must be a string");
        let mut diagnostic = Diagnostic::new(place, message).help(format!("write `\"{text}\"`"));
        // YAML 1.2 has no binary numbers, so only some readers are affected.
        if is_binary(text) {
            diagnostic = diagnostic.severity(Severity::Warning);
        }
        diagnostics.push(if is_key {
            diagnostic
        } else {
            let quoted = Change::Set(node.id(), Value::text(text));
            diagnostic.fix(Fix::safe(format!("quote `{text}`"), vec![quoted]))
        });
    }
}

fn is_numeric_sha(text: &str, node: Node<'_>) -> bool {
    commit_id::LENGTHS.contains(&text.len())
        && match text.split_once('e') {
            Some((before, after)) => is_digits(before) && is_digits(after),
            None => (is_digits(text) || is_binary(text)) && keys::names_commit(node),
        }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether YAML 1.1 reads a text as a binary number.
fn is_binary(text: &str) -> bool {
    let bits = text.strip_prefix("0b");
    bits.is_some_and(|bits| bits.bytes().all(|byte| matches!(byte, b'0' | b'1')))
}

#[cfg(test)]
mod tests {
    use crate::config::Severity;
    use crate::testing::{lint_with, tokens_with};

    #[test]
    fn digits_around_an_e_are_shas_anywhere() {
        let rule = "sha-not-quoted";
        assert_eq!(
            tokens_with("x: { y: [756e518] }"),
            [(rule, "756e518".to_owned())]
        );
        assert_eq!(tokens_with("756e518: done").len(), 1);
        let sha256 = format!("{}e{}", "7".repeat(32), "1".repeat(31));
        assert_eq!(tokens_with(&format!("x: {sha256}")).len(), 1);
        assert_eq!(lint_with("x: [\"756e518\", 1e5, 1.5e100, 756f518]"), []);
    }

    #[test]
    fn digits_are_shas_in_keys_that_name_commits() {
        assert_eq!(tokens_with("commit_refs:\n  - 0024200\n").len(), 1);
        assert_eq!(
            tokens_with("commits: [{ sha: 4024200, date: 20260205 }]"),
            [("sha-not-quoted", "4024200".to_owned())]
        );
        assert_eq!(lint_with("x: 4024200\ncommit_count: 4024200"), []);
    }

    #[test]
    fn binary_digits_are_a_warning() {
        let found = lint_with("commit_refs: [0b11011, 0b11012]\nx: 0b11011");
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].severity, found[0].token.as_str()),
            (Severity::Warning, "0b11011")
        );
    }
}
