//! Tests of the evidence that `progress verify` looks at.

use std::fmt::Write as _;

use crate::cli_verify::{PATH, bench, commit, file, verdicts, verify, verify_as_done};
use crate::common::Sandbox;

#[test]
fn a_shallow_clone_refutes_nothing_that_contradicts_itself() {
    let tasks = [
        ("A-1", "completed", ", verified_by: [A-2]"),
        ("A-2", "pending", ""),
        ("A-3", "completed", ", notes: Deferred to phase 3"),
    ];
    let bench = bench(&tasks);
    bench.write(PATH, &file(&tasks, ""));
    commit(&bench, "docs: finish A-1 and A-3");
    let found = verify(&bench);
    assert_eq!(found["A-1"], "unsupported: verifier-open");
    assert_eq!(found["A-3"], "unsupported: says-incomplete");
    let url = bench.url();
    let clone = Sandbox::folder();
    clone
        .bash(&format!("git clone --quiet --depth 1 {url} clone"))
        .exits(0);
    let outcome = clone.run_in("clone", &["verify", "--format", "json"]);
    let found = verdicts(outcome.exits(0));
    assert_eq!(found["A-1"], "unknown: verifier-open, shallow-clone");
    assert_eq!(found["A-3"], "unknown: says-incomplete, shallow-clone");
}

#[test]
fn a_dependency_must_be_done_before() {
    let (keys, late) = (", dependencies: [A-1]", ", dependencies: [A-3]");
    let line = |id: &str, status: &str, keys: &str| {
        format!("  - {{ id: {id}, status: {status}, assigned_to: [a]{keys} }}\n")
    };
    let state = |first: &str, second: &str, third: &str| {
        file(
            &[],
            &[
                line("A-1", first, ""),
                line("A-2", second, keys),
                line("A-3", third, ""),
                line("A-4", second, late),
            ]
            .concat(),
        )
    };
    let bench = Sandbox::repository();
    bench.write(PATH, &state("pending", "pending", "pending"));
    commit(&bench, "docs(plan): plan it");
    for id in ["A-2", "A-3", "A-4"] {
        bench.write(&format!("src/{id}.rs"), "1");
        commit(&bench, &format!("feat: {id}"));
    }
    bench.write(PATH, &state("pending", "completed", "pending"));
    commit(&bench, "chore: mark as done");
    bench.write("src/A-1.rs", "1");
    commit(&bench, "feat: A-1");
    bench.write(PATH, &state("completed", "completed", "completed"));
    commit(&bench, "chore: mark the rest as done");
    let found = verify(&bench);
    assert_eq!(found["A-1"], "supported: commit-names-task");
    assert_eq!(found["A-2"], "weak: dependency-late, commit-names-task");
    // The work of A-3 was there; only its status was changed later.
    assert_eq!(found["A-4"], "supported: commit-names-task");
}

#[test]
fn a_completed_phase_claims_that_its_criteria_are_met() {
    let criteria = |first: &str| {
        format!(
            "success_criteria:\n  - {{ id: SC-1, description: x, status: {first} }}\n  - {{ id: SC-2, description: y, status: pending }}\n"
        )
    };
    let write = |bench: &Sandbox, status: &str, first: &str| {
        let text = file(&[("A-1", "completed", "")], &criteria(first));
        bench.write(PATH, &text.replace("in_progress", status));
    };
    let bench = bench(&[("A-1", "completed", "")]);
    write(&bench, "in_progress", "met");
    assert!(!verify(&bench).contains_key("SC-2"));
    write(&bench, "completed", "met");
    assert_eq!(verify(&bench)["SC-2"], "unsupported: criterion-pending");
    bench
        .run(&["verify", "--format", "sarif"])
        .exits(0)
        .stdout_has("no evidence that `SC-2` is met: it is `pending` although")
        .stdout_has("name a file or a commit in its `evidence`");
    // Nobody keeps these up to date.
    write(&bench, "completed", "pending");
    let found = verify(&bench);
    assert_eq!(
        found["SC-1"],
        "unknown: criterion-pending, criteria-pending"
    );
    assert_eq!(
        found["SC-2"],
        "unknown: criterion-pending, criteria-pending"
    );
}

