//! Standard streams that are closed, broken or full, and limits of the system: no command breaks
//! off, and no file is left half written.

#![cfg(unix)]

use std::fs;

use crate::common::hooked::PHASE;
use crate::common::{GOOD, Outcome, Sandbox};

const COMMANDS: &[&str] = &[
    "lint",
    "lint --format json",
    "lint --fix",
    "lint --diff",
    "lint --staged",
    "status",
    "ready --all",
    "log TASK-1.1",
    "diff HEAD",
    "update -f PHASE -t TASK-1.2 -s completed",
    "sync",
    "rules",
    "hook install",
    "hook status",
    "doctor",
    "hook run pre-commit",
    "hook run post-commit",
    "no-such-command",
];

/// What is done to the streams of `$@`.
const STREAMS: &[&str] = &[
    "\"$@\" >&-",
    "\"$@\" 2>&-",
    "\"$@\" <&-",
    "\"$@\" <&- >&- 2>&-",
    "\"$@\" > /dev/full",
    "\"$@\" 2> /dev/full",
    "\"$@\" > /dev/full 2>&1",
    // Nobody reads.
    "{ \"$@\" 2> said; echo $? > status; cat said >&2; } | true; exit $(cat status)",
    "{ \"$@\" 2>&1; echo $? > status; } | true; exit $(cat status)",
];

/// Limits under which `$@` runs.
const LIMITS: &[&str] = &[
    "ulimit -n 5; \"$@\"",
    "ulimit -n 8; \"$@\"",
    "ulimit -n 16; \"$@\"",
    "ulimit -n 32; \"$@\"",
    "ulimit -s 2048; \"$@\"",
    "ulimit -c 0; trap '' XFSZ; ulimit -f 0; \"$@\"",
    "ulimit -c 0; trap '' XFSZ; ulimit -f 1; \"$@\"",
    "umask 0777; \"$@\"",
    "unset HOME PATH TMPDIR; \"$@\"",
    "export HOME=/dev/null TMPDIR=/absent XDG_CACHE_HOME=/absent LC_ALL=C; \"$@\"",
];

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(PHASE, &GOOD.replace("total_tasks: 2", "total_tasks: 3"));
    bench.write("a.txt", "one\n");
    bench.git(&["config", "user.name", "Alice"]);
    bench.git(&["config", "user.email", "alice@example.org"]);
    bench.commit();
    bench
}

/// Runs a command under circumstances of which it must not break.
#[track_caller]
fn run(command: &str, circumstance: &str) -> Outcome {
    let bench = bench();
    let arguments = command.replace("PHASE", PHASE);
    let script = format!("set -- \"$PROGRESS\" {arguments}\n{circumstance}");
    let outcome = bench.bash(&script);
    let name = format!("{command}, {circumstance}: {outcome}");
    assert!((0..=2).contains(&outcome.status), "{name}");
    for word in ["panicked", "RUST_BACKTRACE", "report this"] {
        let is_said = outcome.stderr.contains(word) || outcome.stdout.contains(word);
        assert!(!is_said, "{name}");
    }
    bench.bash("chmod -R u+rwX .").exits(0);
    let text = fs::read_to_string(bench.root.join(PHASE)).unwrap();
    let is_whole = text.starts_with("---\ntype: progress\n") && text.ends_with("\n# Foundation\n");
    assert!(is_whole, "{name}: {text}");
    // What is left of it is in nobody's way.
    let status = bench.git(&["status", "--porcelain", "--untracked-files=all"]);
    for line in status.lines() {
        let is_known = [PHASE, "said", "status"]
            .iter()
            .any(|path| line.ends_with(path));
        assert!(is_known, "{name}: {status}");
    }
    let update = ["update", "-f", PHASE, "-t", "TASK-1.1", "-s", "blocked"];
    bench.run(&update).exits(0);
    outcome
}

/// Runs each `step`th pair of a command and a circumstance.
fn run_all(circumstances: &[&str], step: usize) {
    let mut runs = 0;
    for (number, command) in COMMANDS.iter().enumerate() {
        for (other, circumstance) in circumstances.iter().enumerate() {
            if (number * circumstances.len() + other).is_multiple_of(step) {
                run(command, circumstance);
                runs += 1;
            }
        }
    }
    eprintln!("{runs} runs");
}

#[test]
fn some_commands_survive_some_streams_and_limits() {
    run_all(STREAMS, 19);
    run_all(LIMITS, 19);
}

#[test]
#[ignore = "takes a minute; each command with each state of its streams"]
fn commands_survive_streams_that_are_closed_broken_or_full() {
    run_all(STREAMS, 1);
}

#[test]
#[ignore = "takes a minute; each command under each limit"]
fn commands_survive_the_limits_of_the_system() {
    run_all(LIMITS, 1);
}

#[test]
fn what_cannot_be_printed_is_a_failure_and_what_nobody_reads_is_none() {
    run("lint", "\"$@\" > /dev/full")
        .exits(2)
        .stderr_has("cannot write the result");
    run("rules", "\"$@\" > /dev/full").exits(2);
    run(
        "rules",
        "{ \"$@\"; echo $? > status; } | true; exit $(cat status)",
    )
    .exits(0);
}

#[test]
fn a_commit_whose_streams_are_closed_is_recorded() {
    for streams in ["<&- >&- 2>&-", "> /dev/full 2>&1", "2>&1 | true"] {
        let bench = bench();
        bench.write(PHASE, GOOD);
        bench.commit();
        bench.git(&["switch", "--quiet", "--create", "feature/auth-v1"]);
        bench.run(&["hook", "install"]).exits(0);
        bench.write("a.txt", "two\n");
        let commit = format!("git commit --quiet --all --message='Work (TASK-1.1)' {streams}");
        bench.bash(&commit);
        let text = bench.git(&["show", &format!("HEAD:{PHASE}")]);
        assert!(
            text.contains("files_modified: [\"a.txt\"]"),
            "{streams}: {text}"
        );
        assert_eq!(bench.git(&["status", "--porcelain"]), "", "{streams}");
    }
}
