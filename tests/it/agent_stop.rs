//! Which commits and stops `progress agent stop` holds against a session.

use std::ffi::OsString;
use std::fs;

use progress_lint::cli::{Console, ExitStatus, Terminal, run};
use serde_json::{Value, json};

use crate::agent_prime::{PHASE, bench};
use crate::common::{GOOD, Outcome, Sandbox};

/// What Claude Code sends at the start and before the end of a session.
fn payload(bench: &Sandbox, event: &str) -> String {
    json!({"session_id": "s", "transcript_path": "/t.jsonl", "cwd": bench.root,
        "hook_event_name": event})
    .to_string()
}

fn start(bench: &Sandbox) {
    let start = payload(bench, "SessionStart");
    bench.pipe(&["agent", "prime", "--hook"], &start).exits(0);
}

fn stop(bench: &Sandbox) -> Outcome {
    let said = bench.pipe(&["agent", "stop"], &payload(bench, "Stop"));
    said.exits(0).complains("");
    said
}

/// Runs `git` now, so that commits have the current date.
fn git_now(bench: &Sandbox, arguments: &str) {
    let git = "git -c user.name=Al -c user.email=al@example.org -c commit.gpgSign=false";
    bench.bash(&format!("{git} {arguments}")).exits(0);
}

fn break_counter(bench: &Sandbox) {
    let text = fs::read_to_string(bench.root.join(PHASE)).unwrap();
    bench.write(PHASE, &text.replace("total_tasks: 2", "total_tasks: 3"));
}

#[test]
fn what_a_session_amended_counts() {
    let bench = bench();
    bench.write("README.md", "x");
    bench.commit();
    for rewrite in [
        "commit --quiet --all --amend --no-edit",
        "reset --quiet --soft HEAD~1 && git -c user.name=Al -c user.email=a@b commit --quiet --all -m x",
    ] {
        start(&bench);
        break_counter(&bench);
        git_now(&bench, rewrite);
        stop(&bench)
            .stdout_has("since the session started")
            .stdout_has("count-mismatch");
        bench.git(&["reset", "--quiet", "--hard", "HEAD@{1}"]);
    }
}

#[test]
fn the_first_commit_can_be_amended_too() {
    let bench = bench();
    start(&bench);
    break_counter(&bench);
    git_now(&bench, "commit --quiet --all --amend --no-edit");
    stop(&bench)
        .stdout_has("since the session started")
        .stdout_has("count-mismatch");
}

#[test]
fn what_the_rewritten_commit_had_does_not_count() {
    let bench = bench();
    break_counter(&bench);
    bench.git(&["commit", "--quiet", "--all", "--message=Broken before"]);
    start(&bench);
    let text = fs::read_to_string(bench.root.join(PHASE)).unwrap();
    bench.write(PHASE, &text.replace("Write the API", "Write it"));
    git_now(&bench, "commit --quiet --all --amend --no-edit");
    stop(&bench).prints("");
    git_now(&bench, "reset --quiet --soft HEAD~1");
    bench.write(PHASE, &text.replace("Write the API", "Write this"));
    stop(&bench).prints("");
    bench.write(
        PHASE,
        &text.replacen("dependencies: []", "dependencies: [\"TASK-1.9\"]", 1),
    );
    stop(&bench)
        .stdout_has("unresolved-dependency")
        .stdout_lacks("count-mismatch");
}

#[test]
fn what_another_branch_had_does_not_count() {
    let bench = bench();
    bench.git(&["checkout", "--quiet", "-b", "other"]);
    break_counter(&bench);
    bench.git(&["commit", "--quiet", "--all", "--message=Broken elsewhere"]);
    bench.git(&["checkout", "--quiet", "main"]);
    start(&bench);
    bench.git(&["checkout", "--quiet", "other"]);
    stop(&bench).prints("");
    let text = fs::read_to_string(bench.root.join(PHASE)).unwrap();
    bench.write(
        PHASE,
        &text.replacen("dependencies: []", "dependencies: [\"TASK-1.9\"]", 1),
    );
    git_now(&bench, "commit --quiet --all --message=Own");
    stop(&bench)
        .stdout_has("unresolved-dependency")
        .stdout_lacks("count-mismatch");
}

#[test]
fn a_branch_of_the_session_counts_however_it_is_merged() {
    for merge in [
        "merge --quiet --no-ff --no-edit work",
        "merge --quiet --ff-only work",
        "merge --quiet --squash work && git -c user.name=Al -c user.email=a@b commit --quiet -m x",
    ] {
        let bench = bench();
        start(&bench);
        bench.git(&["checkout", "--quiet", "-b", "work"]);
        break_counter(&bench);
        git_now(&bench, "commit --quiet --all --message=Own");
        bench.git(&["checkout", "--quiet", "main"]);
        git_now(&bench, merge);
        bench.git(&["branch", "--quiet", "-D", "work"]);
        stop(&bench)
            .stdout_has("since the session started")
            .stdout_has("count-mismatch");
    }
}

