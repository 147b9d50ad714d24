//! What is read from small projects, in the form in which the tools write them.

use crate::{Bundle, Format, Known, MemoryFiles, read};

/// Reads files; the format is found out.
fn import(files: &[(&str, &str)]) -> Bundle {
    let files = MemoryFiles::new(files.iter().copied());
    let formats = crate::detect(&files, "");
    assert_eq!(formats.len(), 1, "{formats:?}");
    read(formats[0], &files, "", &Known::default()).unwrap()
}

/// One line for each phase and task.
fn shown(bundle: &Bundle) -> Vec<String> {
    let mut lines = Vec::new();
    for plan in &bundle.plans {
        for phase in &plan.phases {
            let name = phase.name.as_deref().unwrap_or("-");
            lines.push(format!("{} {name} {}", plan.name, phase.title));
            for task in &phase.tasks {
                let status = task.status.as_str();
                let mut parts = vec![format!("  {} {status} {}", task.id, task.title)];
                if !task.dependencies.is_empty() {
                    parts.push(format!("< {}", task.dependencies.join(",")));
                }
                if !task.assignees.is_empty() {
                    parts.push(format!("@{}", task.assignees.join(",")));
                }
                if let Some(priority) = &task.priority {
                    parts.push(format!("!{priority}"));
                }
                lines.push(parts.join(" "));
            }
        }
    }
    lines
}

fn remarks(bundle: &Bundle) -> Vec<String> {
    let remarks = bundle.remarks.iter();
    remarks
        .map(|remark| format!("{}: {}", remark.what, remark.tasks.join(", ")))
        .collect()
}

#[test]
fn spec_kit_has_phases_and_dependencies_in_prose() {
    let tasks = "\
# Tasks: Sessions

## Phase 1: Setup (Shared Infrastructure)
**Purpose**: Project
- [X] T001 Create the project
- [ ] T002 [P] Configure linting in `.lint`

## Phase 3: User Story 1 - Sign in (Priority: P1)
### Tests for User Story 1
- [ ] T012 [P] [US1] Test in tests/a.rs
### Implementation for User Story 1
- [ ] T1000 [US1] Service in src/b.rs (depends on T012, T099)

## Dependencies & Execution Order
- [ ] Not a task
";
    let bundle = import(&[("specs/001-sessions/tasks.md", tasks)]);
    assert_eq!(
        shown(&bundle),
        [
            "001-sessions 1 Setup (Shared Infrastructure)",
            "  T001 completed Create the project",
            "  T002 pending Configure linting in `.lint`",
            "001-sessions 3 User Story 1 - Sign in (Priority: P1)",
            "  T012 pending Test in tests/a.rs",
            "  T1000 blocked Service in src/b.rs < T012",
        ]
    );
    assert_eq!(
        remarks(&bundle),
        [
            "mark `[P]` (may run in parallel): T002, T012",
            "mark of a user story, such as `[US1]`: T012, T1000",
            "checkbox without an ID such as `T001`, left out: Not a task",
            "dependency on a task that is not there; marked as blocked: T1000",
        ]
    );
    let last = bundle.tasks().last().unwrap();
    assert_eq!(last.source, "specs/001-sessions/tasks.md#T1000");
    assert_eq!(
        last.notes.as_deref(),
        Some("waits for T099, which was not imported")
    );
}

#[test]
fn openspec_counts_every_box() {
    let tasks = "# Tasks\n## 1. API\n- [x] 1.1 Add\n- [~] 1.2 Test\n  - [ ] deep\n-[ ]1.3 Tight\n## 2. Page\n```\n- [ ] 2.1 In code\n```\n- [ ] 1.1 Again\n";
    let files = [
        ("openspec/changes/add-login/tasks.md", tasks),
        (
            "openspec/changes/archive/2026-01-01-old/tasks.md",
            "- [ ] 1.1 Old",
        ),
    ];
    let bundle = import(&files);
    assert_eq!(
        shown(&bundle),
        [
            "add-login 1 API",
            "  1.1 completed Add",
            "  1.2 pending Test",
            "  1.2.1 pending deep",
            "  1.3 pending Tight",
            "add-login 2 Page",
            "  2.1 pending In code",
            "  1.1-2 pending Again",
        ]
    );
    assert_eq!(
        remarks(&bundle),
        [
            "box that is neither empty nor ticked, read as open: 1.2 Test",
            "repeated ID, renamed: 1.1",
        ]
    );
}

