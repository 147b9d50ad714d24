//! What is written can be read back, with nothing lost that both can say.

use proptest::prelude::*;

use super::{Target, write};
use crate::{Bundle, Format, Known, MemoryFiles, Phase, Plan, Status, Task, read};

const NOW: &str = "2026-02-05T12:30:00Z";

fn task(id: &str, status: Status, dependencies: &[&str]) -> Task {
    Task {
        id: id.to_owned(),
        title: format!("Do {id}"),
        status,
        dependencies: dependencies.iter().map(|&it| it.to_owned()).collect(),
        assignees: vec!["ann".to_owned()],
        priority: Some("high".to_owned()),
        ..Task::default()
    }
}

fn bundle(tasks: Vec<Task>) -> Bundle {
    Bundle {
        plans: vec![Plan {
            name: "shop-v1".to_owned(),
            phases: vec![Phase {
                name: Some("1".to_owned()),
                title: "Cart".to_owned(),
                tasks,
            }],
        }],
        ..Bundle::default()
    }
}

/// Writes plans, and reads the result as the format's own files.
fn round_trip(target: Target, format: Format, folder: &str, bundle: &Bundle) -> Bundle {
    let written = write(target, bundle, NOW);
    let files = written.files.into_iter();
    let files = MemoryFiles::new(files.map(|(path, text)| (format!("{folder}/{path}"), text)));
    read(format, &files, "", &Known::default()).unwrap()
}

/// The values that both sides can say.
fn values(bundle: &Bundle, shown: fn(&Task) -> String) -> Vec<String> {
    bundle.tasks().map(shown).collect()
}

fn everything(task: &Task) -> String {
    let Task {
        id,
        title,
        status,
        dependencies,
        assignees,
        priority,
        ..
    } = task;
    format!("{id} {title} {status:?} {dependencies:?} {assignees:?} {priority:?}")
}

