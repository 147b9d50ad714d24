//! Parses a commit's message.

use yaml_lossless::text::Span;

use crate::model::id;

/// The kind of commit, according to its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It does some work.
    Work,
    /// It maintains plans and progress files: it tracks work but does none.
    Tracking,
    /// It merges branches.
    Merge,
    /// It reverts another commit.
    Revert,
    /// It will be squashed into another commit (`fixup!`, `squash!`, `amend!`).
    Fixup,
}

impl Kind {
    /// Whether the commit is linked to no task, whatever its message names.
    #[must_use]
    pub fn is_skipped(self) -> bool {
        matches!(self, Self::Merge | Self::Revert | Self::Fixup)
    }
}

/// The conventional prefix of a subject: `type(scope): `.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// The type.
    pub kind: &'a str,
    /// The scope.
    pub scope: Option<&'a str>,
}

/// A line `Key: value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trailer<'a> {
    /// The key, as written.
    pub key: &'a str,
    /// The value, including continuation lines.
    pub value: &'a str,
    /// The position of the value in the message.
    pub span: Span,
    /// Whether it is in the last paragraph, where Git looks for trailers.
    pub is_last: bool,
}

/// A commit's message. Every part is a slice of the text, at the position of its span.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// The whole text.
    pub text: &'a str,
    /// The first line that is not blank.
    pub subject: &'a str,
    /// The position of the subject.
    pub subject_span: Span,
    /// `type(scope)` before the subject.
    pub header: Option<Header<'a>>,
    /// The lines after the subject, each with its offset.
    pub body: Vec<(usize, &'a str)>,
    /// Lines `Task: …` and `Refs: …`, anywhere in the body.
    pub trailers: Vec<Trailer<'a>>,
}

impl<'a> Message<'a> {
    /// Parses a message. Any text is valid.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let mut rest = lines(text).skip_while(|(_, line)| line.trim().is_empty());
        let (line_start, first) = rest.next().unwrap_or((text.len(), ""));
        let subject = first.trim();
        let start = line_start + (first.len() - first.trim_start().len());
        let body: Vec<(usize, &str)> = rest.filter(|(_, line)| !is_offer(line)).collect();
        Self {
            text,
            subject,
            subject_span: Span::new(start, start + subject.len()),
            header: Header::parse(subject),
            trailers: trailers(text, &body),
            body,
        }
    }

    /// Whether its type is `chore` or `docs`.
    #[must_use]
    pub fn is_upkeep(&self) -> bool {
        self.header
            .is_some_and(|header| is_one_of(header.kind, &["chore", "docs"]))
    }

    /// Returns the kind of commit.
    #[must_use]
    pub fn kind(&self) -> Kind {
        // It is linked through the commit into which it is squashed.
        if starts_with_any(self.subject, FIXUPS) {
            return Kind::Fixup;
        }
        if starts_with_any(self.subject, MERGES) {
            return Kind::Merge;
        }
        if starts_with_any(self.subject, REVERTS) {
            return Kind::Revert;
        }
        match self.header {
            Some(header) if header.kind.eq_ignore_ascii_case("revert") => Kind::Revert,
            Some(header) if header.tracks() => Kind::Tracking,
            _ => Kind::Work,
        }
    }
}

/// Subjects that `git commit --fixup` and `--squash` write.
const FIXUPS: &[&str] = &["fixup! ", "squash! ", "amend! "];
/// Subjects that Git and forges write for merges. Others that start with `Merge` may be work.
const MERGES: &[&str] = &[
    "Merge branch",
    "Merge pull request",
    "Merge remote-tracking",
    "Merge commit",
    "Merge tag",
    "Merge made by",
];
/// Subjects that `git revert` writes.
const REVERTS: &[&str] = &["Revert \"", "Reapply \""];

fn starts_with_any(subject: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| subject.starts_with(start))
}

/// Whether a word is one of these, ignoring case.
fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|it| word.eq_ignore_ascii_case(it))
}

