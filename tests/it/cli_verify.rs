//! Tests of `progress verify`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::common::{Outcome, Sandbox};

pub const PATH: &str = "progress/auth-v1/phase-1-progress.md";

/// A progress file with these tasks: ID, status, and further keys.
pub fn file(tasks: &[(&str, &str, &str)], rest: &str) -> String {
    let mut text =
        "---\ntype: progress\nprd: auth-v1\nphase: 1\nstatus: in_progress\ntasks:\n".to_owned();
    for (id, status, keys) in tasks {
        writeln!(
            text,
            "  - {{ id: {id}, status: {status}, assigned_to: [a], dependencies: []{keys} }}"
        )
        .unwrap();
    }
    text + rest + "---\n"
}

pub fn commit(bench: &Sandbox, message: &str) {
    bench.git(&["add", "--all"]);
    bench.git(&["commit", "--quiet", "--message", message]);
}

/// The verdicts by ID, each with the names of its reasons.
pub fn verdicts(outcome: &Outcome) -> BTreeMap<String, String> {
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let mut found = BTreeMap::new();
    for item in report["verdicts"].as_array().unwrap() {
        let reasons = item["reasons"].as_array().unwrap().iter();
        let names: Vec<&str> = reasons.map(|it| it["name"].as_str().unwrap()).collect();
        let verdict = item["verdict"].as_str().unwrap();
        found.insert(
            item["id"].as_str().unwrap().to_owned(),
            format!("{verdict}: {}", names.join(", ")),
        );
    }
    found
}

pub fn verify(bench: &Sandbox) -> BTreeMap<String, String> {
    verdicts(bench.run(&["verify", "--format", "json"]).exits(0))
}

/// The verdicts once a commit that does nothing else has marked the tasks as done.
pub fn verify_as_done(bench: &Sandbox, tasks: &[(&str, &str, &str)]) -> BTreeMap<String, String> {
    bench.write(PATH, &file(tasks, ""));
    commit(bench, "chore: mark as done");
    verify(bench)
}

/// A plan with open tasks, committed.
pub fn bench(tasks: &[(&str, &str, &str)]) -> Sandbox {
    let bench = Sandbox::repository();
    bench.write("src/old.rs", "1");
    commit(&bench, "start");
    let open: Vec<(&str, &str, &str)> = tasks
        .iter()
        .map(|(id, _, keys)| (*id, "pending", *keys))
        .collect();
    bench.write(PATH, &file(&open, ""));
    commit(&bench, "docs(plan): plan it");
    bench
}

#[test]
fn work_supports_a_task_and_its_absence_refutes_it() {
    let tasks = [
        ("A-1", "completed", ""),
        ("A-2", "completed", ", files: [src/two.rs]"),
        ("A-3", "completed", ", files: [src/never.rs]"),
    ];
    let bench = bench(&tasks);
    bench.write("src/one.rs", "1");
    commit(&bench, "feat: add one (A-1)");
    bench.write("src/two.rs", "1");
    commit(&bench, "wip");
    let found = verify_as_done(&bench, &tasks);
    assert_eq!(found["A-1"], "supported: commit-names-task");
    assert_eq!(found["A-2"], "supported: files-changed");
    assert_eq!(found["A-3"], "unsupported: files-missing");
    let outcome = bench.run(&["verify", "--fail-on", "unsupported"]);
    outcome.exits(1).stdout_has("`src/never.rs` never existed");
    outcome.stdout_lacks("A-1");
    bench
        .run(&["verify", "A-1", "--fail-on", "weak"])
        .exits(0)
        .stdout_has("A-1");
    bench.run(&["verify", "A-9"]).exits(2).stderr_has("A-");
}

#[test]
fn a_name_may_begin_with_a_dot() {
    let tasks = [("A-1", "completed", ", description: Commit the .mcp.json")];
    let bench = bench(&tasks);
    bench.write(".mcp.json", "{}");
    bench.write(".github/workflows/ci.yml", "on: push");
    commit(&bench, "wip");
    let criteria = "success_criteria:
  - { id: SC-1, description: x, status: met, evidence: .github/workflows/ci.yml }
  - { id: SC-2, description: x, status: met, evidence: ./src/old.rs }
";
    bench.write(PATH, &file(&tasks, criteria));
    commit(&bench, "chore: mark as done");
    let found = verify(&bench);
    assert_eq!(found["A-1"], "supported: commit-creates-file");
    for id in ["SC-1", "SC-2"] {
        assert_eq!(found[id], "supported: evidence-exists, tasks-supported");
    }
}

