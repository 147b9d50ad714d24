//! The order of phases: `**Depends on**: Phase 1`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::plans::{is_phase, unpadded};
use crate::{Bundle, Phase, Plan, Task};

/// Maximum number of plans that a plan waits for because of the order of phases.
const MAX_LAST: usize = 20;
/// Maximum number of spans of phases that a phase waits for.
const MAX_SPANS: usize = 50;

/// Words in a sentence after which phases are not waited for.
const ASIDES: &[&str] = &["parallel", "independent"];
/// The same, but the phases may be part of what comes before, as in `All previous phases except 3`.
const EXCEPTIONS: &[&str] = &[" except ", " excluding ", " not ", " without "];

/// Phases from one number to another, which are the same for a single one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    from: String,
    to: String,
}

/// The phases that a line says to wait for, as in `Phase 1, Phase 2.1`, `Phases 1 and 2`, `Phases 2-4`,
/// `Phases 2 through 4`, `1, 2` or, in phase `own`, `All previous phases`. Phases that it only mentions,
/// in parentheses, as parallel or independent, or as exceptions, are left out.
pub(super) fn named(text: &str, own: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    if says_nothing(text) {
        return spans;
    }
    let text = without_parentheses(text);
    for sentence in text.replace(". ", ";").split(';') {
        // The spaces around it make it possible to search for whole words.
        let lower = format!(" {} ", sentence.trim().to_ascii_lowercase());
        let first_of = |words: &[&str]| words.iter().filter_map(|word| lower.find(word)).min();
        let (aside, exception) = (first_of(ASIDES), first_of(EXCEPTIONS));
        if exception.is_none() && is_all_before(&lower) {
            spans.push(Span {
                from: "0".to_owned(),
                to: own.to_owned(),
            });
            continue;
        }
        let end = aside.into_iter().chain(exception).min();
        let end = end.unwrap_or(lower.len());
        // The target of a link is in parentheses.
        let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | '/' | '[' | ']');
        let known = spans.len();
        let words = lower[..end].split(is_between);
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        // `3 reviews` is about something else, but numbers alone are phases.
        let mut is_list = words.iter().all(|word| span(word).is_some() || joins(word));
        let mut is_range = false;
        for word in words {
            match (span(word), spans.last_mut()) {
                (Some(span), Some(last)) if is_list && is_range => last.to = span.to,
                (Some(span), _) if is_list => spans.push(span),
                (Some(_), _) => {}
                (None, _) if is_list && joins(word) => {
                    is_range = matches!(word, "through" | "to");
                    continue;
                }
                (None, _) => {
                    is_list = matches!(word.trim_end_matches(':'), "phase" | "phases");
                    // `Phase 1 through Phase 5`.
                    is_range &= is_list;
                    continue;
                }
            }
            is_range = false;
        }
        // A range with an exception is not understood, and is reported as such.
        if exception.is_some() && spans[known..].iter().any(|span| span.from != span.to) {
            spans.truncate(known);
        }
    }
    spans
}

/// Whether a sentence is `All previous phases` or the like.
fn is_all_before(sentence: &str) -> bool {
    let mut words = sentence.split_whitespace();
    let all = words.next().filter(|word| *word == "all");
    let before = words.find(|word| !matches!(*word, "the" | "of"));
    let rest = words.next().map(|word| word.trim_end_matches(['.', ',']));
    all.is_some()
        && matches!(before, Some("previous" | "prior" | "preceding" | "earlier"))
        && matches!(rest, Some("phase" | "phases"))
}

/// Whether a text says that a phase waits for none.
pub(super) fn says_nothing(text: &str) -> bool {
    let text = without_parentheses(text).to_ascii_lowercase();
    let text = text.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let word = text.split(|c: char| !c.is_ascii_alphanumeric()).next();
    matches!(word, None | Some("" | "nothing" | "none" | "n" | "no"))
}

/// Whether a word stands between the numbers of phases.
fn joins(word: &str) -> bool {
    matches!(word, "and" | "&" | "+" | "or" | "through" | "to")
}

/// `12`, `2.1`, `12A` or `14-16`.
fn span(word: &str) -> Option<Span> {
    let word = word.trim_matches(['*', '`', '.', ':']);
    let (from, to) = word.split_once(['-', '–']).unwrap_or((word, word));
    (is_phase(from) && is_phase(to)).then(|| Span {
        from: from.to_ascii_uppercase(),
        to: to.to_ascii_uppercase(),
    })
}

fn without_parentheses(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.from)?;
        if self.to != self.from {
            write!(f, "-{}", self.to)?;
        }
        Ok(())
    }
}

