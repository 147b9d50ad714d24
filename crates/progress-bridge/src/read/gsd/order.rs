//! The order of phases: `**Depends on**: Phase 1`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::plans::unpadded;
use crate::{Bundle, Phase, Plan, Task};

/// Maximum number of plans that a plan waits for because of the order of phases.
const MAX_LAST: usize = 20;
/// Maximum number of spans of phases that a phase waits for.
const MAX_SPANS: usize = 50;

/// Phases from one number to another, which are the same for a single one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    from: String,
    to: String,
}

/// The phases that a line says to wait for, as `Phase 1, Phase 2.1`, `Phases 1 and 2` or
/// `Phases 2-4`, but not those that it only mentions: in parentheses, or as parallel.
pub(super) fn named(text: &str) -> Vec<Span> {
    let text = without_parentheses(text);
    let mut spans = Vec::new();
    for sentence in text.replace(". ", ";").split(';') {
        let lower = sentence.to_ascii_lowercase();
        let end = lower.find("parallel").unwrap_or(lower.len());
        let mut is_list = false;
        let words = lower[..end].split(|c: char| c.is_whitespace() || c == ',');
        for word in words.filter(|word| !word.is_empty()) {
            match span(word) {
                Some(span) if is_list => spans.push(span),
                Some(_) => {}
                None if is_list && matches!(word, "and" | "&" | "+" | "or") => {}
                None => is_list = matches!(word.trim_end_matches(':'), "phase" | "phases"),
            }
        }
    }
    spans
}

/// `12`, `2.1`, `12A` or `14-16`.
fn span(word: &str) -> Option<Span> {
    let word = word.trim_matches(['*', '`', '.', ':']);
    let (from, to) = word.split_once(['-', '–']).unwrap_or((word, word));
    let is_number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
    };
    (is_number(from) && is_number(to)).then(|| Span {
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
        ] {
            let spans: Vec<String> = named(text).iter().map(Span::to_string).collect();
            assert_eq!(spans.join(" "), expected, "{text}");
        }
    }
}