#[test]
fn a_named_file_may_have_got_another_name() {
    let tasks = [(
        "A-1",
        "completed",
        ", description: Create src/cart_repository.rs for the cart",
    )];
    let bench = bench(&tasks);
    bench.write("src/repositories.rs", "struct CartRepository;");
    bench.write(PATH, &file(&tasks, ""));
    commit(&bench, "feat: store the cart");
    assert_eq!(verify(&bench)["A-1"], "supported: status-with-work");
}

#[test]
fn nothing_but_progress_files_is_no_work() {
    let bench = bench(&[("A-1", "completed", "")]);
    bench.write(PATH, &file(&[("A-1", "completed", "")], ""));
    commit(&bench, "docs: finish A-1");
    assert_eq!(verify(&bench)["A-1"], "unsupported: no-work, no-commit");
}

#[test]
fn work_that_comes_with_a_task_may_be_the_work_on_it() {
    let bench = Sandbox::repository();
    bench.write(PATH, &file(&[("A-1", "pending", "")], ""));
    bench.write("src/one.rs", "1");
    commit(&bench, "fix tests, format the code");
    bench.write(PATH, &file(&[("A-1", "completed", "")], ""));
    commit(&bench, "docs: finish A-1");
    assert_eq!(verify(&bench)["A-1"], "unknown: unlinked-commits");
}

#[test]
fn reverted_work_is_gone_until_it_is_done_again() {
    let bench = bench(&[("A-1", "completed", "")]);
    bench.write("src/one.rs", "1");
    commit(&bench, "feat: add one (A-1)");
    bench.git(&["revert", "--no-edit", "HEAD"]);
    bench.write(PATH, &file(&[("A-1", "completed", "")], ""));
    commit(&bench, "docs: finish A-1");
    assert_eq!(verify(&bench)["A-1"], "unsupported: reverted");
    bench.git(&["revert", "--no-edit", "HEAD~1"]);
    assert_eq!(verify(&bench)["A-1"], "supported: commit-names-task");
}

#[test]
fn tasks_are_followed_into_renamed_files() {
    let bench = bench(&[("A-1", "completed", "")]);
    bench.write("src/one.rs", "1");
    bench.write(PATH, &file(&[("A-1", "completed", "")], ""));
    commit(&bench, "feat: the first");
    bench.git(&["mv", PATH, "progress/auth-v1/phase-1-cart-progress.md"]);
    commit(&bench, "chore: rename");
    assert_eq!(verify(&bench)["A-1"], "supported: status-with-work");
}

#[test]
fn what_the_history_does_not_show_is_unknown() {
    let bench = Sandbox::repository();
    bench.write(PATH, &file(&[("A-1", "completed", "")], ""));
    commit(&bench, "docs: record what was done");
    assert_eq!(verify(&bench)["A-1"], "unknown: added-as-done");
    bench.write(
        PATH,
        &file(&[("A-1", "completed", ""), ("A-2", "completed", "")], ""),
    );
    assert_eq!(verify(&bench)["A-2"], "unknown: not-committed");
    let folder = Sandbox::folder();
    folder.write(PATH, &file(&[("A-1", "completed", "")], ""));
    assert_eq!(verify(&folder)["A-1"], "unknown: no-history");
}

#[test]
fn a_range_verifies_what_it_completes() {
    let tasks = [("A-1", "completed", ""), ("A-2", "pending", "")];
    let bench = bench(&tasks);
    bench.git(&["tag", "start"]);
    bench.write("src/one.rs", "1");
    commit(&bench, "feat: add one (A-1)");
    bench.write("src/two.rs", "1");
    commit(&bench, "feat: half of two (A-2)");
    bench.write(PATH, &file(&tasks, ""));
    commit(&bench, "chore: mark as done");
    let range = |text: &str| bench.run(&["verify", "--commits", text, "--format", "json"]);
    let outcome = range("start..HEAD");
    assert_eq!(verdicts(outcome.exits(0)).len(), 1);
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(report["unfinished"][0]["id"], "A-2");
    assert!(verdicts(range("HEAD..HEAD").exits(0)).is_empty());
    range("HEAD").exits(2);
    range("").exits(2);
    range("none..HEAD").exits(2);
}

