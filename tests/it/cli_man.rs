//! Tests of the manual pages.

use std::fs;
use std::process::Command;

use crate::common::Sandbox;

/// The commands below one, from the list in its help.
fn commands(bench: &Sandbox, path: &[&str]) -> Vec<String> {
    let outcome = bench.run(&[path, &["--help"]].concat());
    let help = &outcome.exits(0).stdout;
    let Some((_, list)) = help.split_once("Commands:\n") else {
        return Vec::new();
    };
    let lines = list.lines().take_while(|line| !line.is_empty());
    lines
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_has_a_manual_page() {
    let bench = Sandbox::folder();
    bench
        .run(&["man", "--out", "share/man1"])
        .exits(0)
        .prints("")
        .complains("");
    let mut expected = vec!["progress.1".to_owned()];
    for name in commands(&bench, &[]) {
        for below in commands(&bench, &[&name]) {
            expected.push(format!("progress-{name}-{below}.1"));
        }
        expected.push(format!("progress-{name}.1"));
    }
    assert!(expected.len() > 30, "{expected:?}");
    let folder = bench.root.join("share/man1");
    for file in &expected {
        let text = fs::read_to_string(folder.join(file)).unwrap_or_else(|_| panic!("no {file}"));
        let title = file.trim_end_matches(".1");
        assert!(text.contains(&format!(".TH {title} 1 ")), "{file}: {text}");
        assert!(text.contains(".SH SYNOPSIS\n"), "{file}");
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), expected.len());
    let main = bench.run(&["man"]);
    let written = fs::read_to_string(folder.join("progress.1")).unwrap();
    main.exits(0).prints(&written);
}

#[test]
fn manual_pages_are_valid() {
    let bench = Sandbox::folder();
    bench.run(&["man", "--out", "man"]).exits(0);
    for entry in fs::read_dir(bench.root.join("man")).unwrap() {
        let path = entry.unwrap().path();
        let groff = ["-k", "-man", "-ww", "-Tutf8", "-z"];
        let Ok(output) = Command::new("groff").args(groff).arg(&path).output() else {
            return;
        };
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(complaint, "", "{}", path.display());
    }
}

#[test]
fn pages_that_cannot_be_written_are_reported() {
    let bench = Sandbox::folder();
    bench.write("file", "");
    let outcome = bench.run(&["man", "--out", "file"]);
    outcome.exits(2).stderr_has("error: cannot write `file`");
}
