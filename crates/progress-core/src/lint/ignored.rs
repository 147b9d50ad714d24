//! The ignore comments of a document, for comparing two versions of it.

use yaml_lossless::{Node, Tree};

use super::fingerprint::anchor;
use super::suppress::{Ignore, ignores};
use crate::document::Document;

/// A rule that a comment ignores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The rule, as the comment names it.
    pub rule: String,
    /// The comment's line; the first is 1.
    pub line: usize,
    /// Its scope, as names of keys and IDs of entries; empty for the whole file.
    pub scope: Option<String>,
}

/// Returns the rules that the comments of a document ignore, in order.
#[must_use]
pub fn ignored(document: &Document) -> Vec<Ignored> {
    let Some(tree) = document.tree() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for Ignore { rules, scope } in ignores(document) {
        let covers = scope.map(|scope| match covered(tree, scope.start as usize) {
            Some(node) => anchor(document, node),
            // After the last entry, a comment covers nothing.
            None => String::new(),
        });
        for (rule, place) in rules {
            found.push(Ignored {
                rule,
                line: document.text.lines().line_of(place.start as usize) + 1,
                scope: covers.clone(),
            });
        }
    }
    found
}

/// The node that starts at a place; for a key, its value.
fn covered(tree: &Tree, start: usize) -> Option<Node<'_>> {
    let node = tree.first_from(start)?;
    match tree.first_from(node.span().end as usize) {
        Some(value) if value.key().is_some_and(|key| key.id() == node.id()) => Some(value),
        _ => Some(node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(yaml: &str) -> Vec<(usize, Option<String>)> {
        let text = format!("---\n{yaml}---\n");
        let found = ignored(&Document::parse(text.into_bytes()));
        found.into_iter().map(|it| (it.line, it.scope)).collect()
    }

    #[test]
    fn a_comment_is_identified_by_its_scope() {
        let yaml = "# progress: ignore[schema]\na: 1\ntasks:\n  - id: T-1\n    status: x # progress: ignore[schema]\n  # progress: ignore[schema]\n  - id: T-2\n";
        let found = scopes(yaml);
        assert_eq!(found[0], (2, None));
        assert_eq!(found[1], (6, Some("tasks/T-1/status".to_owned())));
        assert_eq!(found[2].0, 7);
        assert!(found[2].1.as_deref().unwrap().starts_with("tasks/T-2"));
        // Values and lines may change.
        let yaml = yaml.replace("a: 1", "a: 2\nb: 3").replace("x #", "y #");
        let moved = scopes(&yaml);
        assert_eq!(moved.len(), 3);
        assert!(
            moved
                .iter()
                .zip(&found)
                .all(|(one, other)| one.1 == other.1)
        );
    }
}