#[test]
fn numbers_of_task_master_stay_with_subtasks() {
    let plan = bundle(vec![
        task("1", Status::Completed, &[]),
        task("2", Status::InProgress, &["1"]),
        task("2.1", Status::Pending, &["1"]),
        task("2.2", Status::Blocked, &["2.1", "1"]),
        task("3", Status::Cancelled, &["2.2"]),
    ]);
    let written = write(Target::TaskMaster, &plan, NOW);
    let json: serde_json::Value = serde_json::from_str(&written.files[0].1).unwrap();
    let tasks = &json["shop-v1"]["tasks"];
    assert_eq!(
        tasks[1]["subtasks"][1]["dependencies"],
        serde_json::json!([1])
    );
    assert_eq!(tasks[2]["dependencies"], serde_json::json!(["2.2"]));
    assert_eq!(tasks[2].get("progressId"), None);
    let back = round_trip(
        Target::TaskMaster,
        Format::TaskMaster,
        ".taskmaster/tasks",
        &plan,
    );
    let mut expected = values(&plan, everything);
    let mut found = values(&back, everything);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn keys_are_in_the_order_of_the_format() {
    let plan = bundle(vec![task("1", Status::Pending, &[])]);
    for target in [Target::TaskMaster, Target::Beads] {
        let written = write(target, &plan, NOW);
        let text = &written.files[0].1;
        let places = ["\"id\"", "\"title\"", "\"status\""].map(|key| text.find(key));
        assert!(places.is_sorted() && places[0].is_some(), "{text}");
    }
}

#[test]
fn other_ids_are_numbered_and_come_back() {
    let plan = bundle(vec![
        task("AUTH-1.2", Status::Pending, &["AUTH-1.1"]),
        task("AUTH-1.1", Status::Completed, &[]),
    ]);
    let back = round_trip(
        Target::TaskMaster,
        Format::TaskMaster,
        ".taskmaster/tasks",
        &plan,
    );
    assert_eq!(values(&back, everything), values(&plan, everything));
    let text = &write(Target::SpecKit, &plan, NOW).files[0].1;
    assert!(
        text.contains("- [ ] T002 AUTH-1.2: Do AUTH-1.2 (depends on T001)"),
        "{text}"
    );
}

#[test]
fn backlog_keeps_ids_with_one_prefix_only() {
    let plan = bundle(vec![
        task("SHOP-1", Status::Completed, &[]),
        task("SHOP-2", Status::Blocked, &["SHOP-1"]),
        task("SHOP-2.0", Status::Deferred, &[]),
        task("SHOP-2.1", Status::Deferred, &[]),
    ]);
    let back = round_trip(Target::Backlog, Format::Backlog, "backlog", &plan);
    assert_eq!(values(&back, everything), values(&plan, everything));
    let plan = bundle(vec![
        task("A-1", Status::Pending, &[]),
        task("B-1", Status::Pending, &["A-1"]),
    ]);
    let back = round_trip(Target::Backlog, Format::Backlog, "backlog", &plan);
    let ids = values(&back, |task| {
        format!("{} < {:?}", task.id, task.dependencies)
    });
    assert_eq!(ids, ["TASK-1 < []", "TASK-2 < [\"TASK-1\"]"]);
    // IDs that the tool does not accept do not affect the others.
    let plan = bundle(vec![
        task("SHOP-7", Status::Pending, &[]),
        task("SHOP-7-2", Status::Pending, &["SHOP-7"]),
        task("SHOP-3", Status::Pending, &["SHOP-7-2"]),
    ]);
    let back = round_trip(Target::Backlog, Format::Backlog, "backlog", &plan);
    let mut ids = values(&back, |task| {
        format!("{} < {:?}", task.id, task.dependencies)
    });
    ids.sort();
    assert_eq!(
        ids,
        [
            "SHOP-3 < [\"SHOP-8\"]",
            "SHOP-7 < []",
            "SHOP-8 < [\"SHOP-7\"]"
        ]
    );
}

#[test]
fn beads_keeps_states_that_it_does_not_have() {
    let plan = bundle(vec![
        task("bd-1", Status::Cancelled, &[]),
        task("bd-2", Status::Review, &["bd-1"]),
        task("bd-3", Status::Deferred, &[]),
    ]);
    let back = round_trip(Target::Beads, Format::Beads, ".beads", &plan);
    assert_eq!(values(&back, everything), values(&plan, everything));
}

#[test]
fn spreadsheets_and_calendars_cannot_be_tricked() {
    let mut evil = task("A-1", Status::Pending, &[]);
    evil.title = "=HYPERLINK(\"x\"), \u{1}a;b\\ \u{e4}".repeat(5);
    let plan = bundle(vec![evil]);
    let csv = &write(Target::Csv, &plan, NOW).files[0].1;
    assert!(csv.contains(",\"'=HYPERLINK(\"\"x\"\")"), "{csv}");
    let ics = &write(Target::Calendar, &plan, NOW).files[0].1;
    assert!(
        ics.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"),
        "{ics}"
    );
    assert!(ics.contains("DTSTAMP:20260205T123000Z\r\n"), "{ics}");
    assert!(ics.contains("\\, a\\;b\\\\"), "{ics}");
    for line in ics.split("\r\n") {
        assert!(
            line.len() <= 75 && !line.contains(['\n', '\u{1}']),
            "{line:?}"
        );
    }
}

#[test]
fn what_a_format_cannot_say_is_listed() {
    let mut one = task("A-1", Status::Review, &[]);
    one.estimate = Some("2 days".to_owned());
    one.notes = Some("why".to_owned());
    one.priority = Some("soon".to_owned());
    let mut plan = bundle(vec![one]);
    plan.plans[0].phases.push(Phase {
        name: Some("2".to_owned()),
        title: "Pay".to_owned(),
        tasks: vec![task("A-2", Status::Pending, &[])],
    });
    for (target, expected) in [
        (Target::Csv, ""),
        (
            Target::Calendar,
            "assignees: A-1, A-2; estimate: A-1; status without a counterpart, written as the closest one: A-1",
        ),
        (
            Target::SpecKit,
            "status other than open and done, written as open: A-1; assignees: A-1, A-2; priority: A-1, A-2; estimate: A-1; notes: A-1",
        ),
        (
            Target::Beads,
            "unsupported priority, written as medium: A-1; estimate that is not in minutes or hours: A-1; phases: shop-v1",
        ),
        (
            Target::TaskMaster,
            "unsupported priority, written as medium: A-1; phases: shop-v1",
        ),
        (Target::GithubIssues, "titles of phases: shop-v1"),
    ] {
        let remarks = write(target, &plan, NOW).remarks;
        let lines = remarks
            .iter()
            .map(|it| format!("{}: {}", it.what, it.tasks.join(", ")));
        assert_eq!(lines.collect::<Vec<_>>().join("; "), expected, "{target}");
    }
    let csv = &write(Target::Csv, &plan, NOW).files[0].1;
    assert!(csv.contains(",Cart,why\n"), "{csv}");
    let ics = &write(Target::Calendar, &plan, NOW).files[0].1;
    assert!(ics.contains("CATEGORIES:shop-v1,Cart\r\n"), "{ics}");
}

#[test]
fn spec_kit_marks_what_may_run_in_parallel() {
    let plan = bundle(vec![
        task("T001", Status::Pending, &[]),
        task("T002", Status::Pending, &[]),
        task("T003", Status::Pending, &["T001"]),
        task("T004", Status::Pending, &[]),
    ]);
    let back = round_trip(Target::SpecKit, Format::SpecKit, "specs", &plan);
    let names = values(&back, |task| {
        format!("{} < {}", task.id, task.dependencies.join(","))
    });
    assert_eq!(
        names,
        ["T001 < ", "T002 < ", "T003 < T001,T002", "T004 < T003"]
    );
}

#[test]
fn github_takes_states_as_labels() {
    let plan = bundle(vec![
        task("A-1", Status::Blocked, &["A-2"]),
        task("A-2", Status::Cancelled, &[]),
    ]);
    let json: serde_json::Value =
        serde_json::from_str(&write(Target::GithubIssues, &plan, NOW).files[0].1).unwrap();
    assert_eq!(json[0]["title"], "A-1: Do A-1");
    assert_eq!(json[0]["body"], "Depends on: A-2");
    assert_eq!(json[0]["labels"][3], "status:blocked");
    assert_eq!(
        (&json[1]["state"], &json[1]["state_reason"]),
        (&"closed".into(), &"not_planned".into())
    );
}

const STATUSES: &[Status] = &[
    Status::Pending,
    Status::InProgress,
    Status::Review,
    Status::Completed,
    Status::Blocked,
    Status::Deferred,
    Status::Cancelled,
];

/// Plans with any titles, states and dependencies on earlier tasks.
fn plans(prefix: &'static str) -> impl Strategy<Value = Bundle> {
    let one = (
        "[ -~äß\u{1f600}]{0,40}",
        0..STATUSES.len(),
        proptest::option::of(0..9_usize),
        "[a-z]{1,6}",
    );
    proptest::collection::vec(one, 1..10).prop_map(move |entries| {
        let mut tasks = Vec::new();
        for (index, (title, status, before, who)) in entries.into_iter().enumerate() {
            let before = before.filter(|before| *before < index);
            let title = format!(
                "x{}",
                title.split_whitespace().collect::<Vec<_>>().join(" ")
            );
            tasks.push(Task {
                id: format!("{prefix}{}", index + 1),
                title,
                status: STATUSES[status],
                dependencies: before
                    .map(|it| format!("{prefix}{}", it + 1))
                    .into_iter()
                    .collect(),
                assignees: vec![who],
                priority: Some("low".to_owned()),
                ..Task::default()
            });
        }
        bundle(tasks)
    })
}

proptest! {
    #[test]
    fn what_task_master_can_say_is_kept(plan in plans("")) {
        let back = round_trip(Target::TaskMaster, Format::TaskMaster, ".taskmaster/tasks", &plan);
        prop_assert_eq!(values(&back, everything), values(&plan, everything));
    }

    #[test]
    fn what_backlog_can_say_is_kept(plan in plans("TASK-")) {
        let back = round_trip(Target::Backlog, Format::Backlog, "backlog", &plan);
        prop_assert_eq!(values(&back, everything), values(&plan, everything));
    }

    #[test]
    fn what_beads_can_say_is_kept(plan in plans("bd-")) {
        let back = round_trip(Target::Beads, Format::Beads, ".beads", &plan);
        prop_assert_eq!(values(&back, everything), values(&plan, everything));
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in ".{0,200}", boxes in "([-*+ \\[\\]xX~T0-9.#>|`:()\n\t]){0,200}") {
        for name in ["x.md", "tasks.json", "x.jsonl", "sprint-status.yaml", ".planning/ROADMAP.md", "openspec/changes/a/tasks.md", ".kiro/specs/a/tasks.md", "specs/a/tasks.md", "backlog/config.yml"] {
            for text in [&text, &boxes] {
                let files = MemoryFiles::new([(name, text.as_str()), ("backlog/tasks/task-1 - x.md", text.as_str())]);
                for format in crate::detect(&files, name, &Known::default()) {
                    if let Ok(bundle) = read(format, &files, name, &Known::default()) {
                        let mut ids: Vec<&str> = bundle.tasks().map(|task| task.id.as_str()).collect();
                        prop_assert!(ids.iter().all(|id| progress_core::model::id::is_id(id)));
                        ids.sort_unstable();
                        ids.dedup();
                        prop_assert!(bundle.plans.len() != 1 || ids.len() == bundle.task_count());
                    }
                }
            }
        }
    }
}

#[test]
fn spec_kit_marks_neighbors_that_do_not_wait_for_each_other() {
    let plan = bundle(vec![
        task("T001", Status::Pending, &[]),
        task("T002", Status::Pending, &["T001"]),
        task("T003", Status::Pending, &["T001"]),
        task("T004", Status::Pending, &["T002", "T003"]),
    ]);
    let back = round_trip(Target::SpecKit, Format::SpecKit, "specs", &plan);
    let dependencies = |task: &Task| task.dependencies.join(",");
    assert_eq!(values(&back, dependencies), values(&plan, dependencies));
}
