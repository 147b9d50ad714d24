//! `lint --commits`: a pull request cannot weaken its own checks.

use crate::common::branched::{PHASE, RANGE, commit};
use crate::common::{GOOD, Sandbox};

/// Creates `main` with a plan and these settings, and a branch.
fn bench(settings: &str) -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(PHASE, GOOD);
    if !settings.is_empty() {
        bench.write(".progress.yaml", settings);
    }
    commit(&bench, "docs(plan): begin");
    bench.git(&["switch", "--quiet", "--create", "feature/auth"]);
    bench
}

/// Returns the phase with a wrong counter.
fn wrong() -> String {
    GOOD.replacen("total_tasks: 2", "total_tasks: 3", 1)
}

#[test]
fn settings_are_read_at_the_start_of_the_range() {
    for (old, new) in [
        ("", "rules:\n  count-mismatch: off\n"),
        ("", "exclude: [\"docs/**\"]\n"),
        ("", "include: [\"none/**\"]\n"),
        (
            "",
            "overrides:\n- paths: [\"**\"]\n  rules:\n    count-mismatch: off\n",
        ),
        (
            "rules:\n  count-mismatch: error\n",
            "rules:\n  count-mismatch: off\n",
        ),
    ] {
        let bench = bench(old);
        bench.write(PHASE, &wrong());
        bench.write(".progress.yaml", new);
        commit(&bench, "docs(plan): count (TASK-1.1)");
        let outcome = bench.run(RANGE);
        outcome.exits(1).stdout_has("error[count-mismatch]");
        outcome.stderr_has("the range changes the settings; using those in `");
        outcome.stderr_has("the range weakens these checks:\n  ");
        // Who wants it otherwise says so.
        let told = [RANGE, &["--settings-from", "HEAD"]].concat();
        let outcome = bench.run(&told);
        outcome.stdout_lacks("count-mismatch");
        outcome.stderr_has("the range weakens these checks:\n  ");
    }
}

#[test]
fn a_disabled_rule_is_named() {
    let bench = bench("rules:\n  schema: error\n");
    bench.write(
        ".progress.yaml",
        "rules:\n  schema: off\n  unknown-key: advice\n",
    );
    commit(&bench, "chore: settings (TASK-1.1)");
    let start = bench.git(&["rev-parse", "--short=12", "main"]);
    let start = start.trim();
    let outcome = bench.run(RANGE);
    outcome.stderr_has(&format!(
        "progress: the range changes the settings; using those in `{start}`, at its start \
         (`--settings-from REV` selects others)\n\
         progress: the range weakens these checks:\n\
         \x20 `schema` is off (was an error)\n\
         \x20 `unknown-key` is advice (was a warning)\n"
    ));
}

#[test]
fn stricter_settings_do_not_apply_yet_and_broken_ones_fail() {
    let bench = bench("");
    bench.write(".progress.yaml", "rules:\n  unknown-key: error\n");
    commit(&bench, "chore: settings (TASK-1.1)");
    let outcome = bench.run(RANGE);
    assert!(!outcome.stderr.contains("less is checked"), "{outcome}");
    bench.write(".progress.yaml", "rules:\n  unknown-kye: error\n");
    commit(&bench, "chore: settings (TASK-1.1)");
    let outcome = bench.run(RANGE);
    outcome
        .exits(2)
        .stderr_has(".progress.yaml:2:3: unknown rule `unknown-kye`");
}

#[test]
fn a_range_that_fixes_the_settings_is_checked_with_its_own() {
    let bench = bench("rules: [\n");
    bench.write(".progress.yaml", "rules:\n  count-mismatch: warning\n");
    bench.write(PHASE, &wrong());
    commit(&bench, "chore: settings (TASK-1.1)");
    let outcome = bench.run(RANGE);
    outcome.stdout_has("warning[count-mismatch]");
    outcome.stderr_has("at the start of the range, are invalid; using those at its end");
}

#[test]
fn a_named_settings_file_is_read_at_the_start_of_the_range() {
    let bench = bench("");
    bench.git(&["switch", "--quiet", "main"]);
    bench.write("ci/lint.yaml", "rules:\n  count-mismatch: error\n");
    commit(&bench, "ci: settings");
    bench.git(&["switch", "--quiet", "-C", "feature/auth"]);
    bench.write("ci/lint.yaml", "rules:\n  count-mismatch: off\n");
    bench.write(PHASE, &wrong());
    commit(&bench, "docs(plan): count (TASK-1.1)");
    let named = [RANGE, &["--config", "ci/lint.yaml"]].concat();
    let outcome = bench.run(&named);
    outcome.exits(1).stdout_has("error[count-mismatch]");
    outcome.stderr_has("`count-mismatch` is off (was an error)");
    // No commit can change an untracked file.
    bench.write("mine.yaml", "rules:\n  count-mismatch: off\n");
    let named = [RANGE, &["--config", "mine.yaml"]].concat();
    bench.run(&named).stdout_lacks("count-mismatch");
}

