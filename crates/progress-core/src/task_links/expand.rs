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

use super::token::{Token, tokens};

/// Longer ranges are not expanded: no commit works on so many tasks.
pub const MAX_RANGE: u64 = 200;

/// Longer words contain no IDs.
const MAX_WORD: usize = 400;

/// A task ID found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The ID, completed if abbreviated.
    pub id: String,
    /// The plan before it: `prd:ID`.
    pub prd: Option<String>,
    /// The token it was read from, as a span of the text.
    pub span: Span,
    /// The start of the list that it belongs to.
    pub chain: u32,
}

/// How a token continues the ID before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Glue {
    /// `,` and the like.
    List,
    /// `/` without spaces: `3.6/7`.
    Slash,
    /// `to` and the like.
    Range,
}

/// Returns the IDs in a text, as recognized by `is_known`.
pub(super) fn named(text: &str, is_known: &dyn Fn(&str) -> bool) -> Vec<Named> {
    let tokens: Vec<Token<'_>> = tokens(text).collect();
    let mut reader = Reader {
        text,
        is_known,
        found: Vec::new(),
        last: None,
        glue: None,
    };
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|at| tokens.get(at));
        reader.take(token, before, tokens.get(index + 1));
    }
    reader.found
}

struct Reader<'a> {
    text: &'a str,
    is_known: &'a dyn Fn(&str) -> bool,
    found: Vec<Named>,
    /// The ID that a list continues.
    last: Option<String>,
    /// The separator read since.
    glue: Option<Glue>,
}

impl Reader<'_> {
    fn take(&mut self, token: &Token<'_>, before: Option<&Token<'_>>, next: Option<&Token<'_>>) {
        if self.last.is_some() {
            let from = before.map_or(0, |before| before.span.end as usize);
            if !self.follows(from, token) {
                self.last = None;
                self.glue = None;
            } else if let Some(word) = connector(token.text) {
                self.glue = Some(word);
                return;
            }
        }
        if self.goes_on(token, next) {
            return;
        }
        self.last = None;
        self.glue = None;
        self.starts(token, before);
    }

    /// Whether the text before the token continues a list; records the separator.
    fn follows(&mut self, from: usize, token: &Token<'_>) -> bool {
        let between = self.text.get(from..token.span.start as usize);
        let between = between.unwrap_or_default();
        let is_tight = !between.contains(char::is_whitespace);
        let marks: String = between
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '`' | '*' | '[' | ']' | '"' | '\''))
            .collect();
        match marks.as_str() {
            "" => !is_tight,
            "/" if is_tight => self.note(Glue::Slash),
            "," | ";" | "/" | "+" | "&" | "|" => self.note(Glue::List),
            "-" | "–" | "—" | ".." | "..." | "…" | "→" | "~" => self.note(Glue::Range),
            _ => false,
        }
    }

    fn note(&mut self, glue: Glue) -> bool {
        self.glue = Some(glue);
        true
    }

    /// Reads a token that continues the last ID.
    fn goes_on(&mut self, token: &Token<'_>, next: Option<&Token<'_>>) -> bool {
        let (Some(last), Some(glue)) = (self.last.clone(), self.glue) else {
            return false;
        };
        let is_whole = (self.is_known)(token.text);
        if !is_whole && glue != Glue::Slash && !self.is_ended(token, next) {
            return false;
        }
        let ids = match glue {
            Glue::Range => self.up_to(&last, token.text),
            Glue::List | Glue::Slash => self.read(token.text, Some(&last)),
        };
        let Some(newest) = ids.last().cloned() else {
            return false;
        };
        let chain = self.found.last().map_or(token.span.start, |it| it.chain);
        self.add(ids, None, token.span, chain);
        self.last = Some(newest);
        self.glue = None;
        true
    }

    fn starts(&mut self, token: &Token<'_>, before: Option<&Token<'_>>) {
        // Part of a path, a name, or a number of something else.
        let mark = token.before(self.text);
        if matches!(mark, Some(b'/' | b'\\' | b'@' | b'#' | b'$' | b'=')) {
            return;
        }
        let ids = self.read(token.text, None);
        if ids.is_empty() {
            return;
        }
        self.last = ids.last().cloned();
        let prd = (mark == Some(b':')).then_some(before).flatten();
        let prd = prd.filter(|prd| prd.span.end + 1 == token.span.start);
        let start = prd.map_or(token.span.start, |prd| prd.span.start);
        let prd = prd.map(|prd| prd.text);
        self.add(ids, prd, token.span, start);
    }

    fn add(&mut self, ids: Vec<String>, prd: Option<&str>, span: Span, chain: u32) {
        self.found.extend(ids.into_iter().map(|id| Named {
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
    fn read(&self, text: &str, last: Option<&str>) -> Vec<String> {
        if text.len() > MAX_WORD {
            return Vec::new();
        }
        if let Some(id) = self.single(text, last) {
            return vec![id];
        }
        for (at, _) in text.match_indices("..").chain(text.match_indices('-')) {
            let (Some(first), Some(rest)) = (text.get(..at), text.get(at..)) else {
                continue;
            };
            let rest = rest.trim_start_matches(['.', '-']);
            let Some(first) = self.single(first, last) else {
                continue;
            };
            let further = self.up_to(&first, rest);
            if !further.is_empty() {
                return std::iter::once(first).chain(further).collect();
            }
        }
        Vec::new()
    }

    fn single(&self, text: &str, last: Option<&str>) -> Option<String> {
        if (self.is_known)(text) {
            return Some(text.to_owned());
        }
        let completed = completed(last?, text)?;
        (self.is_known)(&completed).then_some(completed)
    }

    /// Returns the known IDs after `first`, up to the one that `text` names.
    fn up_to(&self, first: &str, text: &str) -> Vec<String> {
        if text.len() > MAX_WORD {
            return Vec::new();
        }
        let last = if (self.is_known)(text) {
            text.to_owned()
        } else {
            match completed(first, text) {
                Some(last) => last,
                None => return Vec::new(),
            }
        };
        let mut ids = between(first, &last);
        ids.push(last);
        ids.retain(|id| (self.is_known)(id));
        ids
    }
}

fn connector(word: &str) -> Option<Glue> {
    match word {
        "and" | "or" => Some(Glue::List),
        "to" | "through" | "thru" => Some(Glue::Range),
        _ => None,
    }
}

/// Completes `text` from `model`: `P4-04` after `CAI-P4-03` is `CAI-P4-04`.
fn completed(model: &str, text: &str) -> Option<String> {
    const SEPARATORS: [char; 3] = ['-', '.', '_'];
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let parts = text.split(SEPARATORS).count();
    let mut starts = model.match_indices(SEPARATORS).map(|(at, _)| at + 1);
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
    if front != other || end <= start || end - start > MAX_RANGE {
        return Vec::new();
    }
    let width = if from.starts_with('0') { from.len() } else { 0 };
    (start + 1..end)
        .map(|number| format!("{front}{number:0width$}"))
        .collect()
}

/// Splits an ID before its final number.
fn numbered(id: &str) -> Option<(&str, &str)> {
    let front = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = id.get(front.len()..)?;
    (!number.is_empty()).then_some((front, number))
}

#[cfg(test)]
mod tests;
