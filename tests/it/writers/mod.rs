//! Many writers at once, and writers that are stopped in the middle.

#[cfg(unix)]
mod disk;
mod updates;
mod worker;

use std::collections::BTreeSet;
use std::fs;
use std::process::{Child, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use worker::{END, FILE, Job, START};

use crate::common::{Sandbox, bad};

/// A repository with a file to be written.
fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(FILE, &format!("{START}{END}"));
    bench
}

fn read(bench: &Sandbox) -> String {
    fs::read_to_string(bench.root.join(FILE)).unwrap()
}

/// Waits until all have ended, which must be well; what they say on stderr.
#[track_caller]
fn succeed(workers: Vec<Child>) -> Vec<String> {
    check(wait(workers))
}

fn wait(workers: Vec<Child>) -> Vec<Output> {
    let outputs = workers.into_iter().map(Child::wait_with_output);
    outputs.collect::<Result<_, _>>().unwrap()
}

#[track_caller]
fn check(outputs: Vec<Output>) -> Vec<String> {
    let check = |output: Output| {
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{stderr}");
        stderr
    };
    outputs.into_iter().map(check).collect()
}

#[test]
fn twenty_processes_lose_nothing_and_a_reader_sees_no_half() {
    let bench = bench();
    let done = AtomicBool::new(false);
    let seen = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            while !done.load(Ordering::Relaxed) {
                let text = read(&bench);
                let whole = text.starts_with(START) && text.ends_with(END);
                assert!(whole, "{text}");
                seen.insert(text.len());
            }
            seen.len()
        });
        let names = (0..20).map(|number| format!("worker-{number}"));
        let workers = names.map(|who| Job::Append { who, times: 10 }.start(&bench.root));
        let outputs = wait(workers.collect());
        // Before anything can panic, or the reader would read forever.
        done.store(true, Ordering::Relaxed);
        check(outputs);
        reader.join().unwrap()
    });
    let text = read(&bench);
    let lines: BTreeSet<&str> = text
        .lines()
        .filter(|line| line.starts_with("worker"))
        .collect();
    assert_eq!((lines.len(), text.lines().count()), (200, 202));
    assert!(seen > 50, "the reader saw {seen} versions");
    assert_eq!(bench.git(&["status", "--short"]), "?? progress/\n");
    assert_eq!(names_in(&bench, "progress"), ["phase-1-progress.md"]);
}

#[test]
fn ten_claimers_in_five_worktrees_get_ten_tasks() {
    let bench = bench();
    bench.commit();
    for number in 1..5 {
        bench.git(&[
            "worktree",
            "add",
            "--quiet",
            "--detach",
            &format!("tree-{number}"),
        ]);
    }
    let folders = ["", "tree-1", "tree-2", "tree-3", "tree-4"];
    let claimers = folders.iter().chain(&folders);
    let workers = claimers.map(|folder| Job::Claim.start(&bench.root.join(folder)));
    let outputs = succeed(workers.collect());
    let taken: BTreeSet<&str> = outputs
        .iter()
        .filter_map(|output| worker::claimed(output))
        .collect();
    assert_eq!(taken.len(), 10, "{taken:?}");
    let late = succeed(vec![Job::Claim.start(&bench.root.join("tree-2"))]);
    assert_eq!(worker::claimed(&late[0]), None);
}

#[test]
fn writers_that_are_killed_leave_the_old_file_or_the_new_one() {
    kill_writers(200);
}

#[test]
#[ignore = "takes a while; the same with more of everything"]
fn many_writers_that_are_killed_leave_the_old_file_or_the_new_one() {
    kill_writers(1_000);
}

fn kill_writers(times: u32) {
    let bench = bench();
    let mut seen = BTreeSet::new();
    let mut round = 0;
    // On a busy machine a writer may never get to its second write in time; then it gets more.
    let mut extra = Duration::ZERO;
    while round < times || seen.len() < 2 {
        if round >= times {
            extra = 2 * extra + Duration::from_millis(10);
        }
        let mut worker = Job::StatusChange.start(&bench.root);
        let started = Instant::now();
        while read(&bench) == format!("{START}{END}") && started.elapsed().as_secs() < 10 {
            thread::sleep(Duration::from_millis(1));
        }
        // Spread over some writes, in an order that follows nothing else.
        thread::sleep(extra + Duration::from_micros(u64::from(round * 7_919 % 10_007)));
        worker.kill().unwrap();
        worker.wait().unwrap();
        let text = read(&bench);
        assert!(worker::is_flipped(&text), "{} bytes", text.len());
        seen.insert(text);
        round += 1;
    }
    // Nothing of ours is left where Git sees it.
    assert_eq!(names_in(&bench, "progress"), ["phase-1-progress.md"]);
    // The locks of the dead are in nobody's way.
    let who = "survivor".to_owned();
    succeed(vec![Job::Append { who, times: 1 }.start(&bench.root)]);
}

#[test]
fn outside_git_nothing_is_left_and_nothing_of_the_user_is_needed() {
    let bench = Sandbox::folder();
    bench.write(&format!("work/{FILE}"), &format!("{START}{END}"));
    let folder = bench.root.join("work");
    // Whatever the variables say, all have the same lock.
    let workers = (0..8).map(|number| {
        let who = format!("worker-{number}");
        let mut command = Job::Append { who, times: 5 }.command(&folder);
        if number % 2 == 0 {
            let home = bench.root.join(format!("home-{number}"));
            command.env("HOME", &home).env("XDG_CACHE_HOME", &home);
        }
        command.spawn().unwrap()
    });
    succeed(workers.collect());
    let text = fs::read_to_string(folder.join(FILE)).unwrap();
    assert_eq!(text.lines().count(), 42, "{text}");
    assert_eq!(names_in(&bench, ""), ["work"]);
    assert_eq!(names_in(&bench, "work"), ["progress"]);
}

#[test]
fn variables_that_name_another_repository_leave_the_lock_as_it_is() {
    let bench = bench();
    bench.git(&["init", "--quiet", "other"]);
    let other = bench.root.join("other/.git");
    let workers = (0..9).map(|number| {
        let who = format!("worker-{number}");
        let mut command = Job::Append { who, times: 5 }.command(&bench.root);
        match number % 3 {
            0 => command
                .env("GIT_DIR", &other)
                .env("GIT_WORK_TREE", &bench.root),
            1 => command.env("GIT_DIR", bench.root.join(".git")),
            _ => command.env("HOME", "/nonexistent"),
        };
        command.spawn().unwrap()
    });
    succeed(workers.collect());
    let text = read(&bench);
    assert_eq!(text.lines().count(), 47, "{text}");
    assert_eq!(names_in(&bench, "progress"), ["phase-1-progress.md"]);
}

#[test]
fn what_a_killed_writer_leaves_is_not_linted() {
    let bench = Sandbox::repository();
    bench.write(".progress.yaml", "include: [\"**/*\"]\n");
    bench.write("progress/.x-progress.md.progress-aaaaaaaa.tmp", &bad());
    bench
        .run(&["lint"])
        .exits(0)
        .stderr_has("no progress files");
    bench.write("progress/.x-progress.md.progress-short.tmp", &bad());
    bench.run(&["lint"]).exits(1);
}

/// The names in a folder.
fn names_in(bench: &Sandbox, folder: &str) -> Vec<String> {
    let entries = bench.root.join(folder).read_dir().unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}
