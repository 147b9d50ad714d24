//! Tests of `lint --fix` and `--diff`: findings are fixed, and nothing else changes.

use std::fs;

use crate::common::{GOOD, Sandbox};

const PATH: &str = "docs/progress/größe, a b/phase-1-progress.md";

/// Two findings with safe fixes and one with an unsafe fix, without a final line break.
fn bad() -> String {
    let replaced = [
        ("auth-v1", "größe, a b"),
        ("total_tasks: 2", "total_tasks: 3 # all"),
        ("assigned_to: [\"alice\"]", "assigned_to: alice # her"),
    ];
    let text = { replaced }
        .iter()
        .fold(GOOD.to_owned(), |text, (old, new)| {
            assert!(text.contains(old), "{old}");
            text.replacen(old, new, 1)
        });
    text.trim_end().to_owned()
}

fn read(bench: &Sandbox) -> String {
    fs::read_to_string(bench.root.join(PATH)).unwrap()
}

#[test]
fn safe_fixes_are_applied_and_the_rest_is_shown() {
    let bench = Sandbox::repository();
    bench.write(PATH, &bad());
    let outcome = bench.run(&["lint", "--fix"]);
    outcome
        .exits(0)
        .prints("")
        .complains("2 fixes made in 1 file\n");
    let fixed = bad()
        .replace("total_tasks: 3 #", "total_tasks: 2 #")
        .replace("assigned_to: alice #", "assigned_to: [alice] #");
    assert_eq!(read(&bench), fixed);
    bench
        .run(&["lint", "--fix"])
        .exits(0)
        .prints("")
        .complains("");
}

#[test]
fn a_diff_can_be_applied_with_git_apply() {
    for text in [
        bad(),
        bad().replace('\n', "\r\n"),
        format!("\u{feff}{}", bad()),
    ] {
        let bench = Sandbox::repository();
        bench.write(PATH, &text);
        bench.git(&["-c", "core.autocrlf=false", "add", "--all"]);
        let diff = bench.run(&["lint", "--diff"]);
        diff.exits(1).complains("");
        assert_eq!(read(&bench), text, "a diff changes nothing");
        bench.write("change.diff", &diff.stdout);
        bench.git(&["-c", "core.autocrlf=false", "apply", "change.diff"]);
        let applied = read(&bench);
        bench.write(PATH, &text);
        bench.run(&["lint", "--fix"]).exits(0);
        assert_eq!(applied, read(&bench));
        bench.run(&["lint", "--diff"]).exits(0).prints("");
    }
}

#[test]
fn unsafe_fixes_are_applied_on_request() {
    let bench = Sandbox::repository();
    let text = GOOD.replacen("    dependencies: []\n", "", 1);
    assert_ne!(text, GOOD);
    bench.write("docs/progress/auth-v1/phase-1-progress.md", &text);
    let outcome = bench.run(&["lint", "--fix"]);
    outcome
        .exits(1)
        .stdout_has("1 can be fixed with --fix --unsafe")
        .complains("");
    let outcome = bench.run(&["lint", "--fix", "--unsafe"]);
    outcome.exits(0).complains("1 fix made in 1 file\n");
    let fixed = fs::read_to_string(bench.root.join("docs/progress/auth-v1/phase-1-progress.md"));
    assert_eq!(fixed.unwrap(), GOOD);
}

#[test]
fn standard_input_is_returned_fixed() {
    let bench = Sandbox::repository();
    let arguments = ["lint", "--fix", "-", "--stdin-filename", PATH];
    let outcome = bench.pipe(&arguments, &bad());
    outcome.exits(0).complains("2 fixes made\n");
    assert!(outcome.stdout.contains("total_tasks: 2 # all"), "{outcome}");
    bench
        .pipe(&arguments, &outcome.stdout)
        .exits(0)
        .prints(&outcome.stdout);
}

#[test]
fn unfixed_standard_input_is_returned_byte_for_byte() {
    let bench = Sandbox::repository();
    let body = [GOOD.as_bytes(), b"\nx\xff\r\n\x00"].concat();
    let utf16: Vec<u8> = "\u{feff}---\ntype: progress\n---\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let wrong = [bad().as_bytes(), b"\nx\xff\n"].concat();
    let inputs: [&[u8]; 6] = [b"", b"x\xff", b"\xef\xbb\xbf---\nx", &body, &utf16, &wrong];
    for path in [PATH, "README.md", "notes.txt"] {
        let arguments = ["lint", "--fix", "--unsafe", "--stdin-filename", path, "-"];
        for input in inputs {
            let (_, came_back, _) = bench.pipe_bytes(&arguments, input);
            let text = String::from_utf8_lossy(input);
            assert!(came_back == input, "{path}: {text:?}");
        }
    }
}

