//! Tests of `progress import`: every file that it writes lints clean, and a second import changes
//! what changed in the source and nothing else.

use serde_json::Value;

use crate::common::{Outcome, Sandbox};

const SPEC_KIT: &str = "# Tasks: Sessions\n\n## Phase 1: Setup\n- [x] T001 Create the project\n- [ ] T002 [P] Configure linting\n\n## Phase 2: Core\n- [ ] T003 [US1] Store sessions (depends on T001, T002)\n";
const BACKLOG: &str = "project_name: \"Shop\"\nstatuses: [\"To Do\", \"In Progress\", \"Done\"]\n";
const TASK_MASTER: &str = r#"{"master":{"tasks":[{"id":1,"title":"Store carts","status":"done","dependencies":[],"priority":"high"},{"id":2,"title":"Show carts","status":"pending","dependencies":[1],"subtasks":[{"id":1,"title":"Draw","status":"blocked","dependencies":[]}]}]}}"#;
const BEADS: &str = "{\"id\":\"bd-1\",\"title\":\"Store\",\"status\":\"closed\",\"priority\":1}\n{\"id\":\"bd-2\",\"title\":\"Show\",\"status\":\"open\",\"priority\":0,\"assignee\":\"ann\",\"dependencies\":[{\"depends_on_id\":\"bd-1\",\"type\":\"blocks\"}]}\n";

/// A task of Backlog.md.
fn backlog_task(number: u32, title: &str, status: &str, more: &str) -> String {
    format!("---\nid: TASK-{number}\ntitle: {title}\nstatus: {status}\n{more}---\n")
}

/// Imports, and checks what was written.
fn import(bench: &Sandbox, arguments: &[&str]) -> Outcome {
    let done = bench.run(&[&["import"][..], arguments].concat());
    done.exits(0);
    bench.run(&["lint", "--fail-on", "warning"]).exits(0);
    done
}

#[test]
fn files_of_every_tool_lint_clean_and_stay_the_same() {
    let projects: &[(&str, &str, &str, &str)] = &[
        (
            "specs/001-sessions/tasks.md",
            SPEC_KIT,
            "001-sessions",
            "T003  for T002 (pending)",
        ),
        (
            "openspec/changes/add-login/tasks.md",
            "# Tasks\n## 1. API\n- [x] 1.1 Add\n- [ ] 1.2 Test\n## 2. Page\n- [ ] 2.1 Build\n",
            "add-login",
            "2.1  ",
        ),
        (
            ".kiro/specs/sign-in/tasks.md",
            "- [x] 1. Set up\n- [-] 2. Build\n  - [ ] 2.1 Model\n",
            "sign-in",
            "2.1  ",
        ),
        (".taskmaster/tasks/tasks.json", TASK_MASTER, "master", "2  "),
        (
            ".beads/issues.jsonl",
            BEADS,
            "bd",
            "bd-2  critical  ann  Show",
        ),
        (
            "docs/sprint-status.yaml",
            "development_status:\n  epic-1: in-progress\n  1-1-cart: in-progress\n  1-2-page: backlog\n",
            "sprint",
            "1-2-page  ",
        ),
        (
            ".planning/ROADMAP.md",
            "# Roadmap: Shop\n### Phase 1: Base\n- [x] 01-01: Set up\n- [ ] 01-02: Build\n",
            "Shop",
            "01-02  ",
        ),
    ];
    for (path, text, plan, ready) in projects {
        let bench = Sandbox::repository();
        bench.write(path, text);
        import(&bench, &["."]).stdout_has(&format!("created .claude/progress/{plan}/phase-"));
        bench.run(&["ready", "--all"]).stdout_has(ready);
        bench.commit();
        import(&bench, &["."]).stdout_has("nothing to change");
        assert_eq!(bench.git(&["status", "--porcelain"]), "", "{path}");
    }
}

