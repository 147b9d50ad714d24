//! Tests of a second `progress import`: it changes what changed in the source and nothing else.

use serde_json::Value;

use crate::cli_import::{SPEC_KIT, import};
use crate::common::Sandbox;

const BACKLOG: &str = "project_name: \"Shop\"\nstatuses: [\"To Do\", \"In Progress\", \"Done\"]\n";

/// A task of Backlog.md.
fn backlog_task(number: u32, title: &str, status: &str, more: &str) -> String {
    format!("---\nid: TASK-{number}\ntitle: {title}\nstatus: {status}\n{more}---\n")
}

/// A project of Backlog.md with two open tasks.
fn backlog_project(more_of_second: &str) -> Sandbox {
    let bench = Sandbox::repository();
    bench.write("backlog/config.yml", BACKLOG);
    bench.write(
        "backlog/tasks/task-1 - A.md",
        &backlog_task(1, "Store", "To Do", ""),
    );
    bench.write(
        "backlog/tasks/task-2 - B.md",
        &backlog_task(2, "Show", "To Do", more_of_second),
    );
    bench
}

#[test]
fn a_second_import_changes_what_changed_there() {
    let bench = backlog_project("dependencies: [TASK-1]\n");
    import(&bench, &["backlog"]);
    bench.commit();

    // Renamed, moved and changed there; one task added, with a comment of ours in between.
    let path = ".claude/progress/Shop/phase-0-progress.md";
    let text = std::fs::read_to_string(bench.root.join(path)).unwrap();
    let ours = text.replace("description: \"Show\"", "description: \"Show\" # for all");
    bench.write(path, &ours);
    std::fs::remove_file(bench.root.join("backlog/tasks/task-1 - A.md")).unwrap();
    let done = backlog_task(
        1,
        "Store carts",
        "Done",
        "assignee: [ann]\npriority: high\n",
    );
    bench.write("backlog/completed/task-1 - Store-carts.md", &done);
    bench.write(
        "backlog/tasks/task-3 - C.md",
        &backlog_task(3, "Sell", "In Progress", "dependencies: [TASK-2]\n"),
    );
    import(&bench, &["backlog", "--dry-run"]).stdout_has("+    description: \"Store carts\"");
    let done = import(&bench, &["backlog"]);
    done.stdout_has("tasks/TASK-1/status: pending → completed");
    done.stdout_has("tasks/TASK-1/description: Store → Store carts");
    done.stdout_has("tasks/TASK-1/assigned_to: [unassigned] → [ann]");
    done.stdout_has("tasks: + TASK-3: Sell");
    let text = std::fs::read_to_string(bench.root.join(path)).unwrap();
    assert!(text.contains("description: \"Show\" # for all"), "{text}");
    assert!(text.contains("status: \"in_progress\""), "{text}");
    import(&bench, &["backlog"]).stdout_has("nothing to change");
}

#[test]
fn a_value_that_changed_on_both_sides_is_kept_and_reported() {
    let bench = backlog_project("");
    import(&bench, &["."]);
    bench.run(&["start", "TASK-1"]).exits(0);
    // Our change alone is not a conflict.
    import(&bench, &["."]).stdout_has("nothing to change");
    bench.write(
        "backlog/tasks/task-1 - A.md",
        &backlog_task(1, "Store", "Done", ""),
    );
    std::fs::remove_file(bench.root.join("backlog/tasks/task-2 - B.md")).unwrap();
    let kept = bench.run(&["import", ".", "--format", "json"]);
    kept.exits(1);
    let json: Value = serde_json::from_str(&kept.stdout).unwrap();
    let conflict = &json["conflicts"][0];
    assert_eq!(
        (&conflict["task"], &conflict["key"]),
        (&"TASK-1".into(), &"status".into())
    );
    assert_eq!(
        (&conflict["here"], &conflict["there"]),
        (&"in_progress".into(), &"completed".into())
    );
    assert_eq!(json["gone"][0]["task"], "TASK-2");
    // Once both agree, the conflict is over.
    bench.run(&["done", "TASK-1"]).exits(0);
    bench.run(&["import", "."]).exits(0);
}

