//! What is being typed at a cursor in the frontmatter.
//!
//! While something is typed, the YAML is often broken, so this looks at lines and indentation and
//! not at a tree.

use std::collections::BTreeSet;

use yaml_lossless::text::Span;

use super::lines::{Block, Flow, Lines, Scan, key_in};
use super::siblings::{
    Column, block_keys, block_words, flow_keys, flow_words, id_of_entry, is_in_word,
};

/// Lists and mappings of the top level whose items or values are mappings.
const MAPPINGS: &[&str] = &["tasks", "success_criteria", "blockers", "parallelization"];

/// Those that are lists.
const LISTS: &[&str] = &["tasks", "success_criteria", "blockers"];

/// What begins an entry of a list.
pub(super) const DASH: &str = "- ";

/// What is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// A key of a mapping.
    Key,
    /// A value, or an item of a list of values.
    Value,
}

/// A cursor in the frontmatter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) typed: Typed,
    /// The keys from the top down to what is typed; without that key itself, if a key is typed.
    pub(super) path: Vec<String>,
    /// What was typed of the key or value, which a completion replaces.
    pub(super) word: Span,
    /// The quote that it is inside of.
    pub(super) quote: Option<char>,
    /// What YAML needs before what is written here: a blank after a colon or a dash, or a dash where
    /// only another entry of a list can begin.
    pub(super) lead: &'static str,
    /// Whether a colon follows, so that a key is complete without another one.
    pub(super) has_colon: bool,
    /// The other keys of the mapping, or the other words of the list.
    pub(super) siblings: BTreeSet<String>,
    /// Whether it begins an entry of a list of mappings.
    pub(super) begins_entry: bool,
    /// The key of the list that ends above, if its entries are indented like this line, which can
    /// then be another entry or a key.
    pub(super) list_above: Option<String>,
    /// The ID of the task that it is in.
    pub(super) task: Option<String>,
}

/// What is typed, and what it is part of.
struct Place {
    typed: Typed,
    path: Vec<String>,
    /// Where the entry of a list begins that contains it.
    item: Option<usize>,
    /// The bytes of the key or value up to the cursor.
    length: usize,
}

impl Place {
    /// Whether it is right in a list that is one of mappings, and in none of its entries.
    fn is_right_in_list(&self) -> bool {
        let list = match self.path.as_slice() {
            [list] => list.as_str(),
            _ => return false,
        };
        self.item.is_none() && LISTS.contains(&list)
    }
}

/// The place of a cursor in brackets.
fn in_flow(flow: &Flow<'_>) -> Place {
    let mut path = flow.path.clone();
    // A mapping in a list in brackets is not a value of its own.
    let key = key_in(flow.part).filter(|_| flow.bracket == '{');
    let (typed, length) = match (&key, flow.part.split_once(':')) {
        (Some(_), Some((_, value))) => (Typed::Value, value.len()),
        _ if flow.bracket == '{' => (Typed::Key, flow.part.len()),
        _ => (Typed::Value, flow.part.len()),
    };
    path.extend(key);
    Place {
        typed,
        path,
        item: flow.item,
        length,
    }
}

/// The place of a cursor at the end of a line in block style.
fn in_block(lines: &Lines<'_>) -> Place {
    let line = Block::of(lines.current);
    let (mut path, item) = lines.path_to(line.indent);
    let key = key_in(line.content);
    let holds_mappings = match path.as_slice() {
        [] => true,
        [key] => MAPPINGS.contains(&key.as_str()),
        _ => false,
    };
    let content = lines.current.len() - line.inner;
    let (typed, length) = match (&key, lines.current.split_once(':')) {
        (Some(_), Some((_, value))) => (Typed::Value, value.len()),
        _ if line.is_item && !holds_mappings => (Typed::Value, content),
        _ => (Typed::Key, content),
    };
    path.extend(key);
    Place {
        typed,
        path,
        item,
        length,
    }
}

/// What was typed of a key or value of which so many bytes are before the cursor; `None` if it is
/// more than a word or what is between quotes.
fn word_at(text: &str, offset: usize, length: usize, quote: Option<char>) -> Option<Span> {
    let (before, after) = text.split_at_checked(offset)?;
    let typed = before.get(before.len() - length..)?.trim_start();
    let (typed, rest) = match quote {
        Some(quote) => (typed.strip_prefix(quote)?, rest_of_quoted(after, quote)),
        None if typed.chars().all(is_in_word) => (typed, None),
        None => return None,
    };
    let word = after.len() - after.trim_start_matches(is_in_word).len();
    Some(Span::new(
        offset - typed.len(),
        offset + rest.unwrap_or(word),
    ))
}

