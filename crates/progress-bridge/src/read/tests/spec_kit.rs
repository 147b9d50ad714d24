//! Spec Kit: checkboxes with IDs.

use super::{import, remarks, shown};

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
            "  T002 pending Configure linting in `.lint` < T001",
            "001-sessions 3 User Story 1 - Sign in (Priority: P1)",
            "  T012 pending Test in tests/a.rs < T002",
            "  T1000 blocked Service in src/b.rs < T012",
        ]
    );
    assert_eq!(
        remarks(&bundle),
        [
            "marker of a user story, such as `[US1]`: T012, T1000",
            "checkbox without an ID such as `T001`, left out: Not a task",
            "dependency on a task that does not exist; marked as blocked: T1000",
        ]
    );
    let last = bundle.tasks().last().unwrap();
    assert_eq!(last.source, "specs/001-sessions/tasks.md#T1000");
    assert_eq!(
        last.notes.as_deref(),
        Some("waits for T099, which was not imported")
    );
}

/// As agents wrap them.
#[test]
fn spec_kit_reads_tasks_that_are_wrapped() {
    let tasks = "\
## Phase 1: Core
- [ ] T001 [P] Create `dio_client.dart` (base `Dio` instance/provider, pointed at
      the gateway) in `lib/core/network/`
- [ ] T002 [P] Define failures (contracts/x.md; depends on T001).
  - one detail
- [ ] T003 [P] Guard the routes, as in `lib/app` (depends on
  T001, T002).
  `lib/app` only
- [ ] T004 [P] Depends on nothing (depends on T001-T003 and more)

  Another detail.
";
    let bundle = import(&[("specs/001-a/tasks.md", tasks)]);
    assert_eq!(
        shown(&bundle),
        [
            "001-a 1 Core",
            "  T001 pending Create `dio_client.dart` (base `Dio` instance/provider, pointed at the gateway) in `lib/core/network/`",
            "  T002 pending Define failures (contracts/x.md; depends on T001). < T001",
            "  T003 pending Guard the routes, as in `lib/app`. `lib/app` only < T001,T002",
            "  T004 pending Depends on nothing (depends on T001-T003 and more) < T001,T002,T003",
        ]
    );
    assert_eq!(remarks(&bundle), ["details below a task: T002, T004"]);
}

/// `/speckit.implement` works phase by phase, and in a phase task by task, except those with `[P]`.
#[test]
fn spec_kit_works_in_order() {
    let tasks = "## Phase 1: Setup\n- [x] T001 a\n- [ ] T002 b\n- [ ] T003 [P] c\n- [ ] T004a [P] d\n- [x] T005 e\n## Phase 2: Core\n- [ ] T006 [P] f\n- [ ] T007 [P] g (depends on T009)\n- [ ] T008 h\n- [ ] T009 i\n## Phase N: Polish\n- [ ] T010 [P] j\n\n- [P] tasks = different files\n";
    let bundle = import(&[("specs/001-a/tasks.md", tasks)]);
    assert_eq!(
        shown(&bundle),
        [
            "001-a 1 Setup",
            "  T001 completed a",
            "  T002 pending b < T001",
            "  T003 pending c < T002",
            "  T004a pending d < T002",
            // Done before what comes first.
            "  T005 completed e",
            "001-a 2 Core",
            "  T006 pending f < T005",
            "  T007 pending g < T009,T005",
            "  T008 pending h < T006",
            "  T009 pending i < T008",
            "001-a 3 Polish",
            "  T010 pending j < T009",
        ]
    );
    assert_eq!(remarks(&bundle), Vec::<String>::new());
}

#[test]
fn ids_may_have_a_suffix() {
    let text = "- [x] T001 One\n- [ ] T001-1 Two\n- [ ] T031-MIN [P] Three (depends on T001-1)\n- [ ] T032.2 Four (depends on T001-T032)\n- [ ] T1-2 No\n- [ ] T033- No\n";
    let bundle = import(&[("specs/001-a/tasks.md", text)]);
    let ids: Vec<&str> = bundle.tasks().map(|task| task.id.as_str()).collect();
    assert_eq!(ids, ["T001", "T001-1", "T031-MIN", "T032.2"]);
    let third = bundle.tasks().nth(2).unwrap();
    assert_eq!(
        (third.title.as_str(), &third.dependencies[..]),
        ("Three", &["T001-1".to_owned()][..])
    );
    assert!(
        bundle
            .tasks()
            .last()
            .unwrap()
            .dependencies
            .contains(&"T001".to_owned())
    );
}
