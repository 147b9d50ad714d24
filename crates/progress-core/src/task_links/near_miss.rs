//! Names in a message that resemble task IDs but are unknown.

use super::tokens::tokens;
use super::{Message, TaskIndex};
use crate::collections::HashSet;
use crate::display::nearest;
use crate::model::id::is_id_shaped;

/// Maximum number of names reported.
const MAX_FOUND: usize = 3;

/// Maximum number of lines searched in a message.
const MAX_LINES: usize = 200;

/// A name that looks like a task ID, but that no file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// The name.
    pub name: String,
    /// The known task with the most similar name, if any has the same prefix.
    pub nearest: Option<String>,
}

/// Returns the names in a message that resemble task IDs of this repository: they have the prefix
/// of one (`AUTH-`), or the form of one with several numbers (`SHOP-1.7`, given `AUTH-1.1`).
/// `UTF-8` and `ADR-7` are ignored.
#[must_use]
pub fn near_misses(message: &Message<'_>, known: &TaskIndex) -> Vec<NearMiss> {
    let ids = known.ids();
    let prefixes: HashSet<&str> = ids.iter().map(|id| prefix(id)).collect();
    let forms: HashSet<String> = ids.iter().map(|id| form_of(id)).collect();
    let body = message.body.iter().map(|(_, line)| *line);
    let mut found: Vec<NearMiss> = Vec::new();
    let all = std::iter::once(message.subject).chain(body);
    for line in all.take(MAX_LINES) {
        for token in tokens(line) {
            let name = token.text;
            // Part of a path, a name, or a number of something else.
            let mark = token.before(line);
            let is_part = matches!(mark, Some(b'/' | b'\\' | b'@' | b'#' | b'$' | b'='));
            let is_told = known.has(name) || found.iter().any(|it| it.name == name);
            let has_form = name.contains(['-', '.', '_']) && !prefix(name).is_empty();
            if is_part || is_told || !has_form || !is_id_shaped(name) {
                continue;
            }
            if prefixes.contains(prefix(name)) {
                found.push(NearMiss {
                    name: name.to_owned(),
                    nearest: nearest(name, ids.iter().copied()).map(str::to_owned),
                });
            } else if has_several_numbers_of(&forms, name) {
                // With a prefix of its own, it is not a misspelling of a known ID.
                found.push(NearMiss {
                    name: name.to_owned(),
                    nearest: None,
                });
            }
            if found.len() == MAX_FOUND {
                return found;
            }
        }
    }
    found
}

/// Whether a name has one of the forms, and several numbers: every `ABC-1` has the form of some ID.
fn has_several_numbers_of(forms: &HashSet<String>, name: &str) -> bool {
    let form = form_of(name);
    form.matches('9').count() > 1 && forms.contains(&form)
}

/// Returns the letters at the start of an ID.
fn prefix(id: &str) -> &str {
    let end = id.find(|c: char| !c.is_ascii_alphabetic());
    id.get(..end.unwrap_or(id.len())).unwrap_or_default()
}

/// Returns the form of an ID: `A-9.9` for `AUTH-1.12`.
fn form_of(id: &str) -> String {
    let mut form = String::new();
    for c in id.chars() {
        let kind = match c {
            c if c.is_ascii_digit() => '9',
            c if c.is_ascii_alphabetic() => 'A',
            c => c,
        };
        if !form.ends_with(kind) {
            form.push(kind);
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::super::task_index::tests::file;
    use super::*;

    fn found(text: &str) -> Vec<(String, Option<String>)> {
        let known = TaskIndex::of_files([file(
            "p/a/phase-1-progress.md",
            "a",
            "1",
            &["AUTH-1.1", "AUTH-1.2", "P2-T5"],
        )]);
        let found = near_misses(&Message::parse(text), &known).into_iter();
        found.map(|it| (it.name, it.nearest)).collect()
    }

    #[test]
    fn names_that_resemble_task_ids_are_found() {
        let is = |name: &str, near: Option<&str>| vec![(name.to_owned(), near.map(str::to_owned))];
        assert_eq!(found("Fix the cart (SHOP-1.7)"), is("SHOP-1.7", None));
        assert_eq!(
            found("x\n\nRefs: AUTH-1.3"),
            is("AUTH-1.3", Some("AUTH-1.1"))
        );
        assert_eq!(found("P2-T6: x, AUTH-1.1"), is("P2-T6", Some("P2-T5")));
    }

    #[test]
    fn other_names_are_left_alone() {
        for text in [
            "Read UTF-8, ADR-7 and ISO-8601",
            "Bump x to v1.2.3",
            "See https://x.example/SHOP-1.7",
            "AUTH-1.2: x",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