#[test]
fn what_others_made_meanwhile_does_not_count() {
    for (own, pull) in [
        (false, "pull --quiet --ff-only origin main"),
        (
            false,
            "fetch --quiet origin && git merge --quiet --ff-only origin/main",
        ),
        (
            false,
            "fetch --quiet origin && git checkout --quiet -b theirs origin/main",
        ),
        (
            false,
            "fetch --quiet origin && git reset --quiet --hard origin/main",
        ),
        (true, "pull --quiet --no-rebase --no-edit origin main"),
        (true, "pull --quiet --rebase origin main"),
    ] {
        let bench = bench();
        bench.bash("git clone --quiet . clone && git remote add origin clone");
        start(&bench);
        bench
            .bash(&format!(
                "cd clone && sed -i 's/total_tasks: 2/total_tasks: 3/' {PHASE}
                git -c user.name=B -c user.email=b@b commit --quiet --all --message=Theirs"
            ))
            .exits(0);
        if own {
            bench.write("README.md", "x");
            bench.git(&["add", "README.md"]);
            git_now(&bench, "commit --quiet --message=Own");
        }
        git_now(&bench, pull);
        stop(&bench).prints("");
        let text = fs::read_to_string(bench.root.join(PHASE)).unwrap();
        let worse = text.replacen("dependencies: []", "dependencies: [\"TASK-1.9\"]", 1);
        bench.write(PHASE, &worse);
        git_now(&bench, "commit --quiet --all --message=Worse");
        stop(&bench)
            .stdout_has("unresolved-dependency")
            .stdout_lacks("count-mismatch");
    }
}

#[test]
fn an_agent_that_was_stopped_is_not_sent_on() {
    let bench = bench();
    break_counter(&bench);
    let stopped = |key: &str, reason: &str| {
        let mut payload = json!({"hook_event_name": "stop", "cursor_version": "2",
            "workspace_roots": [bench.root], "loop_count": 0});
        payload[key] = Value::from(reason);
        bench.pipe(&["agent", "stop"], &payload.to_string())
    };
    stopped("status", "completed").stdout_has("followup_message");
    for reason in ["aborted", "error", "paused", ""] {
        stopped("status", reason).exits(0).prints("{}\n");
    }
    let copilot = json!({"sessionId": "s", "timestamp": 1, "cwd": bench.root,
        "stopReason": "user_cancelled"});
    let said = bench.pipe(&["agent", "stop"], &copilot.to_string());
    said.exits(0).prints("{}\n");
}

#[test]
fn at_a_terminal_nothing_is_waited_for() {
    let bench = bench();
    for (arguments, help) in [
        (&["check"][..], "`progress agent check PATH`"),
        (&["stop"][..], "`progress lint --new-from HEAD`"),
        (&["prime", "--hook"][..], "without `--hook`"),
    ] {
        let (mut out, mut errors) = (Vec::new(), Vec::new());
        let mut console = Console {
            called: "progress",
            // Reading would end at once here, but never at a terminal.
            stdin: &mut std::io::empty(),
            stdout: &mut out,
            stderr: &mut errors,
            terminal: Terminal {
                stdin: true,
                ..Terminal::default()
            },
            folder: Ok(bench.root.clone()),
        };
        let arguments = ["progress", "agent"].iter().chain(arguments);
        let status = run(arguments.map(OsString::from), &mut console);
        assert_eq!(status, ExitStatus::Failed);
        let errors = String::from_utf8(errors).unwrap();
        assert!(errors.starts_with("error: standard input is a terminal"));
        assert!(errors.contains(help), "{errors}");
    }
}

/// What a host sends whose agent works in another directory.
fn stop_in(bench: &Sandbox, folder: &str) -> Outcome {
    let mut sent: Value = serde_json::from_str(&payload(bench, "Stop")).unwrap();
    sent["cwd"] = json!(bench.root.join(folder));
    let said = bench.pipe(&["agent", "stop"], &sent.to_string());
    said.exits(0).complains("");
    said
}

/// Lets commits have the same committer, however they are made.
fn identify(bench: &Sandbox) {
    bench.git(&["config", "user.name", "Al"]);
    bench.git(&["config", "user.email", "al@example.org"]);
}

const BREAK: &str = "sed -i 's/total_tasks: 2/total_tasks: 3/'";

#[test]
fn a_worktree_that_was_removed_counts() {
    for merge in [
        "git merge --quiet --no-ff --no-edit work",
        "git merge --quiet --ff-only work",
        "git merge --quiet --ff-only work && git push --quiet origin main",
    ] {
        let bench = bench();
        identify(&bench);
        bench.bash("git clone --quiet --bare . up.git && git remote add origin up.git");
        bench.git(&["fetch", "--quiet"]);
        start(&bench);
        bench
            .bash(&format!(
                "git worktree add --quiet -b work wt && cd wt && {BREAK} {PHASE} &&
                git commit --quiet --all --message=Own && cd .. && {merge} &&
                git worktree remove --force wt && git branch --quiet -D work"
            ))
            .exits(0);
        stop(&bench)
            .stdout_has("since the session started")
            .stdout_has("count-mismatch");
    }
}

