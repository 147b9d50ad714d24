//! What stays when sources change, and broken or hostile files.

use super::{import, remarks, shown};
use crate::{Format, Known, MemoryFiles, read};

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
fn titles_like_placeholders_are_quoted() {
    let text = "## [PHASE_TITLE]\n- [ ] {{ task }}\n- [ ] Handle [ERROR] lines\n";
    let files = MemoryFiles::new([("x.md", text)]);
    let bundle = read(Format::Markdown, &files, "x.md", &Known::default()).unwrap();
    assert_eq!(
        shown(&bundle),
        [
            "x 1 `[PHASE_TITLE]`",
            "  TASK-1.1 pending `{{ task }}`",
            "  TASK-1.2 pending Handle [ERROR] lines",
        ]
    );
    let expected = "title like a template placeholder, put in backquotes: {{ task }}";
    assert!(remarks(&bundle).iter().any(|it| it == expected));
}

#[test]
fn a_task_without_a_title_gets_one() {
    let text = "## Phase 1: A\n- [ ] T001 (depends on T002)\n- [ ] T002 b\n";
    let bundle = import(&[("specs/001-a/tasks.md", text)]);
    let titles: Vec<&str> = bundle.tasks().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["T001", "b"]);
    assert!(remarks(&bundle).contains(&"task without a title: T001".to_owned()));
}

#[test]
fn texts_of_every_format_are_harmless() {
    let issue = "{\"id\": \"b-\\u202e1\", \"title\": \"\\u200ba  \\t b\", \"assignee\": \"\\u200bann\\u001b[2J\"}";
    let task = "{\"id\": 1, \"title\": \"c\", \"priority\": \"[PRIORITY]\"}";
    let tasks = format!("{{\"m\": {{\"tasks\": [{task}]}}}}");
    let status = "project: x\ndevelopment_status:\n  1-1-a--b-: done\n";
    for (path, text, title) in [
        (".beads/issues.jsonl", issue, "a b"),
        (".taskmaster/tasks/tasks.json", tasks.as_str(), "c"),
        ("sprint-status.yaml", status, "A b"),
    ] {
        let bundle = import(&[(path, text)]);
        let task = bundle.tasks().next().unwrap();
        assert_eq!(task.title, title);
        assert_eq!(task.priority, None);
        let names = task.assignees.iter().map(String::as_str);
        for text in names.chain([task.source.as_str(), task.id.as_str()]) {
            assert!(
                ["ann[2J", "b-1"].contains(&text) || text.is_ascii(),
                "{text}"
            );
            assert!(!text.contains(char::is_control), "{text}");
        }
    }
}

#[test]
fn a_missing_dependency_is_named_without_what_steers_a_terminal() {
    let tasks = "{\"m\": {\"tasks\": [{\"id\": 1, \"title\": \"a\", \"dependencies\": [\"\\u202ex\\u001b[31m\"]}]}}";
    let path = ".taskmaster/tasks/tasks.json";
    let bundle = import(&[(path, tasks)]);
    let notes: Vec<&str> = bundle
        .tasks()
        .filter_map(|it| it.notes.as_deref())
        .collect();
    assert_eq!(notes, ["waits for x[31m, which was not imported"]);
}

#[test]
fn a_broken_file_is_an_error_with_its_line() {
    let broken = [
        (
            ".taskmaster/tasks/tasks.json",
            "{\n\"master\": {\n",
            "tasks.json:3:1: EOF while parsing an object",
        ),
        (
            ".taskmaster/tasks/tasks.json",
            "[]",
            "tasks.json: expected an object with tags",
        ),
        (
            ".taskmaster/tasks/tasks.json",
            "{\"m\": {\"tasks\": 1}}",
            "tasks.json: the `tasks` of tag `m` are not a list",
        ),
        (
            ".taskmaster/tasks/tasks.json",
            "{\"m\": {\"tasks\": [\n{\"id\": 1, \"title\": \"é\",, }]}}",
            "tasks.json:2:24: key must be a string",
        ),
        (
            ".taskmaster/tasks/tasks.json",
            "{\"m\": {\"tasks\": [{\"id\": 1}, {\"id\": 2, \"subtasks\": [{}]}]}}",
            "tasks.json: subtask 1 of task 2 of tag `m` has no `id`",
        ),
        (
            ".beads/issues.jsonl",
            "{\"id\":\"a\"}\n{]\n",
            "issues.jsonl:2:2: key must be a string",
        ),
        (
            ".beads/issues.jsonl",
            "{}\n",
            "issues.jsonl:1:1: an issue without an `id`",
        ),
        ("docs/sprint-status.yaml", "a: 1\nb: [\n", "yaml:2:4: "),
        (
            "docs/sprint-status.yaml",
            "a: 1\n",
            "yaml: expected a mapping `development_status`",
        ),
    ];
    for (path, text, expected) in broken {
        let files = MemoryFiles::new([(path, text)]);
        let format = crate::detect(&files, "", &Known::default())[0];
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
