//! What stands beside the key or the item that is being typed.

use std::collections::BTreeSet;

use super::lines::{Block, MAX_ABOVE, MAX_FLOW, key_in};

/// The keys of a mapping in braces, without the one that is typed. `before` is what is between the
/// brace and the cursor.
pub(super) fn flow_keys(before: &str, after: &str) -> BTreeSet<String> {
    let after = until(after, is_outside);
    let parts = parts(before).into_iter().chain(parts(after));
    parts.filter_map(|part| key_in(part.trim())).collect()
}

/// What is between the commas of a list or mapping, up to the bracket that closes it.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_usize, None);
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') if depth == 0 => {
                parts.push(&text[start..at]);
                return parts;
            }
            (None, ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// What comes before the next comma of a list or mapping, or before its end.
pub(super) fn first_part(text: &str) -> &str {
    parts(text).first().copied().unwrap_or_default()
}

/// The rest of what is in brackets: up to the first line after this one for which `is_end` holds.
fn until(after: &str, is_end: impl Fn(&str) -> bool) -> &str {
    let lines = after.split_inclusive('\n').take(MAX_FLOW).enumerate();
    let inside = lines.take_while(|(index, line)| *index == 0 || !is_end(line));
    &after[..inside.map(|(_, line)| line.len()).sum()]
}

/// Whether a line cannot be in brackets: they are still open, and it begins something else.
fn is_outside(line: &str) -> bool {
    Block::of(line).is_item || line.trim_end() == "---"
}

/// The words of a list in brackets, without the one that is typed. `before` is what is between the
/// bracket and that word.
pub(super) fn flow_words(before: &str, after: &str) -> BTreeSet<String> {
    // A list that is still open ends before the next key, too.
    let after = until(after, |line| {
        is_outside(line) || key_in(line.trim()).is_some()
    });
    words(before)
        .chain(parts(after).into_iter().flat_map(words))
        .collect()
}

/// The words of a list in block style, without those of the item that is typed. `before` ends with
/// the line of that item.
pub(super) fn block_words(before: &str, after: &str) -> BTreeSet<String> {
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let (above, current) = before.split_at(start);
    let (_, below) = after.split_once('\n').unwrap_or((after, ""));
    let indent = Block::of(current).indent;
    let beside = |line: &&str| {
        let block = Block::of(line);
        is_nothing(&block) || block.is_item && block.indent == indent
    };
    let above = above.lines().rev().take(MAX_ABOVE).take_while(beside);
    let below = below.lines().take(MAX_ABOVE).take_while(beside);
    above.chain(below).flat_map(words).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c| !is_in_word(c));
    words.map(|word| word.trim_start_matches('-').to_owned())
}

/// Whether a character can be part of an ID or a key.
pub(super) fn is_in_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '.')
}

/// What can be written at the indentation of a line that is not an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A key of the mapping.
    Key,
    /// Another item of the list, with its dash.
    Dash,
    /// Nothing.
    Nothing,
}

impl Column {
    /// The column of a line with this indentation below some lines, and above an item with that
    /// indentation, if one is next.
    pub(super) fn of(above: &str, indent: usize, next_item: Option<usize>) -> Self {
        if next_item == Some(indent) {
            return Self::Dash;
        }
        let mut is_below_deeper = false;
        for line in above.lines().rev().take(MAX_ABOVE) {
            let block = Block::of(line);
            if is_nothing(&block) {
                continue;
            }
            if block.inner <= indent || line.trim_end() == "---" {
                // Below a key, the first line decides how deep its value is indented. If that is a
                // list, it may be no deeper than the key.
                let is_in_list =
                    next_item.is_some_and(|next| (block.inner..indent).contains(&next));
                let is_aligned = block.inner == indent || !is_below_deeper && !is_in_list;
                return if is_aligned { Self::Key } else { Self::Nothing };
            }
            if block.is_item && block.indent <= indent {
                let is_aligned = block.indent == indent;
                return if is_aligned {
                    Self::Dash
                } else {
                    Self::Nothing
                };
            }
            is_below_deeper = true;
        }
        Self::Key
    }
}

