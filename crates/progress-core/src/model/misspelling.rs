//! Unknown keys that look like misspellings of known ones.

use yaml_lossless::Node;

use super::keys::Part;
use crate::collections::HashMap;

/// A key that looks like a misspelling of a known one.
#[derive(Clone, Copy, Debug)]
pub struct NearMiss<'a> {
    /// The mapping that contains it.
    pub mapping: Node<'a>,
    /// The kind of that mapping.
    pub part: Part,
    /// The key.
    pub key: Node<'a>,
    /// The key that was probably meant.
    pub meant: &'static str,
}

/// The keys that look like misspellings at the top level of a frontmatter and in its tasks,
/// criteria and schedule.
///
/// How often the repository uses a key is not considered here.
pub fn misspellings_in(root: Node<'_>) -> impl Iterator<Item = NearMiss<'_>> {
    let mut judge = Judge::default();
    let entries = parts(root).flat_map(|(part, mapping)| {
        let keys = mapping.entries().map(|(key, _)| key).enumerate();
        keys.map(move |(place, key)| (part, mapping, place, key))
    });
    entries.filter_map(move |(part, mapping, place, key)| {
        let meant = judge.meant_by(part, place, key.text()?)?;
        Some(NearMiss {
            mapping,
            part,
            key,
            meant,
        })
    })
}

/// The top-level key that a word was probably meant to be.
#[must_use]
pub(crate) fn near_miss(key: &str) -> Option<&'static str> {
    if Part::Top.knows(key) {
        return None;
    }
    meant_by(Part::Top, key)
}

/// Tasks mostly have the same keys in the same order, so each word is compared once and rarely
/// looked up.
#[derive(Default)]
struct Judge<'a> {
    judged: HashMap<(Part, &'a str), Option<&'static str>>,
    /// The last word at each position of a mapping, with its result.
    last: Vec<Option<(Part, &'a str, Option<&'static str>)>>,
}

impl<'a> Judge<'a> {
    /// The key that `text` at this position of a mapping was probably meant to be.
    fn meant_by(&mut self, part: Part, place: usize, text: &'a str) -> Option<&'static str> {
        if let Some(&Some((of, word, meant))) = self.last.get(place)
            && of == part
            && word == text
        {
            return meant;
        }
        let meant = if part.knows(text) {
            None
        } else {
            let judged = self.judged.entry((part, text));
            *judged.or_insert_with(|| meant_by(part, text))
        };
        if self.last.len() <= place {
            self.last.resize(place + 1, None);
        }
        self.last[place] = Some((part, text, meant));
        meant
    }
}

fn parts(root: Node<'_>) -> impl Iterator<Item = (Part, Node<'_>)> {
    let tasks = items_of(root, "tasks").map(|item| (Part::Task, item));
    let criteria = items_of(root, "success_criteria").map(|item| (Part::Criterion, item));
    let schedule = root.get("parallelization");
    std::iter::once((Part::Top, root))
        .chain(tasks)
        .chain(criteria)
        .chain(schedule.map(|node| (Part::Schedule, node)))
}

fn items_of<'t>(root: Node<'t>, key: &str) -> impl Iterator<Item = Node<'t>> + use<'t> {
    root.get(key).into_iter().flat_map(Node::items)
}

/// The key that a misspelling was probably meant to be.
///
/// It is one edit or transposition away, or two if both have eight letters or more; case is
/// ignored.
fn meant_by(part: Part, text: &str) -> Option<&'static str> {
    // Comparing takes quadratic time, and a hostile key could be as long as the file.
    const LONGEST: usize = 40;
    if text.len() > LONGEST || OTHERS.contains(&text) {
        return None;
    }
    if part == Part::Schedule
        && let Some(meant) = batch_meant_by(text)
    {
        return Some(meant);
    }
    // Case alone is never a different word, however short it is: `ID`.
    let mut keys = part.keys().iter();
    if let Some(meant) = keys.find(|known| known.eq_ignore_ascii_case(text)) {
        return Some(meant);
    }
    let letters = letters_of(text);
    let (_, nearest) = part
        .keys()
        .iter()
        .filter_map(|known| Some((distance(text, letters, known)?, *known)))
        .min()?;
    Some(nearest)
}