#[test]
fn kiro_has_one_list_with_details() {
    let tasks = "# Implementation Plan\n\n- [x] 1. Set up\n- [-] 2. Build\n  - [ ] 2.1 Model (P)\n    - Use the crate\n    - _Requirements: 1.1, 2.3_\n  - [ ]* 2.2 Tests\n    - _Depends: 2.1_\n";
    let bundle = import(&[(".kiro/specs/sign-in/tasks.md", tasks)]);
    assert_eq!(
        shown(&bundle),
        [
            "sign-in 1 Implementation",
            "  1 completed Set up",
            "  2 in_progress Build",
            "  2.1 pending Model",
            "  2.2 pending Tests < 2.1",
        ]
    );
    assert_eq!(
        remarks(&bundle),
        [
            "mark `(P)` (may run in parallel): 2.1",
            "details below a task: 2.1",
            "reference to requirements: 2.1",
            "mark `*` (optional): 2.2",
        ]
    );
}

#[test]
fn backlog_has_a_file_for_each_task() {
    let task = |keys: &str| format!("---\n{keys}---\n\n## Description\n\ntext\n---\nx\n");
    let one = task(
        "id: TASK-1\ntitle: Store carts\nstatus: Done\nassignee:\n  - '@alice'\ndependencies: []\npriority: high\nordinal: 2000\n",
    );
    let two = task(
        "id: TASK-2\ntitle: 'Add: it'\nstatus: In Progress\nassignee: bob\ndependencies: [task-01, 9]\nordinal: 1000\n",
    );
    let three = task(
        "id: TASK-3\ntitle: Launch\nstatus: To Do\nmilestone: m-0\ndependencies:\n  - TASK-2\n",
    );
    let files = [
        (
            "backlog/config.yml",
            "project_name: \"Shop App\"\nstatuses: [\"To Do\", \"In Progress\", \"Done\"]\n",
        ),
        ("backlog/tasks/task-1 - Store-carts.md", one.as_str()),
        ("backlog/tasks/task-2 - Add.md", two.as_str()),
        ("backlog/tasks/task-3 - Launch.md", three.as_str()),
        ("backlog/tasks/notes.md", "no task"),
        (
            "backlog/milestones/m-0 - beta.md",
            "---\nid: m-0\ntitle: Beta\n---\n",
        ),
        (
            "backlog/drafts/draft-1 - Maybe.md",
            "---\nid: DRAFT-1\n---\n",
        ),
    ];
    let bundle = import(&files);
    assert_eq!(
        shown(&bundle),
        [
            "Shop-App 0 Tasks",
            "  TASK-2 in_progress Add: it < TASK-1 @bob",
            "  TASK-1 completed Store carts @alice !high",
            "Shop-App 1 Beta",
            "  TASK-3 pending Launch < TASK-2",
        ]
    );
    assert_eq!(
        remarks(&bundle),
        [
            "file whose name does not begin with the prefix of tasks: backlog/tasks/notes.md",
            "text below the frontmatter: TASK-1, TASK-2, TASK-3",
            "draft, left out: backlog/drafts/draft-1 - Maybe.md",
            "dependency on a task that is not there, left out: TASK-2",
        ]
    );
}

#[test]
fn backlog_ids_may_be_padded_and_statuses_named() {
    let files = [
        (
            "backlog/config.yml",
            "project_name: x\ntask_prefix: JIRA\nstatuses: [New, Blocked, Working, Shipped]\n",
        ),
        (
            "backlog/tasks/jira-001 - A.md",
            "---\nid: JIRA-001\ntitle: A\nstatus: working\n---\n",
        ),
        (
            "backlog/tasks/jira-002 - B.md",
            "---\nid: JIRA-002\ntitle: B\nstatus: Blocked\ndependencies: [JIRA-1]\n---\n",
        ),
        (
            "backlog/completed/jira-003 - C.md",
            "---\nid: JIRA-003\ntitle: C\nstatus: New\n---\n",
        ),
    ];
    assert_eq!(
        shown(&import(&files)),
        [
            "x 0 Tasks",
            "  JIRA-001 in_progress A",
            "  JIRA-002 blocked B < JIRA-001",
            "  JIRA-003 completed C",
        ]
    );
}

