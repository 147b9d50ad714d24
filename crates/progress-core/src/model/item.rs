//! Identifies the items of a list and matches them across versions.

use std::cmp::Ordering;
use std::fmt::Write as _;

use yaml_lossless::Node;

use crate::collections::HashMap;

/// Keys that describe an item in words.
const LABELS: &[&str] = &["description", "title", "name", "subject"];

/// Identifies an item in every version: by its ID, else by its content, plus a position among
/// items with the same name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemKey {
    /// The ID, or the text.
    pub name: String,
    /// Whether the name is an ID.
    pub is_id: bool,
    /// The number of earlier items with the same name.
    pub nth: usize,
}

/// The text of an item's `id`.
#[must_use]
pub fn id_of(item: Node<'_>) -> Option<&str> {
    let id = item.get("id")?.some_text()?.trim();
    if id.is_empty() { None } else { Some(id) }
}

/// The description of an item.
#[must_use]
pub(crate) fn label_of(item: Node<'_>) -> Option<&str> {
    let mut texts = LABELS.iter().filter_map(|key| item.get(key)?.some_text());
    texts.find(|text| !text.trim().is_empty())
}

/// Whether the descriptions of two items differ.
#[must_use]
pub fn are_two(one: Node<'_>, other: Node<'_>) -> bool {
    match (label_of(one), label_of(other)) {
        (Some(one), Some(other)) => one.trim() != other.trim(),
        _ => false,
    }
}

/// The keys of a list's items. `named` maps a text to its name in the result.
pub fn keys(items: &[Node<'_>], named: &dyn Fn(&str) -> String) -> Vec<ItemKey> {
    let mut seen: HashMap<(String, bool), usize> = HashMap::default();
    let mut keys = Vec::with_capacity(items.len());
    for item in items {
        let (name, is_id) = match (id_of(*item), item.text()) {
            (Some(id), _) => (id.to_owned(), true),
            (None, Some(text)) => (named(text), false),
            // A mapping without an ID is recognized only as long as nothing in it changes.
            (None, None) => (content_without(*item, None), false),
        };
        let count = seen.entry((name.clone(), is_id)).or_default();
        keys.push(ItemKey {
            name,
            is_id,
            nth: *count,
        });
        *count += 1;
    }
    keys
}

/// Pairs of the same item in two lists.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// From the items of the base to those of a side.
    pub to: Vec<Option<usize>>,
    /// The reverse direction.
    pub from: Vec<Option<usize>>,
}

impl Matches {
    /// Matches items with equal keys unless their descriptions differ. Of the rest, items with
    /// equal descriptions match first (their ID or content changed, or they were renumbered), then
    /// those with equal keys.
    #[must_use]
    pub fn of(base: (&[Node<'_>], &[ItemKey]), side: (&[Node<'_>], &[ItemKey])) -> Self {
        let mut matches = Self {
            to: vec![None; base.0.len()],
            from: vec![None; side.0.len()],
        };
        let by_key: HashMap<&ItemKey, usize> = side
            .1
            .iter()
            .enumerate()
            .map(|(at, key)| (key, at))
            .collect();
        let same_key: Vec<Option<usize>> =
            base.1.iter().map(|key| by_key.get(key).copied()).collect();
        for (index, (item, other)) in base.0.iter().zip(&same_key).enumerate() {
            let Some(other) = *other else { continue };
            if side.0.get(other).is_some_and(|it| !are_two(*item, *it)) {
                matches.join(index, other);
            }
        }
        // `unique` only sees what the keys have left unmatched.
        let left = unique(base.0, &matches.to);
        let right = unique(side.0, &matches.from);
        for (about, index) in left {
            if let Some(&other) = right.get(&about) {
                matches.join(index, other);
            }
        }
        for (index, other) in same_key.into_iter().enumerate() {
            if let Some(other) = other {
                matches.join_left(index, other);
            }
        }
        matches
    }

