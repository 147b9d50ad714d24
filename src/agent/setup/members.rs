//! The members of a JSON container as ranges of bytes, and how one is added or removed.
//!
//! Adding and removing are each other's inverse, byte for byte. A container that was empty differs
//! afterwards from one that was created: it ends with a space before its bracket.

use jsonc_parser::ast::{Array, Object};
use jsonc_parser::common::{Range, Ranged};

/// A container and its members.
#[derive(Clone, Debug)]
pub(super) struct Members {
    /// The offset after the opening bracket.
    start: usize,
    /// The offset of the closing bracket.
    end: usize,
    /// The members.
    all: Vec<Range>,
}

/// A text without a member.
pub(super) enum Removal {
    /// The container stays.
    Done(String),
    /// Nothing is left in the container, which was created for the member.
    Emptied(String),
}

impl Members {
    pub(super) fn of_object(json: &str, object: &Object<'_>) -> Self {
        Self::of(
            json,
            object.range(),
            object.properties.iter().map(Ranged::range).collect(),
        )
    }

    pub(super) fn of_array(json: &str, array: &Array<'_>) -> Self {
        Self::of(
            json,
            array.range(),
            array.elements.iter().map(Ranged::range).collect(),
        )
    }

    fn of(json: &str, range: Range, all: Vec<Range>) -> Self {
        debug_assert!(json.is_char_boundary(range.end));
        Self {
            start: range.start + 1,
            end: range.end - 1,
            all,
        }
    }

    /// Whether there are members, all starting in the line of the opening bracket.
    pub(super) fn is_on_one_line(&self, json: &str) -> bool {
        match self.all.first() {
            Some(first) => !json[self.start..first.start].contains('\n'),
            None => false,
        }
    }

    /// The indentation of a new member.
    pub(super) fn indent(&self, json: &str, unit: &str) -> String {
        match self.all.last() {
            Some(last) if !self.is_on_one_line(json) => indent_at(json, last.start).to_owned(),
            _ => format!("{}{unit}", indent_at(json, self.start)),
        }
    }

    /// The text with another member at the end.
    pub(super) fn with(&self, json: &str, member: &str, newline: &str, indent: &str) -> String {
        let Some(last) = self.all.last() else {
            // The space tells that the container was there before.
            let (before, after) = json.split_at(self.end);
            return format!("{before}{member} {after}");
        };
        let comma = comma_after(json, last.end);
        let mut at = comma.map_or(last.end, |comma| comma + 1);
        let is_on_one_line = self.is_on_one_line(json);
        if !is_on_one_line {
            // A comment in the line of the last member belongs to that.
            at = after_comment(json, at);
        }
        let lead = if is_on_one_line {
            blanks_before(json, last.start).to_owned()
        } else {
            format!("{newline}{indent}")
        };
        let (own_comma, next_comma) = match comma {
            Some(_) => ("", ","),
            None => (",", ""),
        };
        let (before, between, after) = (&json[..last.end], &json[last.end..at], &json[at..]);
        format!("{before}{own_comma}{between}{lead}{member}{next_comma}{after}")
    }

    /// The text without the member at an index.
    pub(super) fn without(&self, json: &str, at: usize) -> Removal {
        let own = self.all[at];
        let comma = comma_after(json, own.end);
        let end = comma.map_or(own.end, |comma| comma + 1);
        let lead = lead_start(json, own.start).max(self.start);
        if self.all.len() == 1 {
            let (before, after) = (&json[self.start..own.start], &json[end..self.end]);
            if comma.is_none() && after == " " {
                return Removal::Done(cut(json, own.start, self.end));
            }
            if before.trim().is_empty() && after.trim().is_empty() {
                return Removal::Emptied(cut(json, self.start, self.end));
            }
            return Removal::Done(cut(json, lead, end));
        }
        let shorter = cut(json, lead, end);
        // Without a comma after it, that before it was made for it.
        let before = at.checked_sub(1).map(|before| self.all[before].end);
        match (comma, before.and_then(|before| comma_after(json, before))) {
            (None, Some(comma)) => Removal::Done(cut(&shorter, comma, comma + 1)),
            _ => Removal::Done(shorter),
        }
    }
}

fn cut(text: &str, start: usize, end: usize) -> String {
    format!("{}{}", &text[..start], &text[end..])
}

/// The indentation of the line that contains an offset.
fn indent_at(json: &str, at: usize) -> &str {
    let line = json[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let rest = &json[line..at];
    &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
}

/// The spaces directly before an offset.
fn blanks_before(json: &str, at: usize) -> &str {
    let before = &json[..at];
    &before[before.trim_end_matches([' ', '\t']).len()..]
}

/// The start of the white space that was added with the member at an offset: up to one line break.
fn lead_start(json: &str, at: usize) -> usize {
    let before = json[..at].trim_end_matches([' ', '\t']);
    let before = before.strip_suffix('\n').unwrap_or(before);
    before.strip_suffix('\r').unwrap_or(before).len()
}

/// The offset of a comma after this one, if nothing but white space and comments is in between.
fn comma_after(json: &str, at: usize) -> Option<usize> {
    let mut at = at;
    loop {
        let rest = &json[at..];
        let content = rest.trim_start();
        at += rest.len() - content.len();
        if content.starts_with(',') {
            return Some(at);
        }
        at += comment_length(content)?;
    }
}

/// The offset after a comment in the same line, or the same offset.
fn after_comment(json: &str, at: usize) -> usize {
    let rest = &json[at..];
    let content = rest.trim_start_matches([' ', '\t']);
    match comment_length(content) {
        Some(length) if !content[..length].contains('\n') => {
            at + rest.len() - content.len() + length
        }
        _ => at,
    }
}

/// The length of the comment that a text starts with, without its line break.
fn comment_length(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        let line = text.split('\n').next().unwrap_or_default();
        return Some(line.strip_suffix('\r').unwrap_or(line).len());
    }
    if text.starts_with("/*") {
        return text.find("*/").map(|end| end + 2);
    }
    None
}
