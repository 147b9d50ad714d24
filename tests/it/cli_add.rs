//! Tests of `progress add`, `progress edit` and `progress assign`.

use crate::common::Sandbox;

const PATH: &str = "examples/progress/auth-v1/phase-1-progress.md";
const EXAMPLE: &str = include_str!("../../examples/progress/auth-v1/phase-1-progress.md");
const SECOND: &str = include_str!("../../examples/progress/auth-v1/phase-2-progress.md");

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(PATH, EXAMPLE);
    let second = SECOND.replace("AUTH-1.22", "AUTH-1.2").replace(
        "completed_tasks: 2 # one of the two was reopened",
        "completed_tasks: 1",
    );
    bench.write("examples/progress/auth-v1/phase-2-progress.md", &second);
    let other = "---\ntype: progress\nprd: billing\nphase: 1\nstatus: planning\ntasks:\n  - { id: B-1, status: todo, assigned_to: [backend], dependencies: [] }\n---\n";
    bench.write("examples/progress/billing/phase-1-progress.md", other);
    bench
}

fn read(bench: &Sandbox) -> String {
    std::fs::read_to_string(bench.root.join(PATH)).unwrap()
}

/// Returns the lines that differ from the example.
fn diff(bench: &Sandbox) -> String {
    let after = read(bench);
    let lines = similar::TextDiff::from_lines(EXAMPLE, &after);
    let mut differing = String::new();
    for line in lines.iter_all_changes() {
        if line.tag() != similar::ChangeTag::Equal {
            differing.push_str(&line.tag().to_string());
            differing.push_str(line.value());
        }
    }
    differing
}

#[test]
fn an_added_task_looks_like_the_others() {
    let bench = bench();
    let added = bench.run(&[
        "add",
        "auth:AUTH-1.4",
        "Close sessions",
        "--phase",
        "1",
        "--depends",
        "AUTH-1.3",
        "--estimate",
        "2 pts",
        "--priority",
        "low",
        "--assignee",
        "frontend,backend",
    ]);
    added.exits(0).complains("");
    insta::assert_snapshot!(added.stdout);
    insta::assert_snapshot!(diff(&bench));
    bench
        .run(&["lint", "--pedantic", "--fail-on", "warning"])
        .exits(0);
}

#[test]
fn a_task_is_inserted_where_asked() {
    let bench = bench();
    let added = bench.run_in(
        "examples",
        &[
            "add",
            "AUTH-1.5",
            "Log",
            "-f",
            "progress/auth-v1/phase-1-progress.md",
            "--after",
            "AUTH-1.1",
        ],
    );
    added.exits(0);
    insta::assert_snapshot!(diff(&bench));
    let unknown = bench.run(&["add", "AUTH-1.6", "Log", "-f", PATH, "--after", "AUTH-1.7"]);
    unknown.exits(2).stderr_has("no task `AUTH-1.7`");
}

#[test]
fn a_wrong_task_is_refused() {
    let bench = bench();
    let before = read(&bench);
    for (arguments, message, help) in [
        (
            &["AUTH-2.1", "x", "-f", PATH][..],
            "task `AUTH-2.1` already exists in `examples/",
            "progress edit AUTH-2.1",
        ),
        (
            &["AUTH-1.4", "x", "-f", PATH, "--depends", "AUTH-1.33"],
            "unknown dependency `AUTH-1.33`",
            "did you mean `AUTH-1.3`?",
        ),
        (
            &["billing:AUTH-1.4", "x", "-f", PATH],
            "does not belong to plan `billing`",
            "leave out either the plan before the ID, or --file",
        ),
        (
            &["AUTH-1.4", "x", "-f", PATH, "--depends", "B-1"],
            "only another plan has",
            "write `billing:B-1`",
        ),
        (
            &["AUTH 1.4", "x", "-f", PATH],
            "`AUTH 1.4` is not a valid task ID",
            "letters and digits",
        ),
        (
            &["AUTH-1.4", " ", "-f", PATH],
            "the description is empty",
            "describe what to do",
        ),
        (
            &["AUTH-1.4", "x", "--phase", "1"],
            "2 phases found for `AUTH-1.4`",
            "add --plan and --phase",
        ),
        (
            &["AUTH-1.4", "x", "--plan", "auth", "--phase", "9"],
            "no phase found for",
            "`progress new PLAN PHASE`",
        ),
        (
            &["AUTH-1.4", "x", "--plan", "auht-v1"],
            "unknown plan `auht-v1`",
            "did you mean `auth-v1`?",
        ),
    ] {
        let mut all = vec!["add"];
        all.extend(arguments);
        bench
            .run(&all)
            .exits(2)
            .prints("")
            .stderr_has(message)
            .stderr_has(help);
    }
    assert_eq!(read(&bench), before);
}

