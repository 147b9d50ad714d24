//! Formats with a file or entry for each task.

use super::{import, import_again, remarks, shown};
use crate::{Format, Known, MemoryFiles, read};

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
            "dependency on a task that does not exist, left out: TASK-2",
        ]
    );
}

/// As in the tool's own repository.
#[test]
fn backlog_leaves_out_what_it_cannot_read() {
    let files = [
        ("backlog/config.yml", "project_name: x\n"),
        ("backlog/milestones/readme.md", "no milestone"),
        (
            "backlog/milestones/m-0 - beta.md",
            "---\nid: m-0\ntitle: Beta\n---\n",
        ),
        ("backlog/milestones/m-1 - broken.md", "---\nid: [\n---\n"),
        ("backlog/tasks/task-9 - notes.md", "no frontmatter"),
        (
            "backlog/tasks/task-1 - A.md",
            "---\nid: TASK-1\ntitle: A\nassignee: @bob\nmilestone: beta\n---\n",
        ),
        (
            "backlog/tasks/task-2 - B.md",
            "---\nid: TASK-2\ntitle: B\nmilestone: Later\n---\n",
        ),
    ];
    let bundle = import(&files);
    assert_eq!(
        shown(&bundle),
        [
            "x 1 Beta",
            "  TASK-1 pending A @bob",
            "x 2 Later",
            "  TASK-2 pending B",
        ]
    );
    let remarks = remarks(&bundle);
    assert!(
        remarks[0]
            .starts_with("file that cannot be read, left out: backlog/milestones/m-1 - broken.md:")
            && remarks[0].ends_with("backlog/tasks/task-9 - notes.md:1:1: no frontmatter found"),
        "{remarks:?}"
    );
    // If nothing is left, the reason is not lost.
    let files = MemoryFiles::new([files[0], files[4]]);
    let error = read(Format::Backlog, &files, "", &Known::default()).unwrap_err();
    assert!(
        error.to_string().contains("no frontmatter found"),
        "{error}"
    );
}

#[test]
fn backlog_archives_what_is_given_up() {
    let config = ("backlog/config.yml", "project_name: x\n");
    let file = "---\nid: TASK-1\ntitle: A\nstatus: To Do\n---\n";
    let other = "---\nid: TASK-2\ntitle: B\nstatus: To Do\n---\n";
    let third = "---\nid: TASK-3\ntitle: C\nstatus: To Do\n---\n";
    let before = [
        config,
        ("backlog/tasks/task-1 - A.md", file),
        ("backlog/tasks/task-3 - C.md", third),
    ];
    let after = [
        config,
        ("backlog/tasks/task-3 - C.md", third),
        // Its ID was used again.
        ("backlog/archive/tasks/task-3 - Old.md", third),
        ("backlog/archive/tasks/task-1 - A.md", file),
        ("backlog/archive/tasks/task-2 - B.md", other),
    ];
    let bundle = import_again(&before, &after, "");
    assert_eq!(
        shown(&bundle),
        ["x 0 Tasks", "  TASK-1 cancelled A", "  TASK-3 pending C"]
    );
    let task = bundle.tasks().next().unwrap();
    assert_eq!(task.source, "backlog/tasks/task-1 - A.md#TASK-1");
    assert_eq!(
        remarks(&bundle),
        [
            "archived task, read as cancelled: TASK-1",
            "archived task, left out: TASK-2, TASK-3",
        ]
    );
}

#[test]
fn beads_does_not_offer_everything_that_is_open() {
    let lines = r#"{"id":"a-1","title":"Later","status":"open","defer_until":"2099-01-01T00:00:00Z"}
{"id":"a-2","title":"Now","status":"open","defer_until":"2026-02-05T12:00:00Z"}
{"id":"a-3","title":"Elsewhere","status":"open","defer_until":"2026-02-06T01:00:00+02:00"}
{"id":"a-4","title":"Own","status":"qa"}
{"id":"a-5","title":"Gate","status":"open","issue_type":"gate"}
{"id":"a-6","title":"Hello","status":"open","issue_type":"message"}
"#;
    let files = [(".beads/beads.jsonl", lines)];
    let bundle = import_again(&[], &files, "2026-02-05T12:30:00Z");
    assert_eq!(
        shown(&bundle),
        [
            "a 1 Issues",
            "  a-1 deferred Later",
            "  a-2 pending Now",
            "  a-3 deferred Elsewhere",
            "  a-4 in_progress Own",
            "  a-5 blocked Gate",
        ]
    );
    assert_eq!(
        remarks(&bundle),
        [
            "status of the project's own, read as in progress: a-4",
            "issue that is not a task, left out: a-6",
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
            "dependency on a task that does not exist, left out: 4",
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
    assert_eq!(remarks(&bundle), ["link other than a dependency: bd-a1.1"]);
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

/// As the tool's own script reads them.
#[test]
fn bmad_has_split_stories_old_words_and_no_other_keys() {
    let yaml = "development_status:\n  epic-2: done\n  2-6a-retries: drafted\n  2-6b-limits: contexted\n  my-own-note: done\n  2-six-x: done\n  epic-x: done\n";
    let bundle = import(&[("sprint-status.yaml", yaml)]);
    assert_eq!(
        shown(&bundle),
        [
            "sprint 2 Epic 2",
            "  2-6a-retries pending Retries",
            "  2-6b-limits in_progress Limits",
        ]
    );
    assert_eq!(
        remarks(&bundle),
        ["entry that is neither an epic nor a story: my-own-note, 2-six-x, epic-x"]
    );
}

#[test]
fn bmad_is_found_wherever_it_writes() {
    let yaml = "project: Shop\ndevelopment_status:\n  1-1-cart: done\n";
    for path in [
        "_bmad-output/implementation-artifacts/sprint-status.yaml",
        "docs/sprint-artifacts/sprint-status.yaml",
        "docs/sprint-status.yaml",
        "sprint-status.yaml",
    ] {
        assert_eq!(import(&[(path, yaml)]).task_count(), 1, "{path}");
    }
    // As the installer writes them, with another folder than the usual one.
    let stated = |folder: &str| {
        format!("project_name: shop\nimplementation_artifacts: \"{folder}\"\noutput_folder: out\n")
    };
    let other = "project: Old\ndevelopment_status:\n  1-1-a: done\n  1-2-b: done\n";
    for (folder, path, count) in [
        (
            "{project-root}/plans/now",
            "plans/now/sprint-status.yaml",
            1,
        ),
        ("{project-root}/../plans", "../plans/sprint-status.yaml", 2),
        ("/plans", "/plans/sprint-status.yaml", 2),
        ("{project-root}/none", "out/sprint-status.yaml", 1),
    ] {
        let settings = stated(folder);
        let files = [
            ("_bmad/bmm/config.yaml", settings.as_str()),
            ("docs/sprint-status.yaml", other),
            (path, yaml),
        ];
        assert_eq!(import(&files).task_count(), count, "{folder}");
    }
}