#[test]
fn task_master_has_tags_and_subtasks() {
    let json = r#"{"master": {"tasks": [
        {"id": "1", "title": "A", "description": "d", "status": "done", "dependencies": [], "priority": "high", "subtasks": []},
        {"id": 2, "title": "B", "status": "pending", "dependencies": ["1"], "subtasks": [
            {"id": 1, "title": "B one", "status": "in-progress", "dependencies": []},
            {"id": 2, "title": "B two", "status": "pending", "dependencies": [1]}]},
        {"id": 3, "title": "C", "status": "cancelled", "dependencies": [2, 3]},
        {"id": 4, "title": "D", "status": "deferred", "dependencies": ["7"]}
    ], "metadata": {}}, "other tag": {"tasks": [{"id": 1, "title": "E", "status": "odd"}]}}"#;
    let bundle = import(&[(".taskmaster/tasks/tasks.json", json)]);
    assert_eq!(
        shown(&bundle),
        [
            "master 1 Tasks",
            "  1 completed A !high",
            "  2 pending B < 1",
            "  2.1 in_progress B one < 1",
            "  2.2 pending B two < 2.1,1",
            "  3 cancelled C < 2",
            "  4 deferred D",
            "other-tag 1 Tasks",
            "  1 pending E",
        ]
    );
    assert_eq!(
        remarks(&bundle),
        [
            "description: 1",
            "unknown status, read as pending: 1",
            "dependency on itself, left out: 3",
            "dependency on a task that is not there, left out: 4",
        ]
    );
}

#[test]
fn beads_has_an_issue_a_line() {
    let lines = r#"{"_type":"issue","id":"bd-a1","title":"Epic","status":"open","priority":0,"issue_type":"epic","dependencies":[{"issue_id":"bd-a1","depends_on_id":"bd-z","type":"blocks"}]}
{"_type":"memory","key":"x"}

{"id":"bd-a1.1","title":"Part","status":"hooked","priority":2,"assignee":"ann","estimated_minutes":90,"dependencies":[{"issue_id":"bd-a1.1","depends_on_id":"bd-a1","type":"parent-child"},{"issue_id":"bd-a1.1","depends_on_id":"bd-z","type":"relates-to"}]}
{"id":"bd-z","title":"First","status":"closed","close_reason":"done","priority":4}
{"id":"bd-t","title":"Gone","status":"tombstone"}
"#;
    let bundle = import(&[(".beads/issues.jsonl", lines)]);
    assert_eq!(
        shown(&bundle),
        [
            "bd 1 Issues",
            "  bd-a1 pending Epic < bd-z !critical",
            "  bd-a1.1 in_progress Part < bd-z @ann !medium",
            "  bd-z completed First !backlog",
        ]
    );
    assert_eq!(remarks(&bundle), ["link that is no dependency: bd-a1.1"]);
    let part = bundle.tasks().nth(1).unwrap();
    assert_eq!(part.estimate.as_deref(), Some("90m"));
}

#[test]
fn bmad_has_epics_and_stories() {
    let yaml = "project: Shop\ndevelopment_status:\n  epic-1: in-progress\n  1-1-user-sign-in: done\n  1-2-account-page: ready-for-dev\n  epic-1-retrospective: optional\n  epic-2: backlog\n  2-1-cart: review\n";
    let bundle = import(&[("docs/sprint-status.yaml", yaml)]);
    assert_eq!(
        shown(&bundle),
        [
            "Shop 1 Epic 1",
            "  1-1-user-sign-in completed User sign in",
            "  1-2-account-page pending Account page",
            "Shop 2 Epic 2",
            "  2-1-cart review Cart",
        ]
    );
    assert_eq!(remarks(&bundle), ["retrospective: epic-1-retrospective"]);
}

#[test]
fn gsd_has_phases_and_plans() {
    let roadmap = "# Roadmap: Shop\n\n## Phases\n- [x] **Phase 1: Base** - start\n- [ ] **Phase 2: Cart** - sell\n- [ ] **Phase 3: Later** - more\n\n### Phase 1: Base\n**Depends on**: Nothing\nPlans:\n- [x] 01-01: Set up\n- [ ] 01-02-PLAN.md — Configure\n\n### Phase 2: Cart\nPlans:\n- [ ] 02-01: Store carts\n- [ ] 02-02: Show\n";
    let files = [
        (".planning/ROADMAP.md", roadmap),
        (".planning/phases/01-base/01-02-SUMMARY.md", "done"),
    ];
    let bundle = import(&files);
    assert_eq!(
        shown(&bundle),
        [
            "Shop 1 Base",
            "  01-01 completed Set up",
            "  01-02 completed Configure",
            "Shop 2 Cart",
            "  02-01 pending Store carts",
            "  02-02 pending Show",
            "Shop 3 Later",
            "  PHASE-3 pending Later",
        ]
    );
}