/// A plan with a phase in this state, and two of its criteria.
fn write_criteria(bench: &Sandbox, status: &str, first: &str, second: &str) {
    let criteria = format!(
        "success_criteria:\n  - {{ id: SC-1, description: x, status: {first}, evidence: [src/one.rs] }}\n  - {{ description: y, status: {second} }}\n  - {{ id: SC-3, description: z, status: pending }}\n  - {{ id: SC-4, description: z, status: met }}\n"
    );
    let text = file(&[("A-1", "completed", "")], &criteria);
    bench.write(PATH, &text.replace("in_progress", status));
}

fn commit_on(bench: &Sandbox, day: &str, message: &str) {
    bench.bash(&format!(
        "git add -A && GIT_COMMITTER_DATE={day}T12:00:00Z git -c user.name=a -c user.email=a@b commit -qm '{message}'"
    ))
    .exits(0);
}

#[test]
fn a_criterion_that_was_met_late_is_dated() {
    let (write, on) = (write_criteria, commit_on);
    let bench = bench(&[("A-1", "pending", "")]);
    bench.write("src/one.rs", "1");
    write(&bench, "in_progress", "pending", "pending");
    on(&bench, "2026-03-01", "feat: A-1");
    write(&bench, "completed", "pending", "pending");
    on(&bench, "2026-03-02", "chore: finish the phase");
    write(&bench, "completed", "met", "pending");
    on(&bench, "2026-03-05", "chore: meet one");
    write(&bench, "completed", "met", "met");
    let outcome = bench.run(&["verify", "--all"]);
    for reason in [
        "? it was met on 2026-03-05, after its phase was completed on 2026-03-02: ",
        "? it was met, after its phase was completed on 2026-03-02: ",
        "- it is `pending` although its phase was completed on 2026-03-02: ",
    ] {
        assert_eq!(outcome.stdout.matches(reason).count(), 1, "{reason}");
    }
    // Where the history is cut off, it does not show when the phase was completed.
    let url = bench.url();
    let clone = Sandbox::folder();
    clone
        .bash(&format!("git clone -q --depth 1 {url} clone"))
        .exits(0);
    let outcome = clone.run_in("clone", &["verify", "--all"]);
    assert!(!outcome.stdout.contains("was completed on"));
}

#[test]
fn work_before_a_task_was_reopened_does_not_count() {
    let done = file(&[("A-1", "completed", ", files: [src/one.rs]")], "");
    let bench = bench(&[("A-1", "completed", ", files: [src/one.rs]")]);
    let open = done.replace("completed", "pending");
    bench.write("src/one.rs", "1");
    commit(&bench, "feat: add one (A-1)");
    bench.write(PATH, &done);
    commit(&bench, "chore: mark as done");
    // A review is still about the same work.
    bench.write(PATH, &done.replace("completed", "review"));
    commit(&bench, "chore: ask for a review");
    bench.write(PATH, &done);
    commit(&bench, "chore: mark as done");
    assert_eq!(
        verify(&bench)["A-1"],
        "supported: commit-names-task, files-changed"
    );
    bench.write(PATH, &open);
    commit(&bench, "chore: reopen it, because it loses data");
    bench.write(PATH, &done);
    commit(&bench, "chore: mark as done again");
    assert_eq!(
        verify(&bench)["A-1"],
        "unsupported: reopened, no-work, files-exist"
    );
    bench.write("src/one.rs", "2");
    commit(&bench, "fix: lose nothing (A-1)");
    assert_eq!(
        verify(&bench)["A-1"],
        "supported: commit-names-task, files-changed"
    );
}

