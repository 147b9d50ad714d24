//! Tests of `progress report`.

use crate::common::Sandbox;

const FILE: &str = "---
type: progress
prd: auth-v1
phase: 1
title: 'Foundation </title><script>alert(1)</script>'
status: in_progress
tasks:
  - { id: AUTH-1.1, description: Schema, status: completed, assigned_to: [data], dependencies: [] }
  - { id: AUTH-1.2, description: '<img src=x> @alice', status: blocked, assigned_to: [backend], dependencies: [AUTH-1.1], notes: no key }
  - { id: AUTH-1.3, description: Rate limits, status: pending, assigned_to: [backend], dependencies: [AUTH-1.1] }
---
";

fn read(bench: &Sandbox) -> String {
    std::fs::read_to_string(bench.root.join("docs/progress.html")).unwrap()
}

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write("progress/auth-v1/phase-1-progress.md", FILE);
    bench
}

#[test]
fn the_page_is_one_file_that_contains_only_text() {
    let bench = bench();
    bench.write("docs/keep.md", "");
    let outcome = bench.run(&["report", "--html", "docs/progress.html"]);
    outcome.exits(0).complains("");
    assert_eq!(outcome.stdout, "");
    let page = read(&bench);
    assert!(!page.contains("<script>alert") && !page.contains("<img"));
    assert!(page.contains("&lt;img src=x&gt; @alice<br><span class=\"reason\">no key</span>"));
    assert!(page.contains("href=\"../progress/auth-v1/phase-1-progress.md\""));
    bench
        .run(&["report", "auth", "--html", "docs/progress.html"])
        .exits(0);
    assert_eq!(read(&bench), page);
}

#[test]
fn findings_verdicts_and_authors_are_shown_with_their_lines() {
    let bench = bench();
    bench.write("docs/keep.md", "");
    bench.write("src/schema.rs", "one\n");
    bench.git(&["add", "-A"]);
    bench.git(&["commit", "-qm", "feat(AUTH-1.1): add the schema"]);
    let file = "progress/auth-v1/phase-1-progress.md";
    let done = FILE.replace(
        "Rate limits, status: pending",
        "Rate limits, status: completed",
    );
    bench.write(
        file,
        &done.replace(
            "dependencies: [AUTH-1.1] }\n---",
            "dependencies: [AUTH-1.9] }\n---",
        ),
    );
    bench
        .run(&["report", "--html", "docs/progress.html"])
        .exits(0)
        .complains("");
    let page = read(&bench);
    for part in [
        "<a href=\"#checks\">Findings and verdicts</a>",
        "Rules found 1 error,",
        "marked as done or met: 1 supported, 0 weak, 0 unsupported, 1 unknown.</p>",
        "<th>no task with ID <code>AUTH-1.9</code> in this plan<td>error",
        "<a href=\"../progress/auth-v1/phase-1-progress.md#L10\">phase-1-progress.md:10</a>",
        "<th>AUTH-1.3<td>unknown<br><small>Rate limits</small>",
        "<ul class=\"why\"><li class=\"unclear\">",
        "<caption>Commits by author</caption>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn without_finished_plans_the_summary_says_so() {
    let outcome = bench().run(&["report"]);
    outcome.exits(0).stdout_has("No plan is finished.");
    let bench = bench();
    let other = FILE.replace("auth-v1", "shop-v1");
    bench.write("progress/shop-v1/phase-1-progress.md", &other);
    let outcome = bench.run(&["status", "--format", "markdown"]);
    outcome.exits(0).stdout_has("No plan is finished.");
}

#[test]
fn the_page_can_be_printed() {
    let outcome = bench().run(&["report", "--format", "html"]);
    outcome.exits(0).complains("");
    assert!(outcome.stdout.starts_with("<!doctype html>"));
    assert!(!outcome.stdout.contains("<a href=\"progress/"));
}

#[test]
fn the_summary_is_markdown_without_markup_from_files() {
    let outcome = bench().run(&["report"]);
    outcome.exits(0).complains("");
    outcome.stdout_has("| auth-v1 | 1/3 | 33% | 1 of 1 |");
    outcome.stdout_has("Rules found 0 errors, ");
    outcome.stdout_has("#### Blocked or at risk (1)");
    outcome.stdout_has("&#60;img src=x&#62; &#64;");
    assert!(!outcome.stdout.contains("@alice"));
    outcome.stdout_has("#### Ready to start (1)");
    let bench = bench();
    let waiting = FILE.replace(
        "dependencies: [AUTH-1.1] }\n---",
        "dependencies: [AUTH-1.2] }\n---",
    );
    bench.write("progress/auth-v1/phase-1-progress.md", &waiting);
    bench.commit();
    let outcome = bench.run(&["report"]);
    outcome
        .exits(0)
        .stdout_has("#### Waiting for something (1)");
    outcome.stdout_has("Rate limits: waits for AUTH-1.2 (blocked) | 20");
    outcome.stdout_has(" Verdicts on what is marked as done or met: ");
}

#[test]
fn a_file_that_cannot_be_read_is_told_everywhere() {
    let bench = bench();
    let path = "progress/auth-v1/phase-2-progress.md";
    bench.write(path, "---\ntype: progress\ntasks: [\n---\n");
    let outcome = bench.run(&["report"]);
    outcome.exits(2).stderr_has("cannot be read");
    outcome.stdout_has("**1 file cannot be read**");
    let outcome = bench.run(&["report", "--format", "html"]);
    outcome.exits(2).stderr_has("cannot be read");
    outcome.stdout_has("1 file cannot be read, so the tasks are missing here: ");
}

#[test]
fn an_unknown_plan_and_a_bad_place_are_explained() {
    let bench = bench();
    bench.run(&["report", "nope"]).exits(2);
    let outcome = bench.run(&["report", "--html", "progress"]);
    outcome.exits(2);
    assert!(outcome.stderr.contains("progress"), "{}", outcome.stderr);
}

#[test]
fn the_page_replaces_only_pages() {
    let bench = bench();
    let file = "progress/auth-v1/phase-1-progress.md";
    let outcome = bench.run(&["report", "--html", file]);
    outcome.exits(2).stderr_has("exists and is not a report");
    let kept = std::fs::read_to_string(bench.root.join(file)).unwrap();
    assert_eq!(kept, FILE);
    bench.write("notes.txt", "notes");
    bench.run(&["report", "--html", "notes.txt"]).exits(2);
    bench.write("empty.html", "");
    for _ in 0..2 {
        bench.run(&["report", "--html", "empty.html"]).exits(0);
    }
    // Anywhere else, as CI does.
    let other = Sandbox::folder();
    let page = other.root.join("page.html");
    bench
        .run(&["report", "--html", page.to_str().unwrap()])
        .exits(0);
    let text = std::fs::read_to_string(page).unwrap();
    let link = format!(
        "{}/{file}\"",
        bench.root.file_name().unwrap().to_str().unwrap()
    );
    assert!(
        text.contains("<a href=\"../") && text.contains(&link),
        "{text}"
    );
    bench.write("sub/keep.md", "");
    bench
        .run_in("sub", &["report", "--html", "../up.html"])
        .exits(0);
    assert!(bench.root.join("up.html").exists());
}

#[test]
fn a_hyphen_is_standard_output() {
    let bench = bench();
    let written = bench.run(&["report", "--html", "-"]);
    written.exits(0).stdout_has("<!doctype html>");
    assert!(!bench.root.join("-").exists());
}
