//! Tests of a second `progress import` of tasks whose IDs are repeated, or whose files were moved back.

use std::fs;

use crate::cli_import::import;
use crate::common::Sandbox;

#[test]
fn the_task_that_is_left_of_those_with_its_id_keeps_its_own() {
    let path = "specs/001-shop/tasks.md";
    let bench = Sandbox::repository();
    bench.write(path, "- [ ] T001 Store carts\n- [ ] T001 Show carts\n");
    import(&bench, &["."]);
    bench.run(&["start", "T001-2"]).exits(0);
    bench.write(
        path,
        "- [x] T001 Show carts\n- [ ] T002 Ship (depends on T001)\n",
    );
    let done = bench.run(&["import", "."]);
    done.exits(1)
        .stdout_has("kept status of T001-2")
        .stdout_has("no longer in the source: T001 in");
    bench
        .run(&["list"])
        .stdout_has("T001    pending      unassigned  Store carts");
    import(&bench, &[".", "--theirs"]);
    bench
        .run(&["show", "T002"])
        .stdout_has("T001-2  completed  Show carts");
    // Another task with this ID replaces neither.
    bench.write(path, "- [ ] T001 Draw carts\n");
    import(&bench, &["."]).stdout_has("tasks: + T001-3: Draw carts");
    import(&bench, &["."]).stdout_has("nothing to change");
}

#[test]
fn a_dependency_stays_while_both_tasks_with_its_id_are_there() {
    let bench = Sandbox::repository();
    bench.write("backlog/config.yml", "statuses: [\"To Do\", \"Done\"]\n");
    for (file, keys) in [
        ("task-1 - A", "id: TASK-1\ntitle: A\n"),
        ("task-1 - B", "id: TASK-1\ntitle: B\n"),
        (
            "task-2 - C",
            "id: TASK-2\ntitle: C\ndependencies: [TASK-1]\n",
        ),
    ] {
        bench.write(
            &format!("backlog/tasks/{file}.md"),
            &format!("---\n{keys}status: To Do\n---\n"),
        );
    }
    import(&bench, &["."]);
    import(&bench, &["."]).stdout_has("nothing to change");
}

const CHANGE: &str = "openspec/changes/pay/tasks.md";

/// Moves the change of `OpenSpec` to the archive, or back.
fn archive(bench: &Sandbox, is_back: bool) {
    let folder = bench.root.join("openspec/changes");
    fs::create_dir_all(folder.join("archive")).unwrap();
    let (live, archived) = (folder.join("pay"), folder.join("archive/2026-01-01-pay"));
    if is_back {
        fs::rename(archived, live).unwrap();
    } else {
        fs::rename(live, archived).unwrap();
    }
}

#[test]
fn a_change_that_left_the_archive_is_the_same_plan() {
    let bench = Sandbox::repository();
    bench.write(CHANGE, "- [x] 1.1 Add\n- [ ] 1.2 Test\n");
    import(&bench, &["."]);
    archive(&bench, false);
    import(&bench, &["."]).stdout_has("tasks/1.2/status: pending → cancelled");
    archive(&bench, true);
    let done = import(&bench, &["."]);
    done.stdout_has("tasks/1.2/status: cancelled → pending");
    assert!(!done.stdout.contains("created"), "{}", done.stdout);
    import(&bench, &["."]).stdout_has("nothing to change");
    // It is archived again, and the archive is deleted.
    archive(&bench, false);
    import(&bench, &["."]).stdout_has("tasks/1.2/status: pending → cancelled");
    fs::remove_dir_all(bench.root.join("openspec")).unwrap();
    import(&bench, &["."]).stdout_has("nothing to change");
}

#[test]
fn an_archived_change_without_a_tick_is_done() {
    let bench = Sandbox::repository();
    bench.write(CHANGE, "- [ ] 1.1 Add\n- [ ] 1.2 Test\n");
    import(&bench, &["."]);
    archive(&bench, false);
    let done = import(&bench, &["."]);
    done.stdout_has("tasks/1.2/status: pending → completed");
    done.stdout_has("none is ticked, read as completed: 1.1 Add, 1.2 Test");
    bench.run(&["status"]).stdout_has("2/2  100%   completed");
}

#[test]
fn an_import_without_changes_says_in_one_line_what_it_leaves_out() {
    let bench = Sandbox::repository();
    bench.write(CHANGE, "- [x] 1.1 Add\n- [ ] 1.2 Test\n- [~] 1.3 Ship\n");
    import(&bench, &["."]);
    archive(&bench, false);
    import(&bench, &["."])
        .stdout_has("open task of an archived change, read as cancelled: 1.2 Test, 1.3 Ship\n");
    let done = import(&bench, &["."]);
    let expected = "nothing to change\nleft out or interpreted: open task of an archived change, read as cancelled (2)\n";
    assert_eq!(done.stdout, expected);

    // Tasks that are gone then share a line.
    let path = "specs/001-shop/tasks.md";
    let bench = Sandbox::repository();
    let list: Vec<String> = (1..=9).map(|n| format!("- [ ] T00{n} Do it\n")).collect();
    bench.write(path, &list.concat());
    import(&bench, &["."]);
    bench.write(path, "- [x] T001 Do it\n");
    let done = import(&bench, &["."]);
    assert_eq!(
        done.stdout.matches("no longer in the source: T00").count(),
        8
    );
    import(&bench, &["."]).stdout_has(
        "nothing to change\nno longer in the source: T002, T003, T004, T005, T006, T007, T008, T009 in",
    );

    // What has to be repaired is named each time.
    let bench = Sandbox::repository();
    bench.write("backlog/config.yml", "statuses: [\"To Do\", \"Done\"]\n");
    bench.write(
        "backlog/tasks/task-1 - A.md",
        "---\nid: TASK-1\ntitle: A\nstatus: To Do\n---\n",
    );
    import(&bench, &["."]);
    bench.write("backlog/tasks/task-2 - B.md", "---\nid: [\n---\n");
    import(&bench, &["."]).stdout_has("nothing to change\n\nleft out or interpreted:\n  file that cannot be read, left out: backlog/tasks/task-2 - B.md");
}
