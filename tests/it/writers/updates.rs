//! The same of `progress update`: the whole command, as people and agents run it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::worker::FILE;
use super::{names_in, read};
use crate::common::{Sandbox, progress};

const BODY: &str = "---\n\n# The last line, which is there or the file is broken\n";

/// A phase with so many tasks, none of them done.
fn phase(tasks: usize) -> String {
    let mut text = format!(
        "---
type: progress
prd: many
phase: 1
status: planning
overall_progress: 0
total_tasks: {tasks}
completed_tasks: 0
owners: [alice]
tasks:
"
    );
    for number in 0..tasks {
        let _ = write!(
            text,
            "  - id: TASK-1.{number} # kept
    status: pending
    assigned_to: [alice]
    dependencies: []
"
        );
    }
    text + BODY
}

fn bench(tasks: usize) -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(FILE, &phase(tasks));
    bench
}

fn is_whole(text: &str) -> bool {
    text.starts_with("---\ntype: progress\n") && text.ends_with(BODY)
}

#[test]
fn twenty_processes_keep_two_hundred_updates() {
    let bench = bench(200);
    let done = AtomicBool::new(false);
    let failures: Vec<String> = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut broken = Vec::new();
            while !done.load(Ordering::Relaxed) {
                broken.extend(Some(read(&bench)).filter(|text| !is_whole(text)));
                // Leaves something of the processor to the writers.
                thread::sleep(Duration::from_micros(200));
            }
            broken
        });
        let update = |writer: usize| {
            for round in 0..10 {
                let task = format!("TASK-1.{}", round * 20 + writer);
                let owner = format!("owners=writer-{writer}-{round}");
                let update = ["update", "-f", FILE, "-t", &task, "-s", "completed"];
                let outcome = bench.run(&[&update[..], &["--append", &owner]].concat());
                if outcome.status != 0 {
                    return Some(outcome.to_string());
                }
            }
            None
        };
        let writers: Vec<_> = (0..20)
            .map(|writer| scope.spawn(move || update(writer)))
            .collect();
        let results: Vec<_> = writers
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect();
        // Before anything can panic, or the reader would read forever.
        done.store(true, Ordering::Relaxed);
        let failures = results.into_iter().filter_map(Result::unwrap);
        failures.chain(reader.join().unwrap()).collect()
    });
    assert_eq!(failures, [""; 0]);
    let text = read(&bench);
    let count = |part: &str| text.matches(part).count();
    assert_eq!(count("    status: completed\n"), 200, "{text}");
    assert_eq!((count("# kept"), count("completed_tasks: 200\n")), (200, 1));
    for number in 0..200 {
        assert!(text.contains(&format!("writer-{}-{}", number % 20, number / 20)));
    }
    bench
        .run(&[
            "lint",
            "--select",
            "count-mismatch,progress-mismatch,frontmatter-syntax",
        ])
        .exits(0);
    assert_eq!(names_in(&bench, "progress"), ["phase-1-progress.md"]);
}

#[test]
fn updates_that_are_killed_leave_the_old_file_or_the_new_one() {
    kill_updates(200);
}

#[test]
#[ignore = "takes a while; the same with more of everything"]
fn many_updates_that_are_killed_leave_the_old_file_or_the_new_one() {
    kill_updates(3_000);
}

fn kill_updates(times: u32) {
    let bench = bench(60);
    let flip = |status| ["update", "-f", FILE, "-t", "TASK-1.30", "-s", status];
    let started = Instant::now();
    // Some fields are set by the first update and stay.
    let versions = ["completed", "in_progress", "completed", "in_progress"].map(|status| {
        bench.run(&flip(status)).exits(0);
        read(&bench)
    });
    let mut duration = started.elapsed() / 4;
    let [.., completed, active] = versions;
    let mut seen = BTreeSet::new();
    let mut round = 0;
    // On a busy machine an update may take longer than the first ones, so that none is done before
    // it is killed; then they get more time.
    while round < times || seen.len() < 2 {
        if round >= times {
            duration *= 2;
        }
        let status = if round % 2 == 0 {
            "completed"
        } else {
            "in_progress"
        };
        let mut command = progress(&bench.root);
        command.args(flip(status)).stdin(Stdio::null());
        let mut update = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Over all of its life, in an order that follows nothing else.
        thread::sleep(duration * (round * 79 % 100) / 90);
        update.kill().unwrap();
        update.wait().unwrap();
        let text = read(&bench);
        assert!(text == completed || text == active, "{text}");
        seen.insert(text);
        round += 1;
    }
    // Nothing of ours is left where Git sees it.
    assert_eq!(names_in(&bench, "progress"), ["phase-1-progress.md"]);
    // The locks of the dead are in nobody's way.
    bench.run(&flip("blocked")).exits(0);
}

#[cfg(unix)]
#[test]
fn an_update_that_finds_no_room_says_so() {
    let bench = bench(500);
    let before = read(&bench);
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; \"$PROGRESS\" update -f {FILE} -t TASK-1.1 -s completed"
    );
    let outcome = bench.bash(&script);
    outcome
        .exits(2)
        .prints("")
        .stderr_has(&format!("error: cannot write `{FILE}`: "));
    outcome.stderr_has("help: free some disk space; nothing was changed");
    assert_eq!(read(&bench), before);
    assert_eq!(names_in(&bench, "progress"), ["phase-1-progress.md"]);
}