#[test]
fn an_edit_changes_only_what_it_names() {
    let bench = bench();
    let edited = bench.run(&[
        "edit",
        "AUTH-1.2",
        "--description",
        "Issue tokens",
        "--priority",
        "critical",
        "--estimate",
        "5 pts",
    ]);
    edited.exits(0).complains("");
    insta::assert_snapshot!(edited.stdout);
    let assigned = bench.run_in(
        "examples/progress",
        &["assign", "auth:AUTH-1.2", "frontend", "zoe"],
    );
    assigned.exits(0).prints(
        "auth-v1/phase-1-progress.md\ntasks/AUTH-1.2/assigned_to: [backend] → [frontend, zoe]\n",
    );
    insta::assert_snapshot!(diff(&bench));
    let nothing = bench.run(&["assign", "AUTH-1.2", "frontend", "zoe"]);
    nothing.exits(0).prints("").complains("nothing to change\n");
    bench
        .run(&["edit", "AUTH-1.2"])
        .exits(2)
        .stderr_has("nothing to do");
}

#[test]
fn batches_follow_dependencies() {
    let bench = bench();
    bench
        .run(&["add", "AUTH-1.4", "Close", "-f", PATH, "--estimate", "1 pt"])
        .exits(0);
    let edited = bench.run(&["edit", "AUTH-1.4", "--depends", "AUTH-1.3"]);
    edited.exits(0);
    insta::assert_snapshot!(edited.stdout);
    let circle = bench.run(&["edit", "AUTH-1.1", "--depends", "AUTH-1.4"]);
    circle.exits(2).prints("").stderr_has(
        "`AUTH-1.1` would wait for itself: AUTH-1.1 → AUTH-1.4 → AUTH-1.3 → AUTH-1.2 → AUTH-1.1",
    );
    let none = bench.run(&["edit", "AUTH-1.4", "--depends", "none", "--dry-run"]);
    none.exits(0).stdout_has("+    dependencies: []\n");
}

#[test]
fn an_empty_name_is_nobody_to_assign() {
    let bench = bench();
    for arguments in [
        ["assign", "AUTH-1.1", ""].as_slice(),
        &["edit", "AUTH-1.1", "--assign", ""],
        &["edit", "AUTH-1.1", "--depends", ""],
    ] {
        bench
            .run(arguments)
            .exits(2)
            .prints("")
            .stderr_has("error: a value is required");
    }
}

#[test]
fn a_task_without_an_assignee_is_noted() {
    let bench = Sandbox::repository();
    let new = bench.run(&["new", "shop", "1"]);
    new.exits(0).complains(
        "hint: add tasks with `progress add ID DESCRIPTION --plan shop --phase 1 --assignee WHO`\n",
    );
    let added = bench.run(&["add", "S-1", "Do it"]);
    added.exits(0).complains(
        "note: `S-1` has no assignee, because the phase has no owner; run `progress assign S-1 WHO`\n",
    );
    bench
        .run(&["assign", "S-1", "alice"])
        .exits(0)
        .complains("");
    bench.run(&["lint"]).exits(0);
}

#[test]
fn the_plan_of_the_branch_is_preferred() {
    let bench = bench();
    let several = bench.run(&["add", "X-1", "Do it", "--phase", "1"]);
    several.exits(2).stderr_has("2 phases found for `X-1`: ");
    bench.git(&["checkout", "--quiet", "-b", "feature/billing"]);
    for arguments in [
        &["add", "X-1", "Do it", "--phase", "1"][..],
        &["add", "X-2", "Do it"],
    ] {
        let added = bench.run(arguments);
        added
            .exits(0)
            .stdout_has("examples/progress/billing/phase-1-progress.md\n");
    }
    // A plan that is named takes precedence.
    bench
        .run(&["add", "auth:X-3", "Do it", "--phase", "1"])
        .exits(0)
        .stdout_has("examples/progress/auth-v1/phase-1-progress.md\n");
}