#[test]
fn a_criterion_needs_its_own_evidence() {
    let bench = bench(&[("A-1", "completed", "")]);
    bench.write("tests/one.rs", "1");
    let criteria = "success_criteria:\n  - { id: SC-1, description: x, status: met, evidence: [tests/one.rs] }\n  - { id: SC-2, description: y, status: met }\n  - { id: SC-3, description: z, status: pending }\n";
    bench.write(PATH, &file(&[("A-1", "completed", "")], criteria));
    commit(&bench, "test: add one (A-1)");
    let found = verify(&bench);
    assert_eq!(found["SC-1"], "supported: evidence-exists, tasks-supported");
    assert_eq!(found["SC-2"], "weak: tasks-supported, no-evidence");
    assert!(!found.contains_key("SC-3"));
}

#[test]
fn a_shallow_clone_refutes_nothing() {
    let bench = bench(&[("A-1", "completed", "")]);
    bench.write(PATH, &file(&[("A-1", "completed", "")], ""));
    commit(&bench, "docs: finish A-1");
    let url = bench.url();
    let clone = Sandbox::folder();
    clone
        .bash(&format!("git clone --quiet --depth 1 {url} clone"))
        .exits(0);
    let outcome = clone.run_in("clone", &["verify", "--format", "json"]);
    assert_eq!(verdicts(outcome.exits(0))["A-1"], "unknown: shallow-clone");
}

#[test]
fn content_is_escaped_in_every_format() {
    let bench = Sandbox::repository();
    let keys = ", description: \"a |<b> @x \\e[31m\"";
    bench.write(PATH, &file(&[("A-1", "completed", keys)], ""));
    commit(&bench, "docs: [x](y) `z`");
    let outcome = bench.run(&["verify"]);
    outcome.exits(0).stdout_lacks("\u{1b}");
    let outcome = bench.run(&["verify", "--format", "markdown"]);
    outcome
        .exits(0)
        .stdout_lacks("<b>")
        .stdout_lacks("\u{1b}")
        .stdout_lacks("](y)");
    let outcome = bench.run(&["verify", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&outcome.exits(0).stdout).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(0));
}

#[test]
fn markdown_starts_with_the_phase_that_has_the_worst_verdict() {
    let bench = bench(&[("A-1", "completed", "")]);
    bench.write("src/one.rs", "1");
    bench.write(PATH, &file(&[("A-1", "completed", "")], ""));
    commit(&bench, "feat: one (A-1)");
    let second = file(&[("B-1", "pending", "")], "").replace("phase: 1", "phase: 2");
    bench.write("progress/auth-v1/phase-2-progress.md", &second);
    commit(&bench, "docs(plan): plan more");
    bench.write(
        "progress/auth-v1/phase-2-progress.md",
        &second.replace("pending", "completed"),
    );
    commit(&bench, "chore: mark as done");
    let outcome = bench.run(&["verify", "--all", "--format", "markdown"]);
    let place = |text| outcome.stdout.find(text).unwrap();
    assert!(
        place("| ❌ unsupported | <code>B-1</code>") < place("| ✅ supported | <code>A-1</code>")
    );
}

#[test]
fn sarif_reports_what_is_weak_or_unsupported() {
    let bench = bench(&[("A-1", "completed", "")]);
    bench.write(PATH, &file(&[("A-1", "completed", "")], ""));
    commit(&bench, "docs: finish A-1");
    let outcome = bench.run(&["verify", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&outcome.exits(0).stdout).unwrap();
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "verify-unsupported");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], PATH);
    assert_eq!(place["region"]["startLine"], 7);
}

#[test]
fn work_that_was_taken_back_supports_nothing() {
    let tasks = [("A-1", "completed", ""), ("A-2", "completed", "")];
    let bench = bench(&tasks);
    bench.write("src/one.rs", "1");
    commit(&bench, "feat: A-1");
    bench.write("src/two.rs", "1");
    commit(&bench, "feat: A-2");
    std::fs::remove_file(bench.root.join("src/one.rs")).unwrap();
    commit(&bench, "Undo A-1 for now");
    // It changes other files than the work, so it takes nothing back.
    bench.write("src/revert.rs", "1");
    commit(&bench, "feat: revert button (A-2)");
    let found = verify_as_done(&bench, &tasks);
    assert_eq!(found["A-1"], "unsupported: reverted");
    assert_eq!(found["A-2"], "supported: commit-names-task");
}

