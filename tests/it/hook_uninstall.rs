//! What `progress hook uninstall` removes, and what a killed installation leaves.

#![cfg(unix)]

use std::fs;

use crate::common::Sandbox;
use crate::common::installed::{bench, commit, files, log, read, script};

/// The folders that installing may change.
const FOLDERS: [&str; 4] = [".git", ".git/hooks", ".git/info", ".git/progress"];

#[test]
fn half_of_our_markers_do_not_make_a_hook_ours() {
    for text in [
        "#!/bin/sh\n# >>> progress hook pre-commit, version 1 >>>\necho theirs\n",
        "#!/bin/sh\n# >>> progress hook pre-commit, version 1 >>>\necho theirs\n# <<< progress hook pre-commit <<<\n",
        "#!/bin/sh\n# >>> progress hook pre-commit, version of ours\necho theirs\n# <<< progress hook pre-commit <<<\n",
    ] {
        let bench = bench();
        script(&bench, ".git/hooks/pre-commit", text);
        let before = files(&bench.root, &[".git/hooks"]);
        bench.run(&["hook", "uninstall"]).exits(0);
        assert_eq!(files(&bench.root, &[".git/hooks"]), before, "{text}");
        bench.run(&["hook", "install"]).exits(0);
        bench.run(&["hook", "status"]).exits(0);
        bench.run(&["hook", "uninstall"]).exits(0);
        assert_eq!(files(&bench.root, &[".git/hooks"]), before, "{text}");
    }
}

#[test]
fn an_edited_hook_is_kept() {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    let path = ".git/hooks/pre-commit";
    let text =
        read(&bench, path).replace("progress_before=$?\n", "progress_before=$?\necho theirs\n");
    script(&bench, path, &text);
    bench
        .run(&["hook", "uninstall"])
        .exits(0)
        .stdout_has("  pre-commit: kept, because it was edited");
    assert_eq!(read(&bench, path), text);
    assert_eq!(read(&bench, ".git/hooks/commit-msg"), "");
}

#[test]
fn a_hook_of_a_newer_version_is_kept() {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    let path = ".git/hooks/pre-commit";
    let text = read(&bench, path).replace(", version 5 >>>", ", version 99 >>>");
    script(&bench, path, &text);
    let install = bench.run(&["hook", "install"]);
    install
        .exits(0)
        .stdout_has("  pre-commit: not changed, installed by a newer version");
    bench
        .run(&["hook", "uninstall"])
        .exits(0)
        .stdout_has("  pre-commit: kept, because a newer version installed it");
    assert_eq!(read(&bench, path), text);
}

#[test]
fn the_setup_of_a_newer_version_is_not_changed() {
    let memory = ".git/progress/config-before-hooks.json";
    let attributes = ".git/info/attributes";
    for (path, old, new) in [
        (memory, "\"format\": \"2\"", "\"format\": \"3\""),
        (memory, "\"format\": \"2\"", "\"format\": \"new\""),
        (attributes, "version 1 >>>", "version 2 >>>"),
    ] {
        let bench = bench();
        bench.git(&["config", "merge.progress.driver", "theirs %A"]);
        bench.run(&["hook", "install"]).exits(0);
        let text = read(&bench, path);
        assert!(text.contains(old), "{text}");
        bench.write(path, &text.replace(old, new));
        let before = files(&bench.root, &FOLDERS);
        for command in ["install", "uninstall"] {
            bench
                .run(&["hook", command])
                .exits(2)
                .stderr_has("was written by a newer version of `progress` and was not changed");
            assert_eq!(files(&bench.root, &FOLDERS), before, "{command} {path}");
        }
    }
}

#[test]
fn a_damaged_record_of_earlier_settings_is_kept() {
    let bench = bench();
    bench.git(&["config", "merge.progress.driver", "theirs %A"]);
    bench.run(&["hook", "install"]).exits(0);
    bench.write(".git/progress/config-before-hooks.json", "{\"merge");
    let before = files(&bench.root, &FOLDERS);
    bench
        .run(&["hook", "uninstall"])
        .exits(2)
        .stderr_has("config-before-hooks.json`: EOF while parsing");
    assert_eq!(files(&bench.root, &FOLDERS), before);
}

#[test]
fn a_killed_installation_can_be_resumed() {
    let theirs = "#!/usr/bin/perl\nopen(L, '>>', 'log'); print L \"theirs\\n\";\n";
    let killed = |bench: &Sandbox| {
        // Between the second name and our script: both names hold the hook.
        let hooks = bench.root.join(".git/hooks");
        script(bench, ".git/hooks/pre-commit", theirs);
        let second = hooks.join("pre-commit.before-progress");
        fs::hard_link(hooks.join("pre-commit"), second).unwrap();
    };
    let bench = bench();
    killed(&bench);
    bench.run(&["hook", "install"]).exits(0);
    commit(&bench).exits(0);
    assert_eq!(log(&bench), ["theirs"]);
    bench.run(&["hook", "uninstall"]).exits(0);
    assert_eq!(read(&bench, ".git/hooks/pre-commit"), theirs);
    killed(&bench);
    bench.run(&["hook", "uninstall"]).exits(0);
    assert_eq!(read(&bench, ".git/hooks/pre-commit"), theirs);
    assert_eq!(read(&bench, ".git/hooks/pre-commit.before-progress"), "");
}

#[test]
fn a_folder_is_not_a_program() {
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    let path = ".git/hooks/pre-commit";
    fs::create_dir_all(bench.root.join("folder/progress")).unwrap();
    let folder = bench.root.join("folder/progress").display().to_string();
    let text = read(&bench, path).replace(env!("CARGO_BIN_EXE_progress"), &folder);
    script(&bench, path, &text);
    fs::create_dir_all(bench.root.join(".git/hooks/pre-commit.before-progress")).unwrap();
    commit(&bench)
        .exits(0)
        .stderr_has("progress: the program `progress` is not found; `pre-commit` was skipped\n");
}
