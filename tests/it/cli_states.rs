//! Tests of task events in `progress log` and of `progress blame`.

use serde_json::Value;

use crate::common::{Outcome, Sandbox};

const PATH: &str = "progress/auth-v1/phase-1-progress.md";

fn file(tasks: &[(&str, &str)]) -> String {
    let task = |(id, status): &(&str, &str)| {
        format!(
            "  - id: {id}\n    description: About {id}\n    status: {status}\n    \
             assigned_to: [a]\n    dependencies: []\n"
        )
    };
    let tasks: String = tasks.iter().map(task).collect();
    format!(
        "---\ntype: progress\nprd: auth-v1\nphase: 1\nstatus: in_progress\ntasks:\n{tasks}---\n"
    )
}

fn commit(bench: &Sandbox, message: &str) {
    bench.git(&["add", "--all"]);
    bench.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
}

/// Creates one commit per status of the first task.
fn bench(statuses: &[&str]) -> Sandbox {
    let bench = Sandbox::repository();
    for status in statuses {
        bench.write(PATH, &file(&[("A-1", status), ("A-2", "pending")]));
        commit(&bench, &format!("chore: {status}"));
    }
    bench
}

/// Returns `subject: event task, …` for each commit that changed something, newest first.
fn told(outcome: &Outcome) -> Vec<String> {
    let report: Value = serde_json::from_str(&outcome.exits(0).stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let told = report["commits"].as_array().unwrap().iter().map(|it| {
        let changes = it["changes"].as_array().unwrap().iter();
        let changes: Vec<String> = changes
            .map(|it| format!("{} {}", text(&it["event"]), text(&it["task"])))
            .collect();
        format!("{}: {}", text(&it["subject"]), changes.join(", "))
    });
    told.collect()
}

#[test]
fn a_log_shows_the_events_of_a_task() {
    let bench = bench(&["pending", "in_progress", "blocked", "completed", "pending"]);
    let expected = [
        "chore: pending: reopened A-1",
        "chore: completed: finished A-1",
        "chore: blocked: blocked A-1",
        "chore: in_progress: started A-1",
        "chore: pending: added A-1",
    ];
    assert_eq!(
        told(&bench.run(&["log", "A-1", "--format", "json"])),
        expected
    );
    let outcome = bench.run(&["log", "A-1"]);
    outcome.exits(0).stdout_has("\n         finished A-1\n");
    let plan = told(&bench.run(&["log", "auth-v1", "--format", "json"]));
    assert_eq!(plan.last().unwrap(), "chore: pending: added A-1, added A-2");
}

#[test]
fn renamed_files_and_tasks_are_followed() {
    let bench = bench(&["pending", "in_progress"]);
    bench.git(&["mv", "progress/auth-v1", "progress/moved"]);
    commit(&bench, "chore: move");
    let path = "progress/moved/phase-1-progress.md";
    let text = file(&[("A-1", "in_progress"), ("A-2", "pending")]).replace("id: A-1", "id: B-1");
    bench.write(path, &text);
    commit(&bench, "chore: rename");
    bench.write(
        path,
        &text.replace("in_progress\n    ass", "completed\n    ass"),
    );
    commit(&bench, "chore: done");
    let found = told(&bench.run(&["log", "B-1", "--format", "json"]));
    let expected = [
        "chore: done: finished B-1",
        "chore: in_progress: started A-1",
        "chore: pending: added A-1",
    ];
    assert_eq!(found, expected);
}

#[test]
fn merged_changes_are_shown_once() {
    let bench = bench(&["pending"]);
    bench.git(&["checkout", "--quiet", "-b", "side"]);
    bench.write(PATH, &file(&[("A-1", "pending"), ("A-2", "completed")]));
    commit(&bench, "chore: second");
    bench.git(&["checkout", "--quiet", "main"]);
    bench.write(PATH, &file(&[("A-1", "completed"), ("A-2", "pending")]));
    commit(&bench, "chore: first");
    bench.try_git(&["merge", "--quiet", "side"]);
    bench.write(PATH, &file(&[("A-1", "completed"), ("A-2", "completed")]));
    commit(&bench, "Merge side");
    let mut found = told(&bench.run(&["log", "auth-v1", "--format", "json"]));
    found.sort();
    let expected = [
        "chore: first: finished A-1",
        "chore: pending: added A-1, added A-2",
        "chore: second: finished A-2",
    ];
    assert_eq!(found, expected);
}

#[test]
fn blame_shows_the_commit_of_each_value() {
    let bench = bench(&["pending", "in_progress"]);
    let text = file(&[("A-1", "in_progress"), ("A-2", "pending")]);
    bench.write(PATH, &text.replacen("[a]", "[b]", 1));
    let outcome = bench.run(&["blame", "A-1", "--format", "json"]);
    let report: Value = serde_json::from_str(&outcome.exits(0).stdout).unwrap();
    let fields = report["fields"].as_array().unwrap();
    let origin = |key: &str| {
        let field = fields.iter().find(|it| it["key"] == key).unwrap();
        (
            field["committed"].as_bool().unwrap(),
            field["subject"].clone(),
        )
    };
    assert_eq!(origin("status"), (true, "chore: in_progress".into()));
    assert_eq!(origin("description"), (true, "chore: pending".into()));
    assert_eq!(origin("assigned_to"), (false, Value::Null));
    let outcome = bench.run(&["blame", "A-1"]);
    outcome.exits(0).stdout_has("not committed yet");
    let outcome = bench.run(&["blame", "auth-v1"]);
    outcome.exits(2).stderr_has("`auth-v1` is not a task");
}
