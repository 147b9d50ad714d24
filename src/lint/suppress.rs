//! `# progress: ignore[rule]` comments.

use crate::document::Document;
use crate::text::Span;
use crate::yaml::{Style, Tree};

const MARKER: &str = "progress: ignore[";

/// An ignore comment: which rules it silences, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ignore {
    /// The comment's rules, each with its place.
    pub(super) rules: Vec<(String, Span)>,
    /// Findings that start here are silenced; `None` for the whole file.
    pub(super) scope: Option<Span>,
}

/// The ignore comments of a frontmatter.
///
/// At the end of a line a comment covers that line; on a line of its own, the task or entry
/// that follows; before the first key, the whole file.
pub(super) fn ignores(document: &Document) -> Vec<Ignore> {
    let Some(tree) = document.tree() else {
        return Vec::new();
    };
    let end = document.body.start as usize;
    let yaml = document.text.as_str().get(..end).unwrap_or_default();
    let markers = memchr::memmem::find_iter(yaml.as_bytes(), MARKER.as_bytes());
    markers
        .filter_map(|at| ignore_at(document, tree, yaml, at))
        .collect()
}

fn ignore_at(document: &Document, tree: &Tree, yaml: &str, at: usize) -> Option<Ignore> {
    let before = yaml.get(..at)?;
    let hash = before
        .trim_end_matches([' ', '\t'])
        .strip_suffix('#')?
        .len();
    let starts_comment = before[..hash]
        .chars()
        .next_back()
        .is_none_or(char::is_whitespace);
    if !starts_comment || scalar_holds(tree, hash) {
        return None;
    }
    let list_start = at + MARKER.len();
    let line = document.text.lines().line_of(at);
    let line_span = document.text.lines().span(document.text.as_str(), line);
    let list = yaml.get(list_start..line_span.end as usize)?;
    let list = &list[..list.find(']')?];
    let own_line = yaml[line_span.start as usize..hash].trim().is_empty();
    let scope = if !own_line {
        Some(line_span)
    } else if hash < first_key(tree) {
        None
    } else {
        Some(following(tree, line_span.end as usize))
    };
    Some(Ignore {
        rules: names(list, list_start),
        scope,
    })
}

fn names(list: &str, start: usize) -> Vec<(String, Span)> {
    let mut at = start;
    let mut names = Vec::new();
    for part in list.split(',') {
        let name = part.trim();
        let from = at + (part.len() - part.trim_start().len());
        names.push((name.to_owned(), Span::new(from, from + name.len())));
        at += part.len() + 1;
    }
    names
}

fn first_key(tree: &Tree) -> usize {
    let first = tree.root().entries().next();
    first.map_or(0, |(key, _)| key.span().start as usize)
}

fn scalar_holds(tree: &Tree, offset: usize) -> bool {
    let last = tree.last_before(offset + 1);
    last.is_some_and(|node| node.text().is_some() && node.span().contains(offset))
}

/// The entry that starts behind a comment: a task, or a key with its value.
fn following(tree: &Tree, offset: usize) -> Span {
    let Some(mut entry) = tree.first_from(offset) else {
        return Span::new(offset, offset);
    };
    // The comment stands above a list's first entry, which is meant; not the whole list.
    while let Some(first) = entry
        .items()
        .next()
        .filter(|_| entry.style() == Style::Block)
    {
        entry = first;
    }
    let value = entry
        .key()
        .filter(|key| key.id() == entry.id())
        .and_then(|key| {
            let (_, value) = key
                .parent()?
                .entries()
                .find(|(name, _)| name.id() == key.id())?;
            Some(value)
        });
    let end = value.map_or(entry.span().end, |value| {
        value.span().end.max(entry.span().end)
    });
    Span {
        start: entry.span().start,
        end: end.max(entry.span().start + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> Vec<(Vec<String>, Option<String>)> {
        let document = Document::parse(text.as_bytes().to_vec());
        ignores(&document)
            .into_iter()
            .map(|ignore| {
                let rules = ignore.rules.into_iter().map(|(name, _)| name).collect();
                let scope = ignore
                    .scope
                    .map(|span| document.text.slice(span).to_owned());
                (rules, scope)
            })
            .collect()
    }

    #[test]
    fn a_comment_covers_its_line_its_entry_or_the_file() {
        let text = "---\n# progress: ignore[a, b]\nprd: x # progress: ignore[c]\ntasks:\n  # progress: ignore[d]\n  - id: T-1\n    status: x\n  - id: T-2\n# progress: ignore[e]\nowners: []\n---\n";
        let found = scopes(text);
        assert_eq!(found[0], (vec!["a".to_owned(), "b".to_owned()], None));
        assert_eq!(found[1].1.as_deref(), Some("prd: x # progress: ignore[c]"));
        assert_eq!(found[2].1.as_deref(), Some("id: T-1\n    status: x"));
        assert_eq!(found[3].1.as_deref(), Some("owners: []"));
    }

    #[test]
    fn text_is_no_comment() {
        assert!(
            scopes("---\nprd: \"# progress: ignore[a]\"\nx: |\n  # progress: ignore[b]\n---\n")
                .is_empty()
        );
    }
}
