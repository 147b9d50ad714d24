//! A file has the same findings whether it is checked alone or with all others, whatever was done
//! to the others since the last commit.

use std::fs;

use proptest::prelude::*;
use serde_json::Value;

use crate::common::{GOOD, Sandbox};

/// The files of three plans. In each, a task depends on one in the next.
const FILES: [&str; 6] = [
    "docs/progress/auth-v1/phase-1-progress.md",
    "docs/progress/auth-v1/phase-2.md",
    "docs/progress/auth-v1/tracking.md",
    "docs/progress/bill-v1/phase-1-progress.md",
    "docs/progress/bill-v1/README.md",
    "docs/progress/mail-v1/phase-1-progress.md",
];

/// Where a file may be moved or copied.
const PLACES: [&str; 4] = [
    "docs/progress/auth-v1/phase-7-progress.md",
    "docs/progress/bill-v1/copy.md",
    "docs/progress/new-v1/phase-2-progress.md",
    "docs/phase-8-progress.md",
];

/// What is done to a file.
#[derive(Clone, Copy, Debug)]
enum Change {
    Replace(&'static str, &'static str),
    LosesFrontmatter,
    BecomesForeign,
    Deleted,
    Moved(usize),
    Copied(usize),
    OnlyStaged,
    Untracked,
}

fn change() -> impl Strategy<Value = Change> {
    let replacements = [
        ("type: progress", "type: report"),
        ("type: progress\n", ""),
        ("type: progress", "type: progress\na: ["),
        ("prd: ", "prd: {{NAME}} # "),
        ("prd: ", "prd: mail-v1 # "),
        ("phase: ", "phase: 7 # "),
        ("status: \"pending\"", "status: \"completed\""),
        ("---\n", ""),
    ];
    prop_oneof![
        6 => prop::sample::select(replacements.to_vec())
            .prop_map(|(old, new)| Change::Replace(old, new)),
        1 => Just(Change::LosesFrontmatter),
        1 => Just(Change::BecomesForeign),
        1 => Just(Change::Deleted),
        2 => (0..PLACES.len()).prop_map(Change::Moved),
        1 => (0..PLACES.len()).prop_map(Change::Copied),
        1 => Just(Change::OnlyStaged),
        1 => Just(Change::Untracked),
    ]
}

/// The text of a file, with a task that depends on one of the next file, and one that no file has.
fn text(at: usize) -> String {
    let plan = FILES[at].split('/').nth(2).unwrap();
    let next = (at + 1) % FILES.len();
    let body = "What was decided, and why it was decided.\n".repeat(20);
    let text = GOOD
        .replace("auth-v1", plan)
        .replace("phase: 1", &format!("phase: {}", at + 1))
        .replace("TASK-1.", &format!("TASK-{at}."))
        .replacen(
            "dependencies: []",
            &format!("dependencies: [\"TASK-{next}.1\", \"TASK-9.9\"]"),
            1,
        );
    text + &body
}

fn apply(bench: &Sandbox, path: &str, change: Change) {
    let Ok(text) = fs::read_to_string(bench.root.join(path)) else {
        return;
    };
    let delete = || fs::remove_file(bench.root.join(path)).unwrap();
    match change {
        Change::Replace(old, new) => bench.write(path, &text.replacen(old, new, 1)),
        Change::LosesFrontmatter => {
            let body = text.splitn(3, "---\n").last().unwrap_or_default();
            bench.write(path, body);
        }
        Change::BecomesForeign => bench.write(path, "---\ntitle: x\nstatus: open\n---\n"),
        Change::Deleted => delete(),
        Change::Moved(to) => {
            delete();
            bench.write(PLACES[to], &text);
        }
        Change::Copied(to) => bench.write(PLACES[to], &text),
        Change::OnlyStaged => {
            bench.write(path, &text.replacen("type: progress", "type: report", 1));
            bench.git(&["add", path]);
            bench.write(path, &text);
        }
        Change::Untracked => {
            bench.git(&["rm", "--quiet", "--cached", "--ignore-unmatch", path]);
        }
    }
}

/// The findings in a file; the order does not matter.
fn findings(bench: &Sandbox, arguments: &[&str], path: &str) -> Vec<String> {
    let mut all = vec!["lint", "--pedantic", "--format", "json"];
    all.extend(arguments);
    let outcome = bench.run(&all);
    let report: Value = serde_json::from_str(&outcome.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{outcome}"));
    let all = report["findings"].as_array().unwrap();
    let own = all.iter().filter(|finding| finding["path"] == path);
    let mut found: Vec<String> = own.map(Value::to_string).collect();
    found.sort();
    found
}

fn cases() -> u32 {
    // More can be tried with `PROPTEST_CASES`.
    let chosen = std::env::var("PROPTEST_CASES").ok();
    chosen.and_then(|cases| cases.parse().ok()).unwrap_or(6)
}

proptest! {
    #![proptest_config(ProptestConfig {
        max_shrink_iters: 60,
        ..ProptestConfig::with_cases(cases())
    })]

    #[test]
    fn a_file_is_judged_alone_as_with_the_others(
        changes in prop::collection::vec((0..FILES.len() + PLACES.len(), change()), 1..4),
        since in any::<bool>(),
    ) {
        let bench = Sandbox::repository();
        for (at, path) in FILES.iter().enumerate() {
            bench.write(path, &text(at));
        }
        bench.commit();
        let paths: Vec<&str> = FILES.iter().chain(&PLACES).copied().collect();
        for (at, change) in changes {
            apply(&bench, paths[at], change);
        }
        let since: &[&str] = if since { &["--new-from", "HEAD"] } else { &[] };
        for path in paths {
            if bench.root.join(path).exists() {
                let alone = [since, &[path]].concat();
                prop_assert_eq!(
                    findings(&bench, &alone, path),
                    findings(&bench, since, path),
                    "{} {:?}", path, since
                );
            }
        }
    }
}

#[test]
fn a_neighbor_whose_type_changed_still_has_its_tasks() {
    let bench = Sandbox::repository();
    for (at, path) in FILES.iter().enumerate() {
        bench.write(path, &text(at));
    }
    bench.commit();
    let other = text(1).replace("type: progress", "type: report");
    bench.write(FILES[1], &other);
    for path in [FILES[0], "docs"] {
        bench
            .run(&["lint", path])
            .exits(1)
            .stdout_lacks("no task with ID `TASK-1.1`")
            .stdout_has("no task with ID `TASK-9.9`");
    }
}
