//! Phases in a text: `Phase 2`, `phases 1-3`, `P4`.

use super::tokens::tokens;
use crate::model::reference::PhaseLabel;

/// Maximum number of phases in a range; no commit works on more.
const MAX_PHASES: u32 = 20;

/// Returns the phases named, in order and without duplicates.
pub(super) fn phases_in(text: &str) -> Vec<PhaseLabel> {
    let mut found = Vec::new();
    let mut after_word = false;
    let mut after_label = false;
    let mut end = 0;
    for token in tokens(text) {
        let range = token.span.range();
        let between = text.get(end..range.start).unwrap_or_default();
        end = range.end;
        let word = token.text.to_ascii_lowercase();
        if matches!(word.as_str(), "phase" | "phases") {
            (after_word, after_label) = (true, false);
            continue;
        }
        // `Phase 1: 3 fixes` names one phase.
        if after_label && !matches!(between.trim(), "" | "," | "/" | "&" | "+" | "–" | "→") {
            after_word = false;
        }
        let labels = labels_in(&word, after_word);
        let is_joining = matches!(word.as_str(), "and" | "to" | "through");
        after_word &= !labels.is_empty() || is_joining;
        after_label = !labels.is_empty();
        let is_range = after_word && leads_on(between, text.get(..range.start).unwrap_or_default());
        if let ([last], Some(first), true) = (labels.as_slice(), found.last(), is_range) {
            let between = up_to(first, last);
            add(&mut found, between);
        }
        add(&mut found, labels);
    }
    found
}

fn add(found: &mut Vec<PhaseLabel>, labels: Vec<PhaseLabel>) {
    for label in labels {
        if found.len() < MAX_PHASES as usize && !found.contains(&label) {
            found.push(label);
        }
    }
}

/// Whether the text before a number makes it the end of a range: `0–6`, `1 to 3`.
fn leads_on(between: &str, front: &str) -> bool {
    let words = front.trim_end();
    matches!(between.trim(), "–" | "→")
        || between == " " && (words.ends_with(" to") || words.ends_with(" through"))
}

/// Returns the phases strictly between two.
fn up_to(first: &PhaseLabel, last: &PhaseLabel) -> Vec<PhaseLabel> {
    // `2a` is not a number: what comes between it and `2c` is not known.
    match (first.as_str().parse::<u32>(), last.as_str().parse::<u32>()) {
        (Ok(from), Ok(to)) if from < to && to - from < MAX_PHASES => (from + 1..to)
            .filter_map(|number| PhaseLabel::parse(&number.to_string()))
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns the phases at the end of a text, and their offset, if `of` or a bracket introduces the
/// name of their plan: `This completes phases 1-2 of `.
pub(super) fn phase_before_plan(text: &str) -> Option<(usize, Vec<PhaseLabel>)> {
    let front = before_preposition(text.trim_end_matches(['`', '*', '"', '\'']))?;
    let at = front.to_ascii_lowercase().rfind("phase")?;
    let named = front.get(at..)?;
    // Another word in between means that the plan belongs to that: `Phase 3 needs parts of`.
    if !tokens(named).all(|token| is_of_phases(token.text)) {
        return None;
    }
    let found = phases_in(named);
    if found.is_empty() {
        return None;
    }
    Some((at, found))
}

/// Strips what introduces the name of a plan: `of `, or a bracket.
fn before_preposition(text: &str) -> Option<&str> {
    if let Some(front) = text.strip_suffix('(') {
        return Some(front);
    }
    let words = text.strip_suffix(' ')?;
    [" of", " for", " in", " from"]
        .iter()
        .find_map(|word| words.strip_suffix(word))
}

/// Whether a word belongs to a list of phases.
fn is_of_phases(token: &str) -> bool {
    let word = token.to_ascii_lowercase();
    let is_between = matches!(word.as_str(), "phase" | "phases" | "and" | "to");
    is_between || !labels_in(&word, true).is_empty()
}

/// Returns the phases that a word names. After the word `phase`, a number is enough.
fn labels_in(word: &str, after_word: bool) -> Vec<PhaseLabel> {
    let rest = match word
        .strip_prefix("phase")
        .or_else(|| word.strip_prefix('p'))
    {
        Some(rest) => rest.trim_start_matches(['-', '_', 's']),
        None if after_word => word,
        None => return Vec::new(),
    };
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    // In `P2-T5`, the rest is neither a label nor a range, so that tasks are not phases.
    if let Some(label) = PhaseLabel::parse(rest) {
        return vec![label];
    }
    let ends = rest
        .split_once('-')
        .and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    match ends {
        Some((from, to)) if from < to && to - from < MAX_PHASES => (from..=to)
            .filter_map(|number: u32| PhaseLabel::parse(&number.to_string()))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> String {
        let labels = phases_in(text);
        let labels: Vec<&str> = labels.iter().map(PhaseLabel::as_str).collect();
        labels.join(" ")
    }

    #[test]
    fn phases_are_found() {
        assert_eq!(named("finish Phase 2 parser"), "2");
        assert_eq!(named("mark Phases 3-4 complete"), "3 4");
        assert_eq!(named("phase-2a and P4 (phase1)"), "2a 4 1");
        assert_eq!(named("phases 1, 2 and 3"), "1 2 3");
        assert_eq!(named("Phase 1.5, 3 tests"), "1.5 3");
        assert_eq!(named("x (Phases 0–3 + follow-ups)"), "0 1 2 3");
        assert_eq!(named("phases 1 to 3"), "1 2 3");
        assert_eq!(named("Phase 2 — 4 tests"), "2");
        assert_eq!(named("Phase 1: 3 fixes"), "1");
    }

    #[test]
    fn phases_before_their_plan_are_found() {
        for (text, expected) in [
            ("Completes Phase 9-10 of ", "9 10"),
            ("phases 1 and 2 of `", "1 2"),
            ("Phase 3 (", "3"),
            ("Phase 2a for ", "2a"),
        ] {
            let (at, labels) = phase_before_plan(text).unwrap();
            let labels: Vec<&str> = labels.iter().map(PhaseLabel::as_str).collect();
            assert_eq!(labels.join(" "), expected, "{text}");
            assert!(text[at..].to_ascii_lowercase().starts_with("phase"));
        }
        for text in ["Phase 3 and ", "Phase 3 needs parts of ", "a phase of ", ""] {
            assert!(phase_before_plan(text).is_none(), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not_phases() {
        for text in [
            "P2-T5",
            "pr 3",
            "3 phases",
            "phase two, 2",
            "p",
            "phases 1-999999",
        ] {
            assert_eq!(named(text), "", "{text}");
        }
    }
}
