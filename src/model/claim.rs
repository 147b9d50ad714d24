//! What prose says about a task's status: a word, a symbol, a ticked box.

use super::status::{Class, Status, Statuses};

/// What prose claims about a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It has a status of this kind.
    Is(Class),
    /// Nothing is left to do: a ticked box.
    Settled,
    /// It is not done, and no more is said: an empty box, an hourglass.
    NotDone,
}

/// Symbols for a status. Those that stand for a priority or a danger elsewhere are left out.
const SYMBOLS: &[(char, Claim)] = &[
    ('✅', Claim::Is(Class::Done)),
    ('✓', Claim::Is(Class::Done)),
    ('✔', Claim::Is(Class::Done)),
    ('☑', Claim::Is(Class::Done)),
    ('🚧', Claim::Is(Class::Active)),
    ('🔄', Claim::Is(Class::Active)),
    ('🏗', Claim::Is(Class::Active)),
    ('⏳', Claim::NotDone),
    ('⌛', Claim::NotDone),
    ('⏸', Claim::NotDone),
    ('🔲', Claim::NotDone),
    ('⬜', Claim::NotDone),
    ('☐', Claim::NotDone),
    ('❌', Claim::NotDone),
    ('✗', Claim::NotDone),
    ('✘', Claim::NotDone),
    ('🚫', Claim::NotDone),
    ('⛔', Claim::NotDone),
    ('📋', Claim::NotDone),
    ('🔜', Claim::NotDone),
];

/// Words of prose that frontmatter does not use.
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

impl Claim {
    /// What a text that is all about status says: a symbol, a word, or both; at will with
    /// remarks behind them, as in `Completed (2026-02-05)`. The word outranks the symbol.
    #[must_use]
    pub fn read(text: &str, statuses: &Statuses) -> Option<Self> {
        let symbol = symbol(text);
        word(text, statuses).or(symbol.map(|(claim, _)| claim))
    }

    /// The same, where nothing but a status may stand.
    #[must_use]
    pub fn read_exactly(text: &str, statuses: &Statuses) -> Option<Self> {
        let rest = bare(text);
        if rest.is_empty() {
            return symbol(text).map(|(claim, _)| claim);
        }
        class_of(rest, statuses).map(Self::Is)
    }

    /// The status that ends a text about something else, such as a heading: a symbol anywhere,
    /// or a word behind a dash, in brackets, or alone. With it, the bytes it stands in.
    #[must_use]
    pub fn find(text: &str, statuses: &Statuses) -> Option<(Self, std::ops::Range<usize>)> {
        let symbol = symbol(text).and_then(|(claim, at)| {
            let behind = text.get(at..)?;
            let length = behind.chars().next()?.len_utf8();
            let claim = Self::read_exactly(behind, statuses).unwrap_or(claim);
            Some((claim, at..at + length))
        });
        symbol.or_else(|| {
            let inner = text.trim_end().trim_end_matches([')', ']', '*', '_', '`']);
            let start = [" - ", " – ", " — ", "(", "[", ": "]
                .iter()
                .filter_map(|mark| inner.rfind(mark).map(|at| at + mark.len()))
                .max()
                .unwrap_or(0);
            let last = inner.get(start..)?;
            let class = class_of(bare(last), statuses)?;
            let trimmed = last.trim_start();
            let start = start + (last.len() - trimmed.len());
            // `Review` and `Planning` name kinds of work in a title.
            let is_title = class == Class::Review || bare(last).eq_ignore_ascii_case("planning");
            (!is_title).then(|| (Self::Is(class), start..start + trimmed.trim_end().len()))
        })
    }

    /// Whether a task of this class is what the claim says. An unknown status proves nothing.
    #[must_use]
    pub fn agrees(self, class: Class) -> bool {
        class == Class::Unknown
            || match self {
                Self::Is(claimed @ (Class::Open | Class::Active)) => {
                    class == claimed || class == Class::AtRisk
                }
                Self::Is(claimed) => class == claimed,
                Self::Settled => matches!(class, Class::Done | Class::Dropped | Class::Review),
                Self::NotDone => class != Class::Done,
            }
    }
}

