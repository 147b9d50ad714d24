//! Tests of `progress export`: what it writes, and what `progress import` makes of that.

use serde_json::Value;

use crate::common::Sandbox;

fn shop() -> Sandbox {
    let bench = Sandbox::repository();
    let new = ["new", "shop-v1", "1", "--title", "Cart", "--owner", "ann"];
    let tasks = [
        "--task",
        "SHOP-1: Store carts",
        "--task",
        "SHOP-2: Show, \"carts\"",
    ];
    let depends = ["--depends", "SHOP-2: SHOP-1"];
    bench.run(&[&new[..], &tasks, &depends].concat()).exits(0);
    bench.run(&["done", "SHOP-1"]).exits(0);
    bench
}

#[test]
fn every_format_is_written() {
    let bench = shop();
    let csv = bench.run(&["export", "--to", "csv"]);
    csv.exits(0)
        .stdout_has("shop-v1,1,SHOP-2,\"Show, \"\"carts\"\"\",pending,ann,SHOP-1,medium,,");
    let json = bench.run(&["export", "shop", "--to", "json"]);
    let value: Value = serde_json::from_str(&json.exits(0).stdout).unwrap();
    let tasks = &value["plans"][0]["phases"][0]["tasks"];
    assert_eq!(tasks[0]["status"], "completed");
    assert_eq!(tasks[1]["dependencies"][0], "SHOP-1");
    bench.commit_at("2026-02-05T12:30:00Z");
    let ics = bench.run(&["export", "--to", "ics"]);
    ics.exits(0).stdout_has("SUMMARY:SHOP-1: Store carts\r\n");
    ics.stdout_has("DTSTAMP:20260205T123000Z\r\n");
    let issues = bench.run(&["export", "--to", "github-issues-json"]);
    let issues: Value = serde_json::from_str(&issues.exits(0).stdout).unwrap();
    assert_eq!(issues[1]["body"], "Depends on: SHOP-1");
    bench
        .run(&["export", "--to", "beads-jsonl"])
        .exits(0)
        .stdout_has("\"closed_at\"");
}

fn for_beads(bench: &Sandbox) -> String {
    let run = bench.run(&["export", "--to", "beads-jsonl"]);
    run.exits(0).stdout.clone()
}

fn assert_contains(exported: &str, part: &str) {
    assert!(exported.contains(part), "{exported}");
}

