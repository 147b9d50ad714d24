//! Task IDs in a line of text: single, in lists, in ranges.
//!
//! ```text
//! P2-T5, P2-T7                     a list
//! CAI-P4-03, P4-04, P4-05          a list whose entries leave out what stays the same
//! SVC-3.6/7/8                      likewise
//! TASK-1.1 to 1.4, FE-6.1-6.9      ranges
//! ```
//!
//! Only the first ID of a list or range must be known as written; each following one is completed
//! from the one before it, and counts if the completed ID is known.

use yaml_lossless::text::Span;

use super::tokens::{Token, tokens};

/// Longer ranges are not expanded: no commit works on so many tasks.
const MAX_RANGE: u64 = 200;

/// Longer words contain no IDs.
const MAX_WORD: usize = 400;

/// A task ID found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamedId {
    /// The ID, completed if abbreviated.
    pub id: String,
    /// The plan before it: `prd:ID`.
    pub prd: Option<String>,
    /// The token it was read from, as a span of the text.
    pub span: Span,
    /// The start of the list that it belongs to.
    pub chain: u32,
}

/// What separates the IDs of a list or a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    /// `,` and the like.
    List,
    /// `/` without spaces: `3.6/7`.
    Slash,
    /// `to` and the like.
    Range,
}

/// What is between two tokens.
enum Gap {
    Space,
    Separator(Separator),
    /// Anything else, which ends a list.
    Other,
}

/// The IDs that a text may name.
pub(super) trait Ids {
    /// Whether a word is one of them.
    fn has(&self, id: &str) -> bool;

    /// Whether one of them may begin with a byte: the first byte rules out most words.
    fn may_begin_with(&self, byte: u8) -> bool;
}

/// Returns the IDs in a text.
pub(super) fn named(text: &str, known: &dyn Ids) -> Vec<NamedId> {
    let mut tokens = tokens(text).peekable();
    let mut before = None;
    let mut reader = Reader {
        text,
        known,
        found: Vec::new(),
        last: None,
        separator: None,
    };
    while let Some(token) = tokens.next() {
        reader.read(&token, before.as_ref(), tokens.peek());
        before = Some(token);
    }
    reader.found
}

struct Reader<'a> {
    text: &'a str,
    known: &'a dyn Ids,
    found: Vec<NamedId>,
    /// The ID that a list continues.
    last: Option<String>,
    /// The separator read since.
    separator: Option<Separator>,
}

