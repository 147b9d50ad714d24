//! Tests of `progress criterion`, and of what is said about pending criteria.

use crate::common::Sandbox;

const NOW: &[(&str, &str)] = &[("PROGRESS_NOW", "2026-02-09T12:30:00Z")];
const PATH: &str = "progress/auth-v1/phase-1-progress.md";

const FIRST: &str = "---
type: progress
prd: \"auth-v1\"
phase: 1
status: \"in_progress\"
started: \"2026-02-05\"
completed: null
overall_progress: 50
total_tasks: 2
completed_tasks: 1
in_progress_tasks: 1
tasks:
  - { id: \"A-1\", status: \"completed\", assigned_to: [\"ann\"], dependencies: [] }
  - { id: \"A-2\", status: \"in_progress\", assigned_to: [\"ann\"], dependencies: [] }
success_criteria:
  - { id: \"SC-1\", description: \"It works\", status: \"pending\" } # soon
  - id: SC-2
    description: It is fast
---
";

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(
        PATH,
        &FIRST.replace("It is fast\n", "It is fast\n    status: pending\n"),
    );
    let other = "---\ntype: progress\nprd: shop\nphase: 1\nstatus: planning\ntasks: []\nsuccess_criteria:\n  - { id: SC-1, status: pending }\n---\n";
    bench.write("progress/shop/phase-1-progress.md", other);
    bench
}

fn read(bench: &Sandbox) -> String {
    std::fs::read_to_string(bench.root.join(PATH)).unwrap()
}

#[test]
fn the_last_criterion_completes_the_phase() {
    let bench = bench();
    let done = bench.run_with(&["done", "A-2"], NOW);
    done.exits(0).stdout_has("status: in_progress → review\n");
    done.complains(
        "note: all tasks are done, but the phase is in `review`, because 2 success criteria are still pending: SC-1, SC-2; run `progress criterion met ID` for each that is met\n",
    );
    let met = bench.run_with(&["criterion", "met", "auth:SC-1"], NOW);
    met.exits(0).complains("").prints(
        "progress/auth-v1/phase-1-progress.md\nsuccess_criteria/SC-1/status: pending → completed\n",
    );
    let met = bench.run_with(&["criterion", "met", "SC-2"], NOW);
    met.exits(0).complains("").prints(
        "progress/auth-v1/phase-1-progress.md\nsuccess_criteria/SC-2/status: pending → completed\nstatus: review → completed\ncompleted: (empty) → 2026-02-09\n",
    );
    let text = read(&bench);
    assert!(text.contains("status: \"completed\" } # soon\n"), "{text}");
    bench.run(&["lint"]).exits(0);
    bench
        .run(&["criterion", "met", "SC-2"])
        .exits(0)
        .prints("")
        .complains("nothing to change\n");
    let pending = bench.run_with(&["criterion", "pending", "SC-2", "-f", PATH], NOW);
    pending.exits(0).prints(
        "success_criteria/SC-2/status: completed → pending\nstatus: completed → review\ncompleted: 2026-02-09 → (empty)\n",
    );
}

#[test]
fn completing_a_phase_names_pending_criteria() {
    let bench = bench();
    let arguments = [
        "update",
        "-f",
        PATH,
        "-t",
        "A-2",
        "-s",
        "done",
        "--set",
        "status=completed",
    ];
    let done = bench.run_with(&arguments, NOW);
    done.exits(0).complains(
        "note: the phase is done, but 2 success criteria are still pending: SC-1, SC-2; run `progress criterion met ID` for each that is met\n",
    );
}

#[test]
fn an_unknown_or_ambiguous_criterion_is_an_error() {
    let bench = bench();
    let several = bench.run(&["criterion", "met", "SC-1"]);
    several
        .exits(2)
        .stderr_has("2 phases have a success criterion `SC-1`")
        .stderr_has("add --plan and --phase, or --file");
    let unknown = bench.run(&["criterion", "met", "SC-22"]);
    unknown.exits(2).stderr_has("did you mean `SC-2`?");
    let unknown = bench.run(&["criterion", "met", "SC-1", "SC-22", "-f", PATH]);
    unknown
        .exits(2)
        .stderr_has("no success criterion `SC-22`")
        .stderr_has("did you mean `SC-2`?");
    assert!(!read(&bench).contains("\"completed\" } # soon"));
    let chosen = bench.run(&[
        "criterion",
        "met",
        "SC-1",
        "--plan",
        "shop",
        "--format",
        "json",
    ]);
    chosen
        .exits(0)
        .stdout_has("\"criterion\":\"SC-1\",\"key\":\"status\"");
    // On the branch of a plan, its own criterion is meant.
    bench.git(&["checkout", "--quiet", "-b", "feature/auth-v1"]);
    let current = bench.run(&["criterion", "met", "SC-1", "--dry-run"]);
    current
        .exits(0)
        .stdout_has("progress/auth-v1/phase-1-progress.md");
    let below = bench.run_in(
        "progress/auth-v1",
        &["criterion", "met", "SC-2", "--dry-run"],
    );
    below.exits(0).stdout_has("+    status: completed");
}