#[test]
fn a_commit_that_plans_or_takes_back_is_not_the_work() {
    let ids = ["A-1", "A-2", "A-3", "A-4", "A-5"];
    let tasks = ids.map(|id| (id, "completed", ""));
    let open = ids.map(|id| (id, "pending", ""));
    let bench = Sandbox::repository();
    bench.write(PATH, &file(&open, ""));
    bench.write("notes/mock.txt", "1");
    commit(&bench, "docs(plan): plan it\n\nA-1 is risky, see notes.");
    for (name, message) in [
        ("a", "Revert part of A-2"),
        ("b", "WIP A-3"),
        ("c", "fix typo before A-4"),
    ] {
        bench.write(&format!("src/{name}.rs"), "1");
        commit(&bench, message);
    }
    bench.write("src/d.rs", "");
    commit(&bench, "start A-5");
    let found = verify_as_done(&bench, &tasks);
    assert_eq!(found["A-1"], "weak: commit-names-task, commit-plans");
    assert_eq!(found["A-2"], "weak: commit-names-task, commit-takes-back");
    assert_eq!(found["A-3"], "weak: commit-names-task, commit-unfinished");
    assert_eq!(found["A-4"], "unknown: unlinked-commits");
    assert_eq!(found["A-5"], "unknown: unlinked-commits");
}

#[test]
fn a_file_that_was_deleted_again_shows_nothing() {
    let tasks = [
        ("A-1", "completed", ", files: [src/one.rs]"),
        ("A-2", "completed", ", files: [src/two.rs]"),
    ];
    let bench = bench(&tasks);
    bench.write("src/one.rs", "1");
    bench.write("src/two.rs", "2");
    commit(&bench, "wip");
    bench.git(&["rm", "--quiet", "src/one.rs"]);
    commit(&bench, "remove it");
    bench.git(&["mv", "src/two.rs", "src/second.rs"]);
    commit(&bench, "move it");
    let found = verify_as_done(&bench, &tasks);
    assert_eq!(found["A-1"], "unsupported: files-removed");
    assert_eq!(found["A-2"], "supported: files-changed");
}

#[test]
fn nobody_verifies_themselves_under_another_spelling() {
    let tasks = [
        ("A-1", "completed", ", verified_by: ['@A']"),
        ("A-2", "completed", ", verified_by: ['@bob']"),
    ];
    let bench = bench(&tasks);
    bench.write("src/one.rs", "1");
    commit(&bench, "feat: A-1 and A-2");
    let found = verify_as_done(&bench, &tasks);
    assert_eq!(found["A-1"], "weak: verified-by-itself, commit-names-task");
    assert_eq!(found["A-2"], "supported: commit-names-task, verified");
}

#[test]
fn a_body_that_contradicts_a_few_tasks_is_believed() {
    let write = |bench: &Sandbox, count: usize| {
        let ids: Vec<String> = (1..=count).map(|it| format!("A-{it}")).collect();
        let tasks: Vec<_> = ids
            .iter()
            .map(|id| (id.as_str(), "completed", ""))
            .collect();
        let boxes: Vec<String> = ids.iter().map(|id| format!("- [ ] {id}\n")).collect();
        bench.write(PATH, &(file(&tasks, "") + "\n" + &boxes.concat()));
        commit(bench, &format!("feat: {}", ids.join(", ")));
    };
    let bench = bench(&[("A-1", "completed", "")]);
    bench.write("src/one.rs", "1");
    write(&bench, 1);
    let weak = "weak: body-disagrees, commit-names-task";
    assert_eq!(verify(&bench)["A-1"], weak);
    // Nobody ticks these boxes.
    bench.write("src/one.rs", "2");
    write(&bench, 9);
    assert_eq!(verify(&bench)["A-1"], "supported: commit-names-task");
}

