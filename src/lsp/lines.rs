//! The lines above a cursor in the frontmatter, by indentation, brackets and quotes.

use std::collections::BTreeSet;

/// Lines above the cursor that are searched for the rest of a list in brackets.
const MAX_LIST: usize = 60;
/// Lines above the cursor that are searched for what contains it: a hostile file has millions.
const MAX_ABOVE: usize = 20_000;

/// The lines of the frontmatter up to the cursor.
pub(super) struct Lines<'t> {
    above: Vec<&'t str>,
    /// The current line up to the cursor.
    pub(super) current: &'t str,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str, offset: usize) -> Option<Self> {
        let before = text.get(..offset)?;
        let mut above: Vec<&str> = before.split('\n').collect();
        let current = above.pop()?;
        let first = above.first()?.trim_start_matches('\u{feff}').trim_end();
        let is_closed = above.iter().skip(1).any(|line| line.trim_end() == "---");
        if first != "---" || is_closed {
            return None;
        }
        above.remove(0);
        Some(Self { above, current })
    }

    /// The keys of the mappings that contain a line with this indentation.
    pub(super) fn path_to(&self, indent: usize) -> Vec<String> {
        let mut path = Vec::new();
        let mut limit = indent;
        // A list may be indented no deeper than its key.
        let mut may_equal = Block::of(self.current).is_item;
        for line in self.above.iter().rev().take(MAX_ABOVE) {
            let block = Block::of(line);
            if block.content.is_empty() || block.content.starts_with('#') {
                continue;
            }
            let is_holder =
                block.inner < limit || may_equal && !block.is_item && block.inner == limit;
            if is_holder && let Some(key) = key_in(block.content) {
                path.push(key);
                limit = block.inner;
                may_equal = false;
            }
            if block.is_item && block.indent < limit {
                limit = block.indent;
                may_equal = true;
            }
            if limit == 0 && !may_equal {
                break;
            }
        }
        path.reverse();
        path
    }

    /// The keys down to a list in brackets that was opened on a line above.
    pub(super) fn list_above(&self) -> Option<Vec<String>> {
        for (at, line) in self.above.iter().enumerate().rev().take(MAX_LIST) {
            let scan = Scan::of(line);
            if let Some(&('[', start, _)) = scan.open.last() {
                let block = Block::of(line);
                let up_to_line = Self {
                    above: self.above[..at].to_vec(),
                    current: line,
                };
                let mut path = up_to_line.path_to(block.indent);
                path.extend(key_before(&line[..start]));
                return Some(path);
            }
            // A line of such a list goes on after a comma.
            if !line.trim_end().ends_with(',') || key_in(Block::of(line).content).is_some() {
                return None;
            }
        }
        None
    }
}

/// A line in block style.
pub(super) struct Block<'l> {
    pub(super) indent: usize,
    /// Whether it begins an item of a list.
    pub(super) is_item: bool,
    /// The indentation of what is in the item.
    inner: usize,
    pub(super) content: &'l str,
}

impl<'l> Block<'l> {
    pub(super) fn of(line: &'l str) -> Self {
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        let item = match rest.strip_prefix('-') {
            Some(item) if item.is_empty() || item.starts_with([' ', '\r']) => Some(item),
            _ => None,
        };
        let content = item.unwrap_or(rest).trim_start_matches(' ');
        Self {
            indent,
            is_item: item.is_some(),
            inner: line.len() - content.len(),
            content: content.trim_end(),
        }
    }
}

/// The brackets and quotes that are open at the end of a line.
pub(super) struct Scan {
    /// Each bracket, where it is, and where its current part begins.
    pub(super) open: Vec<(char, usize, usize)>,
    pub(super) quote: Option<char>,
    pub(super) is_comment: bool,
}

impl Scan {
    pub(super) fn of(line: &str) -> Self {
        let mut scan = Self {
            open: Vec::new(),
            quote: None,
            is_comment: false,
        };
        let mut before = ' ';
        for (at, character) in line.char_indices() {
            let starts_value = matches!(before, ' ' | '[' | '{' | ',' | '-');
            match (scan.quote, character) {
                (Some('"'), _) if before == '\\' => {}
                (Some(quote), _) if quote == character => scan.quote = None,
                (None, '"' | '\'') if starts_value => scan.quote = Some(character),
                (None, '#') if before == ' ' => {
                    scan.is_comment = true;
                    return scan;
                }
                (None, '[' | '{') if starts_value => scan.open.push((character, at, at + 1)),
                (None, ']' | '}') => {
                    scan.open.pop();
                }
                (None, ',') => {
                    if let Some(last) = scan.open.last_mut() {
                        last.2 = at + 1;
                    }
                }
                _ => {}
            }
            // Two backslashes are one character, which escapes nothing.
            before = if before == '\\' && character == '\\' {
                ' '
            } else {
                character
            };
        }
        scan
    }
}

/// The key of an entry that has a colon.
pub(super) fn key_in(content: &str) -> Option<String> {
    let (key, rest) = content.split_once(':')?;
    let key = key.trim().trim_matches(['"', '\'']);
    let is_key = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    (is_key && (rest.is_empty() || rest.starts_with([' ', '\r']))).then(|| key.to_owned())
}

/// The key right before a bracket.
pub(super) fn key_before(text: &str) -> Option<String> {
    let text = text.trim_end().strip_suffix(':')?;
    let start = text.rfind([' ', ',', '{', '[']).map_or(0, |at| at + 1);
    let key = text[start..].trim_matches(['"', '\'']);
    (!key.is_empty()).then(|| key.to_owned())
}

/// The keys of the mapping that a key is typed in, without that key. `is_block` is false in braces.
pub(super) fn sibling_keys(before: &str, after: &str, is_block: bool) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let (above, current) = before.split_at(start);
    let (rest, below) = after.split_once('\n').unwrap_or((after, ""));
    if !is_block {
        let opened = current.rfind('{').map_or(0, |at| at + 1);
        let closed = rest.find('}').unwrap_or(rest.len());
        let parts = current[opened..]
            .split(',')
            .chain(rest[..closed].split(','));
        keys.extend(parts.filter_map(|part| key_in(part.trim())));
        return keys;
    }
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
fn is_nothing(block: &Block<'_>) -> bool {
    block.content.is_empty() && !block.is_item || block.content.starts_with('#')
}