impl<'a> Header<'a> {
    fn parse(subject: &'a str) -> Option<Self> {
        let (front, rest) = subject.split_once(':')?;
        // `std::vector` and `10:30` contain a colon, but no type.
        if !(rest.is_empty() || rest.starts_with(' ')) {
            return None;
        }
        // `feat!: …` is a breaking change.
        let prefix = front.strip_suffix('!').unwrap_or(front);
        let (kind, scope) = match prefix.split_once('(') {
            Some((kind, scope)) => (kind, Some(scope.strip_suffix(')')?.trim())),
            None => (prefix, None),
        };
        // `test+docs`, `feat/fix`
        let is_kind = kind.starts_with(|c: char| c.is_ascii_alphabetic())
            && kind
                .chars()
                .all(|c| c.is_ascii_alphabetic() || matches!(c, '+' | '/' | '-' | '_'));
        if is_kind {
            Some(Self { kind, scope })
        } else {
            None
        }
    }

    /// Whether it says that the commit maintains plans and progress files.
    fn tracks(&self) -> bool {
        const SCOPES: &[&str] = &["plan", "plans", "planning", "progress", "tracking"];
        is_one_of(self.kind, &["plan", "plans", "progress"])
            || is_one_of(self.kind, &["docs", "chore"])
                && self.scope.is_some_and(|scope| is_one_of(scope, SCOPES))
    }
}

/// Whether a line is a `Task:` trailer in a comment, offered to the author but not accepted.
///
/// Git can leave comments in a message, whatever their prefix.
fn is_offer(line: &str) -> bool {
    let rest = line.trim_start_matches(['#', ';', '@', '!', '$', '%', '^', '&', '|', ':', '/']);
    // Most lines do not start like this.
    if rest.len() == line.len() {
        return false;
    }
    let key = rest.trim_start().split(':').next().unwrap_or_default();
    is_claim(key)
}

/// Returns the lines of a text with their offsets.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// Returns the `Task:` and `Refs:` lines of the body, with their continuation lines.
fn trailers<'a>(text: &'a str, body: &[(usize, &'a str)]) -> Vec<Trailer<'a>> {
    let last = body.iter().rposition(|(_, line)| !line.trim().is_empty());
    // The blank line above the last paragraph; without one, the whole body is that paragraph.
    let before = last.and_then(|last| {
        let front = body.get(..last)?;
        front.iter().rposition(|(_, line)| line.trim().is_empty())
    });
    let mut found = Vec::new();
    for (number, &(start, line)) in body.iter().enumerate() {
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        if !is_claim(key) && !is_ref(key) {
            continue;
        }
        let continued = body
            .get(number + 1..)
            .unwrap_or_default()
            .iter()
            .take_while(|(_, line)| line.starts_with([' ', '\t']) && !line.trim().is_empty())
            .last();
        let from = start + key.len() + 1 + (value.len() - value.trim_start().len());
        let to = continued.map_or(start + line.len(), |(start, line)| start + line.len());
        let value = text.get(from..to.max(from)).unwrap_or_default().trim_end();
        found.push(Trailer {
            key,
            value,
            span: Span::new(from, from + value.len()),
            is_last: before.is_none_or(|before| number > before),
        });
    }
    found
}

/// Whether a trailer with this key claims tasks.
fn is_claim(key: &str) -> bool {
    is_one_of(key, &["Task", "Tasks"])
}

/// Whether a trailer with this key refers to tasks.
fn is_ref(key: &str) -> bool {
    is_one_of(key, &["Refs", "Ref", "References"])
}

impl Trailer<'_> {
    /// Whether it claims that the tasks it names exist: a `Task:` line that contains IDs.
    ///
    /// `Task: make it work` in the middle of a body is prose.
    #[must_use]
    pub fn is_claim(&self) -> bool {
        is_claim(self.key) && (self.is_single_name() || self.first_word_is_id())
    }

    /// Whether it says that there is no task: `Task: none`.
    #[must_use]
    pub fn says_none(&self) -> bool {
        is_claim(self.key) && self.is_last && is_one_of(self.value, &["none", "n/a", "-"])
    }

    /// Another tracker's number or address is not a name, and neither is the value of a form that
    /// was not filled in.
    fn is_single_name(&self) -> bool {
        let value = self.value;
        let is_word = !value.is_empty() && !value.contains(char::is_whitespace);
        let is_foreign = value.starts_with('#') || value.contains("://");
        self.is_last && is_word && !is_foreign && !self.says_none()
    }

    fn first_word_is_id(&self) -> bool {
        let first = self.value.split([' ', ',', ';']).next().unwrap_or_default();
        let name = match first.rsplit_once(':') {
            Some((_plan, name)) => name,
            None => first,
        };
        id::is_id_shaped(name)
    }
}

#[cfg(test)]
mod tests;
