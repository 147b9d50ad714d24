//! `# progress: ignore[rule]` comments.

use std::collections::BTreeMap;

use yaml_lossless::text::Span;
use yaml_lossless::{Style, Tree};

use super::diagnostic::{Diagnostic, Location};
use super::rule::Rule;
use crate::collections::HashMap;
use crate::display::nearest;
use crate::document::Document;

const MARKER: &str = "progress:";
const WORD: &str = "ignore";

/// An ignore comment: which rules it ignores, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ignore {
    /// The rules it names, each with its place.
    pub(super) rules: Vec<(String, Span)>,
    /// Where findings must start to be ignored; `None` for the whole file.
    pub(super) scope: Option<Span>,
}

/// Drops ignored findings and returns the rule names in comments that ignored nothing.
///
/// `place` returns a finding's rule and where it starts. Each finding is visited once, however
/// many comments there are.
pub(super) fn apply<'i, T>(
    ignores: &'i [Ignore],
    findings: &mut Vec<T>,
    place: impl Fn(&T) -> Option<(&'static str, usize)>,
) -> Vec<&'i (String, Span)> {
    // By rule and start, so that a comment takes its findings out without looking at the others.
    let mut left: HashMap<&str, BTreeMap<usize, Vec<usize>>> = HashMap::default();
    for (index, finding) in findings.iter().enumerate() {
        if let Some((rule, start)) = place(finding) {
            let starts = left.entry(rule).or_default();
            starts.entry(start).or_default().push(index);
        }
    }
    let mut is_ignored = vec![false; findings.len()];
    let mut unused = Vec::new();
    for ignore in ignores {
        for name in &ignore.rules {
            let covered = match left.get_mut(name.0.as_str()) {
                Some(starts) => take(starts, ignore.scope),
                None => Vec::new(),
            };
            // An earlier comment may have taken the findings: then this one is superfluous, and
            // removing it changes nothing.
            if covered.is_empty() {
                unused.push(name);
            }
            for index in covered {
                is_ignored[index] = true;
            }
        }
    }
    let mut flags = is_ignored.into_iter();
    findings.retain(|_| flags.next() == Some(false));
    unused
}

/// Removes the findings that start in `scope`, or all if it is `None`.
fn take(starts: &mut BTreeMap<usize, Vec<usize>>, scope: Option<Span>) -> Vec<usize> {
    let Some(scope) = scope else {
        return std::mem::take(starts).into_values().flatten().collect();
    };
    let covered: Vec<usize> = starts.range(scope.range()).map(|(&at, _)| at).collect();
    let taken = covered.into_iter().filter_map(|at| starts.remove(&at));
    taken.flatten().collect()
}

/// Reports a comment that ignores nothing.
pub(super) fn report(place: Location, name: &str, rules: &[&Rule]) -> Diagnostic {
    let mut names = rules.iter().map(|rule| rule.name);
    if names.clone().any(|known| known == name) {
        let message = format!("this comment ignores `{name}`, which reports nothing here");
        return Diagnostic::new(place, message).help("remove it");
    }
    if name.is_empty() {
        return Diagnostic::new(place, "this ignore comment does not name a rule")
            .help("write `# progress: ignore[RULE]`; run `progress rules` for a list");
    }
    let help = match nearest(name, &mut names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "run `progress rules` for a list".to_owned(),
    };
    Diagnostic::new(place, format!("unknown rule `{name}` in ignore comment")).help(help)
}

/// Returns the ignore comments of a frontmatter.
///
/// At the end of a line a comment covers that line; on a line of its own, the task or entry
/// that follows; before the first key, the whole file.
pub(super) fn ignores(document: &Document) -> Vec<Ignore> {
    let Some(tree) = document.tree() else {
        return Vec::new();
    };
    // Only in the frontmatter: a `#` in the body starts a heading.
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
    // In YAML, `a#b` is not a comment.
    let starts_comment = before[..hash]
        .chars()
        .next_back()
        .is_none_or(char::is_whitespace);
    // Nor is a `#` in a quoted string or a block scalar.
    if !starts_comment || scalar_holds(tree, hash) {
        return None;
    }
    let line = document.text.lines().line_of(at);
    let line_span = document.text.lines().span(document.text.as_str(), line);
    let rules = listed(yaml.get(..line_span.end as usize)?, at)?;
    // Trimmed from the end, which stops at the comment before: with thousands of comments on a
    // line, going through its indentation for each would take quadratic time.
    let own_line = yaml[line_span.start as usize..hash].trim_end().is_empty();
    let scope = if !own_line {
        Some(line_span)
    } else if hash < first_key(tree) {
        None
    } else {
        Some(following(tree, line_span.end as usize))
    };
    Some(Ignore { rules, scope })
}

