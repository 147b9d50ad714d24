//! Which unknown keys look like misspellings of known ones.

use super::keys::Part;
use crate::collections::HashMap;
use crate::yaml::Node;

/// A key that looks like a misspelling of a known one.
#[derive(Clone, Copy, Debug)]
pub struct NearMiss<'a> {
    /// The mapping it stands in.
    pub mapping: Node<'a>,
    /// What that mapping is.
    pub part: Part,
    /// The key.
    pub key: Node<'a>,
    /// What was probably meant.
    pub meant: &'static str,
}

/// The keys of a frontmatter that look like misspellings: at the top, of tasks, of criteria
/// and of the schedule.
///
/// What the repository at large makes of a key is not looked at here.
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

/// Every task has the same keys, mostly in the same order: each word is compared once, and
/// looked up seldom.
#[derive(Default)]
struct Judge<'a> {
    judged: HashMap<(Part, &'a str), Option<&'static str>>,
    /// The last word at each place of a mapping, and what was found of it.
    last: Vec<Option<(Part, &'a str, Option<&'static str>)>>,
}

impl<'a> Judge<'a> {
    /// The key that `text` was probably meant to be, where it stands at this place of a mapping.
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
    let listed = move |key, part| {
        let items = root.get(key).into_iter().flat_map(Node::items);
        items.map(move |item| (part, item))
    };
    let schedule = root.get("parallelization");
    std::iter::once((Part::Top, root))
        .chain(listed("tasks", Part::Task))
        .chain(listed("success_criteria", Part::Criterion))
        .chain(schedule.map(|node| (Part::Schedule, node)))
}

/// The key that a misspelling was probably meant to be.
///
/// One edit or transposition away, or two where both are of eight letters or more; letters of
/// the other case are no edits.
fn meant_by(part: Part, text: &str) -> Option<&'static str> {
    const LONGEST: usize = 40;
    const LONG: usize = 8;
    if text.len() > LONGEST || OTHERS.contains(&text) {
        return None;
    }
    if part == Part::Schedule
        && let Some(meant) = batch_meant_by(text)
    {
        return Some(meant);
    }
    let mut keys = part.keys().iter();
    if let Some(meant) = keys.find(|known| known.eq_ignore_ascii_case(text)) {
        return Some(meant);
    }
    let letters = letters_of(text);
    let distance = |known: &&'static str| {
        let limit = if known.len() >= LONG && text.chars().count() >= LONG {
            2
        } else {
            1
        };
        // An edit changes two letters at most; this spares most comparisons.
        let differing = (letters ^ letters_of(known)).count_ones() as usize;
        if known.len().abs_diff(text.len()) > limit
            || differing > 2 * limit
            || is_number_of(text, known)
        {
            return None;
        }
        let distance = strsim::osa_distance(text, known);
        (distance <= limit && is_telling(text, known)).then_some((distance, *known))
    };
    let near = part.keys().iter().filter_map(distance).min()?;
    Some(near.1)
}

/// Which letters a word is made of, as a set of bits.
fn letters_of(word: &str) -> u32 {
    let bit = |byte: u8| 1_u32 << (byte & 31);
    word.bytes().fold(0, |letters, byte| letters | bit(byte))
}

/// `batch1`, `batch-1` and `bacth_1` mean `batch_1`.
fn batch_meant_by(text: &str) -> Option<&'static str> {
    let word = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let has_number = word.len() < text.len();
    (has_number && word != "batch_" && strsim::osa_distance(word, "batch_") == 1)
        .then_some("batch_N")
}

/// Whether two single words differ in nothing but the plural: then both are words.
fn is_number_of(one: &str, other: &str) -> bool {
    let is_plural = |one: &str, other: &str| other.strip_suffix('s') == Some(one);
    !one.contains('_') && !one.ends_with("ss") && (is_plural(one, other) || is_plural(other, one))
}

/// Among words of three letters nearly everything is one edit away; letters that changed
/// places still tell.
fn is_telling(text: &str, known: &str) -> bool {
    let letters = |word: &str| {
        let mut letters = word.as_bytes().to_vec();
        letters.sort_unstable();
        letters
    };
    text.len() > 3 && known.len() > 2 || letters(text) == letters(known)
}

/// Words that stand for themselves though they come near a key.
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
    fn slips_of_the_hand_are_near_misses() {
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
    fn words_of_their_own_are_not() {
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