#[test]
fn a_session_may_go_to_another_worktree() {
    let bench = bench();
    start(&bench);
    bench.git(&["worktree", "add", "--quiet", "-b", "work", "wt"]);
    bench.bash(&format!("cd wt && {BREAK} {PHASE}")).exits(0);
    stop_in(&bench, "wt").stdout_has("since HEAD");
    git_now(&bench, "-C wt commit --quiet --all --message=Own");
    stop_in(&bench, "wt")
        .stdout_has("since the session started")
        .stdout_has("count-mismatch");
    stop(&bench).prints("");
}

#[test]
fn the_first_commit_of_a_repository_counts() {
    let bench = Sandbox::repository();
    bench.write(PHASE, GOOD);
    stop(&bench).prints("");
    start(&bench);
    stop(&bench).prints("");
    break_counter(&bench);
    stop(&bench).stdout_has("count-mismatch");
    bench.git(&["add", "."]);
    git_now(&bench, "commit --quiet --message=First");
    stop(&bench)
        .stdout_has("since the session started")
        .stdout_has("count-mismatch");
}

#[test]
fn the_first_plan_of_a_repository_counts() {
    let bench = Sandbox::repository();
    bench.write("README.md", "x");
    bench.run(&["agent", "setup", "claude"]).exits(0);
    bench.commit();
    start(&bench);
    bench.write(PHASE, &GOOD.replace("total_tasks: 2", "total_tasks: 3"));
    git_now(&bench, "add --all");
    git_now(&bench, "commit --quiet --message=Plan");
    stop(&bench)
        .stdout_has("since the session started")
        .stdout_has("count-mismatch");
}

#[test]
fn nothing_is_kept_of_sessions_in_other_repositories() {
    for is_off in [false, true] {
        let bench = Sandbox::repository();
        bench.write("README.md", "x");
        if is_off {
            bench.run(&["agent", "setup", "claude"]).exits(0);
            bench.write(".progress.yaml", "agent:\n  enabled: false\n");
        }
        bench.commit();
        start(&bench);
        assert!(!bench.root.join(".git/progress/agent-sessions").exists());
    }
}

#[test]
fn without_reflogs_the_committer_tells() {
    let bench = bench();
    identify(&bench);
    bench.git(&["config", "core.logAllRefUpdates", "false"]);
    bench.bash("rm -r .git/logs; git clone --quiet . clone && git remote add origin clone");
    start(&bench);
    for committer in ["Al", "Bo"] {
        let theirs = format!(
            "cd clone && {BREAK} {PHASE} &&
            git -c user.name={committer} -c user.email={committer}@example.org \
            commit --quiet --allow-empty --all --message=Theirs"
        );
        bench.bash(&theirs).exits(0);
        bench.git(&["pull", "--quiet", "--ff-only", "origin", "main"]);
        stop(&bench).prints("");
    }
    bench
        .bash(&format!(
            "git checkout --quiet -b work &&
            sed -i '0,/dependencies: .]/s//dependencies: [\"TASK-1.9\"]/' {PHASE} &&
            git commit --quiet --all --message=Own && git checkout --quiet main &&
            git merge --quiet --no-ff --no-edit work"
        ))
        .exits(0);
    stop(&bench)
        .stdout_has("unresolved-dependency")
        .stdout_lacks("count-mismatch");
}

#[test]
fn submodules_count() {
    let (bench, inner) = (bench(), bench());
    bench
        .bash(&format!(
            "git -c protocol.file.allow=always submodule --quiet add '{}' sub &&
            git -c user.name=Al -c user.email=al@example.org commit --quiet --message=Sub",
            inner.root.display()
        ))
        .exits(0);
    start(&bench);
    stop(&bench).prints("");
    let broken = format!("sub/{PHASE}");
    bench.bash(&format!("{BREAK} {broken}")).exits(0);
    stop(&bench)
        .stdout_has("since HEAD")
        .stdout_has(&format!("\\n{broken}:"))
        .stdout_has(&format!("lint --fix {broken}"));
    let edit = json!({"hook_event_name": "PostToolUse", "cwd": bench.root, "tool_name": "Edit",
        "tool_input": {"file_path": bench.root.join(&broken)}});
    bench
        .pipe(&["agent", "check"], &edit.to_string())
        .stdout_has(&format!("\\n{broken}:"));
    git_now(&bench, "-C sub commit --quiet --all --message=Own");
    stop(&bench)
        .stdout_has("since the session started")
        .stdout_has(&format!("\\n{broken}:"));
}
