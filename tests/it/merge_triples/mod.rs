//! Merges of three versions each, made up in the styles that real files have: whatever comes out
//! clean says just what it has to say, in both directions.
//!
//! `MERGE_TRIPLES` says how many the long test merges, and `MERGE_SEED` which come first.

#![allow(clippy::print_stdout, reason = "the long runs say what they did")]

mod expect;
mod git;
mod judge;
mod model;
mod style;
mod triple;

use progress_merge::{Merged, Options, Three, merge};
use triple::{Oddity, Triple};

const PATH: &str = "progress/auth-v1/phase-1-progress.md";

/// A number from the environment.
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

fn merged(triple: &Triple) -> Merged<'_> {
    let [base, ours, theirs] = triple.bytes.each_ref().map(Vec::as_slice);
    let options = Options {
        path: PATH.to_owned(),
        ..Options::default()
    };
    merge(Three { base, ours, theirs }, &options)
        .unwrap_or_else(|error| panic!("{error} in {:?}", triple.oddity))
}

/// What is wrong with a result that was given out as clean, or as a conflict.
fn faults(triple: &Triple, result: &[u8], is_clean: bool) -> Vec<String> {
    let expected = triple.expected();
    let text = String::from_utf8_lossy(result).into_owned();
    if !is_clean {
        if triple.oddity == Some(Oddity::Zero) {
            return Vec::new();
        }
        if text.contains("<<<<<<< ") {
            return lost(&triple.phases[0], &expected.phase, &text);
        }
        return vec!["a conflict without markers".to_owned()];
    }
    let [base, ours, theirs] = &triple.bytes;
    if ours == theirs || base == theirs || base == ours {
        return Vec::new();
    }
    let clean = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        triple
            .oddity
            .map_or(text.clone(), |oddity| oddity.taken_out(&text))
    };
    let (front, body) = match judge::read(&clean(result)) {
        Ok(read) => read,
        Err(error) => return vec![format!("the result cannot be read: {error}")],
    };
    let sides = [ours, theirs].map(|bytes| judge::read(&clean(bytes)).unwrap().0);
    let mut found = judge::figures(&front, &sides);
    if text.contains("<<<<<<<") {
        found.push("markers in a clean result".to_owned());
    }
    if expected.is_unknown || triple.oddity == Some(Oddity::UnknownStatus) {
        // The status that stands in the place of another is unknown to the model.
        return found;
    }
    if expected.must.is_empty() {
        found.extend(judge::differences(
            &front,
            &body,
            &expected,
            &triple.styles[1],
        ));
    } else {
        found.push(format!("this is a conflict: {:?}", expected.must));
    }
    found
}

/// The tasks and files that are not even in a text with conflicts.
///
/// A task that took over the ID of another is left out: the files do not tell which of both it
/// is, and the merge may give it the new ID of that other.
fn lost(base: &model::Phase, phase: &model::Phase, text: &str) -> Vec<String> {
    let mut took_over = Vec::new();
    for old in &base.tasks {
        let is_other = |new: &&model::Task| new.id == old.id && new.uid != old.uid;
        took_over.extend(phase.tasks.iter().find(is_other).map(|new| new.uid));
    }
    let tasks = phase.tasks.iter();
    let names = tasks
        .filter(|task| !took_over.contains(&task.uid))
        .map(|task| &task.id)
        .chain(phase.criteria.iter().map(|item| &item.id))
        .chain(&phase.files);
    names
        .filter(|name| !text.contains(*name))
        .map(|name| format!("{name} is lost"))
        .collect()
}

fn check(seed: u64) -> (usize, Option<String>) {
    let one = Triple::new(seed);
    let turned = one.turned();
    let results = [merged(&one), merged(&turned)];
    let mut found = Vec::new();
    for (triple, result) in [&one, &turned].into_iter().zip(&results) {
        let is_clean = result.conflicts.is_empty();
        found.extend(faults(triple, &result.bytes(), is_clean));
        let expected = triple.expected();
        let is_needless = !is_clean && expected.must.is_empty() && expected.may.is_empty();
        if is_needless {
            let told: Vec<String> = result.conflicts.iter().map(ToString::to_string).collect();
            found.push(format!(
                "a needless conflict: {told:?} {:?}",
                result.fallback
            ));
        }
        if result.by_lines && triple.oddity.is_none() {
            found.push(format!("merged by lines: {:?}", result.fallback));
        }
    }
    let conflicts = results
        .iter()
        .filter(|result| !result.conflicts.is_empty())
        .count();
    if conflicts == 1 && one.oddity.is_none() {
        found.push("a conflict in one direction only".to_owned());
    }
    let report = (!found.is_empty()).then(|| {
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let [base, ours, theirs] = one.bytes.each_ref().map(|bytes| shown(bytes));
        let told: Vec<String> = results[0].conflicts.iter().map(ToString::to_string).collect();
        format!(
            "seed {seed} ({:?}): {}\nBASE\n{base}\nOURS\n{ours}\nTHEIRS\n{theirs}\nRESULT {told:?}\n{}\nTURNED\n{}",
            one.oddity, found.join("\n"), shown(&results[0].bytes()), shown(&results[1].bytes()),
        )
    });
    (conflicts, report)
}

/// Merges so many triples in both directions.
fn check_all(first: u64, count: u64) {
    let mut conflicts = 0;
    let mut reports = Vec::new();
    for seed in first..first + count {
        let (found, report) = check(seed);
        conflicts += found;
        reports.extend(report);
    }
    println!(
        "{} merges, {conflicts} conflicts, {} wrong",
        2 * count,
        reports.len()
    );
    let firsts: Vec<&str> = reports
        .iter()
        .filter_map(|report| report.lines().next())
        .collect();
    assert!(
        reports.is_empty(),
        "{}\n\n{}",
        firsts.join("\n"),
        reports[0]
    );
}

#[test]
fn clean_merges_are_right() {
    check_all(number("MERGE_SEED", 1), 400);
}

#[test]
#[ignore = "takes minutes"]
fn many_clean_merges_are_right() {
    check_all(
        number("MERGE_SEED", 1_000_000),
        number("MERGE_TRIPLES", 20_000),
    );
}