#[test]
fn remaining_findings_in_standard_input_are_shown_on_stderr() {
    let bench = Sandbox::repository();
    let text = bad().replace("dependencies: []", "dependencies: [\"TASK-9.9\"]");
    let piped = ["lint", "--fix", "--stdin-filename", PATH, "-"];
    let outcome = bench.pipe(&[&piped[..], &["--format", "concise"]].concat(), &text);
    outcome
        .exits(1)
        .stdout_has("total_tasks: 2 # all")
        .stdout_lacks("unresolved-dependency")
        .stderr_has("2 fixes made\n")
        .stderr_has("error[unresolved-dependency]");
    let outcome = bench.pipe(&piped, &text);
    outcome.exits(1).stderr_has("TASK-9.9");
    let outcome = bench.pipe(&[&piped[..], &["--statistics"]].concat(), &text);
    outcome.exits(1).stderr_has("unresolved-dependency");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_reported_and_unchanged() {
    use std::os::unix::fs::PermissionsExt;

    let bench = Sandbox::repository();
    bench.write(PATH, &bad());
    let read_only = fs::Permissions::from_mode(0o444);
    fs::set_permissions(bench.root.join(PATH), read_only).unwrap();
    let outcome = bench.run(&["lint", "--fix"]);
    outcome
        .exits(2)
        .stderr_has("is read-only")
        .stdout_has("2 can be fixed with --fix");
    assert_eq!(read(&bench), bad());
}

#[test]
fn fixes_are_included_in_reports() {
    let bench = Sandbox::repository();
    bench.write(PATH, &bad());
    let report = bench.run(&["lint", "--format", "json"]).stdout;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let fix = &report["findings"][0]["fix"];
    let edit = &fix["edits"][0];
    let range = edit["start"].as_u64().unwrap()..edit["end"].as_u64().unwrap();
    let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
    assert_eq!((&bad()[range], &edit["text"]), ("3", &"2".into()));
    assert_eq!(fix["safety"], "safe");
    let sarif = bench.run(&["lint", "--format", "sarif"]).stdout;
    assert!(sarif.contains("\"deletedRegion\""), "{sarif}");
}

#[test]
fn usage_errors_say_what_to_do() {
    let bench = Sandbox::repository();
    bench
        .run(&["lint", "--unsafe"])
        .exits(2)
        .complains("error: `--unsafe` has no effect by itself\n  help: add `--fix`, or `--diff` to see the changes\n");
    for other in ["--staged", "--diff"] {
        bench
            .run(&["lint", "--fix", other])
            .exits(2)
            .stderr_has("cannot be used with");
    }
}

/// Files named inside a repository must not be written outside of it.
#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_out_of_the_repository() {
    let outside = tempfile::tempdir().unwrap();
    let bench = Sandbox::repository();
    let wrong = GOOD.replace("total_tasks: 2", "total_tasks: 3");
    let file = outside.path().join("phase-1-progress.md");
    fs::write(&file, &wrong).unwrap();
    fs::create_dir_all(bench.root.join("docs")).unwrap();
    std::os::unix::fs::symlink(outside.path(), bench.root.join("docs/progress")).unwrap();
    let path = "docs/progress/phase-1-progress.md";
    let baseline = "docs/progress/baseline.json";
    for arguments in [
        &["lint", "--fix", path][..],
        &["lint", "--fix", "docs/progress"],
        &["lint", "--baseline", baseline, "--write-baseline"],
        &["update", "-f", path, "-t", "TASK-1.1", "-s", "completed"],
        &["done", "-f", path, "TASK-1.1"],
    ] {
        let outcome = bench.run(arguments);
        outcome.exits(2).stderr_has("leads out of the repository");
        assert_eq!(fs::read_to_string(&file).unwrap(), wrong);
        assert!(!outside.path().join("baseline.json").exists());
    }
    // Reading is allowed.
    bench.run(&["lint", path]).exits(1);
}
