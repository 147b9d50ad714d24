//! Tests of `progress lint --watch`.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Sandbox, bad, progress};

/// Passes on the lines of a stream.
fn lines(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// Waits for a line that contains a text.
#[track_caller]
fn wait_for(lines: &Receiver<String>, text: &str) {
    loop {
        // Only so that a failure does not hang.
        let line = lines.recv_timeout(Duration::from_secs(60));
        if line
            .unwrap_or_else(|_| panic!("no `{text}`"))
            .contains(text)
        {
            return;
        }
    }
}

#[test]
fn changes_new_files_and_settings_are_noticed() {
    use std::os::unix::process::ExitStatusExt;

    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    let mut command = progress(&bench.root);
    command.args(["lint", "--watch", "--format", "concise"]);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let out = lines(child.stdout.take().unwrap());
    let notes = lines(child.stderr.take().unwrap());
    wait_for(&notes, "1 file checked");
    wait_for(&notes, "watching for changes");
    bench.write(
        GOOD_PATH,
        &GOOD.replace("total_tasks: 2", "total_tasks: 77"),
    );
    wait_for(&out, "`total_tasks` is 77");
    wait_for(&notes, "watching for changes");
    bench.write(BAD_PATH, &bad());
    wait_for(&notes, "2 files checked");
    wait_for(&notes, "watching for changes");
    bench.write(".progress.yaml", "rules: [");
    wait_for(&notes, "error: .progress.yaml");
    wait_for(&notes, "watching for changes");
    bench.write(".progress.yaml", "exclude: [\"**/auth-v2/**\"]\n");
    wait_for(&notes, "1 file checked");
    // Not `INT`: a shell makes its background jobs ignore that, and so may a CI system.
    let id = child.id().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status();
    assert!(killed.unwrap().success());
    // No handler keeps the process from ending at once.
    assert_eq!(child.wait().unwrap().signal(), Some(15));
}

#[test]
fn watching_ends_if_nobody_reads() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    let mut command = progress(&bench.root);
    command.args(["lint", "--watch", "--format", "concise"]);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let notes = lines(child.stderr.take().unwrap());
    // The first results fit into the pipe.
    wait_for(&notes, "watching for changes");
    drop(child.stdout.take());
    bench.write(
        BAD_PATH,
        &bad().replace("total_tasks: 3", "total_tasks: 99"),
    );
    loop {
        match notes.recv_timeout(Duration::from_secs(60)) {
            Ok(_) => {}
            Err(RecvTimeoutError::Disconnected) => break,
            // Only so that a failure does not hang.
            Err(RecvTimeoutError::Timeout) => {
                child.kill().unwrap();
                panic!("still watching");
            }
        }
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn only_what_can_change_is_watched() {
    let bench = Sandbox::repository();
    for flag in ["--staged", "--fix", "--diff", "--rev=HEAD", "--show-files"] {
        let outcome = bench.run(&["lint", "--watch", flag]);
        outcome.exits(2).stderr_has("cannot be used with");
    }
}