/// beads keeps the version that was changed later, whatever `updated` says.
#[test]
fn an_export_for_beads_is_as_old_as_its_commits() {
    let bench = shop();
    bench.commit_at("2026-02-05T12:30:00Z");
    let first = for_beads(&bench);
    assert_contains(&first, r#""updated_at":"2026-02-05T12:30:00Z""#);
    bench.run(&["done", "SHOP-2"]).exits(0);
    bench.commit_at("2026-02-05T14:00:00Z");
    let second = for_beads(&bench);
    assert_contains(&second, r#""closed_at":"2026-02-05T14:00:00Z""#);
    assert_contains(&second, r#""created_at":"2026-02-05T12:30:00Z""#);
    assert_eq!(second, for_beads(&bench));
}

#[test]
fn a_task_keeps_its_first_day_while_its_file_is_edited() {
    let bench = shop();
    bench.commit_at("2026-02-05T12:30:00Z");
    bench.run(&["done", "SHOP-2"]).exits(0);
    for is_staged in [false, true] {
        if is_staged {
            bench.git(&["add", "-A"]);
        }
        let edited = for_beads(&bench);
        assert_contains(&edited, r#""created_at":"2026-02-05T12:30:00Z""#);
        assert!(!edited.contains(r#""updated_at":"2026-02-05T12:30:00Z""#));
    }
}

#[test]
fn an_export_from_a_shallow_clone_says_what_it_cannot_know() {
    let bench = shop();
    bench.commit_at("2026-02-05T12:30:00Z");
    bench.write("other.txt", "other");
    bench.commit_at("2026-02-06T12:30:00Z");
    let note = "note: this is a shallow clone, so ";
    let arguments = ["export", "--to", "beads-jsonl"];
    assert!(!bench.run(&arguments).exits(0).stderr.contains(note));
    let url = format!("file://{}", bench.root.display());
    bench.git(&["clone", "-q", "--depth", "1", &url, "clone"]);
    let run = bench.run_in("clone", &arguments);
    assert_eq!(
        run.exits(0).stderr.matches(note).count(),
        1,
        "{}",
        run.stderr
    );
    let csv = bench.run_in("clone", &["export", "--to", "csv"]);
    assert!(!csv.exits(0).stderr.contains(note));
}

/// Tools that keep the newer version would otherwise ignore what a merge brought.
#[test]
fn what_a_merge_brought_is_as_old_as_the_merge() {
    for is_file_edited in [false, true] {
        let bench = shop();
        bench.commit_at("2026-02-05T12:30:00Z");
        bench.git(&["checkout", "-q", "-b", "work"]);
        bench.run(&["done", "SHOP-2"]).exits(0);
        bench.commit_at("2026-02-06T12:30:00Z");
        bench.git(&["checkout", "-q", "-"]);
        bench.write("other.txt", "other");
        if is_file_edited {
            let path = ".claude/progress/shop-v1/phase-1-progress.md";
            let text = std::fs::read_to_string(bench.root.join(path)).unwrap();
            bench.write(path, &format!("{text}\nMore text.\n"));
        }
        bench.commit_at("2026-02-07T12:30:00Z");
        bench.git(&["merge", "-q", "--no-commit", "work"]);
        bench.commit_at("2026-02-08T12:30:00Z");
        let merged = for_beads(&bench);
        assert_contains(&merged, r#""updated_at":"2026-02-08T12:30:00Z""#);
        assert_contains(&merged, r#""created_at":"2026-02-05T12:30:00Z""#);
    }
}

#[test]
fn an_export_does_not_depend_on_the_time() {
    let bench = shop();
    // Neither before the first commit nor after it.
    for _ in 0..2 {
        for format in ["beads-jsonl", "ics", "task-master"] {
            let export = |now: &str| {
                let run = bench.run_with(&["export", "--to", format], &[("PROGRESS_NOW", now)]);
                run.exits(0).stdout.clone()
            };
            let early = export("2026-02-05T12:30:00Z");
            assert_eq!(early, export("2027-02-05T12:30:00Z"), "{format}");
        }
        bench.commit();
    }
}

/// A file that is not committed is as old as it says, or as the file itself.
#[test]
fn a_time_in_an_uncommitted_file_counts() {
    let bench = shop();
    let path = ".claude/progress/shop-v1/phase-1-progress.md";
    let text = std::fs::read_to_string(bench.root.join(path)).unwrap();
    let with = text.replacen("---\n", "---\nupdated: 2026-02-05T12:30:00Z\n", 1);
    bench.write(path, &with);
    let issues = bench.run(&["export", "--to", "beads-jsonl"]);
    issues
        .exits(0)
        .stdout_has(r#""updated_at":"2026-02-05T12:30:00Z""#);
    bench.write(
        path,
        &text.replacen("---\n", "---\nupdated: 2099-02-05\n", 1),
    );
    let issues = bench.run(&["export", "--to", "beads-jsonl"]);
    assert!(!issues.stdout.contains("2099"), "{}", issues.stdout);
}

#[test]
fn what_spec_kit_cannot_say_is_called_by_its_name() {
    let bench = shop();
    bench
        .run(&["update", "-t", "SHOP-2", "-s", "deferred"])
        .exits(0);
    let run = bench.run(&["export", "--to", "spec-kit"]);
    run.exits(0)
        .stderr_has("note: deferred task, left out: SHOP-2");
}

#[test]
fn an_unknown_phase_is_answered_with_the_phases_that_exist() {
    let bench = shop();
    let run = bench.run(&["export", "--to", "csv", "--phase", "9"]);
    run.exits(2)
        .stderr_has("no plan has a phase `9`")
        .stderr_has("use one of `1`");
}

#[test]
fn what_was_exported_can_be_imported() {
    let bench = shop();
    for (format, out, from) in [
        ("task-master", ".taskmaster/tasks/tasks.json", ".taskmaster"),
        ("backlog", "backlog", "backlog"),
        ("beads-jsonl", ".beads/issues.jsonl", ".beads"),
    ] {
        bench
            .run(&["export", "shop", "--to", format, "--out", out])
            .exits(0)
            .stdout_has("wrote ");
        let copy = format!("copy-{format}");
        bench
            .run(&["import", from, "--prd", &copy])
            .exits(0)
            .stdout_has("with 2 tasks");
        let listed = bench.run(&["list", &copy]);
        listed.stdout_has("SHOP-1  completed  ann  Store carts");
        listed.stdout_has("SHOP-2  pending    ann  Show, \"carts\"");
        bench.run(&["ready", "--plan", &copy]).stdout_has("SHOP-2");
        // Nothing is written over.
        bench
            .run(&["export", "shop", "--to", format, "--out", out])
            .exits(2)
            .stderr_has("exists already");
    }
    bench.run(&["lint", "--fail-on", "warning"]).exits(0);
}

#[test]
fn formats_with_several_files_need_a_directory() {
    let bench = shop();
    bench
        .run(&["export", "--to", "backlog"])
        .exits(2)
        .stderr_has("pass a directory with `--out`");
    bench
        .run(&["export", "--to", "spec-kit", "--out", "specs"])
        .exits(0);
    let text = std::fs::read_to_string(bench.root.join("specs/shop-v1/tasks.md")).unwrap();
    assert!(text.contains("- [X] T001 SHOP-1: Store carts\n"), "{text}");
    assert!(
        text.contains("- [ ] T002 SHOP-2: Show, \"carts\" (depends on T001)\n"),
        "{text}"
    );
    bench
        .run(&["export", "--to", "spec-kit"])
        .exits(0)
        .stderr_has("note: assignees: SHOP-1, SHOP-2");
    bench.run(&["export", "none", "--to", "csv"]).exits(2);
    let empty = Sandbox::repository();
    empty
        .run(&["export", "--to", "csv"])
        .exits(2)
        .stderr_has("there are no tasks to export");
}

/// Two phases with tasks of the same ID, and a file that lists one of them again.
#[test]
fn formats_that_can_say_everything_leave_nothing_out() {
    let bench = Sandbox::repository();
    let phase = |number: &str, title: &str, status: &str| {
        let text = format!(
            "---\ntype: progress\nprd: shop\nphase: {number}\ntitle: X\nstatus: planning\ntasks:\n  - id: A-1\n    description: {title}\n    status: {status}\n---\n"
        );
        bench.write(
            &format!(".claude/progress/shop/phase-{number}-progress.md"),
            &text,
        );
    };
    phase("1", "Store", "partial");
    phase("2", "Show", "at_risk");
    phase("3", "Store", "partial");
    let csv = bench.run(&["export", "--to", "csv", "--out", "-"]);
    csv.exits(0).stdout_has("shop,1,A-1,Store,partial,");
    csv.stdout_has("shop,2,A-1,Show,at_risk,");
    assert_eq!(csv.stdout.lines().count(), 3, "{}", csv.stdout);
    assert!(!bench.root.join("-").exists() && !csv.stderr.contains("note:"));
    let run = bench.run(&["export", "--to", "task-master"]);
    run.exits(0)
        .stderr_has("note: repeated ID, left out: A-1 of shop")
        .stderr_has("note: unknown status, written as pending: A-1");
}

#[test]
fn names_in_files_do_not_decide_where_files_are_written() {
    let bench = Sandbox::repository();
    for (folder, name) in [("a", "../../outside"), ("b", "/outside"), ("c", "out side")] {
        let text = format!(
            "---\ntype: progress\nprd: \"{name}\"\nphase: 1\ntitle: \"X\\n## Y\"\nstatus: planning\ntasks:\n  - id: A-1\n    description: \"A (depends on me)\\nB\"\n    status: pending\n  - id: A-2\n    description: \"C (depends on you)\"\n    status: pending\n    dependencies: [A-1]\n---\n"
        );
        bench.write(
            &format!(".claude/progress/{folder}/phase-1-progress.md"),
            &text,
        );
    }
    bench
        .run(&["export", "--to", "spec-kit", "--out", "specs"])
        .exits(0);
    for folder in ["outside", "outside-2", "out-side"] {
        let path = bench.root.join("specs").join(folder).join("tasks.md");
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains("## Phase 1: X ## Y\n"), "{text}");
        assert!(text.contains("A-1: A (depends on me) B\n"), "{text}");
        assert!(
            text.contains("C (depends on you) (depends on T001)\n"),
            "{text}"
        );
    }
    bench.run(&["import", "specs", "--prd", "copy"]).exits(0);
    let ready = bench.run(&["ready", "--plan", "copy-out-side", "--all"]);
    ready.exits(0).stdout_has("T002  for T001 (pending)");
}
