//! Task statuses stated in prose: a word, a symbol, a ticked box.

use std::ops::Range;

use super::status::{Class, Status, Statuses, normalize};

/// A status stated in prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProseStatus {
    /// A status of this class.
    Is(Class),
    /// Nothing is left to do: a ticked box.
    Settled,
    /// Not done, without further detail: an empty box, an hourglass.
    NotDone,
}

/// Symbols for a status, except those that also mean a priority or a danger.
const SYMBOLS: &[(char, ProseStatus)] = &[
    ('✅', ProseStatus::Is(Class::Done)),
    ('✓', ProseStatus::Is(Class::Done)),
    ('✔', ProseStatus::Is(Class::Done)),
    ('☑', ProseStatus::Is(Class::Done)),
    ('🚧', ProseStatus::Is(Class::Active)),
    ('🔄', ProseStatus::Is(Class::Active)),
    ('🏗', ProseStatus::Is(Class::Active)),
    ('⏳', ProseStatus::NotDone),
    ('⌛', ProseStatus::NotDone),
    ('⏸', ProseStatus::NotDone),
    ('🔲', ProseStatus::NotDone),
    ('⬜', ProseStatus::NotDone),
    ('☐', ProseStatus::NotDone),
    ('❌', ProseStatus::NotDone),
    ('✗', ProseStatus::NotDone),
    ('✘', ProseStatus::NotDone),
    ('🚫', ProseStatus::NotDone),
    ('⛔', ProseStatus::NotDone),
    ('📋', ProseStatus::NotDone),
    ('🔜', ProseStatus::NotDone),
];

/// Status words used in prose but not in frontmatter.
const WORDS: &[(&str, Class)] = &[
    ("finished", Class::Done),
    ("wip", Class::Active),
    ("ongoing", Class::Active),
    ("started", Class::Active),
    ("planned", Class::Open),
    ("to_do", Class::Open),
    ("queued", Class::Open),
    ("canceled", Class::Dropped),
];

impl ProseStatus {
    /// Parses a text that consists of a status: a symbol, a word, or both, optionally followed by
    /// remarks, as in `Completed (2026-02-05)`. The word takes precedence over the symbol.
    #[must_use]
    pub fn read(text: &str, statuses: &Statuses) -> Option<Self> {
        word(text, statuses).or_else(|| symbol(text).map(|(claim, _)| claim))
    }

    /// Parses a text like [`Self::read`], but allows nothing except a status.
    #[must_use]
    pub(crate) fn read_exactly(text: &str, statuses: &Statuses) -> Option<Self> {
        let rest = bare(text);
        if rest.is_empty() {
            return symbol(text).map(|(claim, _)| claim);
        }
        class_of(rest, statuses).map(Self::Is)
    }

    /// Finds the status in a text about something else, such as a heading: a symbol anywhere, or a
    /// word after a dash, in brackets, or alone. Also returns its bytes.
    #[must_use]
    pub fn find(text: &str, statuses: &Statuses) -> Option<(Self, Range<usize>)> {
        Self::find_symbol(text, statuses).or_else(|| Self::find_word(text, statuses))
    }

    fn find_symbol(text: &str, statuses: &Statuses) -> Option<(Self, Range<usize>)> {
        let (claim, at) = symbol(text)?;
        let rest = text.get(at..)?;
        let length = rest.chars().next()?.len_utf8();
        // A word after the symbol says more: `⏳ In progress`.
        let exact = Self::read_exactly(rest, statuses).unwrap_or(claim);
        Some((exact, at..at + length))
    }

    fn find_word(text: &str, statuses: &Statuses) -> Option<(Self, Range<usize>)> {
        let inner = text.trim_end().trim_end_matches([')', ']', '*', '_', '`']);
        let from = after_last_separator(inner);
        let last = inner.get(from..)?;
        let class = class_of(bare(last), statuses)?;
        // In a title, `Review` and `Planning` name kinds of work.
        if class == Class::Review || bare(last).eq_ignore_ascii_case("planning") {
            return None;
        }
        let trimmed = last.trim_start();
        let start = from + (last.len() - trimmed.len());
        Some((Self::Is(class), start..start + trimmed.trim_end().len()))
    }

