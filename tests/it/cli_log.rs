//! Tests of `progress log`.

use serde_json::Value;

use crate::common::{Outcome, Sandbox};

const AUTH: &str = "progress/auth-v1/phase-1-progress.md";
const WEB: &str = "progress/web-v1/phase-1-progress.md";

fn file(prd: &str, tasks: &[(&str, &str)]) -> String {
    let task = |(id, status): &(&str, &str)| {
        format!("  - {{ id: {id}, status: {status}, assigned_to: [a], dependencies: [] }}\n")
    };
    let tasks: String = tasks.iter().map(task).collect();
    format!("---\ntype: progress\nprd: {prd}\nphase: 1\nstatus: in_progress\ntasks:\n{tasks}---\n")
}

/// Creates two plans that both have `TASK-1.1`, and commits of each kind.
fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(
        AUTH,
        &file("auth-v1", &[("TASK-1.1", "pending"), ("AUTH-2", "pending")]),
    );
    bench.write(
        WEB,
        &file("web-v1", &[("TASK-1.1", "pending"), ("UI-1", "pending")]),
    );
    commit(&bench, "docs(plan): two plans");
    bench.write("a.txt", "1");
    commit(&bench, "feat(auth): first half (TASK-1.1)");
    bench.write("a.txt", "2");
    commit(&bench, "feat: tidy");
    bench.write("a.txt", "3");
    commit(&bench, "feat: which one? (TASK-1.1)");
    bench.write("a.txt", "4");
    bench.write(
        WEB,
        &file("web-v1", &[("TASK-1.1", "completed"), ("UI-1", "pending")]),
    );
    commit(&bench, "feat: second plan");
    bench
}

fn commit(bench: &Sandbox, message: &str) {
    bench.git(&["add", "--all"]);
    bench.git(&["commit", "--quiet", "--message", message]);
}