/// A project whose task was started here and finished there.
fn conflict() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write("backlog/config.yml", BACKLOG);
    let path = "backlog/tasks/task-1 - A.md";
    bench.write(path, &backlog_task(1, "Store", "To Do", ""));
    import(&bench, &["."]);
    bench.run(&["start", "TASK-1"]).exits(0);
    bench.write(path, &backlog_task(1, "Store", "Done", ""));
    bench
        .run(&["import", "."])
        .exits(1)
        .stdout_has("decide with `--ours`");
    bench
}

#[test]
fn a_conflict_is_decided_once() {
    let bench = conflict();
    let kept = "kept status of TASK-1 in .claude/progress/Shop/phase-0-progress.md: here `in_progress`, in the source `completed`";
    let done = import(&bench, &[".", "--ours"]);
    done.stdout_has(kept)
        .stdout_has("recorded the current values of the source");
    import(&bench, &["."]).stdout_has("nothing to change");
    let late = import(&bench, &[".", "--theirs"]);
    late.stdout_has(kept)
        .stdout_has("`--theirs` keeps what changed only here");
    bench.run(&["list"]).stdout_has("TASK-1  in_progress");

    let bench = conflict();
    import(&bench, &[".", "--theirs"]).stdout_has("status: in_progress → completed");
    import(&bench, &["."]).stdout_has("nothing to change");
    bench.run(&["import", ".", "--ours", "--theirs"]).exits(2);
}

#[test]
fn what_was_deleted_or_archived_is_not_forgotten() {
    let bench = Sandbox::repository();
    let change = "openspec/changes/add-login/tasks.md";
    bench.write(change, "- [ ] 1.1 Add\n");
    import(&bench, &["."]);
    std::fs::create_dir_all(bench.root.join("openspec/changes/archive")).unwrap();
    std::fs::rename(
        bench.root.join("openspec/changes/add-login"),
        bench
            .root
            .join("openspec/changes/archive/2026-02-05-add-login"),
    )
    .unwrap();
    let archived = "openspec/changes/archive/2026-02-05-add-login/tasks.md";
    bench.write(archived, "- [x] 1.1 Add\n");
    import(&bench, &["."]).stdout_has("tasks/1.1/status: pending → completed");
    import(&bench, &["."]).stdout_has("nothing to change");

    let bench = Sandbox::repository();
    bench.write("specs/001-sessions/tasks.md", SPEC_KIT);
    bench.write("specs/002-cart/tasks.md", "- [x] T001 a\n- [ ] T002 b\n");
    import(&bench, &["."]);
    std::fs::remove_dir_all(bench.root.join("specs/002-cart")).unwrap();
    let done = import(&bench, &["."]);
    done.stdout_has("no longer in the source: T002 in .claude/progress/002-cart/");
    assert!(!done.stdout.contains("T001 in"), "{}", done.stdout);
    // Nor is it said of what is not looked at.
    let done = import(&bench, &["specs/001-sessions"]);
    assert!(!done.stdout.contains("no longer"), "{}", done.stdout);
}

/// The files that import wrote, with the lines that begin like this.
fn lines_of(bench: &Sandbox, start: &str) -> Vec<String> {
    let mut found = Vec::new();
    for path in bench.git(&["ls-files", "-co", ".claude"]).lines() {
        let text = std::fs::read_to_string(bench.root.join(path)).unwrap();
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| line.starts_with(start));
        found.extend(lines.map(|line| format!("{path}: {line}")));
    }
    found
}