/// The rules that a comment lists after its marker; a single empty name if it is a malformed
/// ignore comment.
fn listed(text: &str, at: usize) -> Option<Vec<(String, Span)>> {
    let marked = text.get(at + MARKER.len()..)?;
    let after = marked
        .trim_start_matches([' ', '\t'])
        .strip_prefix(WORD)
        // `progress: ignored by …` is prose.
        .filter(|after| !after.starts_with(char::is_alphanumeric))?;
    let word_end = text.len() - after.len();
    if let Some(list) = after.strip_prefix('[')
        && marked.starts_with(" ignore")
        // Rule names contain no brackets; stopping there keeps a line of thousands linear.
        && let Some(end) = list.find(['[', ']'])
        && list[end..].starts_with(']')
    {
        return Some(names(&list[..end], word_end + 1));
    }
    // A malformed comment has no effect, which people notice only if it is reported.
    Some(vec![(String::new(), Span::new(at, word_end))])
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

/// Where the first key starts.
pub(super) fn first_key(tree: &Tree) -> usize {
    let first = tree.root().entries().next();
    first.map_or(0, |(key, _)| key.span().start as usize)
}

/// Whether a place is inside a text, where nothing is a comment.
pub(super) fn scalar_holds(tree: &Tree, offset: usize) -> bool {
    let last = tree.last_before(offset + 1);
    last.is_some_and(|node| node.text().is_some() && node.span().contains(offset))
}

/// The entry that starts after a comment: a task, or a key with its value.
pub(super) fn following(tree: &Tree, offset: usize) -> Span {
    // After the last entry there is nothing to cover, so the comment is reported as unused.
    let Some(mut entry) = tree.first_from(offset) else {
        return Span::new(offset, offset);
    };
    // A comment above the first entry of a list applies to the entry, not to the whole list.
    while entry.style() == Style::Block
        && let Some(first) = entry.items().next()
    {
        entry = first;
    }
    let Span { start, mut end } = entry.span();
    // For a key, continue with its value.
    if let Some(value) = tree.first_from(end as usize)
        && value.key().is_some_and(|key| key.id() == entry.id())
    {
        end = value.span().end.max(end);
    }
    Span {
        start,
        // An empty entry has no bytes, but a finding may start at it.
        end: end.max(start + 1),
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
    fn each_finding_is_ignored_by_the_first_comment_that_covers_it() {
        let ignore = |rule: &str, scope: Option<(usize, usize)>| Ignore {
            rules: vec![(rule.to_owned(), Span::default())],
            scope: scope.map(|(start, end)| Span::new(start, end)),
        };
        let ignores = [
            ignore("a", Some((0, 5))),
            ignore("a", Some((3, 4))),
            ignore("b", Some((5, 9))),
            ignore("c", None),
            ignore("d", None),
        ];
        let mut findings = vec![("a", 0), ("a", 3), ("a", 5), ("b", 4), ("c", 7), ("c", 8)];
        let unused = apply(&ignores, &mut findings, |finding| Some(*finding));
        assert_eq!(findings, [("a", 5), ("b", 4)]);
        let names: Vec<&str> = unused.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "b", "d"]);
    }

    #[test]
    fn a_line_of_thousands_of_comments_is_linear() {
        let count = |yaml: &str| {
            let text = format!("---\nprd: x{yaml}\n---\n");
            ignores(&Document::parse(text.into_bytes())).len()
        };
        assert_eq!(count(&" # progress: ignore[".repeat(50_000)), 50_000);
        let blank = " ".repeat(500_000);
        let line = format!("\n{blank}{}", "# progress: ignore[a] ".repeat(10_000));
        assert_eq!(count(&line), 10_000);
    }

    #[test]
    fn text_is_not_a_comment() {
        assert!(
            scopes("---\nprd: \"# progress: ignore[a]\"\nx: |\n  # progress: ignore[b]\n---\n")
                .is_empty()
        );
    }
}
