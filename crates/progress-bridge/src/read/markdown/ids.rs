//! IDs that people write before a text.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::checklist::Line;
use crate::read::openspec::numbered;

/// What may enclose an ID.
const QUOTES: &[(&str, &str)] = &[
    ("**", "**"),
    ("__", "__"),
    ("`", "`"),
    ("[", "]"),
    ("(", ")"),
];

/// Standards, of which a file may name several: `SHA-256 for files`, `SHA-512 for keys`.
const STANDARDS: &[&str] = &[
    "AES-", "COVID-", "CVE-", "IEEE-", "ISO-", "RFC-", "RSA-", "SHA-", "SHA", "UTF-",
];

/// The beginnings of IDs in a file, with the numbers that follow them.
///
/// `UTF-8 everywhere` begins with a word, `AUTH-8 Sign in` below `AUTH-7 Sign up` with an ID.
#[derive(Default)]
pub(super) struct Schemes<'t> {
    prefixes: BTreeMap<&'t str, BTreeSet<&'t str>>,
    /// The prefixes that are followed by the same number more than once.
    repeated: BTreeSet<&'t str>,
    /// The number of texts that begin with a number such as `1.2`.
    numbered: usize,
}

impl<'t> Schemes<'t> {
    pub(super) fn of(lines: &[Line<'t>]) -> Self {
        let mut schemes = Self::default();
        for line in lines {
            let Line::Item(item) = line else { continue };
            if !numbered(item.text).0.is_empty() {
                schemes.numbered += 1;
            }
            let Some(lead) = Lead::of(item.text) else {
                continue;
            };
            if let Some((prefix, number)) = scheme(lead.id).or_else(|| made(lead.id))
                && !schemes.prefixes.entry(prefix).or_default().insert(number)
            {
                schemes.repeated.insert(prefix);
            }
        }
        schemes
    }

    /// The ID that a text begins with, and the rest.
    pub(super) fn split<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let (number, rest) = numbered(text);
        let (id, rest) = if number.is_empty() {
            let lead = Lead::of(text).filter(|lead| self.is_id(lead))?;
            (lead.id, lead.rest)
        } else {
            // A single `2.0 release` is about a version; with other numbers, 2.0 is an ID.
            let is_marked = text[number.len()..].starts_with(['.', ')', ':']);
            let is_id = is_marked || self.numbered > 1;
            is_id.then_some((number, rest))?
        };
        Some((id, title(text, rest)))
    }

    fn is_id(&self, lead: &Lead<'_>) -> bool {
        let scheme = scheme(lead.id);
        match lead.mark {
            Mark::Separated => match (scheme, made(lead.id)) {
                (Some((prefix, number)), _) => {
                    // `S3: buckets` is about a service, and `P1: fix it` states a priority.
                    let is_short = !prefix.ends_with('-') && !is_padded(number);
                    !is_short || self.count(prefix) > 1 && !self.repeated.contains(prefix)
                }
                // `node-20: upgrade` is about a version, but `bd-a1b2: upgrade` has an ID.
                (None, Some((prefix, name))) => is_hash(name) || self.count(prefix) > 1,
                // `log4j2: upgrade` is about a library.
                (None, None) => false,
            },
            Mark::Enclosed => scheme.is_some(),
            Mark::Nothing => scheme.is_some_and(|(prefix, _)| {
                // `S3` and `EC2` are names more often than `UTF-8`.
                self.count(prefix) >= if prefix.ends_with('-') { 2 } else { 3 }
            }),
        }
    }

    /// How many different numbers follow a prefix.
    fn count(&self, prefix: &str) -> usize {
        self.prefixes.get(prefix).map_or(0, BTreeSet::len)
    }
}

/// Whether a number has leading zeros, as in `T001`.
fn is_padded(number: &str) -> bool {
    matches!(number.as_bytes(), [b'0', b'0'..=b'9', ..])
}

/// The prefix and the rest of an ID that looks generated, such as `bd-a1b2`.
fn made(id: &str) -> Option<(&str, &str)> {
    let start = id.rfind('-')? + 1;
    let (prefix, name) = id.split_at(start);
    let has_digit = name.bytes().any(|byte| byte.is_ascii_digit());
    (has_digit && !is_standard(&id.to_ascii_uppercase())).then_some((prefix, name))
}

/// Whether a name has letters and digits, and is not a version such as `v2`.
fn is_hash(name: &str) -> bool {
    name.len() > 2 && !name.contains('.') && name.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Whether a text names a standard.
fn is_standard(id: &str) -> bool {
    STANDARDS
        .iter()
        .any(|standard| match id.strip_prefix(standard) {
            Some(rest) => standard.ends_with('-') || !rest.contains(|c: char| !c.is_ascii_digit()),
            None => false,
        })
}

/// What would be the ID of a text, and the rest, if the file had others like it.
pub(super) fn candidate(text: &str) -> Option<(&str, &str)> {
    let (number, rest) = numbered(text);
    if !number.is_empty() {
        return Some((number, title(text, rest)));
    }
    let lead = Lead::of(text)?;
    Some((lead.id, title(text, lead.rest)))
}

/// The title of a text, without its ID; a text that is only an ID is its own title.
fn title<'a>(text: &'a str, rest: &'a str) -> &'a str {
    let rest = rest.trim_start_matches([':', '*', '-', '–', '—', '.', ')', ' ']);
    if rest.is_empty() { text } else { rest }
}

/// What shows that a word is an ID.
enum Mark {
    /// A colon or dash after it.
    Separated,
    /// Quotes, brackets or bold type around it.
    Enclosed,
    Nothing,
}

/// A word with a letter and a digit, with which a text begins.
struct Lead<'t> {
    id: &'t str,
    rest: &'t str,
    mark: Mark,
}