/// The bytes up to the closing quote, unless that is the opening one of something else.
fn rest_of_quoted(after: &str, quote: char) -> Option<usize> {
    let line = after.lines().next()?;
    let (rest, _) = line.split_once(quote)?;
    let is_plain = !rest.contains(['[', ']', '{', '}', ',', ':', '#', '"', '\'']);
    is_plain.then_some(rest.len())
}

/// Whether nothing follows on the line that would be part of the same value.
fn ends_here(after: &str, is_in_brackets: bool) -> bool {
    let rest = after.trim_start_matches(' ');
    match rest.chars().next() {
        None | Some('\n' | '\r') => true,
        Some('#') => rest.len() < after.len(),
        Some(',' | ']' | '}') => is_in_brackets,
        Some(_) => false,
    }
}

impl Cursor {
    /// Finds out what is typed at an offset; `None` outside the frontmatter, in a comment, and after
    /// what is complete.
    pub(super) fn at(text: &str, offset: usize) -> Option<Self> {
        let lines = Lines::of(text, offset)?;
        let prefix = lines.current;
        let scan = Scan::of(prefix);
        if scan.is_comment {
            return None;
        }
        let line = Block::of(prefix);
        // A list that is still open above a line with a key is being typed.
        let flow = lines.flow().filter(|flow| {
            flow.bracket == '{' || !scan.open.is_empty() || key_in(line.content).is_none()
        });
        let place = match &flow {
            Some(flow) => in_flow(flow),
            None => in_block(&lines),
        };
        let word = word_at(text, offset, place.length, scan.quote)?;
        let (before, after) = (&text[..word.start as usize], &text[word.end as usize..]);
        let after = after.strip_prefix(scan.quote.as_slice()).unwrap_or(after);
        let has_colon = after.trim_start_matches(' ').starts_with(':');
        if !(ends_here(after, flow.is_some()) || place.typed == Typed::Key && has_colon) {
            return None;
        }
        let is_after_colon = scan.quote.is_none() && before.ends_with(':');
        let begins_entry = match &flow {
            Some(flow) => flow.bracket == '[' && flow.has_key && place.is_right_in_list(),
            None => place.typed == Typed::Key && line.is_item,
        };
        let column = match (place.typed, &flow) {
            (Typed::Key, None) if !line.is_item && !place.path.is_empty() => {
                let above = &text[..offset - prefix.len()];
                match Column::of(above, line.indent, lines.next_item) {
                    Column::Key if place.is_right_in_list() => Column::Dash,
                    column => column,
                }
            }
            _ => Column::Key,
        };
        if column == Column::Nothing {
            return None;
        }
        let is_top_key = place.typed == Typed::Key && flow.is_none() && place.path.is_empty();
        let list_above = if is_top_key && !line.is_item && scan.quote.is_none() && !has_colon {
            lines.list_above(line.indent)
        } else {
            None
        };
        let siblings = match (place.typed, &flow) {
            (Typed::Key, Some(flow)) => flow_keys(flow.before, after),
            (Typed::Key, None) => block_keys(before, after),
            (Typed::Value, Some(flow)) if flow.bracket == '[' => {
                let listed = flow.before.len() - flow.part.len();
                flow_words(&flow.before[..listed], after)
            }
            (Typed::Value, None) if line.is_item => block_words(before, after),
            (Typed::Value, _) => BTreeSet::new(),
        };
        let is_in_task = place.path.first().is_some_and(|key| key == "tasks");
        let item = place.item.filter(|_| is_in_task);
        Some(Self {
            typed: place.typed,
            word,
            quote: scan.quote,
            lead: match column {
                Column::Dash => DASH,
                _ if is_after_colon || prefix.trim_start_matches(' ') == "-" => " ",
                _ => "",
            },
            has_colon,
            siblings,
            begins_entry,
            list_above,
            task: item.and_then(|at| id_of_entry(text, at)).map(str::to_owned),
            path: place.path,
        })
    }
}
#[cfg(test)]
mod tests;