#[test]
fn a_created_file_that_the_description_names_supports_a_task() {
    let tasks = [
        ("A-1", "completed", ", description: Create CartPage"),
        ("A-2", "completed", ", description: Write src/cart.rs"),
        ("A-3", "completed", ", description: Document CartStore"),
        ("A-4", "completed", ", description: Add cli.mjs"),
    ];
    let bench = bench(&tasks);
    for path in [
        "web/CartPage.tsx",
        "tests/cart.rs",
        "web/CartStore.test.ts",
        "one/cli.mjs",
        "two/cli.mjs",
    ] {
        bench.write(path, "1");
    }
    commit(&bench, "wip");
    let found = verify_as_done(&bench, &tasks);
    assert_eq!(found["A-1"], "supported: commit-creates-file");
    assert_eq!(found["A-2"], "unknown: unlinked-commits", "another folder");
    assert_eq!(
        found["A-3"], "weak: similar-commits, not-linked",
        "only a test"
    );
    assert_eq!(found["A-4"], "unknown: unlinked-commits", "which of them?");
}

#[test]
fn a_missing_file_refutes_nothing_if_another_commit_may_be_the_work() {
    let keys = ", description: Add the settings toggle, files: [src/Settings/ExportToggle.tsx]";
    let tasks = [("A-1", "completed", keys), ("A-2", "completed", "")];
    let bench = bench(&tasks);
    bench.write("src/Settings.tsx", "1");
    commit(&bench, "feat: add export toggle (A-2)");
    let found = verify_as_done(&bench, &tasks);
    assert_eq!(found["A-1"], "unknown: files-missing, unlinked-commits");
}

#[test]
fn a_missing_file_refutes_nothing_if_a_similar_one_was_created_instead() {
    let keys = |path| format!(", description: Mock server, files: [{path}]");
    let similar = keys("tests/test_cart_export_integration.py");
    let elsewhere = keys("src/test_cart_export_integration.py");
    let tasks = [
        ("A-1", "completed", similar.as_str()),
        ("A-2", "completed", elsewhere.as_str()),
        ("A-3", "completed", ""),
    ];
    let bench = bench(&tasks);
    bench.write("tests/test_cart_export_job.py", "1");
    commit(&bench, "feat: export carts (A-3)");
    let found = verify_as_done(&bench, &tasks);
    assert_eq!(found["A-1"], "unknown: unlinked-commits, files-renamed");
    assert_eq!(found["A-2"], "unsupported: files-missing");
}

#[test]
fn each_missing_file_may_have_another_name() {
    let pairs = [
        ("tests/cart.test.ts", "tests/cart.spec.ts"),
        ("src/cart.rs", "src/cart/mod.rs"),
        ("src/components/Cart.tsx", "src/components/Cart.jsx"),
        ("tests/test_order.py", "tests/test_orders.py"),
        ("lib/useCarts.ts", "hooks/useCarts.ts"),
    ];
    let one = |path: &str| format!(", description: Mock server, files: [{path}]");
    let mut keys: Vec<String> = pairs.iter().map(|(listed, _)| one(listed)).collect();
    // One similar file is not three.
    keys.push(one("src/user.js, src/user.jsx, src/users.ts"));
    let ids: Vec<String> = (1..=keys.len()).map(|at| format!("A-{at}")).collect();
    let tasks: Vec<(&str, &str, &str)> = (ids.iter().zip(&keys))
        .map(|(id, keys)| (id.as_str(), "completed", keys.as_str()))
        .collect();
    let bench = bench(&tasks);
    bench.write("lib/other.ts", "1");
    bench.write("src/user.ts", "1");
    for (_, created) in pairs {
        bench.write(created, "1");
    }
    commit(&bench, "feat: phase 1");
    let found = verify_as_done(&bench, &tasks);
    for (at, (listed, _)) in pairs.iter().enumerate() {
        let verdict = &found[&ids[at]];
        assert_eq!(
            verdict, "unknown: unlinked-commits, files-renamed",
            "{listed}"
        );
    }
    assert_eq!(found["A-6"], "unsupported: files-missing, files-renamed");
    let text = "`src/cart.rs` is missing, but `src/cart/mod.rs` may be the same file";
    bench.run(&["verify", "A-2"]).exits(0).stdout_has(text);
}

