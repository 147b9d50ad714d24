//! Disks that are full, files that may not grow, folders that may not be written.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use super::worker::{END, FILE, Job, START};
use super::{bench, names_in, read};
use crate::common::{Sandbox, scrubbed};

/// Runs a script in which `$@` appends a line to the file; what it says on stderr.
fn script(bench: &Sandbox, script: &str) -> (Option<i32>, String) {
    let who = "worker".to_owned();
    let job = Job::Append { who, times: 1 }.command(&bench.root);
    let mut shell = scrubbed("sh", &bench.root);
    shell
        .args(["-c", script, "sh"])
        .arg(job.get_program())
        .args(job.get_args());
    shell.envs(
        job.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let output = shell.stdin(Stdio::null()).output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// As [`script`], where it may mount; `None` where this machine does not allow that.
fn mounting(bench: &Sandbox, text: &str) -> Option<(Option<i32>, String)> {
    let probe = script(bench, "unshare --user --map-root-user --mount true");
    if probe.0 != Some(0) {
        eprintln!("skipped, because nothing can be mounted here: {}", probe.1);
        return None;
    }
    fs::write(bench.root.join("script"), text).unwrap();
    let run = "exec unshare --user --map-root-user --mount sh -e script \"$@\"";
    Some(script(bench, run))
}

fn large(bench: &Sandbox) -> String {
    let text = format!("{START}{}\n{END}", "x".repeat(100_000));
    bench.write(FILE, &text);
    text
}

#[test]
fn a_full_disk_leaves_the_old_file() {
    let bench = bench();
    let text = large(&bench);
    let filled = mounting(
        &bench,
        "cp -R progress kept
         mount -t tmpfs -o size=160k none progress
         cp kept/* progress/
         status=0
         \"$@\" || status=$?
         ls -A progress >&2
         rm kept/*
         cp progress/* kept/
         exit $status",
    );
    let Some((status, stderr)) = filled else {
        return;
    };
    assert_eq!(status, Some(2), "{stderr}");
    assert!(stderr.contains("No space left"), "{stderr}");
    assert!(
        stderr.ends_with("free some disk space; nothing was changed\nphase-1-progress.md\n"),
        "{stderr}"
    );
    assert_eq!(
        fs::read_to_string(bench.root.join("kept/phase-1-progress.md")).unwrap(),
        text
    );
}

#[test]
fn a_file_that_may_not_grow_is_left_as_it_is() {
    let bench = bench();
    let text = large(&bench);
    let (status, stderr) = script(&bench, "trap '' XFSZ; ulimit -f 8; exec \"$@\"");
    assert_eq!(status, Some(2), "{stderr}");
    assert!(
        stderr.contains("free some disk space; nothing was changed"),
        "{stderr}"
    );
    assert_eq!(read(&bench), text);
    assert_eq!(names_in(&bench, "progress"), ["phase-1-progress.md"]);
}

#[test]
fn a_file_system_without_writing_is_an_error() {
    let bench = bench();
    let mounted = mounting(
        &bench,
        "mount --bind progress progress
         mount -o remount,bind,ro progress
         exec \"$@\"",
    );
    let Some((status, stderr)) = mounted else {
        return;
    };
    assert_eq!(status, Some(2), "{stderr}");
    assert!(
        stderr.contains("make the file's directory writable; nothing was changed"),
        "{stderr}"
    );
    assert_eq!(read(&bench), format!("{START}{END}"));
}

#[test]
fn a_folder_that_may_not_be_written_is_an_error() {
    let bench = bench();
    let folder = bench.root.join("progress");
    let allow = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    allow(0o555);
    if fs::write(folder.join("probe"), "").is_ok() {
        fs::remove_file(folder.join("probe")).unwrap();
        eprintln!("skipped, because this user may write everywhere");
        return;
    }
    let (status, stderr) = script(&bench, "exec \"$@\"");
    allow(0o755);
    assert_eq!(status, Some(2), "{stderr}");
    assert!(
        stderr.contains("make the file's directory writable; nothing was changed"),
        "{stderr}"
    );
    assert_eq!(read(&bench), format!("{START}{END}"));
}