#[test]
fn markdown_has_headings_and_boxes() {
    let text = "# Plan\n\n- [ ] Before\n\n## Phase 2: Build\n- [x] AUTH-1.1: Add it\n- [/] Nested work\n  - [ ] inner\n## Later\n- [-] **A2** Drop\n- [ ] 3 ideas\n";
    let files = MemoryFiles::new([("docs/roadmap.md", text)]);
    let bundle = read(
        Format::Markdown,
        &files,
        "docs/roadmap.md",
        &Known::default(),
    )
    .unwrap();
    assert_eq!(
        shown(&bundle),
        [
            "roadmap 1 Tasks",
            "  TASK-1.1 pending Before",
            "roadmap 2 Build",
            "  AUTH-1.1 completed Add it",
            "  TASK-2.1 in_progress Nested work",
            "  TASK-2.1.1 pending inner",
            "roadmap 3 Later",
            "  A2 cancelled Drop",
            "  TASK-3.1 pending 3 ideas",
        ]
    );
}

#[test]
fn made_ids_and_phases_stay_when_lines_are_added() {
    let first = "## A\n- [ ] one\n- [ ] two\n";
    let second = "## New\n- [ ] zero\n## A\n- [ ] two\n- [ ] three\n";
    let mut known = Known::default();
    let bundle = {
        let files = MemoryFiles::new([("x.md", first)]);
        read(Format::Markdown, &files, "x.md", &known).unwrap()
    };
    let plan = known.plans.entry("x".to_owned()).or_default();
    plan.phases.push(("1".to_owned(), "A".to_owned()));
    for task in bundle.tasks() {
        plan.ids.insert(task.id.clone());
        plan.sources.insert(task.source.clone(), task.id.clone());
    }
    let files = MemoryFiles::new([("x.md", second)]);
    let bundle = read(Format::Markdown, &files, "x.md", &known).unwrap();
    assert_eq!(
        shown(&bundle),
        [
            "x 2 New",
            "  TASK-2.1 pending zero",
            "x 1 A",
            "  TASK-1.2 pending two",
            "  TASK-1.3 pending three",
        ]
    );
}

#[test]
fn a_broken_file_is_an_error_with_its_line() {
    let broken = [
        (
            ".taskmaster/tasks/tasks.json",
            "{\n\"master\": {\n",
            "line 3: EOF while parsing an object",
        ),
        (
            ".taskmaster/tasks/tasks.json",
            "[]",
            "line 1: expected an object with tags",
        ),
        (
            ".taskmaster/tasks/tasks.json",
            "{\"m\": {\"tasks\": 1}}",
            "line 1: the `tasks` of tag `m` are not a list",
        ),
        (
            ".beads/issues.jsonl",
            "{\"id\":\"a\"}\n{]\n",
            "line 2: key must be a string",
        ),
        (
            ".beads/issues.jsonl",
            "{}\n",
            "line 1: an issue without an `id`",
        ),
        ("docs/sprint-status.yaml", "a: 1\nb: [\n", "line 2: "),
        (
            "docs/sprint-status.yaml",
            "a: 1\n",
            "line 1: expected a mapping `development_status`",
        ),
    ];
    for (path, text, expected) in broken {
        let files = MemoryFiles::new([(path, text)]);
        let format = crate::detect(&files, "")[0];
        let error = read(format, &files, "", &Known::default())
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{error}");
    }
    // Deeper than any reader follows.
    let deep = format!("{{\"master\": {}", "[".repeat(100_000));
    let files = MemoryFiles::new([(".taskmaster/tasks/tasks.json", deep)]);
    let error = read(Format::TaskMaster, &files, "", &Known::default()).unwrap_err();
    assert!(error.to_string().contains("recursion limit"), "{error}");
}

#[test]
fn cycles_and_too_many_tasks_do_no_harm() {
    let lines: Vec<String> = (0..3)
        .map(|n| format!(r#"{{"id":"b-{n}","title":"t","status":"open","dependencies":[{{"depends_on_id":"b-{}","type":"blocks"}}]}}"#, (n + 1) % 3))
        .collect();
    let text = lines.join("\n");
    let bundle = import(&[(".beads/issues.jsonl", &text)]);
    assert_eq!(
        remarks(&bundle),
        ["dependency that closes a cycle, left out: b-2 on b-0"]
    );
    let many = "- [ ] x\n".repeat(20_001);
    let files = MemoryFiles::new([("x.md", many)]);
    let error = read(Format::Markdown, &files, "x.md", &Known::default()).unwrap_err();
    assert_eq!(error.to_string(), "more than 20000 tasks");
}