#[test]
fn a_second_import_changes_what_changed_there() {
    let bench = Sandbox::repository();
    bench.write("backlog/config.yml", BACKLOG);
    bench.write(
        "backlog/tasks/task-1 - A.md",
        &backlog_task(1, "Store", "To Do", ""),
    );
    bench.write(
        "backlog/tasks/task-2 - B.md",
        &backlog_task(2, "Show", "To Do", "dependencies: [TASK-1]\n"),
    );
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
    let bench = Sandbox::repository();
    bench.write("backlog/config.yml", BACKLOG);
    bench.write(
        "backlog/tasks/task-1 - A.md",
        &backlog_task(1, "Store", "To Do", ""),
    );
    bench.write(
        "backlog/tasks/task-2 - B.md",
        &backlog_task(2, "Show", "To Do", ""),
    );
    import(&bench, &["."]);
    bench.run(&["start", "TASK-1"]).exits(0);
    // Our change alone is no conflict.
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

#[test]
fn tasks_of_others_are_never_written_over() {
    let bench = Sandbox::repository();
    bench
        .run(&[
            "new",
            "001-sessions",
            "1",
            "--owner",
            "ann",
            "--task",
            "T001: Ours",
        ])
        .exits(0);
    bench.write("specs/001-sessions/tasks.md", SPEC_KIT);
    let done = import(&bench, &["specs"]);
    done.stdout_has("ID that another task already has, left out: T001");
    let text = bench.run(&["list"]).stdout.clone();
    assert!(
        text.contains("Ours") && text.contains("Configure linting"),
        "{text}"
    );
    assert!(!text.contains("Create the project"), "{text}");

    // A file in the place of a phase that is not a progress file.
    let bench = Sandbox::repository();
    bench.write("specs/001-sessions/tasks.md", SPEC_KIT);
    let path = ".claude/progress/001-sessions/phase-2-progress.md";
    bench.write(path, "---\ntype: notes\n---\nmine\n");
    bench.run(&["import", "."]).exits(2).stderr_has("exists");
    assert_eq!(
        std::fs::read_to_string(bench.root.join(path)).unwrap(),
        "---\ntype: notes\n---\nmine\n"
    );
}

#[test]
fn the_tool_can_be_named_and_the_plan_too() {
    let bench = Sandbox::repository();
    bench.write("specs/001-sessions/tasks.md", SPEC_KIT);
    bench.write("TODO.md", "## Cart\n- [ ] Store carts\n- [x] Draw\n");
    bench.write(".beads/issues.jsonl", BEADS);
    bench
        .run(&["import", "."])
        .exits(2)
        .stderr_has("files of several formats found: spec-kit, beads");
    import(&bench, &[".", "--from", "beads", "--prd", "issues-v1"]).stdout_has("issues-v1/phase-1");
    import(
        &bench,
        &["TODO.md", "--prd", "shop-v1", "--assignee", "ann"],
    )
    .stdout_has("shop-v1/phase-1");
    bench
        .run(&["list", "shop-v1"])
        .stdout_has("TASK-1.1  pending    ann  Store carts");
    bench
        .run(&["import", "specs", "--from", "kiro"])
        .exits(2)
        .stderr_has("no kiro files found in `specs`");
    bench
        .run(&["import", "TODO.md", "--prd", "../x"])
        .exits(2)
        .stderr_has("cannot be the name of a plan");
    bench
        .run(&["import", "absent"])
        .exits(2)
        .stderr_has("cannot read `absent`");
}

#[test]
fn nothing_outside_the_project_is_read() {
    let bench = Sandbox::repository();
    let outside = Sandbox::folder();
    outside.write("tasks.md", SPEC_KIT);
    std::fs::create_dir_all(bench.root.join("specs/001-x")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(
            outside.root.join("tasks.md"),
            bench.root.join("specs/001-x/tasks.md"),
        )
        .unwrap();
        bench
            .run(&["import", "."])
            .exits(2)
            .stderr_has("no known format found");
    }
    // A path that the user names is read wherever it is.
    let path = outside.root.join("tasks.md");
    import(&bench, &[path.to_str().unwrap(), "--prd", "x"]).stdout_has("created");
}

#[test]
fn hostile_files_are_refused_or_made_harmless() {
    let bench = Sandbox::repository();
    bench.write("a.md", "## \u{1b}[31mred\n- [ ] \u{202e}evil \u{1b}]0;x\u{7} `$(touch x)`\n- [ ] ../../etc/passwd\n");
    let done = import(&bench, &["a.md", "--prd", "a"]);
    assert!(!done.stdout.contains('\u{1b}'), "{}", done.stdout);
    let deep = format!("{{\"master\": {}", "[".repeat(1_000_000));
    bench.write("tasks.json", &deep);
    bench
        .run(&["import", "tasks.json"])
        .exits(2)
        .stderr_has("tasks.json:1:138: recursion limit exceeded");
    std::fs::write(bench.root.join("b.md"), b"- [ ] \xff\n").unwrap();
    bench
        .run(&["import", "b.md"])
        .exits(2)
        .stderr_has("it is not UTF-8");
    bench.write("c.md", "no boxes\n");
    bench
        .run(&["import", "c.md"])
        .exits(2)
        .stderr_has("no tasks found in `c.md`");
    bench.write("many.md", &"- [ ] x\n".repeat(30_000));
    bench
        .run(&["import", "many.md"])
        .exits(2)
        .stderr_has("more than 20000 tasks");
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

#[test]
fn files_of_the_same_name_are_different_sources() {
    let bench = Sandbox::repository();
    bench.write("p1/todo.md", "- [ ] Water\n");
    bench.write("p2/todo.md", "- [ ] Fire\n");
    bench.git(&["init", "-q", "inner"]);
    let run = |path: &str| bench.run_in("inner", &["import", path]);
    run("../p1/todo.md").exits(0).stdout_has("created");
    run("../p2/todo.md").exits(0).stdout_has("created");
    run("../p2/todo.md")
        .exits(0)
        .stdout_has("nothing to change");
    run("../p1/todo.md")
        .exits(0)
        .stdout_has("nothing to change");
}