fn symbol(text: &str) -> Option<(Claim, usize)> {
    text.char_indices().find_map(|(at, c)| {
        let known = SYMBOLS.iter().find(|(symbol, _)| *symbol == c)?;
        Some((known.1, at))
    })
}

/// A status word in front of a text, whatever follows it behind a mark.
fn word(text: &str, statuses: &Statuses) -> Option<Claim> {
    let text = bare(text);
    let separators = ['(', ',', ';', ':', '/', '|', '[', '.', '@'];
    let end = [" - ", " – ", " — ", "—"]
        .iter()
        .filter_map(|mark| text.find(mark))
        .chain(text.find(separators))
        .min()
        .unwrap_or(text.len());
    let head = bare(text.get(..end)?);
    class_of(head, statuses).map(Claim::Is)
}

fn class_of(text: &str, statuses: &Statuses) -> Option<Class> {
    let Status { word, class } = statuses.read(text);
    let own = WORDS.iter().find(|(known, _)| *known == word);
    match class {
        Class::Unknown => own.map(|(_, class)| *class),
        class => Some(class),
    }
}

/// A text without symbols, emphasis and blanks around it.
fn bare(text: &str) -> &str {
    let is_letter = |c: char| c.is_alphanumeric();
    let start = text.find(is_letter).unwrap_or(text.len());
    let text = text.get(start..).unwrap_or_default();
    let end = text.rfind(is_letter).map_or(0, |at| {
        at + text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8)
    });
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Claim> {
        Claim::read(text, &Statuses::default())
    }

    fn find(text: &str) -> Option<(Claim, &str)> {
        let (claim, range) = Claim::find(text, &Statuses::default())?;
        Some((claim, &text[range]))
    }

    #[test]
    fn status_cells_are_read() {
        let done = Some(Claim::Is(Class::Done));
        for text in [
            "✅",
            "✓ Completed",
            "**Done**",
            "Complete (7 tests)",
            "`completed`",
            "✅ PASS",
            "✔️",
            "Done — 3 files",
            "completed: 2026-02-05",
        ] {
            assert_eq!(read(text), done, "{text}");
        }
        assert_eq!(read("⏳ Pending"), Some(Claim::Is(Class::Open)));
        assert_eq!(read("⏳"), Some(Claim::NotDone));
        assert_eq!(read("🔄 In Progress (80%)"), Some(Claim::Is(Class::Active)));
        assert_eq!(read("❌ Not Started"), Some(Claim::Is(Class::Open)));
        for text in [
            "",
            "-",
            "⚠️ PARTIAL",
            "Not done yet",
            "High",
            "🔴",
            "80%",
            "Created",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_status_ends_a_heading() {
        let done = Claim::Is(Class::Done);
        assert_eq!(find(": Update the page ✅"), Some((done, "✅")));
        assert_eq!(find(" - COMPLETED"), Some((done, "COMPLETED")));
        assert_eq!(find(": Tests (done)"), Some((done, "done")));
        assert_eq!(find(": Review ✓ Completed"), Some((done, "✓")));
        assert_eq!(
            find(": Wiring ⏳ In progress").map(|it| it.0),
            Some(Claim::Is(Class::Active))
        );
        for text in [
            ": Final Review",
            ": Planning",
            ": Complete the migration",
            " (2 pts)",
            "",
            ": ⚠️ x",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn claims_agree_with_classes() {
        assert!(Claim::NotDone.agrees(Class::Dropped));
        assert!(!Claim::NotDone.agrees(Class::Done));
        assert!(!Claim::Settled.agrees(Class::Open));
        assert!(Claim::Settled.agrees(Class::Dropped));
        assert!(!Claim::Is(Class::Open).agrees(Class::Active));
        assert!(Claim::Is(Class::Done).agrees(Class::Unknown));
    }
}