    /// Joins two items if both are unmatched.
    fn join_left(&mut self, base: usize, side: usize) {
        if self.to.get(base) == Some(&None) && self.from.get(side) == Some(&None) {
            self.join(base, side);
        }
    }

    fn join(&mut self, base: usize, side: usize) {
        if let (Some(to), Some(from)) = (self.to.get_mut(base), self.from.get_mut(side)) {
            *to = Some(side);
            *from = Some(base);
        }
    }
}

/// The description of each unmatched mapping, if no other has the same.
fn unique(items: &[Node<'_>], matched: &[Option<usize>]) -> HashMap<String, usize> {
    let mut found: HashMap<String, Option<usize>> = HashMap::default();
    for (index, (item, to)) in items.iter().zip(matched).enumerate() {
        if to.is_some() || !item.is_mapping() {
            continue;
        }
        let about = match label_of(*item) {
            Some(label) => label.to_owned(),
            // Without a description, the rest has to be equal for a renumbered item to be
            // recognized.
            None => content_without(*item, Some("id")),
        };
        found
            .entry(about)
            // A description that several items share identifies none of them.
            .and_modify(|index| *index = None)
            .or_insert(Some(index));
    }
    let mut unique = HashMap::default();
    for (about, index) in found {
        if let Some(index) = index {
            unique.insert(about, index);
        }
    }
    unique
}

/// A text that is equal for equal values, in whatever order the keys of a mapping are.
#[must_use]
pub fn content(node: Node<'_>) -> String {
    content_without(node, None)
}

/// The same, with one key excluded.
fn content_without(node: Node<'_>, without: Option<&str>) -> String {
    let mut text = String::new();
    write_content(node, without, &mut text);
    text
}

fn write_content(node: Node<'_>, without: Option<&str>, out: &mut String) {
    if let Some(text) = node.text() {
        // Escaped, so that no text can imitate the punctuation of a mapping.
        let _ = write!(out, "{text:?}");
        return;
    }
    out.push('(');
    for item in node.items() {
        write_content(item, None, out);
        out.push(',');
    }
    let mut entries: Vec<(&str, Node<'_>)> = node
        .entries()
        .filter_map(|(key, value)| Some((key.text()?, value)))
        .filter(|(key, _)| Some(*key) != without)
        .collect();
    // The order of keys is layout, not content.
    entries.sort_by_key(|(key, _)| *key);
    for (key, value) in entries {
        let _ = write!(out, "{key:?}:");
        write_content(value, None, out);
        out.push(',');
    }
    out.push(')');
}

/// Compares texts with numbers by value: `T-9` before `T-10`.
#[must_use]
pub fn natural(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one, other);
    while let (Some(a), Some(b)) = (left.chars().next(), right.chars().next()) {
        let both_digits = a.is_ascii_digit() && b.is_ascii_digit();
        let (x, y) = if both_digits {
            (digits(left), digits(right))
        } else {
            (a.len_utf8(), b.len_utf8())
        };
        let (a, b) = (&left[..x], &right[..y]);
        let order = if both_digits {
            let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
            // Without leading zeros, the longer number is the larger one, however many digits it
            // has.
            a.len().cmp(&b.len()).then_with(|| a.cmp(b))
        } else {
            a.cmp(b)
        };
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (&left[x..], &right[y..]);
    }
    // `T-01` and `T-1` are equal in value; comparing the texts makes the order total.
    left.len().cmp(&right.len()).then_with(|| one.cmp(other))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_size() {
        for (less, more) in [
            ("T-9", "T-10"),
            ("1.2", "1.10"),
            ("A", "B"),
            ("T-1", "T-1a"),
            ("T-01", "T-1"),
        ] {
            assert_eq!(natural(less, more), Ordering::Less, "{less} {more}");
            assert_eq!(natural(more, less), Ordering::Greater);
        }
        assert_eq!(natural("é1", "é1"), Ordering::Equal);
    }
}
