//! Plants mistakes one at a time into a clean plan: each must be reported at its token, without
//! further findings that are mere consequences.
//!
//! `fixtures/planted.diff` lists them, separated by blank lines. The first lines of each are the
//! expected findings as `severity[rule]`, in the order of their tokens (`clean` for none, prefixed
//! with `next:` for the next phase). Then follow hunks as in a diff without line numbers, whose
//! old lines must occur exactly once. The tokens of expected findings are marked with `«»`, which
//! is not written to the file.

use serde_json::Value;

use crate::common::Sandbox;

/// A phase in progress, with every part of a progress file.
const FIXTURE: &str = include_str!("fixtures/phase-2-progress.md");

/// Its path.
const PATH: &str = ".claude/progress/parcel-tracking-v1/phase-2-progress.md";

/// The path of the next phase, made from the same text.
const NEXT_PATH: &str = ".claude/progress/parcel-tracking-v1/phase-3-progress.md";

/// Enables rules that are off by default.
const SETTINGS: &str = "rules:\n  estimated-total-mismatch: warning\n  assignee-not-in-owners: warning\n  status-not-canonical: advice\n  two-files-one-phase: advice\n  dependency-on-later-phase: advice\n";

#[test]
fn the_fixture_is_clean() {
    assert_eq!(Plan::new().lint(&[FIXTURE.to_owned(), next()]), []);
}

#[test]
fn the_fixture_satisfies_the_strict_profile() {
    let plan = Plan::new();
    assert_eq!(plan.lint(&[FIXTURE.to_owned(), next()]), []);
    let outcome = plan.0.run(&["lint", "--pedantic", "--profile", "strict"]);
    outcome.exits(0);
    assert_eq!(outcome.stdout, "");
}

#[test]
fn mistakes_in_a_phase_in_progress_are_found() {
    check(FIXTURE, include_str!("fixtures/planted.diff"));
}

#[test]
fn mistakes_in_a_completed_phase_are_found() {
    let finished = include_str!("fixtures/finished.diff");
    check(FIXTURE, finished);
    let finished = &plants(finished)[0].applied(&[FIXTURE.to_owned(), next()])[0];
    check(finished, include_str!("fixtures/planted-finished.diff"));
}

/// Plants each mistake of a list, with both kinds of line endings.
fn check(base: &str, list: &str) {
    let plan = Plan::new();
    let mut failures = Vec::new();
    for plant in plants(list) {
        let marked = plant.applied(&[base.to_owned(), next()]);
        for marked in [
            marked.clone(),
            marked.map(|text| text.replace('\n', "\r\n")),
        ] {
            let mut tokens = Vec::new();
            let texts = [PATH, NEXT_PATH].map(|path| {
                let text = &marked[usize::from(path == NEXT_PATH)];
                unmarked(path, text, &mut tokens)
            });
            let found = plan.lint(&texts);
            let rules: Vec<_> = found.iter().map(|found| found.rule.clone()).collect();
            let mut places: Vec<_> = found.into_iter().map(|found| found.place).collect();
            places.dedup();
            if rules != plant.expected || places != tokens {
                failures.push(format!(
                    "{plant:#?}\nfound {rules:?}\nat {places:?}\nnot {tokens:?}"
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A mistake.
#[derive(Debug, Default)]
struct Plant {
    /// The expected findings.
    expected: Vec<String>,
    /// Old and new lines, surrounded by line endings.
    hunks: Vec<Hunk>,
}

#[derive(Debug)]
struct Hunk {
    in_next: bool,
    old: String,
    new: String,
}

fn plants(list: &str) -> Vec<Plant> {
    let mut plants = Vec::new();
    for block in list.split("\n\n") {
        let mut plant = Plant::default();
        // Comments are in a block of their own or at the top of one, never in a hunk.
        for line in block.lines().filter(|line| !line.starts_with('#')) {
            plant.read(line);
        }
        if !(plant.expected.is_empty() && plant.hunks.is_empty()) {
            plant.expected.retain(|expected| expected != "clean");
            plants.push(plant);
        }
    }
    plants
}

impl Plant {
    fn read(&mut self, line: &str) {
        if let Some(file) = line.strip_prefix("@@") {
            let [old, new] = ["\n".to_owned(), "\n".to_owned()];
            let in_next = file == " next";
            self.hunks.push(Hunk { in_next, old, new });
            return;
        }
        let Some(hunk) = self.hunks.last_mut() else {
            self.expected.push(line.to_owned());
            return;
        };
        let (mark, text) = line.split_at(1);
        for (side, other) in [(&mut hunk.old, "+"), (&mut hunk.new, "-")] {
            if mark != other {
                side.push_str(text);
                side.push('\n');
            }
        }
    }

    /// The two files with the mistake, including marks.
    fn applied(&self, files: &[String; 2]) -> [String; 2] {
        // Add a line ending before the first line, too.
        let mut texts = files.clone().map(|text| format!("\n{text}"));
        for Hunk { in_next, old, new } in &self.hunks {
            let text = &mut texts[usize::from(*in_next)];
            assert_eq!(
                text.matches(old).count(),
                1,
                "`{old}` in {:?}",
                self.expected
            );
            *text = text.replacen(old, new, 1);
        }
        texts.map(|text| text[1..].to_owned())
    }
}

/// A plan with two phases, which is linted repeatedly.
struct Plan(Sandbox);

/// The location of a token: its file, line, and byte range.
type Place = (String, usize, usize, usize);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    place: Place,
    rule: String,
}

impl Plan {
    fn new() -> Self {
        let bench = Sandbox::repository();
        bench.write(".progress.yaml", SETTINGS);
        Self(bench)
    }

    /// Returns the findings about both files, in order.
    fn lint(&self, [text, next]: &[String; 2]) -> Vec<Found> {
        self.0.write(PATH, text);
        self.0.write(NEXT_PATH, next);
        let outcome = self.0.run(&["lint", "--pedantic", "--format", "json"]);
        let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap();
        let mut found: Vec<Found> = findings.iter().map(read).collect();
        found.sort();
        found
    }
}

fn read(finding: &Value) -> Found {
    let text = |key: &str| finding[key].as_str().unwrap();
    let number = |part: &str, unit: &str| finding[part][unit].as_u64().unwrap();
    let number = |part: &str, unit: &str| usize::try_from(number(part, unit)).unwrap();
    let path = text("path").to_owned();
    let which = if path == NEXT_PATH { "next: " } else { "" };
    Found {
        rule: format!("{which}{}[{}]", text("severity"), text("rule")),
        place: (
            path,
            number("start", "line"),
            number("start", "byte"),
            number("end", "byte"),
        ),
    }
}

/// The phase after the one in the fixture.
fn next() -> String {
    FIXTURE
        .replace("phase: 2", "phase: 3")
        .replace("TASK-2.", "TASK-3.")
}

/// Removes the marks from a text, and returns their positions.
fn unmarked(path: &str, marked: &str, tokens: &mut Vec<Place>) -> String {
    let mut text = String::new();
    for part in marked.split_inclusive('»') {
        let marked = part.strip_suffix('»').and_then(|part| part.split_once('«'));
        let (before, token) = marked.unwrap_or((part, ""));
        text.push_str(before);
        let (line, start) = (text.matches('\n').count() + 1, text.len());
        text.push_str(token);
        if marked.is_some() {
            tokens.push((path.to_owned(), line, start, text.len()));
        }
    }
    text
}