impl<'t> Lead<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let quotes = QUOTES.iter().find(|(open, _)| text.starts_with(open));
        let start = quotes.map_or(text, |(open, _)| &text[open.len()..]);
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        let end = start.find(|c| !is_part(c)).unwrap_or(start.len());
        let id = start[..end].trim_end_matches(['-', '.', '_']);
        let has_digit = id.bytes().any(|byte| byte.is_ascii_digit());
        if !id.starts_with(|c: char| c.is_ascii_alphabetic()) || !has_digit {
            return None;
        }
        let rest = &start[id.len()..];
        let Some((open, close)) = quotes else {
            let next = rest.trim_start();
            let is_dash = next.len() < rest.len()
                && ["- ", "– ", "— "].iter().any(|dash| next.starts_with(dash));
            let mark = if rest.starts_with(':') || is_dash {
                Mark::Separated
            } else {
                Mark::Nothing
            };
            return Some(Self { id, rest, mark });
        };
        let rest = rest.strip_prefix(':').unwrap_or(rest).strip_prefix(close)?;
        // `[ABC-1](https://…)`.
        let target = rest.strip_prefix('(').filter(|_| *open == "[");
        let rest = target
            .and_then(|target| target.split_once(')'))
            .map_or(rest, |(_, rest)| rest);
        let mark = Mark::Enclosed;
        Some(Self { id, rest, mark })
    }
}

/// The beginning and the number of an ID: `AUTH-` and `1.2`.
fn scheme(id: &str) -> Option<(&str, &str)> {
    let prefix = id.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &id[prefix.len()..];
    let is_prefix = prefix.starts_with(|c: char| c.is_ascii_uppercase())
        && !prefix.contains(|c: char| c.is_ascii_lowercase() || c == '.')
        && !is_standard(id);
    (is_prefix && !number.is_empty()).then_some((prefix, number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::checklist::outside_code;

    /// The IDs and titles of texts in one file.
    fn split(texts: &[&str]) -> Vec<String> {
        let list: Vec<String> = texts.iter().map(|text| format!("- [ ] {text}\n")).collect();
        let list = list.concat();
        let schemes = Schemes::of(&outside_code(&list));
        let split = texts
            .iter()
            .map(|text| schemes.split(text).unwrap_or(("", text)));
        split.map(|(id, title)| format!("{id}|{title}")).collect()
    }

    #[test]
    fn a_word_with_a_digit_is_not_an_id() {
        for text in [
            "S3 bucket for assets",
            "OAuth2 login",
            "UTF-8 everywhere",
            "1.5x faster",
            "2.0 release",
            "IPv6 support",
            "v2.0 release",
            "`utf-8.rs` is slow",
            "[v2.0] release",
            "**OAuth2 login** first",
            "(S3 first)",
            "log4j2: upgrade",
            "k8s - roll out",
            "v2.0: release",
            "**OAuth2** login",
            "SHA-256: for files",
            "S3: buckets",
            "Q4 - plan the budget",
            "P2 – polish",
            "ES2015: use modules",
            "P0: fix it",
            "V0.1: release",
            "CVE-2024-1234: patch",
            "node-20: upgrade",
            "web3-js: upgrade",
            "x86-64 - build",
        ] {
            assert_eq!(split(&[text]), [format!("|{text}")]);
        }
        let several = ["S3 bucket", "S3 again", "IPv4", "IPv6", "IPv10"];
        assert_eq!(split(&several), several.map(|text| format!("|{text}")));
        let several = ["P1: fix", "P1: test", "P2: ship"];
        assert_eq!(split(&several), several.map(|text| format!("|{text}")));
        let several = [
            "SHA-256 for files",
            "SHA-512 for keys",
            "ISO-8601",
            "ISO-9001",
        ];
        assert_eq!(split(&several), several.map(|text| format!("|{text}")));
    }

    #[test]
    fn an_id_is_marked_or_one_of_several() {
        for (text, expected) in [
            ("[ABC-1] fix", "ABC-1|fix"),
            ("[ABC-1](https://x/1) fix", "ABC-1|fix"),
            ("`ABC-3` code", "ABC-3|code"),
            ("**A2** drop", "A2|drop"),
            ("**A2:** drop", "A2|drop"),
            ("ABC-1: fix", "ABC-1|fix"),
            ("T001: fix", "T001|fix"),
            ("bd-a1b2 — fix", "bd-a1b2|fix"),
            ("P2-T5. fix", "|P2-T5. fix"),
            ("ABC-1:", "ABC-1|ABC-1:"),
            ("2. fix", "2|fix"),
        ] {
            assert_eq!(split(&[text]), [expected]);
        }
        assert_eq!(
            split(&["AUTH-1 a", "AUTH-1.2 b"]),
            ["AUTH-1|a", "AUTH-1.2|b"]
        );
        assert_eq!(split(&["T1 a", "T2 b", "T3 c"]), ["T1|a", "T2|b", "T3|c"]);
        assert_eq!(split(&["S3: a", "S4 – b"]), ["S3|a", "S4|b"]);
        assert_eq!(split(&["ab-1: a", "ab-2: b"]), ["ab-1|a", "ab-2|b"]);
        assert_eq!(split(&["1.1 a", "1.2 b"]), ["1.1|a", "1.2|b"]);
    }
}