impl Reader<'_> {
    fn read(&mut self, token: &Token<'_>, before: Option<&Token<'_>>, next: Option<&Token<'_>>) {
        if self.last.is_some() {
            let from = before.map_or(0, |before| before.span.end as usize);
            match self.gap(from, token.span.start as usize) {
                Gap::Space => {}
                Gap::Separator(separator) => self.separator = Some(separator),
                Gap::Other => self.end_list(),
            }
        }
        // As for most words of a message.
        if self.last.is_none() {
            self.start_list(token, before);
            return;
        }
        // Unlike `,`, these separators consist of letters and so are tokens themselves.
        if let Some(separator) = connector(token.text) {
            self.separator = Some(separator);
            return;
        }
        let continued = self.continuation(token, next);
        if let Some(newest) = continued.last().cloned() {
            // A list is continued only after an ID was found, so the last one belongs to it.
            let chain = self.found.last().map_or(token.span.start, |it| it.chain);
            self.add(continued, None, token.span, chain);
            self.last = Some(newest);
            self.separator = None;
            return;
        }
        // A number in a list of IDs with letters belongs to it, although no task may have the ID.
        if self.separator.take().is_some()
            && let Some(last) = &self.last
            && leaves_out_letters(last, token.text)
        {
            return;
        }
        self.end_list();
        self.start_list(token, before);
    }

    /// Returns what is between two tokens, ignoring markup.
    fn gap(&self, from: usize, to: usize) -> Gap {
        let between = self.text.get(from..to).unwrap_or_default();
        let is_tight = !between.contains(char::is_whitespace);
        let marks: String = between
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '`' | '*' | '[' | ']' | '"' | '\''))
            .collect();
        match marks.as_str() {
            // Only markup, without a space: parts of one word.
            "" if is_tight => Gap::Other,
            "" => Gap::Space,
            "/" if is_tight => Gap::Separator(Separator::Slash),
            "," | ";" | "/" | "+" | "&" | "|" => Gap::Separator(Separator::List),
            "-" | "–" | "—" | ".." | "..." | "…" | "→" | "~" => {
                Gap::Separator(Separator::Range)
            }
            _ => Gap::Other,
        }
    }

    fn end_list(&mut self) {
        self.last = None;
        self.separator = None;
    }

    /// Returns the IDs that a token adds to the list before it; none if it does not continue one.
    fn continuation(&self, token: &Token<'_>, next: Option<&Token<'_>>) -> Vec<String> {
        let (Some(last), Some(separator)) = (&self.last, self.separator) else {
            return Vec::new();
        };
        let is_whole = self.known.has(token.text) && !leaves_out_letters(last, token.text);
        // After a tight `/`, a number cannot count anything else.
        if !is_whole && separator != Separator::Slash && !self.is_ended(token, next) {
            return Vec::new();
        }
        match separator {
            Separator::Range => self.up_to(last, token.text),
            Separator::List | Separator::Slash => self.ids_in(token.text, Some(last)),
        }
    }

    fn start_list(&mut self, token: &Token<'_>, before: Option<&Token<'_>>) {
        // What is found here is the word or its beginning, so it starts with this byte.
        let first = token.text.bytes().next();
        if !first.is_some_and(|first| self.known.may_begin_with(first)) {
            return;
        }
        // Part of a path, a name, or a number of something else.
        let mark = token.before(self.text);
        if matches!(mark, Some(b'/' | b'\\' | b'@' | b'#' | b'$' | b'=')) {
            return;
        }
        let ids = self.ids_in(token.text, None);
        if ids.is_empty() {
            return;
        }
        self.last = ids.last().cloned();
        match before {
            Some(plan) if mark == Some(b':') && plan.span.end + 1 == token.span.start => {
                self.add(ids, Some(plan.text), token.span, plan.span.start);
            }
            _ => self.add(ids, None, token.span, token.span.start),
        }
    }

    fn add(&mut self, ids: Vec<String>, prd: Option<&str>, span: Span, chain: u32) {
        self.found.extend(ids.into_iter().map(|id| NamedId {
            id,
            prd: prd.map(str::to_owned),
            span,
            chain,
        }));
    }

    /// Whether no word follows that would give a number a different meaning: `TASK-1.1, 2 fixes`.
    fn is_ended(&self, token: &Token<'_>, next: Option<&Token<'_>>) -> bool {
        let end = token.span.end as usize;
        let to = next.map_or(self.text.len(), |next| next.span.start as usize);
        let between = self.text.get(end..to).unwrap_or_default();
        next.is_none_or(|next| connector(next.text).is_some())
            || between.contains([',', ';', '/', '+', '&', ')', ']', ':', '.', '–', '—', '\n'])
    }

    /// Returns the IDs that one token names: itself, completed from `last`, or a range.
    fn ids_in(&self, text: &str, last: Option<&str>) -> Vec<String> {
        // Each `-` is tried as a separator, so long words would take quadratic time.
        if text.len() > MAX_WORD {
            return Vec::new();
        }
        if let Some(id) = self.single(text, last) {
            return vec![id];
        }
        // Most words contain no separator, and this finds out faster than the searches below.
        if !text.bytes().any(|byte| matches!(byte, b'-' | b'.')) {
            return Vec::new();
        }
        // The characters of a range are those of IDs, so `TASK-1.1-1.4` is one token. Which `-`
        // separates its ends is certain only once both are known tasks.
        for (at, _) in text.match_indices("..").chain(text.match_indices('-')) {
            let (Some(first), Some(rest)) = (text.get(..at), text.get(at..)) else {
                continue;
            };
            let Some(first) = self.single(first, last) else {
                continue;
            };
            let mut ids = self.up_to(&first, rest.trim_start_matches(['.', '-']));
            if !ids.is_empty() {
                ids.insert(0, first);
                return ids;
            }
        }
        Vec::new()
    }

    fn single(&self, text: &str, last: Option<&str>) -> Option<String> {
        // What continues a list is completed first: after `CLI-4.2`, `4.3` is `CLI-4.3` although
        // another plan may have a task `4.3`.
        if let Some(id) = last.and_then(|last| completed(last, text))
            && self.known.has(&id)
        {
            return Some(id);
        }
        if self.known.has(text) && !last.is_some_and(|last| leaves_out_letters(last, text)) {
            return Some(text.to_owned());
        }
        None
    }

    /// Returns the known IDs after `first`, up to the one that `text` names.
    fn up_to(&self, first: &str, text: &str) -> Vec<String> {
        if text.len() > MAX_WORD {
            return Vec::new();
        }
        // The end need not be known, if some of what lies before it is.
        let end = self.single(text, Some(first));
        let Some(last) = end.or_else(|| completed(first, text)) else {
            return Vec::new();
        };
        let mut ids = between(first, &last);
        ids.push(last);
        // A range may include numbers that no task has.
        ids.retain(|id| self.known.has(id));
        ids
    }
}

fn connector(word: &str) -> Option<Separator> {
    match word {
        "and" | "or" => Some(Separator::List),
        "to" | "through" | "thru" => Some(Separator::Range),
        _ => None,
    }
}

/// Whether a number follows an ID with letters, so that it cannot be meant as it is.
fn leaves_out_letters(last: &str, text: &str) -> bool {
    last.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.starts_with(|c: char| c.is_ascii_digit())
}

/// Completes `text` from `model`: `P4-04` after `CAI-P4-03` is `CAI-P4-04`.
fn completed(model: &str, text: &str) -> Option<String> {
    const SEPARATORS: [char; 3] = ['-', '.', '_'];
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // It replaces as many parts at the end as it has itself.
    let parts = text.split(SEPARATORS).count();
    let mut starts = model.match_indices(SEPARATORS).map(|(at, _)| at + 1);
    // `split` returns at least one part, so this cannot underflow.
    let start = starts.nth_back(parts - 1)?;
    let front = model.get(..start)?;
    Some(format!("{front}{text}"))
}

/// Returns the IDs strictly between two that differ only in their final number.
fn between(first: &str, last: &str) -> Vec<String> {
    let (Some((front, from)), Some((other, to))) = (numbered(first), numbered(last)) else {
        return Vec::new();
    };
    let (Ok(start), Ok(end)) = (from.parse::<u64>(), to.parse::<u64>()) else {
        return Vec::new();
    };
    // Across phases (`TASK-1.9 to 2.3`), how many tasks lie between is unknown; only the ends
    // count.
    if front != other || end <= start || end - start > MAX_RANGE {
        return Vec::new();
    }
    // `TASK-01` counts on as `TASK-02`.
    let width = if from.starts_with('0') { from.len() } else { 0 };
    (start + 1..end)
        .map(|number| format!("{front}{number:0width$}"))
        .collect()
}

/// Splits an ID before its final number.
fn numbered(id: &str) -> Option<(&str, &str)> {
    let front = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = id.get(front.len()..)?;
    if number.is_empty() {
        None
    } else {
        Some((front, number))
    }
}

#[cfg(test)]
mod tests;