#[test]
fn plans_keep_their_names_when_the_source_is_reordered() {
    let bench = Sandbox::repository();
    let tag = |name: &str, title: &str, status: &str| {
        format!(r#""{name}":{{"tasks":[{{"id":1,"title":"{title}","status":"{status}"}}]}}"#)
    };
    let write = |tags: &[String]| {
        bench.write(
            ".taskmaster/tasks/tasks.json",
            &format!("{{{}}}", tags.join(",")),
        );
    };
    // None of these names has characters that names of plans may have, so they are made up.
    write(&[
        tag("登录", "Login", "pending"),
        tag("支付", "Pay", "pending"),
    ]);
    import(&bench, &["."]);
    let before = lines_of(&bench, "source:");

    write(&[
        tag("一覧", "List", "pending"),
        tag("支付", "Pay", "done"),
        tag("登录", "Login", "pending"),
    ]);
    import(&bench, &["."]).stdout_has("status: pending → completed");
    let after = lines_of(&bench, "source:");
    for line in &before {
        assert!(after.contains(line), "{line} has moved: {after:?}");
    }
    assert_eq!(after.len(), 3);

    // Without the first one, nothing is attributed to another.
    write(&[tag("支付", "Pay", "done"), tag("新", "New", "pending")]);
    import(&bench, &["."]);
    let descriptions = lines_of(&bench, "description:");
    assert_eq!(descriptions.len(), 4, "{descriptions:?}");
}

/// Moves the change of `OpenSpec` to the archive.
fn archive(bench: &Sandbox, date: &str) {
    let folder = bench.root.join("openspec/changes");
    std::fs::create_dir_all(folder.join("archive")).unwrap();
    let place = folder.join(format!("archive/{date}-add-login"));
    std::fs::rename(folder.join("add-login"), place).unwrap();
}

const CHANGE: &str = "openspec/changes/add-login/tasks.md";

#[test]
fn open_tasks_are_listed_if_nothing_is_left_of_the_source() {
    for (path, text, arguments) in [
        ("specs/001-cart/tasks.md", "- [ ] T001 a\n", &["."][..]),
        ("specs/001-cart/tasks.md", "- [ ] T001 a\n", &["specs"]),
        ("docs/todo.md", "- [ ] T001: a\n", &["docs/todo.md"]),
        (
            "docs/todo.md",
            "- [ ] T001: a\n",
            &["docs", "--from", "markdown"],
        ),
    ] {
        let bench = Sandbox::repository();
        bench.write(path, text);
        import(&bench, arguments);
        let top = path.split('/').next().unwrap();
        std::fs::remove_dir_all(bench.root.join(top)).unwrap();
        let done = import(&bench, arguments);
        done.stdout_has("nothing to change");
        done.stdout_has("no longer in the source: T001 in .claude/progress/");
        // Once it is decided, there is nothing to say.
        bench
            .run(&["update", "-t", "T001", "-s", "cancelled"])
            .exits(0);
        let done = import(&bench, arguments);
        assert!(!done.stdout.contains("no longer"), "{}", done.stdout);
    }
    let bench = backlog_project("");
    import(&bench, &["."]);
    std::fs::remove_dir_all(bench.root.join("backlog")).unwrap();
    import(&bench, &["."]).stdout_has("no longer in the source: TASK-1, TASK-2 in");

    let bench = Sandbox::repository();
    bench
        .run(&["import", "specs"])
        .exits(2)
        .stderr_has("cannot read `specs`");
}

#[test]
fn open_tasks_are_listed_if_the_source_is_emptied() {
    let bench = Sandbox::repository();
    bench.write("TODO.md", "- [ ] T001: a\n");
    import(&bench, &["TODO.md"]);
    bench.write("TODO.md", "# Nothing to do\n");
    import(&bench, &["TODO.md"]).stdout_has("no longer in the source: T001 in");
}

#[test]
fn an_archived_change_is_found_by_its_old_path() {
    let archived = "openspec/changes/archive/2026-02-05-add-login/tasks.md";
    for (path, later) in [
        (CHANGE, CHANGE),
        ("openspec/changes/add-login", "openspec/changes/add-login"),
        (CHANGE, archived),
    ] {
        let bench = Sandbox::repository();
        bench.write(CHANGE, "- [ ] 1.1 Add\n");
        import(&bench, &[path]);
        bench.write(CHANGE, "- [x] 1.1 Add\n");
        archive(&bench, "2026-02-05");
        import(&bench, &[later]).stdout_has("tasks/1.1/status: pending → completed");
        import(&bench, &[path]).stdout_has("nothing to change");
        import(&bench, &["."]).stdout_has("nothing to change");
    }
}

#[test]
fn a_change_with_the_name_of_an_archived_one_is_another_plan() {
    for is_followed in [true, false] {
        let bench = Sandbox::repository();
        bench.write(CHANGE, "- [ ] 1.1 Add a form\n- [ ] 1.2 Test it\n");
        import(&bench, &["."]);
        bench.write(CHANGE, "- [x] 1.1 Add a form\n- [x] 1.2 Test it\n");
        archive(&bench, "2026-02-05");
        if is_followed {
            import(&bench, &["."]);
        }
        bench.write(CHANGE, "- [ ] 1.1 Remember me\n- [ ] 1.2 Test it\n");
        import(&bench, &["."]).stdout_has("add-login-2/phase-1-progress.md with 2 tasks");
        bench.run(&["list", "add-login"]).stdout_has("completed");
        let list = bench.run(&["list", "add-login"]);
        assert!(!list.stdout.contains("Remember"), "{}", list.stdout);
        // That one is archived under the same name too.
        bench.write(CHANGE, "- [x] 1.1 Remember me\n- [x] 1.2 Test it\n");
        import(&bench, &["."]).stdout_has("tasks/1.1/status: pending → completed");
        archive(&bench, "2026-02-09");
        import(&bench, &["."]);
        import(&bench, &["."]).stdout_has("nothing to change");
        assert_eq!(lines_of(&bench, "description:").len(), 4);
    }
}

#[test]
fn the_record_of_finished_work_is_not_for_a_task_that_got_its_id() {
    let path = ".kiro/specs/sign-in/tasks.md";
    for is_done_there in [true, false] {
        let bench = Sandbox::repository();
        bench.write(path, "- [ ] 1. Create the project\n");
        import(&bench, &["."]);
        if is_done_there {
            bench.write(path, "- [x] 1. Create the project\n");
            import(&bench, &["."]);
        } else {
            bench.run(&["done", "1"]).exits(0);
        }
        bench.write(path, "- [ ] 1. Set up the database\n");
        let kept = bench.run(&["import", "."]);
        kept.exits(1)
            .stdout_has("here `Create the project`, in the source `Set up the database`");
        bench.run(&["list"]).stdout_has("1  completed");
        import(&bench, &[".", "--theirs"]).stdout_has("status: completed → pending");
        import(&bench, &["."]).stdout_has("nothing to change");
    }
}

#[test]
fn titles_after_the_same_template_are_of_other_tasks() {
    let path = "specs/001-shop/tasks.md";
    let bench = Sandbox::repository();
    bench.write(path, "- [ ] T001 Create User model in src/models/user.py\n");
    import(&bench, &["."]);
    bench.run(&["done", "T001"]).exits(0);
    bench.write(
        path,
        "- [ ] T001 create `User` model in src/models/user.py\n",
    );
    import(&bench, &["."]).stdout_has("tasks/T001/description: Create User");
    bench.write(
        path,
        "- [ ] T001 Create Invoice model in src/models/invoice.py\n",
    );
    let kept = bench.run(&["import", "."]);
    kept.exits(1)
        .stdout_has("in the source `Create Invoice model in src/models/invoice.py`");
    bench.run(&["list"]).stdout_has("T001  completed");
    import(&bench, &[".", "--theirs"]).stdout_has("status: completed → pending");
}

#[test]
fn a_task_with_the_id_of_an_archived_one_is_another_task() {
    let bench = backlog_project("");
    import(&bench, &["."]);
    let folder = bench.root.join("backlog/archive/tasks");
    std::fs::create_dir_all(&folder).unwrap();
    let board = bench.root.join("backlog/tasks/task-2 - B.md");
    std::fs::rename(board, folder.join("task-2 - B.md")).unwrap();
    bench.write(
        "backlog/tasks/task-2 - Pay.md",
        &backlog_task(2, "Pay by card", "To Do", ""),
    );
    bench.write(
        "backlog/tasks/task-3 - C.md",
        &backlog_task(3, "Ship", "To Do", "dependencies: [TASK-2]\n"),
    );
    let done = import(&bench, &["."]);
    done.stdout_has("tasks/TASK-2/status: pending → cancelled");
    done.stdout_has("tasks: + TASK-2-2: Pay by card");
    import(&bench, &["."]).stdout_has("nothing to change");
    bench
        .run(&["ready", "--all"])
        .stdout_has("TASK-3  for TASK-2-2 (pending)");
}

#[test]
fn a_task_that_is_blocked_later_says_why() {
    for (notes, expected) in [
        ("", "waits for TASK-1, which was not imported"),
        ("    notes: ask Ann first\n", "ask Ann first"),
    ] {
        let bench = backlog_project("dependencies: [TASK-1]\n");
        import(&bench, &["."]);
        let path = ".claude/progress/Shop/phase-0-progress.md";
        let text = std::fs::read_to_string(bench.root.join(path)).unwrap();
        let name = "    description: \"Show\"\n";
        bench.write(path, &text.replace(name, &format!("{name}{notes}")));
        std::fs::remove_file(bench.root.join("backlog/tasks/task-1 - A.md")).unwrap();
        import(&bench, &["."]).stdout_has("tasks/TASK-2/status: pending → blocked");
        let written = lines_of(&bench, "notes:");
        assert_eq!(written.len(), 1, "{written:?}");
        assert!(written[0].contains(expected), "{written:?}");
        let lint = bench.run(&["lint"]);
        assert!(!lint.stdout.contains("blocked-without"), "{}", lint.stdout);
        import(&bench, &["."]).stdout_has("nothing to change");
    }
}

#[test]
fn what_an_import_noted_goes_when_it_is_no_longer_true() {
    let bench = backlog_project("dependencies: [TASK-8]\n");
    let second = |more: &str| {
        let text = backlog_task(2, "Show", "To Do", more);
        bench.write("backlog/tasks/task-2 - B.md", &text);
    };
    import(&bench, &["."]);
    let notes = lines_of(&bench, "notes:").concat();
    assert!(
        notes.ends_with("\"waits for TASK-8, which was not imported\""),
        "{notes}"
    );
    second("dependencies: [TASK-9]\n");
    import(&bench, &["."]);
    let notes = lines_of(&bench, "notes:").concat();
    assert!(
        notes.ends_with("\"waits for TASK-9, which was not imported\""),
        "{notes}"
    );
    bench.write(
        "backlog/tasks/task-9 - C.md",
        &backlog_task(9, "Ship", "To Do", ""),
    );
    import(&bench, &["."]).stdout_has("tasks/TASK-2/status: blocked → pending");
    assert_eq!(lines_of(&bench, "notes:"), [""; 0]);
    // What somebody else wrote stays.
    second("dependencies: [TASK-8]\n");
    import(&bench, &["."]);
    let path = ".claude/progress/Shop/phase-0-progress.md";
    let text = std::fs::read_to_string(bench.root.join(path)).unwrap();
    bench.write(path, &text.replace("notes: \"waits", "notes: \"Ann waits"));
    second("");
    import(&bench, &["."]).stdout_has("tasks/TASK-2/status: blocked → pending");
    assert_eq!(lines_of(&bench, "notes: \"Ann waits").len(), 1);
}

#[test]
fn a_dependency_follows_the_task_that_is_left_of_those_with_its_id() {
    let bench = backlog_project("");
    bench.write(
        "backlog/tasks/task-1 - B.md",
        &backlog_task(1, "Pay", "To Do", ""),
    );
    bench.write(
        "backlog/tasks/task-3 - C.md",
        &backlog_task(3, "Ship", "To Do", "dependencies: [TASK-1]\n"),
    );
    import(&bench, &["."]);
    bench
        .run(&["ready", "--all"])
        .stdout_has("TASK-3  for TASK-1 (pending)");
    std::fs::remove_file(bench.root.join("backlog/tasks/task-1 - A.md")).unwrap();
    let done = import(&bench, &["."]);
    done.stdout_has("tasks/TASK-3/dependencies: [TASK-1] → [TASK-1-2]");
    assert!(!done.stdout.contains("does not exist"), "{}", done.stdout);
    import(&bench, &["."]).stdout_has("nothing to change");
    bench
        .run(&["ready", "--all"])
        .stdout_has("TASK-3  for TASK-1-2 (pending)");
}