#[test]
fn the_baseline_is_read_at_the_start_of_the_range() {
    let bench = bench("");
    bench.write(PHASE, &wrong());
    let write = ["lint", "--baseline", "known.json", "--write-baseline"];
    bench.run(&write).exits(0);
    commit(&bench, "docs(plan): count (TASK-1.1)");
    let named = [RANGE, &["--baseline", "known.json"]].concat();
    let outcome = bench.run(&named);
    outcome.exits(1).stdout_has("error[count-mismatch]");
    outcome.stderr_has("the baseline `known.json` does not exist in `");
    // An existing empty baseline counts too.
    bench.git(&["switch", "--quiet", "main"]);
    bench.write("known.json", "{\"version\":1,\"findings\":[]}\n");
    commit(&bench, "ci: baseline");
    bench.git(&["switch", "--quiet", "-C", "feature/auth"]);
    bench.write(PHASE, &wrong());
    bench.run(&write).exits(0);
    commit(&bench, "docs(plan): count (TASK-1.1)");
    bench
        .run(&named)
        .exits(1)
        .stdout_has("error[count-mismatch]");
    let told = [&named[..], &["--settings-from", "HEAD"]].concat();
    bench.run(&told).stdout_lacks("count-mismatch");
    // No commit can change an untracked file.
    bench.bash("cp known.json mine.json").exits(0);
    let mine = [RANGE, &["--baseline", "mine.json"]].concat();
    bench.run(&mine).stdout_lacks("count-mismatch");
}

#[test]
fn progress_files_that_the_range_removes_are_listed() {
    let bench = bench("");
    bench.git(&["switch", "--quiet", "main"]);
    let second = PHASE.replace("phase-1", "phase-2");
    bench.write(&second, &GOOD.replacen("phase: 1", "phase: 2", 1));
    let third = PHASE.replace("phase-1", "phase-3");
    bench.write(&third, &GOOD.replacen("phase: 1", "phase: 3", 1));
    bench.write("docs/progress/notes.md", "# Notes\n");
    commit(&bench, "docs(plan): more");
    bench.git(&["switch", "--quiet", "-C", "feature/auth"]);
    bench.git(&["rm", "--quiet", &second, "docs/progress/notes.md"]);
    bench.git(&[
        "mv",
        PHASE,
        "docs/progress/auth-v1/phase-1-begin-progress.md",
    ]);
    bench.write(&third, "---\ntype: note\ntitle: Third\n---\n# Notes\n");
    commit(&bench, "docs(plan): fewer (TASK-1.1)");
    let outcome = bench.run(RANGE);
    outcome.stderr_has(&format!(
        "progress: the range removes 2 progress files:\n\
         \x20 `{second}` is deleted\n\
         \x20 `{third}` is no longer a progress file\n"
    ));
    assert!(!outcome.stderr.contains("notes.md"), "{outcome}");
}

#[test]
fn ignore_comments_that_the_range_adds_are_listed() {
    let bench = bench("");
    bench.git(&["switch", "--quiet", "main"]);
    let old = GOOD.replacen(
        "total_tasks: 2",
        "total_tasks: 3 # progress: ignore[count-mismatch]",
        1,
    );
    bench.write(PHASE, &old);
    commit(&bench, "docs(plan): count");
    bench.git(&["switch", "--quiet", "-C", "feature/auth"]);
    let new = old.replacen("total_tasks: 3", "total_tasks: 4", 1);
    bench.write(PHASE, &new);
    commit(&bench, "docs(plan): recount (TASK-1.1)");
    let outcome = bench.run(RANGE);
    assert!(!outcome.stderr.contains("ignore"), "{outcome}");
    let new = new.replacen("---\n", "---\n# progress: ignore[schema, no-rule]\n", 1);
    let new = new.replacen(
        "completed_tasks: 0",
        "completed_tasks: 0 # progress: ignore[count-mismatch]",
        1,
    );
    let moved = "docs/progress/auth-v1/phase-1-begin-progress.md";
    bench.git(&["mv", PHASE, moved]);
    bench.write(moved, &new);
    commit(&bench, "docs(plan): ignore (TASK-1.1)");
    let outcome = bench.run(RANGE);
    outcome.stderr_has(&format!(
        "progress: the range adds 2 ignore comments:\n\
         \x20 {moved}:2: `schema` in the whole file\n\
         \x20 {moved}:13: `count-mismatch`\n"
    ));
}