/// Returns the subjects of the listed commits.
fn subjects(outcome: &Outcome) -> Vec<String> {
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let commits = report["commits"].as_array().unwrap().iter();
    let has = |it: &Value, key: &str| it[key].as_array().is_some_and(|list| !list.is_empty());
    commits
        .filter(|it| has(it, "links") || !has(it, "changes"))
        .map(|it| it["subject"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_task_has_its_commits() {
    let bench = bench();
    let log = |name: &str| {
        let outcome = bench.run(&["log", name, "--format", "json"]);
        subjects(outcome.exits(0))
    };
    assert_eq!(
        log("auth-v1:TASK-1.1"),
        ["feat(auth): first half (TASK-1.1)"]
    );
    assert_eq!(log("web:TASK-1.1"), ["feat: second plan"]);
    assert_eq!(log("web-v1"), ["feat: second plan"]);
    assert_eq!(log("AUTH-2"), [""; 0]);
    let phase = bench.run(&["log", "-f", AUTH, "--format", "json"]);
    assert_eq!(
        subjects(phase.exits(0)),
        ["feat(auth): first half (TASK-1.1)"]
    );
    let outcome = bench.run(&["log", "TASK-1.1", "-f", WEB]);
    outcome
        .exits(0)
        .stdout_has("2026-02-05 Alice   feat: second plan [TASK-1.1: status]");
    outcome.stderr_has("1 more commit names `TASK-1.1`, but not which plan's");
}

#[test]
fn commits_without_a_task_are_listed() {
    let bench = bench();
    let all = bench.run(&["log", "--unlinked", "--format", "json"]);
    assert_eq!(
        subjects(all.exits(0)),
        ["feat: which one? (TASK-1.1)", "feat: tidy"]
    );
    assert_eq!(all.stderr, "");
    let human = bench.run(&["log", "--unlinked"]);
    assert_eq!(human.exits(0).stderr, "5 commits checked; 2 unlinked\n");
    let quiet = bench.run(&["log", "--unlinked", "-q"]);
    quiet.exits(0).prints(&human.stdout);
    assert_eq!(quiet.stderr, "");
    let some = bench.run(&["log", "--unlinked", "HEAD~2..", "--format", "json"]);
    assert_eq!(subjects(some.exits(0)), ["feat: which one? (TASK-1.1)"]);
}

#[test]
fn an_unknown_name_is_reported() {
    let bench = bench();
    let fails = |arguments: &[&str], text: &str| {
        bench.run(arguments).exits(2).stderr_has(text);
    };
    fails(&["log", "AUTH-3"], "did you mean `AUTH-2`?");
    fails(
        &["log", "TASK-1.1"],
        "write one of `auth-v1:TASK-1.1`, `web-v1:TASK-1.1`",
    );
    fails(&["log", "auht-v1"], "did you mean `auth-v1`?");
    fails(&["log", "UI-1", "-f", AUTH], "no task `UI-1`");
    fails(
        &["log", "--unlinked", "nowhere..HEAD"],
        "unknown revision `nowhere`",
    );
    fails(
        &["log", "--since", "soon"],
        "invalid time `soon` in `--since`",
    );
    Sandbox::repository()
        .run(&["log", "X-1"])
        .exits(2)
        .stderr_has("there are no commits yet");
    Sandbox::folder()
        .run(&["log", "X-1"])
        .exits(2)
        .stderr_has("`progress log` requires a Git repository");
}

#[test]
fn a_shallow_clone_is_reported() {
    let bench = bench();
    let url = bench.url();
    bench.git(&["clone", "--quiet", "--depth=2", &url, "clone"]);
    let outcome = bench.run_in("clone", &["log", "web-v1"]);
    outcome
        .exits(0)
        .stdout_has("feat: second plan")
        .stderr_has("the clone is shallow");
    let outcome = bench.run_in("clone", &["log", "--unlinked", "HEAD~3.."]);
    outcome.exits(2).stderr_has("--unshallow");
}

#[test]
fn removed_tasks_and_files_keep_their_commits() {
    let bench = bench();
    bench.write(AUTH, &file("auth-v1", &[("TASK-1.1", "pending")]));
    commit(&bench, "refactor: drop what AUTH needed\n\nTask: AUTH-2");
    bench.git(&["mv", "progress/auth-v1", "progress/done"]);
    commit(&bench, "chore: put away");
    let outcome = bench.run(&["log", "auth-v1", "--format", "json"]);
    let expected = [
        "refactor: drop what AUTH needed",
        "feat(auth): first half (TASK-1.1)",
    ];
    assert_eq!(subjects(outcome.exits(0)), expected);
}

#[test]
fn escapes_in_messages_are_made_visible() {
    let bench = bench();
    commit_empty(&bench, "feat: \u{1b}[31mred (AUTH-2)");
    let outcome = bench.run(&["log", "AUTH-2"]);
    outcome.exits(0).stdout_has("feat: \\u{1b}[31mred (AUTH-2)");
}

#[test]
fn everything_is_listed_without_a_name() {
    let bench = bench();
    let outcome = bench.run(&["log"]);
    insta::assert_snapshot!(without_hashes(&outcome.exits(0).stdout));
    let outcome = bench.run(&["log", "--limit", "1", "--format", "json"]);
    let report: Value = serde_json::from_str(&outcome.exits(0).stdout).unwrap();
    assert_eq!(report["limited"], true);
    assert_eq!(subjects(&outcome), ["feat: second plan"]);
    for at in 0..40 {
        commit_empty(&bench, &format!("feat: step {at} (AUTH-2)"));
    }
    let outcome = bench.run(&["log"]);
    assert_eq!(outcome.exits(0).stdout.lines().count(), 30);
    outcome.stderr_has("showing the latest 30 commits; use `--since` or `--limit` to see others");
    let outcome = bench.run(&["log", "-n0"]);
    assert!(outcome.exits(0).stdout.lines().count() > 40);
}

#[test]
fn a_phase_without_a_number_is_named_by_its_file() {
    let bench = Sandbox::repository();
    let path = "progress/auth/phase-1-progress.md";
    bench.write(path, &file("auth", &[("A", "pending")]));
    commit(&bench, "docs: plan");
    bench.write(path, "---\ntype: progress\na: [\n---\n");
    commit(&bench, "docs: break it");
    let all = bench.run(&["log"]);
    all.exits(0)
        .stdout_has("[phase-1-progress.md of auth: status]");
    let outcome = bench.run(&["log", "auth"]);
    outcome.exits(0).stdout_has("[phase-1-progress.md: status]");
}

#[test]
fn commits_can_be_chosen_by_time() {
    let bench = bench();
    let at = |day: &str, message: &str| {
        let script = format!(
            "export GIT_AUTHOR_DATE=2020-01-01T00:00:00Z GIT_COMMITTER_DATE={day}T15:00:00Z; \
             git -c user.name=A -c user.email=a@b commit -q --allow-empty -m '{message} (AUTH-2)'"
        );
        bench.bash(&script).exits(0);
    };
    at("2026-03-01", "feat: march");
    at("2026-04-01", "feat: april");
    // A clock that was wrong does not end the history.
    at("2020-01-01", "feat: wrong clock");
    at("2026-05-01", "feat: may");
    let log = |flags: &[&str]| {
        let arguments = [&["log", "AUTH-2", "--format", "json"], flags].concat();
        let outcome = bench.run_with(&arguments, &[("TZ", "UTC")]);
        subjects(outcome.exits(0))
    };
    let may = "feat: may (AUTH-2)";
    let april = "feat: april (AUTH-2)";
    let march = "feat: march (AUTH-2)";
    assert_eq!(log(&["--since", "2026-03-01"]), [may, april, march]);
    assert_eq!(log(&["--since", "2026-03-01 16:00"]), [may, april]);
    let april_only = ["--since", "2026-03-02", "--until", "2026-04-01"];
    assert_eq!(log(&april_only), [april]);
    assert_eq!(log(&["--since=2026-03-01", "-n1"]), [may]);
    let unlinked = ["log", "--unlinked", "--since", "2026-03-01"];
    bench.run(&unlinked).exits(0).prints("");
}

/// Replaces the hashes of commits.
fn without_hashes(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        match line.split_at_checked(8) {
            Some((hash, rest)) if hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                lines.push(format!("01234567{rest}"));
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

#[test]
fn a_file_is_blamed_task_by_task() {
    let bench = bench();
    let task = bench.run(&["blame", "AUTH-2"]).exits(0).stdout.clone();
    let file = bench.run(&["blame", AUTH]);
    insta::assert_snapshot!(without_hashes(&file.exits(0).stdout));
    assert!(file.stdout.ends_with(&format!("AUTH-2\n{task}")), "{file}");
    bench
        .run(&["blame", "-f", AUTH])
        .exits(0)
        .prints(&file.stdout);
    let outcome = bench.run(&["blame", "-f", AUTH, "--format", "json"]);
    let report: Value = serde_json::from_str(&outcome.exits(0).stdout).unwrap();
    assert_eq!(report["task"], Value::Null);
    assert_eq!(report["tasks"][1]["task"], "AUTH-2");
    let one = bench.run(&["blame", "AUTH-2", "--format", "json"]);
    let one: Value = serde_json::from_str(&one.exits(0).stdout).unwrap();
    assert_eq!(report["tasks"][1]["fields"], one["fields"]);
    let outcome = bench.run(&["blame", "auth-v1"]);
    outcome
        .exits(2)
        .stderr_has("`auth-v1` is not a task or a progress file");
}

fn commit_empty(bench: &Sandbox, message: &str) {
    bench.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
}

#[test]
fn author_names_follow_the_mailmap() {
    let bench = bench();
    bench.write(
        ".mailmap",
        "Alice Liddell <alice@wonder.land> <alice@example.org>\n",
    );
    for command in ["log", "blame"] {
        let outcome = bench.run(&[command, "auth-v1:TASK-1.1", "--format", "json"]);
        outcome.exits(0).stdout_has("\"author\":\"Alice Liddell\"");
    }
    bench.git(&["config", "log.mailmap", "false"]);
    let outcome = bench.run(&["log", "auth-v1:TASK-1.1"]);
    assert!(!outcome.stdout.contains("Liddell"), "{outcome}");
}

#[test]
fn messages_are_decoded_with_the_encoding_of_their_commits() {
    let bench = bench();
    bench.git(&["config", "i18n.commitEncoding", "ISO-8859-1"]);
    let script = "printf 'Gr\\374n (AUTH-2)\\n' | git commit -q --allow-empty -F -";
    let script = format!(
        "export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b; {script}"
    );
    bench.bash(&script).exits(0);
    let outcome = bench.run(&["log", "AUTH-2"]);
    outcome.exits(0).stdout_has("Gr\u{fc}n (AUTH-2)");
}

/// Returns `source task` for every link of a commit in a log; `-` for the phase.
fn links_of(bench: &Sandbox, name: &str, subject: &str) -> Vec<String> {
    let outcome = bench.run(&["log", name, "--format", "json"]);
    let report: Value = serde_json::from_str(&outcome.exits(0).stdout).unwrap();
    let commits = report["commits"].as_array().unwrap().iter();
    let links = commits
        .filter(|it| it["subject"] == subject)
        .flat_map(|it| it["links"].as_array().unwrap());
    let name = |it: &Value| {
        let task = it["task"].as_str().unwrap_or("-");
        format!("{} {task}", it["source"].as_str().unwrap())
    };
    links.map(name).collect()
}

fn unlinked(bench: &Sandbox) -> Vec<String> {
    subjects(
        bench
            .run(&["log", "--unlinked", "--format", "json"])
            .exits(0),
    )
}

#[test]
fn a_commit_named_in_a_file_is_linked() {
    let bench = bench();
    let head = bench.git(&["rev-parse", "HEAD~2"]);
    let text = file("web-v1", &[("TASK-1.1", "completed"), ("UI-1", "pending")]);
    let text = text.replace(
        "status: in_progress\n",
        &format!("status: in_progress\ncommit_refs: [\"{}\"]\n", &head[..8]),
    );
    bench.write(WEB, &text);
    commit(&bench, "docs(plan): name it");
    assert_eq!(links_of(&bench, "web-v1", "feat: tidy"), ["evidence -"]);
    assert_eq!(unlinked(&bench), ["feat: which one? (TASK-1.1)"]);
    // A task's own evidence links to the task, and decides between plans.
    let head = bench.git(&["rev-parse", "HEAD~2"]);
    let text = file("auth-v1", &[("TASK-1.1", "pending"), ("AUTH-2", "pending")]);
    let evidence = format!("AUTH-2, evidence: [{{ commit: {} }}]", head.trim());
    bench.write(AUTH, &text.replace("AUTH-2", &evidence));
    commit(&bench, "docs(plan): name another");
    let subject = "feat: which one? (TASK-1.1)";
    assert_eq!(
        links_of(&bench, "auth-v1", subject),
        ["subject TASK-1.1", "evidence AUTH-2"]
    );
    assert_eq!(unlinked(&bench), [""; 0]);
    let outcome = bench.run(&["log", "AUTH-2"]);
    outcome.exits(0).stdout_has("[AUTH-2: evidence]");
}

#[test]
fn completed_tasks_added_with_their_code_are_linked() {
    let bench = bench();
    let phase = AUTH.replace("phase-1", "phase-2");
    bench.write("b.txt", "1");
    bench.write(&phase, &file("auth-v1", &[("AUTH-5", "completed")]));
    commit(&bench, "feat: the second phase");
    assert_eq!(
        links_of(&bench, "AUTH-5", "feat: the second phase"),
        ["status AUTH-5"]
    );
    // A commit that adds a plan's whole history, or several plans, is not linked.
    for (number, prd) in [("1", "x-v1"), ("2", "x-v1")] {
        let path = format!("progress/{prd}/phase-{number}-progress.md");
        let task = format!("X-{number}");
        let text = file(prd, &[(&task, "completed")]);
        bench.write(
            &path,
            &text.replace("phase: 1", &format!("phase: {number}")),
        );
    }
    bench.write("c.txt", "1");
    commit(&bench, "feat: bring x");
    assert_eq!(links_of(&bench, "x-v1", "feat: bring x"), [""; 0]);
    assert_eq!(unlinked(&bench)[0], "feat: bring x");
}

#[test]
fn a_commit_is_either_in_a_log_or_unlinked() {
    let bench = bench();
    bench.write("d.txt", "1");
    bench.write(
        "progress/y/phase-1-progress.md",
        &file("y", &[("Y-1", "completed")]),
    );
    bench.write(
        "progress/z/phase-1-progress.md",
        &file("z", &[("Z-1", "pending")]),
    );
    commit(&bench, "feat: bring two plans");
    bench.write("d.txt", "2");
    bench.write(
        "progress/y/phase-1-progress.md",
        &file("y", &[("Y-1", "deferred")]),
    );
    commit(&bench, "feat: put something off");
    let unlinked = unlinked(&bench);
    assert!(unlinked.contains(&"feat: bring two plans".to_owned()));
    for plan in ["auth-v1", "web-v1", "y", "z"] {
        let outcome = bench.run(&["log", plan, "--format", "json"]);
        let report: Value = serde_json::from_str(&outcome.exits(0).stdout).unwrap();
        for it in report["commits"].as_array().unwrap() {
            let subject = it["subject"].as_str().unwrap();
            assert!(!unlinked.contains(&subject.to_owned()), "{plan}: {subject}");
        }
    }
    let outcome = bench.run(&["log", "Y-1"]);
    outcome.exits(0).stdout_has("dropped Y-1");
}