    /// Rewrites a text that consists of a status to the status `word`, keeping the style of its
    /// symbols, capitals and separators. `None` if it contains anything else, or if there is no
    /// symbol for the new status.
    #[must_use]
    pub fn rewrite(text: &str, word: &str, statuses: &Statuses) -> Option<String> {
        Self::read_exactly(text, statuses)?;
        let class = statuses.read(word).class;
        let old = bare(text);
        let mut new = String::with_capacity(text.len());
        let (before, after) = match text.find(old) {
            Some(at) if !old.is_empty() => (text.get(..at)?, text.get(at + old.len()..)?),
            // A text of symbols alone contains no word to replace.
            _ => (text, ""),
        };
        new.push_str(&with_symbols_of(class, before)?);
        new.push_str(&dressed(&normalize(word), old));
        new.push_str(&with_symbols_of(class, after)?);
        // With other symbols around it, the word may read as something else.
        let result = Self::read(&new, statuses)?;
        if !result.agrees(class) || new == text {
            return None;
        }
        Some(new)
    }

    /// Whether a task of this class matches the claim. An unknown status matches everything.
    #[must_use]
    pub fn agrees(self, class: Class) -> bool {
        class == Class::Unknown
            || match self {
                // `at_risk` does not say whether work has started.
                Self::Is(claimed @ (Class::Open | Class::Active)) => {
                    class == claimed || class == Class::AtRisk
                }
                Self::Is(claimed) => class == claimed,
                Self::Settled => {
                    matches!(class, Class::Done | Class::Dropped | Class::Review)
                }
                Self::NotDone => class != Class::Done,
            }
    }
}

/// The start of the text after the last separator.
fn after_last_separator(text: &str) -> usize {
    let marks = [" - ", " – ", " — ", "(", "[", ": "];
    for (at, _) in text.char_indices().rev() {
        let rest = text.get(at..).unwrap_or_default();
        if let Some(mark) = marks.iter().find(|mark| rest.starts_with(**mark)) {
            return at + mark.len();
        }
    }
    0
}

fn symbol(text: &str) -> Option<(ProseStatus, usize)> {
    // Most texts have none of these characters.
    let mut others = text.char_indices().filter(|(_, c)| !c.is_ascii());
    others.find_map(|(at, c)| {
        let known = SYMBOLS.iter().find(|(symbol, _)| *symbol == c)?;
        Some((known.1, at))
    })
}

/// Replaces the status symbols in a text; `None` if there is none for the class.
fn with_symbols_of(class: Class, text: &str) -> Option<String> {
    let new = match class {
        Class::Done => Some('✅'),
        Class::Active => Some('🔄'),
        Class::Open => Some('⏳'),
        _ => None,
    };
    let mut replaced = String::with_capacity(text.len());
    for c in text.chars() {
        // A variation selector belongs to the symbol before it.
        if c == '\u{fe0f}' {
            continue;
        }
        let is_symbol = SYMBOLS.iter().any(|(symbol, _)| *symbol == c);
        replaced.push(if is_symbol { new? } else { c });
    }
    Some(replaced)
}

/// Formats a status word in the style of `like`.
fn dressed(word: &str, like: &str) -> String {
    if like.is_empty() {
        return String::new();
    }
    let starts_upper = like.starts_with(char::is_uppercase);
    let joint = match like {
        _ if like.contains('_') => "_",
        _ if like.contains('-') => "-",
        _ if like.contains(' ') || starts_upper => " ",
        _ => "_",
    };
    // A single capital does not show whether the whole word would be in capitals.
    let is_upper = !like.contains(char::is_lowercase) && like.chars().count() > 1;
    let all_capitals = like
        .split([' ', '_', '-'])
        .skip(1)
        .all(|word| word.starts_with(char::is_uppercase));
    let words = word.split('_').enumerate().map(|(index, word)| {
        if is_upper {
            word.to_uppercase()
        } else if starts_upper && (index == 0 || all_capitals) {
            capitalized(word)
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(joint)
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// The status word at the start of a text, ignoring anything after a separator.
fn word(text: &str, statuses: &Statuses) -> Option<ProseStatus> {
    let text = bare(text);
    let separators = ['(', ',', ';', ':', '/', '|', '[', '.', '@'];
    let end = [" - ", " – ", " — ", "—"]
        .iter()
        .filter_map(|mark| text.find(mark))
        .chain(text.find(separators))
        .min()
        .unwrap_or(text.len());
    let head = bare(text.get(..end)?);
    class_of(head, statuses).map(ProseStatus::Is)
}

fn class_of(text: &str, statuses: &Statuses) -> Option<Class> {
    let Status { word, class } = statuses.read(text);
    let own = WORDS.iter().find(|(known, _)| *known == word);
    match class {
        // A configured meaning takes precedence over what a word means in prose.
        Class::Unknown => own.map(|(_, class)| *class),
        class => Some(class),
    }
}

/// A text stripped of surrounding symbols, emphasis and blanks.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests;