#[test]
fn a_common_name_says_nothing_about_a_file_of_another_directory() {
    let pairs = [
        ("app/cart/page.tsx", "app/home/page.tsx"),
        ("api/orders/__init__.py", "api/users/__init__.py"),
        ("api/README.md", "docs/README.md"),
        ("lib/a/helpers.ts", "lib/b/helpers.ts"),
    ];
    let keys = pairs.map(|(listed, _)| format!(", description: Mock server, files: [{listed}]"));
    let ids = ["A-1", "A-2", "A-3", "A-4"];
    let tasks: Vec<(&str, &str, &str)> = (ids.iter().zip(&keys))
        .map(|(id, keys)| (*id, "completed", keys.as_str()))
        .collect();
    let bench = bench(&tasks);
    for (_, other) in pairs {
        bench.write(other, "1");
    }
    for folder in ["c", "d", "e"] {
        bench.write(&format!("lib/{folder}/helpers.ts"), "1");
    }
    commit(&bench, "feat: phase 1");
    let found = verify_as_done(&bench, &tasks);
    for id in ids {
        assert_eq!(found[id], "unsupported: files-missing", "{id}");
    }
    // Only the beginning of the path is wrong.
    let keys = ", description: Mock server, files: [web/app/home/page.tsx]";
    bench.write("web/y.ts", "1");
    bench.write(PATH, &file(&[("A-1", "completed", keys)], ""));
    assert_eq!(
        verify(&bench)["A-1"],
        "unknown: unlinked-commits, files-renamed"
    );
}

#[test]
fn a_file_that_cannot_be_read_lets_no_gate_pass() {
    let bench = bench(&[("AUTH-1.1", "completed", "")]);
    let broken = "---\ntype: progress\nphase: 2\ntasks: [\n---\n";
    bench.write("progress/auth-v1/phase-2-progress.md", broken);
    let outcome = bench.run(&["verify", "--fail-on", "unsupported"]);
    outcome
        .exits(2)
        .stderr_has("the frontmatter of `progress/auth-v1/phase-2-progress.md` cannot be read");
    // What is kept of the run says so too.
    let path = "progress/auth-v1/phase-2-progress.md";
    let json = bench.run(&["verify", "--format", "json"]);
    let report: Value = serde_json::from_str(&json.exits(2).stdout).unwrap();
    assert_eq!(report["unreadable"], serde_json::json!([path]));
    bench
        .run(&["verify", "--format", "markdown"])
        .exits(2)
        .stdout_has(&format!("<code>{path}</code> cannot be read"));
}

#[test]
fn markdown_fits_a_comment_whatever_has_no_verdict() {
    let bench = Sandbox::repository();
    let broken = "---\ntype: progress\ntasks: [\n---\n";
    for number in 0..100 {
        bench.write(
            &format!("progress/a-plan-with-a-long-name-{number}/phase-1-progress.md"),
            broken,
        );
    }
    let ids: Vec<String> = (0..200)
        .map(|at| format!("A-TASK-WITH-A-LONG-NAME-{at}"))
        .collect();
    let tasks: Vec<(&str, &str, &str)> = ids
        .iter()
        .map(|id| (id.as_str(), "in_progress", ""))
        .collect();
    bench.write(PATH, &file(&tasks, ""));
    commit(&bench, "docs(plan): plan it");
    bench.write("src/one.rs", "1");
    commit(&bench, &format!("feat: begin\n\n{}", ids.join("\n")));
    let range = [
        "verify",
        "--commits",
        "HEAD~1..HEAD",
        "--format",
        "markdown",
    ];
    let outcome = bench.run(&range);
    outcome
        .exits(2)
        .stdout_has("more files cannot be read.")
        .stdout_has("more tasks are worked on, but not done.");
    assert!(outcome.stdout.len() < 6_000, "{}", outcome.stdout.len());
}

#[test]
fn sarif_says_which_files_cannot_be_read() {
    let bench = bench(&[("A-1", "pending", "")]);
    bench.write(
        "progress/auth-v1/phase-{2}-progress.md",
        "---\ntype: progress\na: [\n---\n",
    );
    let outcome = bench.run(&["verify", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&outcome.exits(2).stdout).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["level"], "error");
    assert_eq!(
        notification["message"]["text"],
        "cannot read `progress/auth-v1/phase-{{2}}-progress.md`, so its tasks have no verdicts"
    );
    // For the linter, that is a finding like others.
    let outcome = bench.run(&["lint", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&outcome.exits(1).stdout).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    // A path that is not there was not checked.
    let outcome = bench.run(&["lint", "--format", "sarif", PATH, "none.md"]);
    let log: Value = serde_json::from_str(&outcome.exits(2).stdout).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
}
