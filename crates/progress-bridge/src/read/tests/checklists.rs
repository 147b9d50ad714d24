//! Formats with checkboxes.

use super::{import, import_again, remarks, shown};
use crate::{Format, Known, MemoryFiles, read};

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
            "  1.2 pending Test < 1.2.1",
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
            "checkbox that is neither empty nor ticked, read as open: 1.2 Test",
            "repeated ID, renamed: 1.1",
        ]
    );
}

#[test]
fn openspec_archives_what_is_done() {
    let live = [(
        "openspec/changes/add-login/tasks.md",
        "- [ ] 1.1 Add\n- [ ] 1.2 Test\n",
    )];
    let archived = "- [x] 1.1 Add\n- [ ] 1.2 Test\n";
    let after = [
        (
            "openspec/changes/archive/2026-01-01-add-login/tasks.md",
            "- [ ] 1.1 Old\n",
        ),
        (
            "openspec/changes/archive/2026-02-01-add-login/tasks.md",
            archived,
        ),
        (
            "openspec/changes/archive/2026-01-01-other/tasks.md",
            "- [ ] 1.1 Other\n",
        ),
    ];
    let bundle = import_again(&live, &after, "");
    assert_eq!(
        shown(&bundle),
        [
            "add-login 1 Tasks",
            "  1.1 completed Add",
            "  1.2 cancelled Test",
        ]
    );
    let sources = bundle.tasks().map(|task| task.source.as_str());
    assert_eq!(
        sources.last(),
        Some("openspec/changes/archive/2026-02-01-add-login/tasks.md#1.2")
    );
    // A new change of the same name is another one.
    let again = [
        ("openspec/changes/add-login/tasks.md", "- [ ] 2.1 More\n"),
        after[1],
    ];
    assert_eq!(
        shown(&import_again(&live, &again, "")),
        [
            "add-login-2 1 Tasks",
            "  2.1 pending More",
            "add-login 1 Tasks",
            "  1.1 completed Add",
            "  1.2 cancelled Test",
        ]
    );
}

#[test]
fn openspec_moves_a_change_back() {
    let path = "openspec/changes/add-login/tasks.md";
    let archived = "openspec/changes/archive/2026-02-01-add-login/tasks.md";
    let text = "- [x] 1.1 Add\n- [ ] 1.2 Test\n";
    let read_from = |path: &str, text: &str, known: &Known| {
        let files = MemoryFiles::new([(path, text)]);
        shown(&read(Format::OpenSpec, &files, "", known).unwrap())
    };
    let mut known = Known::default();
    let plan = known.plans.entry("add-login".to_owned()).or_default();
    for (id, title) in [("1.1", "Add"), ("1.2", "Test")] {
        let source = format!("{archived}#{id}");
        plan.ids.insert(id.to_owned());
        plan.titles.insert(source.clone(), title.to_owned());
        plan.sources.insert(source, id.to_owned());
    }
    assert_eq!(
        read_from(path, text, &known),
        [
            "add-login 1 Tasks",
            "  1.1 completed Add",
            "  1.2 pending Test",
        ]
    );
    let other = "- [ ] 1.1 Remember me\n";
    let expected = ["add-login-2 1 Tasks", "  1.1 pending Remember me"];
    assert_eq!(read_from(path, other, &known), expected);
    // Nobody ticked anything, but it is archived.
    let unticked = "- [ ] 1.1 Add\n- [ ] 1.2 Test\n";
    assert_eq!(
        read_from(archived, unticked, &known),
        [
            "add-login 1 Tasks",
            "  1.1 completed Add",
            "  1.2 completed Test",
        ]
    );
}

#[test]
fn kiro_has_one_list_with_details() {
    let tasks = "# Implementation Plan\n\n- [x] 1. Set up\n- [-] 2. Build\n  - [ ] 2.1 (P) Model\n    - Use the crate\n    - _Requirements: 1.1, 2.3_\n  - [ ]* 2.2 Tests\n    - _Depends: 2.1_\n";
    let bundle = import(&[(".kiro/specs/sign-in/tasks.md", tasks)]);
    assert_eq!(
        shown(&bundle),
        [
            "sign-in 1 Implementation",
            "  1 completed Set up",
            "  2 in_progress Build < 2.1,2.2",
            "  2.1 pending Model",
            "  2.2 pending Tests < 2.1",
        ]
    );
    assert_eq!(
        remarks(&bundle),
        [
            "marker `(P)` (may run in parallel): 2.1",
            "details below a task: 2.1",
            "reference to requirements: 2.1",
            "marker `*` (optional): 2.2",
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
            "  TASK-2.1 in_progress Nested work < TASK-2.1.1",
            "  TASK-2.1.1 pending inner",
            "roadmap 3 Later",
            "  A2 cancelled Drop",
            "  TASK-3.1 pending 3 ideas",
        ]
    );
}

#[test]
fn a_long_text_is_cut_and_listed() {
    let more = "  It reads every file. Then it goes on\n".repeat(40);
    for (path, start, id) in [
        ("specs/001-a/tasks.md", "- [ ] T001 Build it\n", "T001"),
        ("openspec/changes/a/tasks.md", "- [ ] 1.1 Build it\n", "1.1"),
        (".kiro/specs/a/tasks.md", "- [ ] 1. Build it\n", "1"),
        ("todo.md", "- [ ] ABC-1: Build it\n", "ABC-1"),
    ] {
        let text = format!("{start}{more}");
        let files = MemoryFiles::new([(path, text.as_str())]);
        let start = if path == "todo.md" { path } else { "" };
        let format = crate::detect(&files, start, &Known::default())[0];
        let bundle = read(format, &files, start, &Known::default()).unwrap();
        let task = bundle.tasks().next().unwrap();
        assert!(
            task.title.starts_with("Build it It reads"),
            "{path}: {}",
            task.title
        );
        assert!(task.title.len() <= 300, "{path}: {}", task.title);
        assert!(
            task.source.ends_with(&format!("#{id}")),
            "{path}: {}",
            task.source
        );
        assert_eq!(
            remarks(&bundle),
            [format!("long text of a task, cut to a title: {id}")]
        );
    }
}