/// Lets the first plans of a phase wait for the last ones of the phases that it depends on. The phases
/// are in the order of their numbers.
pub(super) fn connect(plan: &mut Plan, after: &BTreeMap<String, Vec<Span>>, bundle: &mut Bundle) {
    let last: Vec<Vec<String>> = plan.phases.iter().map(last).collect();
    // In this order, the phases of a span are neighbors.
    let ranks: Vec<_> = plan.phases.iter().map(rank).collect();
    for index in 0..plan.phases.len() {
        let own = number(plan.phases[index].name.as_deref());
        for span in after.get(&own).into_iter().flatten().take(MAX_SPANS) {
            let (from, to) = (place_of(&span.from), place_of(&span.to));
            let from = ranks.partition_point(|rank| *rank < from);
            let to = ranks.partition_point(|rank| *rank <= to);
            let others = (from..to).filter(|&other| other != index);
            let names = others.flat_map(|other| &last[other]);
            let earlier: Vec<String> = names.take(MAX_LAST + 1).cloned().collect();
            if earlier.is_empty() || earlier.len() > MAX_LAST {
                bundle.note(format!("order of phases: {own} after {span}"));
                continue;
            }
            let phase = &mut plan.phases[index];
            let ids: BTreeSet<String> = phase.tasks.iter().map(reference).collect();
            for task in &mut phase.tasks {
                // The others follow one that waits.
                if !task.dependencies.iter().any(|it| ids.contains(it)) {
                    task.dependencies.extend(earlier.iter().cloned());
                }
            }
        }
    }
}

/// The plans of a phase that no other plan of it waits for.
fn last(phase: &Phase) -> Vec<String> {
    let waited: BTreeSet<&String> = phase
        .tasks
        .iter()
        .flat_map(|task| &task.dependencies)
        .collect();
    let names = phase.tasks.iter().map(reference);
    names.filter(|name| !waited.contains(name)).collect()
}

/// What a dependency on a task is written as: a task without an ID gets one later.
fn reference(task: &Task) -> String {
    if task.id.is_empty() {
        task.source.clone()
    } else {
        task.id.clone()
    }
}

/// The place of a phase: 2 before 2.1, and 9 before 10 and 10A.
pub(super) fn rank(phase: &Phase) -> Vec<(u64, String)> {
    place_of(phase.name.as_deref().unwrap_or_default())
}

fn place_of(number: &str) -> Vec<(u64, String)> {
    let split = number.split('.').map(|part| {
        let letters = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = part.get(..part.len() - letters.len()).unwrap_or_default();
        (
            digits.parse().unwrap_or(u64::MAX),
            letters.to_ascii_uppercase(),
        )
    });
    split.collect()
}

pub(super) fn number(name: Option<&str>) -> String {
    unpadded(name.unwrap_or_default()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_in_numeric_order() {
        let phase = |name: &str| Phase {
            name: Some(name.to_owned()),
            ..Phase::default()
        };
        let mut phases = ["10A", "10", "3", "02.1", "2", "9"].map(phase);
        phases.sort_by_cached_key(rank);
        let names = phases.iter().filter_map(|phase| phase.name.as_deref());
        assert_eq!(
            names.collect::<Vec<_>>(),
            ["2", "02.1", "3", "9", "10", "10A"]
        );
    }

    #[test]
    fn phases_are_named_in_several_ways() {
        for (text, expected) in [
            ("Nothing (first phase)", ""),
            ("Phase 1, Phase 2.1 (done)", "1 2.1"),
            ("Phases 01 and 12A.", "01 12A"),
            ("Phases 2-4, 6", "2-4 6"),
            ("3 reviews", ""),
            ("Phase 3 and 2 reviews of it", "3 2"),
            ("Phase 12 (can run in parallel with Phases 14-16)", "12"),
            ("Nothing (can run in parallel with Phase 2)", ""),
            ("Phase 9 (v1.0). Can run in parallel with Phase 10", "9"),
            ("Phase 9, in parallel with phase 10; then Phase 11", "9 11"),
            ("Phase 8 (see Phase 7 (or 6)) of v2.0", "8"),
            ("[Phase 2](#phase-2), [Phase 3](#phase-3)", "2 3"),
            ("Phases 1 through 3, and 5", "1-3 5"),
            ("Phase 1 through Phase 5", "1-5"),
            ("Phase 8/7", "8 7"),
            ("1", "1"),
            ("1, 2 and 4", "1 2 4"),
            ("All previous phases", "0-6"),
            ("All prior phases (v1)", "0-6"),
            ("All of it", ""),
            ("None — independent of Phase 3", ""),
            ("Phase 1, except Phase 2", "1"),
            ("Phases 1-3 excluding Phase 2", ""),
            ("not Phase 1", ""),
            ("Phase 4; Phases 1-3 but not 2; Phase 5", "4 5"),
            ("All previous phases, in parallel with Phase 7", "0-6"),
            ("All previous phases except Phase 3", ""),
            ("Phase 2 — independent of Phase 3", "2"),
        ] {
            let spans: Vec<String> = named(text, "6").iter().map(Span::to_string).collect();
            assert_eq!(spans.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_told_from_nothing() {
        for text in [" Nothing (first phase)", " None.", " n/a", " -", ""] {
            assert!(says_nothing(text), "{text}");
        }
        for text in ["All that", "the API", "Phase 1"] {
            assert!(!says_nothing(text), "{text}");
        }
    }
}
