//! Tests of `progress import`: every file that it writes lints clean.

use crate::common::{Outcome, Sandbox};

pub(crate) const SPEC_KIT: &str = "# Tasks: Sessions\n\n## Phase 1: Setup\n- [x] T001 Create the project\n- [ ] T002 [P] Configure linting\n\n## Phase 2: Core\n- [ ] T003 [US1] Store sessions (depends on T001, T002)\n";
const TASK_MASTER: &str = r#"{"master":{"tasks":[{"id":1,"title":"Store carts","status":"done","dependencies":[],"priority":"high"},{"id":2,"title":"Show carts","status":"pending","dependencies":[1],"subtasks":[{"id":1,"title":"Draw","status":"blocked","dependencies":[]}]}]}}"#;
const BEADS: &str = "{\"id\":\"bd-1\",\"title\":\"Store\",\"status\":\"closed\",\"priority\":1}\n{\"id\":\"bd-2\",\"title\":\"Show\",\"status\":\"open\",\"priority\":0,\"assignee\":\"ann\",\"dependencies\":[{\"depends_on_id\":\"bd-1\",\"type\":\"blocks\"}]}\n";

/// Imports, and checks what was written.
pub(crate) fn import(bench: &Sandbox, arguments: &[&str]) -> Outcome {
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
fn what_is_done_there_is_done_here() {
    let bench = Sandbox::repository();
    bench.write(
        "docs/sprint-status.yaml",
        "development_status:\n  epic-1: done\n  1-1-cart: done\n  epic-2: backlog\n  2-1-pay: backlog\n",
    );
    import(&bench, &["."]);
    bench.run(&["status"]).stdout_has("completed     Epic 1");
    let text = std::fs::read_to_string(
        bench
            .root
            .join(".claude/progress/sprint/phase-1-progress.md"),
    )
    .unwrap();
    assert!(text.contains("status: \"completed\""), "{text}");
    assert!(!text.contains("completed: null"), "{text}");
}

#[test]
fn nothing_is_written_where_git_ignores_it() {
    let bench = Sandbox::repository();
    bench.write("TODO.md", "- [ ] Store carts\n");
    bench.write(".gitignore", "/target\n.claude/\n");
    let new = ["new", "shop", "1", "--owner", "ann"];
    for command in [&["import", "TODO.md"][..], &new] {
        let run = bench.run(command);
        run.exits(2)
            .stderr_has("would be ignored by Git (.gitignore:2)");
        run.stderr_has("`.claude/*` and `!.claude/progress/`");
    }
    assert!(!bench.root.join(".claude").exists());
    bench.write(".gitignore", "/target\n.claude/*\n!.claude/progress/\n");
    import(&bench, &["TODO.md"]);
    // That others were tracked before does not make a new file visible.
    bench.commit();
    bench.write(".gitignore", ".claude/\n");
    bench
        .run(&new)
        .exits(2)
        .stderr_has("would be ignored by Git");
}

#[test]
fn the_name_of_a_plan_is_not_too_long() {
    let bench = Sandbox::repository();
    bench.write("TODO.md", "- [ ] a\n");
    let long = "x".repeat(300);
    let run = bench.run(&["import", "TODO.md", "--prd", &long]);
    run.exits(2).stderr_has("at most 80 letters");
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
    // It is named in an import that changes nothing, too.
    import(&bench, &["specs"])
        .stdout_has("nothing to change")
        .stdout_has("ID that another task already has, left out: T001");

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

/// What is a wrapped text, or an ID, depends on more than the line of the task.
#[test]
fn a_task_of_a_checklist_stays_the_same_one() {
    for (before, after, id) in [
        // A line below it is edited.
        (
            "- [ ] Build the importer\n  It reads all files.\n- [ ] Other\n",
            "- [x] Build the importer\n  It reads every file.\n- [ ] Other\n",
            "TASK-1.1",
        ),
        // A second text with the same beginning makes it an ID.
        (
            "- [ ] AUTH-1 Sign up\n- [ ] Other\n",
            "- [x] AUTH-1 Sign up\n- [ ] AUTH-2 Sign in\n- [ ] Other\n",
            "TASK-1.1",
        ),
        (
            "- [ ] AUTH-1 Sign up\n- [ ] AUTH-2 Sign in\n",
            "- [x] AUTH-1 Sign up\n- [ ] Other\n",
            "AUTH-1",
        ),
    ] {
        let bench = Sandbox::repository();
        bench.write("work.md", &format!("# Plan\n{before}"));
        bench.run(&["import", "work.md"]).exits(0);
        bench.write("work.md", &format!("# Plan\n{after}"));
        bench
            .run(&["import", "work.md"])
            .stdout_has(&format!("tasks/{id}/status: pending → completed"))
            .stdout_lacks(&format!("no longer in the source: {id}"));
    }
}

/// Finished work does not wait for a task that is inserted before it.
#[test]
fn a_task_inserted_before_finished_ones_leaves_them_alone() {
    let bench = Sandbox::repository();
    let tasks =
        "# Tasks: Shop\n\n## Phase 1: Setup\n\n- [ ] T001 One\n- [ ] T002 Two\n- [ ] T003 Three\n";
    bench.write("specs/001-shop/tasks.md", tasks);
    import(&bench, &["."]);
    bench.run(&["done", "T001", "T002", "T003"]).exits(0);
    let inserted = tasks.replace("- [ ] T003", "- [ ] T002a Between\n- [ ] T003");
    bench.write("specs/001-shop/tasks.md", &inserted);
    bench
        .run(&["import", "."])
        .exits(0)
        .stdout_has("T002a")
        .stdout_lacks("T003/dependencies");
    bench.run(&["lint"]).stdout_lacks("done-before-dependency");
}