/// The number of edits between a text, with its letters, and a known key; `None` if there are too
/// many for a misspelling.
fn distance(text: &str, letters: u32, known: &str) -> Option<usize> {
    const LONG: usize = 8;
    let limit = if known.len() >= LONG && text.chars().count() >= LONG {
        2
    } else {
        1
    };
    // An edit changes at most two letters; this avoids most comparisons.
    let differing = (letters ^ letters_of(known)).count_ones() as usize;
    if known.len().abs_diff(text.len()) > limit
        || differing > 2 * limit
        || is_number_of(text, known)
    {
        return None;
    }
    let distance = strsim::osa_distance(text, known);
    if distance <= limit && is_telling(text, known) {
        Some(distance)
    } else {
        None
    }
}

/// The letters of a word, as a bit set.
fn letters_of(word: &str) -> u32 {
    let mut letters = 0;
    for byte in word.bytes() {
        // Other characters may share a bit with a letter, which only weakens the filter.
        letters |= 1 << (byte & 31);
    }
    letters
}

/// `batch1`, `batch-1` and `bacth_1` mean `batch_1`.
fn batch_meant_by(text: &str) -> Option<&'static str> {
    let word = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let has_number = word.len() < text.len();
    if has_number && word != "batch_" && strsim::osa_distance(word, "batch_") == 1 {
        Some("batch_N")
    } else {
        None
    }
}

/// Whether two single words are singular and plural of each other, so that both are words.
fn is_number_of(one: &str, other: &str) -> bool {
    if one.contains('_') || one.ends_with("ss") {
        return false;
    }
    one.strip_suffix('s') == Some(other) || other.strip_suffix('s') == Some(one)
}

/// Whether the distance means anything: nearly all words of three letters are one edit apart, so
/// only transpositions count for them.
fn is_telling(text: &str, known: &str) -> bool {
    text.len() > 3 && known.len() > 2 || sorted_letters(text) == sorted_letters(known)
}

fn sorted_letters(word: &str) -> Vec<u8> {
    let mut letters = word.as_bytes().to_vec();
    letters.sort_unstable();
    letters
}

/// Words that are close to a key but mean something else.
const OTHERS: &[&str] = &[
    "assigned_at",
    "assigned_by",
    "blocked",
    "blocked_at",
    "blocked_by",
    "blocked_on",
    "chase",
    "commit_ref",
    "complete",
    "completed_at",
    "completed_by",
    "completes",
    "create",
    "creates",
    "data",
    "date",
    "dates",
    "estimated",
    "field",
    "filed",
    "game",
    "masks",
    "modal",
    "mode",
    "named",
    "node",
    "nodes",
    "noted",
    "owned",
    "phased",
    "phrase",
    "plan_refs",
    "pr_ref",
    "prd_refs",
    "prod",
    "starred",
    "starter",
    "stats",
    "statues",
    "tanks",
    "tile",
    "tiles",
    "titled",
    "typed",
    "update",
    "updater",
    "updates",
    "verified_at",
    "verified_on",
    "votes",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(part: Part, text: &str) -> Option<&'static str> {
        meant_by(part, text)
    }

    #[test]
    fn typos_are_near_misses() {
        for (part, text, known) in [
            (Part::Top, "staus", "status"),
            (Part::Top, "pahse", "phase"),
            (Part::Top, "pdr", "prd"),
            (Part::Top, "total_task", "total_tasks"),
            (Part::Top, "success_critera", "success_criteria"),
            (Part::Top, "overal_progess", "overall_progress"),
            (Part::Task, "dependancies", "dependencies"),
            (Part::Task, "asigned_too", "assigned_to"),
            (Part::Task, "assigned-to", "assigned_to"),
            (Part::Task, "Status", "status"),
            (Part::Task, "ID", "id"),
            (Part::Top, "PRD", "prd"),
            (Part::Schedule, "batch1", "batch_N"),
            (Part::Schedule, "bacth_2", "batch_N"),
            (Part::Schedule, "critcal_path", "critical_path"),
        ] {
            assert_eq!(meant(part, text), Some(known), "{text}");
        }
    }

    #[test]
    fn other_words_are_not() {
        for text in [
            "owner", "note", "task", "phases", "file", "pr_ref", "pr", "prs", "complete", "stats",
            "blocker", "efforts", "duration", "xatus",
        ] {
            assert_eq!(meant(Part::Top, text), None, "{text}");
        }
        for text in ["ids", "assigned_by", "completed_by", "estimated", "batch"] {
            assert_eq!(meant(Part::Task, text), None, "{text}");
        }
        for text in ["batch_1", "batch_1_2", "batches", "phase_1", "match_1x"] {
            assert_eq!(meant(Part::Schedule, text), None, "{text}");
        }
    }
}
