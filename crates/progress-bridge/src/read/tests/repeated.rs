//! Tasks with the same ID in one file.

use super::import_again;

const PATH: &str = "specs/001-a/tasks.md";

/// The IDs and titles that are read after a change.
fn changed(before: &str, after: &str) -> Vec<String> {
    let bundle = import_again(&[(PATH, before)], &[(PATH, after)], "");
    let tasks = bundle.tasks();
    tasks
        .map(|task| format!("{} {}", task.id, task.title))
        .collect()
}

const BOTH: &str = "- [ ] T001 Store carts\n- [ ] T001 Show carts\n";

#[test]
fn a_task_is_known_by_its_title_if_its_id_is_repeated() {
    for (after, expected) in [
        (
            "- [ ] T001 Show carts\n- [ ] T002 Ship (depends on T001)\n",
            &["T001-2 Show carts", "T002 Ship"][..],
        ),
        (
            "- [ ] T001 Show carts\n- [ ] T001 Store carts\n",
            &["T001-2 Show carts", "T001 Store carts"],
        ),
        (
            "- [ ] T001 Pay\n- [ ] T001 Show carts\n- [ ] T001 Store carts\n",
            &["T001-3 Pay", "T001-2 Show carts", "T001 Store carts"],
        ),
        // Nothing tells which of the two it was.
        ("- [ ] T001 Draw\n", &["T001-3 Draw"]),
        // As many as before: one has another title.
        (
            "- [ ] T001 Keep carts\n- [ ] T001 Show carts\n",
            &["T001 Keep carts", "T001-2 Show carts"],
        ),
    ] {
        assert_eq!(changed(BOTH, after), expected, "{after}");
    }
    let one = "- [ ] T001 Show carts\n";
    let expected = ["T001-2 Store carts", "T001 Show carts"];
    assert_eq!(changed(one, BOTH), expected);
}

#[test]
fn what_depends_on_a_repeated_id_and_is_part_of_its_task_follows() {
    let after = "- [ ] T001 Show carts\n- [ ] T002 Ship (depends on T001)\n";
    let bundle = import_again(&[(PATH, BOTH)], &[(PATH, after)], "");
    let last = bundle.tasks().last();
    assert_eq!(
        last.map(|task| task.dependencies.concat()).as_deref(),
        Some("T001-2")
    );

    let path = "openspec/changes/a/tasks.md";
    let one = "- [ ] 1.1 Show\n  - [ ] draw\n";
    let both = "- [ ] 1.1 Store\n  - [ ] keep\n- [ ] 1.1 Show\n  - [ ] draw\n";
    for before in [both, one] {
        let bundle = import_again(&[(path, before)], &[(path, one)], "");
        let mut tasks = bundle.tasks();
        let (show, draw) = (tasks.next().unwrap(), tasks.next().unwrap());
        assert_eq!(show.dependencies, [draw.id.as_str()]);
    }
}