#[test]
fn criteria_name_evidence_in_many_ways() {
    let bench = bench(&[("A-1", "completed", "")]);
    bench.write("cart.rs", "1");
    commit(&bench, "feat: A-1");
    let id = bench.git(&["rev-parse", "--short=8", "HEAD"]);
    let id = id.trim();
    let mut criteria = "success_criteria:\n".to_owned();
    for (at, evidence) in [
        "evidence: [cart.rs]".to_owned(),
        format!("evidence: '{id}'"),
        format!("evidence: 'seen in commit {id}'"),
        "evidence: deadbeef1".to_owned(),
        "evidence: tests/cart_test.rs".to_owned(),
        "verified_by: bob".to_owned(),
        "verified_by: A-2".to_owned(),
        "evidence: seen by hand".to_owned(),
        format!("evidence: 'built in {id}'"),
    ]
    .iter()
    .enumerate()
    {
        let at = at + 1;
        writeln!(
            criteria,
            "  - {{ id: SC-{at}, description: x, status: met, {evidence} }}"
        )
        .unwrap();
    }
    let tasks = [("A-1", "completed", ""), ("A-2", "pending", "")];
    bench.write(PATH, &file(&tasks, &criteria));
    commit(&bench, "docs: criteria");
    let url = bench.url();
    let clone = Sandbox::folder();
    clone
        .bash(&format!("git clone -q --depth 1 {url} clone"))
        .exits(0);
    for name in ["SC-2", "SC-9"] {
        let outcome = clone.run_in("clone", &["verify", "--all", name]);
        outcome.stdout_has(&format!("? its commit `{id}` is not in this shallow clone"));
    }
    let found = verify(&bench);
    let rest = "tasks-supported";
    assert_eq!(found["SC-1"], format!("supported: evidence-exists, {rest}"));
    assert_eq!(
        found["SC-2"],
        format!("supported: file-names-commit, {rest}")
    );
    assert_eq!(
        found["SC-3"],
        format!("supported: file-names-commit, {rest}")
    );
    assert_eq!(
        found["SC-4"],
        format!("unsupported: commit-missing, {rest}")
    );
    assert_eq!(
        found["SC-5"],
        format!("weak: tasks-open, {rest}, file-unknown")
    );
    assert_eq!(found["SC-6"], format!("weak: verified, {rest}"));
    assert_eq!(found["SC-7"], format!("unsupported: verifier-open, {rest}"));
    assert_eq!(
        found["SC-8"],
        format!("weak: tasks-open, {rest}, evidence-for-people")
    );
}

#[test]
fn equal_reasons_are_shown_once() {
    let ids = ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7"];
    let tasks = ids.map(|id| (id, "completed", ", description: Store carts"));
    let bench = bench(&tasks);
    bench.write("src/one.rs", "1");
    bench.write(PATH, &file(&tasks, ""));
    commit(&bench, "feat: all at once");
    let outcome = bench.run(&["verify"]);
    outcome.exits(0);
    let reason = "? the commit changes only 1 file for 7 tasks";
    assert_eq!(
        outcome.stdout.matches(reason).count(),
        1,
        "{}",
        outcome.stdout
    );
    outcome.stdout_has("and 2 more: A-6, A-7");
    let one = bench.run(&["verify", "A-6"]);
    one.exits(0).stdout_has(reason);
}

