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
use crate::model::placeholder::{may_hold_one, placeholder_in};

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

#[cfg(test)]
mod tests {
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
    fn a_list_of_one_is_no_placeholder() {
        assert_eq!(tokens_with("tags: [BACKEND]"), []);
    }
}
