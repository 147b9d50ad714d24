//! What is being typed at a cursor in the frontmatter.
//!
//! While something is typed, the YAML is often broken, so this looks at lines and indentation and
//! not at a tree.

use yaml_lossless::text::Span;

/// Lines above the cursor that are searched for the rest of a list in brackets.
const MAX_LIST: usize = 60;
/// Lines above the cursor that are searched for what contains it: a hostile file has millions.
const MAX_ABOVE: usize = 20_000;

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
    /// The word at the cursor, which a completion replaces.
    pub(super) word: Span,
    /// Whether it is inside quotes.
    pub(super) is_quoted: bool,
    /// Whether it begins an entry of a list of mappings.
    pub(super) begins_entry: bool,
}

impl Cursor {
    /// Finds out what is typed at an offset; `None` outside the frontmatter or in a comment.
    pub(super) fn at(text: &str, offset: usize) -> Option<Self> {
        let lines = Lines::of(text, offset)?;
        let prefix = lines.current;
        let scan = Scan::of(prefix);
        if scan.is_comment {
            return None;
        }
        let is_quoted = scan.quote.is_some();
        let word = word_around(text, offset);
        let make = |typed, path, begins_entry| {
            Some(Self {
                typed,
                path,
                word,
                is_quoted,
                begins_entry,
            })
        };
        let line = Block::of(prefix);
        let mut path = lines.path_to(line.indent);
        if let Some(&(bracket, start, part)) = scan.open.last() {
            path.extend(key_before(&prefix[..start]));
            // A mapping in a list in brackets is not a value of its own.
            if bracket == '{' {
                return match key_in(&prefix[part..]) {
                    Some(key) => {
                        path.push(key);
                        make(Typed::Value, path, false)
                    }
                    None => make(Typed::Key, path, false),
                };
            }
            return make(Typed::Value, path, false);
        }
        if let Some(key) = key_in(line.content) {
            path.push(key);
            return make(Typed::Value, path, false);
        }
        if let Some(path) = lines.list_above() {
            return make(Typed::Value, path, false);
        }
        let holds_mappings = |path: &[String]| {
            let names: Vec<&str> = path.iter().map(String::as_str).collect();
            matches!(
                names.as_slice(),
                [] | ["tasks" | "success_criteria" | "blockers" | "parallelization"]
            )
        };
        if line.is_item && !holds_mappings(&path) {
            return make(Typed::Value, path, false);
        }
        make(Typed::Key, path, line.is_item)
    }
}

/// The lines of the frontmatter up to the cursor.
struct Lines<'t> {
    above: Vec<&'t str>,
    /// The current line up to the cursor.
    current: &'t str,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str, offset: usize) -> Option<Self> {
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
    fn path_to(&self, indent: usize) -> Vec<String> {
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
    fn list_above(&self) -> Option<Vec<String>> {
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
struct Block<'l> {
    indent: usize,
    /// Whether it begins an item of a list.
    is_item: bool,
    /// The indentation of what is in the item.
    inner: usize,
    content: &'l str,
}

impl<'l> Block<'l> {
    fn of(line: &'l str) -> Self {
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
struct Scan {
    /// Each bracket, where it is, and where its current part begins.
    open: Vec<(char, usize, usize)>,
    quote: Option<char>,
    is_comment: bool,
}

impl Scan {
    fn of(line: &str) -> Self {
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
fn key_in(content: &str) -> Option<String> {
    let (key, rest) = content.split_once(':')?;
    let key = key.trim().trim_matches(['"', '\'']);
    let is_key = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    (is_key && (rest.is_empty() || rest.starts_with([' ', '\r']))).then(|| key.to_owned())
}

/// The key right before a bracket.
fn key_before(text: &str) -> Option<String> {
    let text = text.trim_end().strip_suffix(':')?;
    let start = text.rfind([' ', ',', '{', '[']).map_or(0, |at| at + 1);
    let key = text[start..].trim_matches(['"', '\'']);
    (!key.is_empty()).then(|| key.to_owned())
}

/// The word around an offset.
fn word_around(text: &str, offset: usize) -> Span {
    let is_in_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let mut start = before.trim_end_matches(is_in_word).len();
    let end = text.len() - after.trim_start_matches(is_in_word).len();
    // The dash of a list's item is not part of the word.
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    if before[line..start].trim().is_empty() && before[start..] == *"-" {
        start = offset;
    }
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path and what is typed where `|` is.
    fn typed(text: &str) -> Option<String> {
        let offset = text.find('|').unwrap();
        let text = text.replace('|', "");
        let cursor = Cursor::at(&text, offset)?;
        let word = &text[cursor.word.range()];
        Some(format!(
            "{:?} {} `{word}`{}{}",
            cursor.typed,
            cursor.path.join("/"),
            if cursor.is_quoted { " quoted" } else { "" },
            if cursor.begins_entry { " entry" } else { "" },
        ))
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(typed(text).as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn keys_and_values_are_recognized() {
        check("---\nsta|\n---\n", "Key  `sta`");
        check("---\nstatus: pl|\n", "Value status `pl`");
        check("---\nstatus: \"pl|\"\n", "Value status `pl` quoted");
        check("---\nowners: [\"a\", b|]\n", "Value owners `b`");
        check("---\nowners:\n  - al|\n", "Value owners `al`");
        check("---\nowners:\n- |\n", "Value owners ``");
    }

    #[test]
    fn tasks_are_recognized() {
        let tasks = "---\ntasks:\n  - id: T-1\n    status: x\n    notes:\n      a: b\n";
        check(&format!("{tasks}    dep|"), "Key tasks `dep`");
        check(
            &format!("{tasks}    dependencies: [T|"),
            "Value tasks/dependencies `T`",
        );
        check(
            &format!("{tasks}    dependencies: [\"T-1\", \"|\"]"),
            "Value tasks/dependencies `` quoted",
        );
        check(
            &format!("{tasks}    dependencies:\n      - T-|"),
            "Value tasks/dependencies `T-`",
        );
        check(
            &format!("{tasks}    dependencies:\n    - |"),
            "Value tasks/dependencies ``",
        );
        check(
            &format!("{tasks}    dependencies: [\n      \"T-1\",\n      T|"),
            "Value tasks/dependencies `T`",
        );
        check(&format!("{tasks}  - |"), "Key tasks `` entry");
        check(&format!("{tasks}  - id: T-2|"), "Value tasks/id `T-2`");
        check(
            "---\ntasks:\n- id: T-1\n  status: |\n",
            "Value tasks/status ``",
        );
        check("---\ntasks:\n  - {id: T-1, sta|}", "Key tasks `sta`");
        check(
            "---\ntasks:\n  - {id: T-1, status: |}",
            "Value tasks/status ``",
        );
        check(
            "---\ntasks:\n  - {id: T-1, dependencies: [T|",
            "Value tasks/dependencies `T`",
        );
    }

    #[test]
    fn schedules_are_recognized() {
        let schedule = "---\nparallelization:\n  batch_1: [\"A\"]\n";
        check(
            &format!("{schedule}  batch_2: [|"),
            "Value parallelization/batch_2 ``",
        );
        check(&format!("{schedule}  cri|"), "Key parallelization `cri`");
    }

    #[test]
    fn nothing_is_completed_elsewhere() {
        assert_eq!(typed("---\na: b # c|\n"), None);
        assert_eq!(typed("---\na: b\n---\n# T|\n"), None);
        assert_eq!(typed("# T|\n"), None);
        assert_eq!(typed("|"), None);
    }
}