#[test]
fn a_phase_and_a_criterion_can_be_named() {
    let criteria = "success_criteria:\n  - { id: SC-1, description: x, status: met, evidence: src/old.rs }\n  - { id: SC-2, description: x, status: pending }\n";
    let bench = Sandbox::repository();
    bench.write("src/old.rs", "1");
    for phase in ["1", "2"] {
        let id = format!("A-{phase}");
        let text = file(&[(id.as_str(), "completed", "")], criteria);
        let text = text.replace("phase: 1", &format!("phase: {phase}"));
        bench.write(
            &format!("progress/auth-v1/phase-{phase}-progress.md"),
            &text,
        );
    }
    commit(&bench, "docs: record what was done");
    let ids = |arguments: &[&str]| {
        let outcome = bench.run(&[&["verify", "--format", "json"], arguments].concat());
        let found = verdicts(outcome.exits(0));
        found.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--phase", "2"]), ["A-2", "SC-1"]);
    assert_eq!(ids(&["auth-v1", "--phase", "2"]), ["A-2", "SC-1"]);
    assert_eq!(ids(&["SC-1", "--phase", "2"]), ["SC-1"]);
    assert_eq!(
        ids(&["SC-1", "--file", "progress/auth-v1/phase-1-progress.md"]),
        ["SC-1"]
    );
    bench
        .run(&["verify", "SC-1"])
        .exits(2)
        .stderr_has("2 phases have a success criterion `SC-1`");
    bench
        .run(&["verify", "SC-2", "--phase", "2"])
        .exits(0)
        .stderr_has("`SC-2` is not marked as done");
    bench
        .run(&["verify", "--phase", "9"])
        .exits(2)
        .stderr_has("`9`");
}

/// It may be the file of that phase.
#[test]
fn a_broken_file_is_named_whatever_the_phase() {
    let bench = Sandbox::repository();
    bench.write(crate::common::GOOD_PATH, crate::common::GOOD);
    let broken = crate::common::GOOD.replacen("title: \"", "title: \"\"", 1);
    bench.write("progress/auth-v1/phase-2-progress.md", &broken);
    bench.commit();
    for phase in ["1", "2"] {
        bench
            .run(&["verify", "auth-v1", "--phase", phase])
            .exits(2)
            .stderr_has("phase-2-progress.md` cannot be read");
    }
}

#[test]
fn what_the_history_does_not_show_is_not_dated() {
    let (write, on) = (write_criteria, commit_on);
    let is_dated = |bench: &Sandbox| {
        let outcome = bench.run(&["verify", "--all"]);
        outcome.stdout.contains("was completed on")
    };
    // Added as it is.
    let added = Sandbox::repository();
    added.write("a.txt", "a");
    on(&added, "2026-03-01", "chore: begin");
    write(&added, "completed", "met", "pending");
    on(&added, "2026-03-02", "docs: add old plans");
    assert!(!is_dated(&added));
    // Broken and repaired after its completion; the criterion was met on the same day.
    let broken = bench(&[("A-1", "pending", "")]);
    write(&broken, "in_progress", "pending", "met");
    on(&broken, "2026-03-01", "feat: A-1");
    write(&broken, "completed", "pending", "met");
    on(&broken, "2026-03-02", "chore: finish the phase");
    write(&broken, "completed", "met", "met");
    on(&broken, "2026-03-02", "chore: meet the criterion");
    let text = std::fs::read_to_string(broken.root.join(PATH)).unwrap();
    broken.write(PATH, &text.replace("tasks:", "tasks: ["));
    on(&broken, "2026-03-03", "chore: break it");
    broken.write(PATH, &text);
    on(&broken, "2026-03-10", "chore: repair it");
    let outcome = broken.run(&["verify", "--all"]);
    assert!(!outcome.stdout.contains("2026-03-10"), "{outcome}");
    assert!(!outcome.stdout.contains("it was met on"), "{outcome}");
}

#[test]
fn a_file_that_was_added_as_completed_is_said_to_be() {
    let bench = Sandbox::repository();
    write_criteria(&bench, "completed", "pending", "met");
    commit_on(&bench, "2026-03-02", "docs: add old plans");
    write_criteria(&bench, "completed", "met", "met");
    commit_on(&bench, "2026-03-05", "docs: meet one");
    let outcome = bench.run(&["verify", "--all"]);
    let added = "its phase was already completed when its file was added on 2026-03-02: ";
    outcome
        .stdout_has(&format!("? it was met on 2026-03-05, but {added}"))
        .stdout_has(&format!("- it is `pending` although {added}"));
}

#[test]
fn a_criterion_is_dated_by_the_commit_that_met_it() {
    for (met, is_late) in [("2026-03-02", false), ("2026-03-04", true)] {
        let bench = bench(&[("A-1", "pending", "")]);
        bench.write("src/one.rs", "1");
        write_criteria(&bench, "in_progress", "pending", "pending");
        commit_on(&bench, "2026-03-01", "feat: A-1");
        bench.git(&["checkout", "--quiet", "-b", "side"]);
        write_criteria(&bench, "in_progress", "met", "pending");
        commit_on(&bench, met, "test: meet the criterion");
        bench.git(&["checkout", "--quiet", "-"]);
        write_criteria(&bench, "completed", "pending", "pending");
        commit_on(&bench, "2026-03-03", "chore: finish the phase");
        bench.bash("git -c user.name=a -c user.email=a@b merge -q --no-commit side || true");
        write_criteria(&bench, "completed", "met", "pending");
        commit_on(&bench, "2026-03-06", "Merge side");
        let outcome = bench.run(&["verify", "--all"]);
        assert!(
            !outcome.stdout.contains("it was met on 2026-03-06"),
            "{outcome}"
        );
        let late = outcome.stdout.contains(&format!("it was met on {met}"));
        assert_eq!(late, is_late, "{outcome}");
    }
}

#[test]
fn a_clock_that_is_behind_makes_no_criterion_late() {
    let bench = bench(&[("A-1", "pending", "")]);
    bench.write("src/one.rs", "1");
    write_criteria(&bench, "in_progress", "pending", "met");
    commit_on(&bench, "2026-03-01", "feat: A-1");
    write_criteria(&bench, "completed", "pending", "met");
    commit_on(&bench, "2026-03-05", "chore: finish the phase");
    write_criteria(&bench, "completed", "met", "met");
    commit_on(&bench, "2026-03-03", "test: meet the criterion");
    let outcome = bench.run(&["verify", "--all"]);
    assert!(!outcome.stdout.contains("it was met on"), "{outcome}");
}

#[test]
fn a_criterion_that_was_left_out_for_a_while_is_met_when_it_is_met() {
    let bench = bench(&[("A-1", "pending", "")]);
    bench.write("src/one.rs", "1");
    write_criteria(&bench, "in_progress", "pending", "pending");
    commit_on(&bench, "2026-03-01", "feat: A-1");
    write_criteria(&bench, "completed", "pending", "pending");
    commit_on(&bench, "2026-03-02", "chore: finish the phase");
    let text = file(&[("A-1", "completed", "")], "");
    bench.write(PATH, &text.replace("in_progress", "completed"));
    commit_on(&bench, "2026-03-05", "chore: leave out the criteria");
    write_criteria(&bench, "completed", "met", "pending");
    commit_on(&bench, "2026-03-09", "test: meet the criterion");
    let outcome = bench.run(&["verify", "--all"]);
    outcome.stdout_has("it was met on 2026-03-09, after its phase was completed on 2026-03-02");
}

#[test]
fn equal_criteria_are_told_apart_by_their_order() {
    let write = |bench: &Sandbox, status: &str, first: &str, second: &str| {
        let criteria = format!(
            "success_criteria:\n  - {{ description: x, status: {first}, evidence: [src/one.rs] }}\n  - {{ description: x, status: {second} }}\n"
        );
        let text = file(&[("A-1", "completed", "")], &criteria);
        bench.write(PATH, &text.replace("in_progress", status));
    };
    let bench = bench(&[("A-1", "pending", "")]);
    bench.write("src/one.rs", "1");
    write(&bench, "in_progress", "met", "pending");
    commit_on(&bench, "2026-03-01", "feat: A-1");
    write(&bench, "completed", "met", "pending");
    commit_on(&bench, "2026-03-02", "chore: finish the phase");
    write(&bench, "completed", "met", "met");
    commit_on(&bench, "2026-03-05", "chore: meet the other");
    let outcome = bench.run(&["verify", "--all", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let is_late = |at: usize| {
        found["verdicts"][at]["reasons"]
            .to_string()
            .contains("met-late")
    };
    assert_eq!(found["verdicts"][1]["kind"], "criterion");
    assert!(!is_late(1) && is_late(2), "{outcome}");
}
