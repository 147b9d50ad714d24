//! `lint --commits` names the commit that introduced a finding, for every rule.

use std::fs;

use crate::common::Sandbox;
use crate::common::branched::{PHASE, bench, commit};

fn change(bench: &Sandbox, changes: &[(&str, &str)]) {
    let text = fs::read_to_string(bench.root.join(PHASE)).unwrap();
    let replace = |text: String, (old, new): &(&str, &str)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    };
    bench.write(PHASE, &changes.iter().fold(text, replace));
}

/// Returns the subject of the commit named in the only finding of a rule.
fn brought(bench: &Sandbox, rule: &str) -> String {
    let mut ask = vec!["lint", "--commits", "main..", "--format", "json"];
    // Both rules are off by default.
    if rule.contains("without") {
        ask.extend(["--select", rule]);
    }
    let json: serde_json::Value = serde_json::from_str(&bench.run(&ask).stdout).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let of_rule = findings.iter().filter(|it| it["rule"] == rule);
    let commits: Vec<_> = of_rule
        .map(|it| it["commit"].as_str().unwrap_or("none"))
        .collect();
    match commits[..] {
        ["none"] | [] => format!("{rule}: {commits:?}"),
        [id] => bench
            .git(&["log", "-1", "--format=%s", id])
            .trim()
            .to_owned(),
        _ => format!("{rule}: {commits:?}"),
    }
}

const DONE: &[(&str, &str)] = &[
    ("status: \"pending\"\n", "status: \"completed\"\n"),
    ("status: \"planning\"", "status: \"completed\""),
    ("completed: null", "completed: \"2026-02-06\""),
    ("completed_tasks: 0", "completed_tasks: 2"),
    ("overall_progress: 0", "overall_progress: 100"),
];

#[test]
fn a_phase_completed_too_early_is_attributed() {
    let bench = bench();
    commit(&bench, "feat: one (TASK-1.1)");
    change(&bench, DONE);
    commit(&bench, "feat: two (TASK-1.2)");
    change(&bench, &[("# Foundation", "# F")]);
    commit(&bench, "docs(plan): title");
    assert_eq!(brought(&bench, "criterion-pending"), "feat: two (TASK-1.2)");
}

#[test]
fn a_path_that_never_existed_is_attributed() {
    let bench = bench();
    change(
        &bench,
        &[("status: \"pending\" }", "status: \"completed\" }")],
    );
    change(&bench, DONE);
    commit(&bench, "feat: one (TASK-1.1)");
    change(
        &bench,
        &[("files_modified: []", "files_modified: [\"src/atuh.rs\"]")],
    );
    commit(&bench, "docs(plan): list");
    change(&bench, &[("# Foundation", "# F")]);
    commit(&bench, "docs(plan): title");
    assert_eq!(brought(&bench, "files-modified-path"), "docs(plan): list");
}

#[test]
fn unfinished_work_and_tasks_without_work_are_attributed() {
    let bench = bench();
    bench.write("a.rs", "x\n");
    commit(&bench, "feat: one (TASK-1.1)");
    change(&bench, DONE);
    change(
        &bench,
        &[(
            "- id: \"TASK-1.1\"\n    description: \"Create the schema\"\n    status: \"completed\"",
            "- id: \"TASK-1.1\"\n    description: \"Create the schema\"\n    status: \"pending\"",
        )],
    );
    commit(&bench, "docs(plan): close");
    change(&bench, &[("# Foundation", "# F")]);
    commit(&bench, "docs(plan): title");
    assert_eq!(
        brought(&bench, "commit-without-done"),
        "feat: one (TASK-1.1)"
    );
    assert_eq!(brought(&bench, "done-without-commit"), "docs(plan): close");
}

#[test]
fn a_finding_in_a_file_renamed_later_is_attributed() {
    let bench = bench();
    change(&bench, &[("total_tasks: 2", "total_tasks: 3")]);
    commit(&bench, "feat: breaks (TASK-1.1)");
    change(&bench, &[("# Foundation", "# F")]);
    commit(&bench, "docs(plan): title");
    fs::create_dir_all(bench.root.join("docs/progress/auth")).unwrap();
    bench.git(&["mv", PHASE, "docs/progress/auth/phase-1-progress.md"]);
    commit(&bench, "docs(plan): rename");
    assert_eq!(brought(&bench, "count-mismatch"), "feat: breaks (TASK-1.1)");
}
