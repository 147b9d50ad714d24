//! Commands that are killed at each of their system calls.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says how much it did"
)]

mod common;

use std::collections::HashMap;
use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use common::{Bench, GOOD, scrubbed};

const FILE: &str = "docs/progress/auth-v1/phase-1-progress.md";

/// Something that changes the file from one state to another.
struct Act {
    name: &'static str,
    arguments: &'static [&'static str],
    before: String,
}

fn acts() -> [Act; 3] {
    [
        Act {
            name: "update",
            arguments: &["update", "-f", FILE, "-t", "TASK-1.2", "-s", "completed"],
            before: GOOD.to_owned(),
        },
        Act {
            name: "lint --fix",
            arguments: &["lint", "--fix"],
            before: GOOD.replace("total_tasks: 2", "total_tasks: 3"),
        },
        Act {
            name: "sync",
            arguments: &["sync"],
            before: GOOD.to_owned(),
        },
    ]
}

/// A repository where each of the acts has something to do.
fn bench(act: &Act) -> Bench {
    let bench = Bench::repository();
    bench.write(FILE, &act.before);
    bench.commit();
    bench.write("a.txt", "one\n");
    bench.git(&["add", "--all"]);
    bench.git(&["commit", "--quiet", "--message=Work\n\nTask: TASK-1.1"]);
    bench
}

/// When a command is killed.
enum Moment {
    /// At a system call: its name, and which of those of that name.
    Call(String, usize),
    /// After some time.
    Time(Duration),
}

/// Runs the command and kills it.
fn kill_at(bench: &Bench, act: &Act, moment: &Moment) {
    let program = env!("CARGO_BIN_EXE_progress");
    let mut command = match moment {
        Moment::Call(name, number) => {
            let inject = format!("inject={name}:signal=KILL:when={number}");
            let mut command = scrubbed("strace", &bench.root);
            command.args(["-f", "-qq", "-o", "/dev/null", "-e", &inject, program]);
            command
        }
        Moment::Time(_) => scrubbed(program, &bench.root),
    };
    quiet(&mut command, act);
    let mut child = command.spawn().unwrap();
    if let Moment::Time(time) = moment {
        thread::sleep(*time);
        let _ = child.kill();
    }
    child.wait().unwrap();
}

fn quiet(command: &mut Command, act: &Act) {
    // Else the threads make the calls in another order each time.
    command.args(act.arguments).env("RAYON_NUM_THREADS", "1");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
}

/// Each system call that a command makes; `None` where they cannot be listed.
fn calls(bench: &Bench, act: &Act) -> Option<Vec<Moment>> {
    let log = bench.root.join(".git/calls");
    let mut command = scrubbed("strace", &bench.root);
    command.args(["-f", "-qq", "-o"]).arg(&log);
    command.arg(env!("CARGO_BIN_EXE_progress"));
    quiet(&mut command, act);
    if !command.status().is_ok_and(|status| status.success()) {
        return None;
    }
    let mut found = Vec::new();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for line in fs::read_to_string(log).unwrap().lines() {
        // `PID NAME(ARGUMENTS…`.
        let call = line.split_once(' ').map(|(_, call)| call.trim_start());
        let Some((name, _)) = call.and_then(|call| call.split_once('(')) else {
            continue;
        };
        if name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        {
            let count = counts.entry(name.to_owned()).or_default();
            *count += 1;
            found.push(Moment::Call(name.to_owned(), *count));
        }
    }
    Some(found)
}

/// The moments at which a command is killed: `most` of them, over all of its life.
fn moments(bench: &Bench, act: &Act, most: usize) -> Vec<Moment> {
    let started = Instant::now();
    let mut command = scrubbed(env!("CARGO_BIN_EXE_progress"), &bench.root);
    quiet(&mut command, act);
    command.status().unwrap();
    let whole = started.elapsed();
    bench.write(FILE, &act.before);
    let Some(calls) = calls(bench, act) else {
        let most = u32::try_from(most.min(1_000)).unwrap();
        return (0..most)
            .map(|round| Moment::Time(whole * round / most))
            .collect();
    };
    let stride = calls.len().div_ceil(most).max(1);
    calls.into_iter().rev().step_by(stride).collect()
}

fn kill_all(act: &Act, most: usize) {
    let bench = bench(act);
    let moments = moments(&bench, act, most);
    let after = fs::read_to_string(bench.root.join(FILE)).unwrap();
    assert_ne!(after, act.before, "{} does nothing", act.name);
    let mut done = 0;
    for moment in &moments {
        bench.write(FILE, &act.before);
        kill_at(&bench, act, moment);
        let text = fs::read_to_string(bench.root.join(FILE)).unwrap();
        assert!(
            text == act.before || same(&text, &after),
            "{}: {text}",
            act.name
        );
        let status = bench.git(&["status", "--porcelain", "--untracked-files=all"]);
        let is_clean = status.is_empty() || status == format!(" M {FILE}\n");
        assert!(is_clean, "{}: {status}", act.name);
        done += usize::from(text != act.before);
    }
    let (name, kills) = (act.name, moments.len());
    eprintln!("{name}: killed {kills} times, {done} of them after it was done");
    assert!(kills > 10 && done > 0);
    // What it left is in nobody's way.
    bench.write(FILE, &act.before);
    bench.run(act.arguments);
    let text = fs::read_to_string(bench.root.join(FILE)).unwrap();
    assert!(same(&text, &after), "{text}");
}

/// The same but for the time of day that an update notes.
fn same(one: &str, other: &str) -> bool {
    let lines = |text: &str| {
        let kept = text.lines().filter(|line| !line.starts_with("updated:"));
        kept.map(str::to_owned).collect::<Vec<_>>()
    };
    lines(one) == lines(other)
}

#[test]
fn commands_that_are_killed_leave_nothing_that_git_sees() {
    for act in acts() {
        kill_all(&act, 40);
    }
}

#[test]
#[ignore = "takes a minute; each system call of each command"]
fn commands_that_are_killed_at_each_system_call_leave_nothing_that_git_sees() {
    for act in acts() {
        kill_all(&act, usize::MAX);
    }
}