/// The ID in an entry of a list, which begins at an offset.
pub(super) fn id_of_entry(text: &str, start: usize) -> Option<&str> {
    let text = text.get(start..)?;
    let mut lines = text.lines().map(Block::of).take(MAX_ABOVE);
    let first = lines.next()?;
    if let Some(brace) = first.content.strip_prefix('{') {
        let flow = &text[first.inner + 1..];
        let end = flow.match_indices('\n').nth(MAX_FLOW);
        let flow = &flow[..end.map_or(flow.len(), |(at, _)| at)];
        let mut parts = parts(flow).into_iter();
        return parts.find_map(id_in).or_else(|| id_in(brace));
    }
    let (indent, inner) = (first.indent, first.inner);
    let is_inside = |line: &Block<'_>| {
        let is_next = line.inner < inner || line.is_item && line.indent <= indent;
        is_nothing(line) || !is_next
    };
    let keys = lines
        .take_while(is_inside)
        .filter(|line| line.inner == inner && !line.is_item);
    std::iter::once(first)
        .chain(keys)
        .find_map(|line| id_in(line.content))
}

/// The value of an entry whose key is `id`.
fn id_in(entry: &str) -> Option<&str> {
    let entry = entry.trim();
    let (_, value) = entry
        .split_once(':')
        .filter(|_| key_in(entry).is_some_and(|key| key == "id"))?;
    let value = value.split(" #").next()?.trim();
    Some(value.trim_matches(['"', '\'']))
}

/// The keys of the mapping in block style that a key is typed in, without that key.
pub(super) fn block_keys(before: &str, after: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let (above, current) = before.split_at(start);
    let (_, below) = after.split_once('\n').unwrap_or((after, ""));
    let own = Block::of(current);
    let indent = own.inner;
    if !own.is_item {
        for line in above.lines().rev().take(MAX_ABOVE) {
            let block = Block::of(line);
            if is_nothing(&block) || block.inner > indent {
                continue;
            }
            if block.inner < indent || line.trim_end() == "---" {
                break;
            }
            keys.extend(key_in(block.content));
            if block.is_item {
                break;
            }
        }
    }
    for line in below.lines().take(MAX_ABOVE) {
        let block = Block::of(line);
        if is_nothing(&block) {
            continue;
        }
        let is_next_item = block.is_item && block.indent < indent;
        if is_next_item || block.inner < indent || line.trim_end() == "---" {
            break;
        }
        if block.inner == indent {
            keys.extend(key_in(block.content));
        }
    }
    keys
}

/// Whether a line is empty or a comment.
pub(super) fn is_nothing(block: &Block<'_>) -> bool {
    block.content.is_empty() && !block.is_item || block.content.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn column(above: &str, indent: usize, expected: Column) {
        let found = Column::of(above, indent, None);
        assert_eq!(found, expected, "{above} at {indent}");
    }

    #[test]
    fn keys_stand_below_each_other() {
        let tasks = "---\ntasks:\n  - id: A\n    notes:\n      x: y\n";
        column(tasks, 0, Column::Key);
        column(tasks, 2, Column::Dash);
        column(tasks, 3, Column::Nothing);
        column(tasks, 4, Column::Key);
        column(tasks, 5, Column::Nothing);
        column(tasks, 6, Column::Key);
        column("---\na:\n", 0, Column::Key);
        column("---\na:\n\n", 7, Column::Key);
        column("---\n", 0, Column::Key);
        column("---\ntasks:\n- id: A\n  x: y\n", 0, Column::Dash);
    }

    #[test]
    fn the_id_of_an_entry_is_found_wherever_it_is() {
        let id = |text: &str| id_of_entry(text, text.find('-').unwrap()).map(str::to_owned);
        assert_eq!(id("- id: \"A\" # x\n  b: c\n").as_deref(), Some("A"));
        assert_eq!(
            id("- b: \"grid: X\"\n  id: A\n- id: B\n").as_deref(),
            Some("A")
        );
        assert_eq!(id("- b: c\n  d:\n    id: X\n- id: B\n"), None);
        assert_eq!(id("- {b: {id: X}, id: 'A', c: [\n").as_deref(), Some("A"));
        assert_eq!(id("- {b: c,\n   id: A}\n").as_deref(), Some("A"));
        assert_eq!(id("- x\n"), None);
    }

    #[test]
    fn the_other_items_of_a_list_are_known() {
        let flow = |before, after| Vec::from_iter(flow_words(before, after)).join(" ");
        assert_eq!(flow("\"A-1\", ", "\n    b: [\"C\"]\n"), " A-1");
        assert_eq!(
            flow("A, ", ", {x: B},\n  \"p:C (d)\"], E]\n"),
            " A B C d p x"
        );
        let block = |before, after| Vec::from_iter(block_words(before, after)).join(" ");
        assert_eq!(block("a:\n- B\n  # C\n- ", "\n- D\nb:\n- E\n"), " B C D");
        assert_eq!(block("a:\n    - B\n    - ", "\n  - id: D\n"), " B");
    }
}
