//! Tests of `progress reopen` and `progress unblock`.

use crate::common::Sandbox;

const NOW: &[(&str, &str)] = &[("PROGRESS_NOW", "2026-02-09T12:30:00Z")];
const PATH: &str = "progress/auth-v1/phase-1-progress.md";

const FIRST: &str = "---
type: progress
prd: auth-v1
phase: 1
status: completed
completed: 2026-02-08
overall_progress: 100
completed_tasks: 2
in_progress_tasks: 0
tasks:
  - { id: A-1, status: completed, assigned_to: [ann], dependencies: [], completed: 2026-02-07 }
  - { id: A-2, status: completed, assigned_to: [ann], dependencies: [] }
---
";

const BLOCKED: &str = "---
type: progress
prd: auth-v1
phase: 1
status: in_progress
blocked_tasks: 2
tasks:
  - { id: A-1, status: blocked, assigned_to: [ann], dependencies: [], started: 2026-02-07 }
  - { id: A-11, status: blocked, assigned_to: [ann], dependencies: [] }
blockers:
  - A-1 waits for the key # really
  - \"A-1 and A-11 wait for the network\"
  - { id: B-1, description: No disk, blocking: [A-1, A-11] }
  - { id: B-2, description: No power, task: A-1, status: open }
  - { id: B-3, description: No time, task: A-1 }
  - Somebody asked about A-1.
---
";

fn bench(text: &str) -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(PATH, text);
    bench
}

fn read(bench: &Sandbox) -> String {
    std::fs::read_to_string(bench.root.join(PATH)).unwrap()
}

#[test]
fn a_reopened_task_reopens_its_phase() {
    let sandbox = bench(FIRST);
    let reopened = sandbox.run_with(&["reopen", "A-1", "--note", "it fails"], NOW);
    reopened.exits(0).complains("");
    insta::assert_snapshot!(reopened.stdout);
    sandbox.run(&["lint", "--fail-on", "warning"]).exits(0);
    let again = sandbox.run(&["reopen", "A-1"]);
    again
        .exits(2)
        .stderr_has("cannot reopen `A-1`: its status is `pending`")
        .stderr_has("help: only a task that is done or dropped can be reopened");
    let started = sandbox.run_in("progress", &["reopen", "auth:A-2", "--start"]);
    started
        .exits(0)
        .stdout_has("tasks/A-2/status: completed → in_progress\n");
    let unknown = sandbox.run(&["reopen", "A-3"]);
    unknown.exits(2).stderr_has("did you mean `A-");
}

#[test]
fn an_unblocked_task_has_no_blockers() {
    let sandbox = bench(BLOCKED);
    let unblocked = sandbox.run_with(&["unblock", "A-1"], NOW);
    unblocked.exits(0);
    insta::assert_snapshot!(unblocked.stdout);
    insta::assert_snapshot!(unblocked.stderr);
    let text = read(&sandbox);
    let blockers = text.split("blockers:\n").nth(1).unwrap();
    insta::assert_snapshot!(blockers);
    let unblocked = sandbox.run_with(&["unblock", "A-11"], NOW);
    unblocked
        .exits(0)
        .stdout_has("tasks/A-11/status: blocked → pending\n");
    let again = sandbox.run(&["unblock", "A-11"]);
    again
        .exits(2)
        .stderr_has("cannot unblock `A-11`: its status is `pending`");
}

#[test]
fn the_last_blocker_leaves_an_empty_list() {
    let text = "---\ntype: progress\nprd: a\nphase: 1\nstatus: blocked\ntasks:\n  - { id: A-1, status: blocked }\nblockers:\n  - A-1 waits\n---\n";
    let sandbox = bench(text);
    let unblocked = sandbox.run(&["unblock", "A-1", "--start"]);
    unblocked
        .exits(0)
        .stdout_has("tasks/A-1/status: blocked → in_progress\n")
        .stdout_has("blockers: - A-1 waits\n");
    assert!(
        read(&sandbox).contains("blockers: []\n"),
        "{}",
        read(&sandbox)
    );
}

#[test]
fn an_unblocked_task_is_being_worked_on_again() {
    let sandbox = bench(BLOCKED);
    sandbox.commit();
    sandbox.run(&["hook", "install"]).exits(0);
    sandbox.run(&["unblock", "A-1"]).exits(0);
    sandbox.write("a.txt", "a\n");
    sandbox.git(&["add", "a.txt"]);
    let path = std::path::Path::new(env!("CARGO_BIN_EXE_progress"));
    let script = format!(
        "PATH='{}':$PATH git -c user.name=A -c user.email=a@example.org commit -qm Work && git log -1 --format=%B",
        path.parent().unwrap().display()
    );
    sandbox.bash(&script).stdout_has("Task: ");
}
