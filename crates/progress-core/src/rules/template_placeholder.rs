//! A value must not be an unfilled template placeholder.
//!
//! `[PHASE_TITLE]`, `{{ phase }}` and `<PRD_NAME>` are meant to be filled in. Unquoted, YAML
//! reads the first as a list and the second as a mapping, which makes other tools fail with
//! unrelated errors. A bracketed word inside a sentence is not a placeholder.
//!
//! # Bad
//!
//! ```yaml
//! title: "[PHASE_TITLE]"
//! ```
//!
//! # Good
//!
//! ```yaml
//! title: "Foundation"
//! ```

use yaml_lossless::{Node, Style};

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "template-placeholder",
    severity: Severity::Error,
    summary: "a template placeholder was not filled in",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

/// Keys whose value is a scalar, so that brackets in it are not a list.
const SCALAR_KEYS: &[&str] = &[
    "type",
    "prd",
    "feature_slug",
    "phase",
    "title",
    "phase_title",
    "phase_name",
    "name",
    "id",
    "description",
    "status",
    "started",
    "completed",
    "created",
    "updated",
    "overall_progress",
    "progress",
    "completion_estimate",
    "total_tasks",
    "completed_tasks",
    "estimated_effort",
    "estimate",
    "priority",
    "estimated_total_time",
];

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    for node in suspects(context) {
        let Some(text) = candidate(context, node) else {
            continue;
        };
        if let Some(placeholder) = placeholder_in(text) {
            let message = format!("template placeholder `{placeholder}` was not filled in");
            let place = Location::value(context.id(), node.id());
            let mut diagnostic = Diagnostic::new(place, message).help("replace it with a value");
            if let Some((mapping, key)) = node.parent().zip(node.key().and_then(Node::text)) {
                diagnostic = diagnostic.key(mapping.id(), key);
            }
            diagnostics.push(diagnostic);
        }
    }
}

/// The nodes that contain an opening bracket, each once.
fn suspects<'a>(context: &PhaseContext<'a>) -> impl Iterator<Item = Node<'a>> {
    let tree = context.tree;
    let span = tree.root().span();
    let source = context.file.document().text.slice(span).as_bytes();
    let mut last = None;
    memchr::memchr3_iter(b'[', b'{', b'<', source).filter_map(move |at| {
        // A bracket in a comment leads to the node before, which is checked anyway.
        let node = tree.last_before(span.start as usize + at + 1)?;
        // A text may have several brackets; they lead to the same node one after the other.
        let is_new = last != Some(node.id()) && !node.is_alias();
        last = Some(node.id());
        is_new.then_some(node)
    })
}

/// The text that may be a placeholder: a scalar, or the source of a small flow collection in
/// place of a scalar.
fn candidate<'a>(context: &PhaseContext<'a>, node: Node<'a>) -> Option<&'a str> {
    let text = node.text();
    if text.is_some_and(|text| !may_hold_one(text)) {
        return None;
    }
    let key = node.key();
    if key.is_some_and(|key| key.id() == node.id()) {
        return None;
    }
    if let Some(text) = text {
        let is_block = matches!(node.style(), Style::Literal | Style::Folded);
        return (!is_block).then(|| text.trim());
    }
    // `tags: [BACKEND]` is a list of one tag.
    let expects_scalar = key
        .and_then(Node::text)
        .is_some_and(|key| SCALAR_KEYS.contains(&key));
    (expects_scalar && node.style() == Style::Flow)
        .then(|| context.file.document().text.slice(node.span()))
}

/// A fast test for characters that every placeholder contains.
fn may_hold_one(text: &str) -> bool {
    const LONGEST: usize = 100;
    text.len() <= LONGEST && text.bytes().any(|byte| matches!(byte, b'[' | b'{' | b'<'))
}

/// The placeholder in a text: the whole text, or a part of a single word such as an ID.
fn placeholder_in(text: &str) -> Option<&str> {
    if !may_hold_one(text) {
        return None;
    }
    let inner = |text: &'_ str, open: &str, close: &str| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        Some(inner.trim().to_owned())
    };
    let braces = inner(text, "{{", "}}").is_some_and(|name| {
        // `{{a: b}}` is a mapping.
        !name.is_empty() && !name.contains(['{', '}', '\n']) && !name.contains(": ")
    });
    let shouted = [("[", "]"), ("{", "}"), ("<", ">")]
        .iter()
        .any(|(open, close)| inner(text, open, close).is_some_and(|name| is_shouted(&name)));
    if braces || shouted {
        return Some(text);
    }
    // A path may contain literal brackets; a name does not.
    if text.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '*' | '(' | '`')) {
        return None;
    }
    let start = text.find('[')?;
    let end = start + text.get(start..)?.find(']')?;
    let name = text.get(start + 1..end)?;
    is_shouted(name).then(|| text.get(start..=end)).flatten()
}

/// Whether a name is written in the style of templates: `PHASE_TITLE`, `YYYY-MM-DD`.
fn is_shouted(name: &str) -> bool {
    let letters = name.bytes().filter(u8::is_ascii_uppercase).count();
    // Shorter ones are also used as marks, such as `[P]`, and for types, such as `Vec<T>`.
    letters >= 3
        && name.bytes().all(|byte| {
            byte.is_ascii_uppercase() || matches!(byte, b'0'..=b'9' | b'_' | b'-' | b' ')
        })
        && name.starts_with(|c: char| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::placeholder_in;
    use crate::testing::tokens_with;

    #[test]
    fn quoted_and_bare_placeholders_are_found() {
        let token = |keys: &str| {
            let mut found = tokens_with(keys).into_iter();
            found.find(|(rule, _)| *rule == "template-placeholder")
        };
        for (keys, shown) in [
            ("title: [PHASE_TITLE]", "[PHASE_TITLE]"),
            ("title: {{ title }}", "{{ title }}"),
            ("title: {TITLE}", "{TITLE}"),
            ("owners: [\"[AGENT_1]\"]", "\"[AGENT_1]\""),
            ("files_modified: [\"<FILE_NAME>\"]", "\"<FILE_NAME>\""),
        ] {
            assert_eq!(token(keys).map(|found| found.1).as_deref(), Some(shown));
        }
    }

    #[test]
    fn other_rules_skip_placeholders() {
        let keys =
            "prd: \"[PRD_ID]\"\nstatus: \"{{ status }}\"\nphase: [PHASE_NUMBER]\nstarted: null";
        let found = tokens_with(keys);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found
                .iter()
                .all(|(rule, _)| *rule == "template-placeholder")
        );
    }

    #[test]
    fn words_in_brackets_are_not_placeholders() {
        assert_eq!(placeholder_in("TASK-[PHASE].1"), Some("[PHASE]"));
        for text in [
            "[P]",
            "[x]",
            "Handle [ERROR] lines",
            "src/app/[SLUG]/page.tsx",
            "[A-Z]*.md",
            "Vec<T>",
            "<div>",
            "${HOME}",
            "f(x)[ALL]",
            "[done]",
        ] {
            assert_eq!(placeholder_in(text), None, "{text}");
        }
        assert_eq!(tokens_with("tags: [BACKEND]"), []);
    }
}
