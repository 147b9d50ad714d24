//! The lines around a cursor in the frontmatter, by indentation, brackets and quotes.

use super::siblings::is_nothing;

/// Lines around the cursor that are searched for the rest of what is in brackets.
pub(super) const MAX_FLOW: usize = 60;
/// Lines above the cursor that are searched for what contains it: a hostile file has millions.
pub(super) const MAX_ABOVE: usize = 20_000;

/// The lines of the frontmatter up to the cursor.
pub(super) struct Lines<'t> {
    /// Everything up to the cursor.
    text: &'t str,
    /// Where the first of the lines above begins.
    start: usize,
    above: Vec<&'t str>,
    /// The current line up to the cursor.
    pub(super) current: &'t str,
    /// The indentation of the next line, if that is an item of a list.
    pub(super) next_item: Option<usize>,
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
        let start = above.remove(0).len() + 1;
        let below = text[offset..].lines().skip(1).take(MAX_ABOVE);
        let next = below.map(Block::of).find(|block| !is_nothing(block));
        Some(Self {
            text: before,
            start,
            above,
            current,
            next_item: next.filter(|it| it.is_item).map(|it| it.indent),
        })
    }

    /// The keys of the mappings that contain the current line, if it has this indentation, and
    /// where the outermost item of a list begins that contains it.
    pub(super) fn path_to(&self, indent: usize) -> (Vec<String>, Option<usize>) {
        let mut path = Vec::new();
        let mut limit = indent;
        // A list may be indented no deeper than its key. A line right above an item can only become
        // another one.
        let mut may_equal = Block::of(self.current).is_item || self.next_item == Some(indent);
        let mut item = may_equal.then_some(self.above.len());
        for (at, line) in self.above.iter().enumerate().rev().take(MAX_ABOVE) {
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
                item = Some(at);
            }
            if limit == 0 && !may_equal {
                break;
            }
        }
        path.reverse();
        let length = |lines: &[&str]| lines.iter().map(|line| line.len() + 1).sum::<usize>();
        let item = item.map(|at| self.start + length(&self.above[..at]));
        (path, item)
    }

    /// The key of the list that ends above the current line, if both the key and the entries have
    /// this indentation.
    pub(super) fn list_above(&self, indent: usize) -> Option<String> {
        let mut is_below_item = false;
        for line in self.above.iter().rev().take(MAX_ABOVE) {
            let block = Block::of(line);
            if is_nothing(&block) || block.indent > indent {
                continue;
            }
            if block.indent < indent || !block.is_item {
                return key_in(block.content).filter(|_| is_below_item && block.inner == indent);
            }
            is_below_item = true;
        }
        None
    }

    /// The list or mapping in brackets that the cursor is in, from the line on which the outermost
    /// bracket is.
    pub(super) fn flow(&self) -> Option<Flow<'t>> {
        let mut first = self.above.len();
        let mut closed = 0;
        for (at, line) in self.above.iter().enumerate().rev().take(MAX_FLOW) {
            let scan = Scan::of(line);
            let opens = scan.open.len() > closed;
            if opens {
                first = at;
            }
            // Within brackets, a line ends after a comma or a bracket.
            if !opens && !line.trim_end().ends_with([',', '[', '{', '}', ']']) {
                break;
            }
            closed = closed.saturating_sub(scan.open.len()) + scan.closed;
        }
        let lines = self.above[first..].iter().chain([&self.current]);
        let length: usize = lines.clone().map(|line| line.len() + 1).sum();
        let text = &self.text[self.text.len() - (length - 1)..];
        let scan = Scan::of(text);
        let &(bracket, start, part) = scan.open.last()?;
        let head = lines.clone().next()?;
        let outside = Self {
            text: self.text,
            start: self.start,
            above: self.above[..first].to_vec(),
            current: head,
            next_item: None,
        };
        let (mut path, item) = outside.path_to(Block::of(head).indent);
        for (_, start, _) in &scan.open {
            path.extend(key_before(&text[..*start]));
        }
        Some(Flow {
            bracket,
            has_key: key_before(&text[..start]).is_some(),
            path,
            item,
            before: &text[start + 1..],
            part: &text[part..],
        })
    }
}

/// What is in brackets around a cursor.
pub(super) struct Flow<'t> {
    /// The innermost bracket.
    pub(super) bracket: char,
    /// Whether a key is right before the innermost bracket.
    pub(super) has_key: bool,
    /// The keys down to it.
    pub(super) path: Vec<String>,
    /// Where the outermost item of a list in block style begins that contains it.
    pub(super) item: Option<usize>,
    /// What is between the bracket and the cursor.
    pub(super) before: &'t str,
    /// The same, from the last comma on.
    pub(super) part: &'t str,
}

/// A line in block style.
pub(super) struct Block<'l> {
    pub(super) indent: usize,
    /// Whether it begins an item of a list.
    pub(super) is_item: bool,
    /// The indentation of what is in the item.
    pub(super) inner: usize,
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

/// The brackets and quotes that are open at the end of a text.
#[derive(Default)]
pub(super) struct Scan {
    /// Each bracket, where it is, and where its current part begins.
    pub(super) open: Vec<(char, usize, usize)>,
    /// How many brackets are closed that were opened before.
    closed: usize,
    pub(super) quote: Option<char>,
    pub(super) is_comment: bool,
}

impl Scan {
    pub(super) fn of(text: &str) -> Self {
        let mut scan = Self::default();
        // The characters before, with and without blanks.
        let (mut before, mut last) = (' ', '\n');
        let mut comment = 0;
        for (at, character) in text.char_indices() {
            // In the middle of a text, brackets and quotes mean nothing.
            let starts_value = matches!(before, ' ' | '[' | '{' | ',' | '-' | '\n')
                && matches!(last, ':' | '[' | '{' | ',' | '-' | '\n');
            match (scan.quote, character) {
                // A quote that is still open is being typed, and a comment ends.
                (_, '\n') => {
                    scan.quote = None;
                    // A comment between two parts belongs to neither.
                    if let (true, Some(open)) = (scan.is_comment, scan.open.last_mut())
                        && text[open.2..comment].trim().is_empty()
                    {
                        open.2 = at + 1;
                    }
                    scan.is_comment = false;
                }
                _ if scan.is_comment => {}
                (Some('"'), _) if before == '\\' => {}
                (Some(quote), _) if quote == character => scan.quote = None,
                (None, '"' | '\'') if starts_value => scan.quote = Some(character),
                (None, '#') if matches!(before, ' ' | '\n') => {
                    scan.is_comment = true;
                    comment = at;
                }
                (None, '[' | '{') if starts_value => scan.open.push((character, at, at + 1)),
                (None, ']' | '}') if scan.open.pop().is_none() => scan.closed += 1,
                (None, ',') => {
                    if let Some(last) = scan.open.last_mut() {
                        last.2 = at + 1;
                    }
                }
                _ => {}
            }
            if character != ' ' {
                last = character;
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
    let start = text
        .rfind([' ', ',', '{', '[', '\n'])
        .map_or(0, |at| at + 1);
    let key = text[start..].trim_matches(['"', '\'']);
    (!key.is_empty()).then(|| key.to_owned())
}
