//! Files of hook managers, without the managers: what is recognized, and which lines are printed.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::common::installed::{assert_guarded, bench, read_path};
use crate::common::{GOOD, GOOD_PATH, Sandbox};

const BINARY: &str = env!("CARGO_BIN_EXE_progress");

#[test]
fn lines_are_printed_for_hook_managers() {
    for (file, content, lines) in [
        (
            ".pre-commit-config.yaml",
            "repos: []\n",
            "- id: progress-prepare-commit-msg\n",
        ),
        (
            "prek.toml",
            "repos = []\n",
            "{ id = \"progress-pre-push\" },\n",
        ),
        (
            ".husky/pre-commit",
            "npm test\n",
            "then progress-lint hook run pre-commit \"$@\"; else echo",
        ),
        (
            "lefthook.yml",
            "",
            "pre-push:\n  commands:\n    progress:\n      run: if command -v progress-lint >/dev/null; then progress-lint hook run pre-push {files}; fi\n      files: echo lefthook.yml\n      use_stdin: true\n",
        ),
        (
            "lefthook.toml",
            "",
            "[commit-msg.commands.progress]\nrun = 'if command -v progress-lint >/dev/null; then progress-lint hook run commit-msg \"{1}\"; fi'\n",
        ),
        (
            "lefthook.json",
            "{}",
            "\"post-commit\": { \"commands\": { \"progress\": { \"run\": \"if command -v progress-lint >/dev/null; then progress-lint hook run post-commit; fi\" } } }",
        ),
    ] {
        let bench = bench();
        bench.write(file, content);
        bench
            .run(&["hook", "install"])
            .exits(0)
            .stdout_has("hooks not installed: ")
            .stdout_has(lines);
        assert!(!bench.root.join(".git/hooks/pre-commit").exists(), "{file}");
        assert_eq!(read_path(&bench.root.join(file)), content);
        // The merge driver is nobody else's.
        let driver = bench.git(&["config", "merge.progress.driver"]);
        assert!(driver.contains(BINARY));
        bench.run(&["hook", "install", "--force"]).exits(0);
        assert_guarded(&bench, ".");
    }
}

#[test]
fn committed_lines_call_no_other_program_and_are_no_obstacle_without_ours() {
    for file in [".husky/pre-commit", "lefthook.yml"] {
        let bench = bench();
        bench.write(file, "");
        bench
            .run(&["init", "--yes", "--skip", "ci,agents"])
            .exits(0);
        let text = read_path(&bench.root.join(file));
        let line = text.lines().find(|line| line.contains("run pre-commit"));
        let line = line.unwrap().trim_start().trim_start_matches("run: ");
        bench.write("hook.sh", &format!("{line}\n"));
        // Debian has another `progress`.
        let without = "mkdir -p bin; printf '#!/bin/sh\\necho another; exit 1\\n' >bin/progress; \
                       chmod +x bin/progress; PATH=$PWD/bin:/usr/bin:/bin";
        bench
            .bash(&format!("{without} sh -e hook.sh"))
            .exits(0)
            .prints("")
            .stderr_has("progress-lint is not installed, so progress files are not checked\n");
        let wrong = GOOD.replace("total_tasks: 2", "total_tasks: 3");
        bench.write(GOOD_PATH, &wrong);
        bench.git(&["add", GOOD_PATH]);
        let own = Path::new(BINARY).parent().unwrap().display();
        bench
            .bash(&format!("PATH={own}:$PATH sh -e hook.sh"))
            .exits(1)
            .stdout_has("count-mismatch");
    }
}

#[test]
fn managers_that_run_our_hooks_are_not_changed() {
    let bench = bench();
    bench.write(".husky/pre-commit", "progress hook run pre-commit \"$@\"\n");
    // A listed hook need not run.
    bench
        .run(&["hook", "install"])
        .exits(0)
        .stdout_has("husky is not installed for them in this clone: Git does not run pre-commit\n");
    bench
        .run(&["hook", "status"])
        .exits(1)
        .stdout_has("husky (`.husky`) lists progress hooks, but is not installed");
    bench
        .run(&["doctor"])
        .exits(1)
        .stdout_has("warning[manager-not-installed]: ")
        .stdout_has("help: run `npx husky`");
    husky(&bench);
    bench
        .run(&["hook", "install"])
        .exits(0)
        .stdout_has("husky runs the progress hooks listed in `.husky`\n");
    bench
        .run(&["hook", "status"])
        .exits(0)
        .stdout_has("pre-commit          not ours, run by husky (`.husky`)\n");
}

/// Installs husky in the same way as its program.
fn husky(bench: &Sandbox) {
    bench.git(&["config", "core.hooksPath", ".husky/_"]);
    bench.write(".husky/_/.gitignore", "*");
    bench.write(".husky/_/h", "");
    for name in ["pre-commit", "commit-msg"] {
        let path = format!(".husky/_/{name}");
        bench.write(&path, "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"");
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(bench.root.join(path), mode).unwrap();
    }
}

#[test]
fn every_lefthook_file_is_recognized() {
    for ending in ["yml", "yaml", "json", "jsonc", "toml"] {
        for start in ["lefthook", ".lefthook", ".config/lefthook"] {
            for suffix in ["", "-local"] {
                let bench = bench();
                let file = format!("{start}{suffix}.{ending}");
                bench.write(&file, "{}");
                let said = "hooks not installed: lefthook manages hooks here";
                bench.run(&["hook", "install"]).exits(0).stdout_has(said);
                assert!(!bench.root.join(".git/hooks/pre-commit").exists(), "{file}");
                bench
                    .run(&["doctor"])
                    .exits(1)
                    .stdout_has(&format!("`{file}` lists no progress hooks"));
            }
        }
    }
}

#[test]
fn lines_fit_a_file_that_already_has_the_key() {
    let bench = bench();
    bench.write(
        "lefthook.yml",
        "pre-commit:\n  commands:\n    a:\n      run: 'true'\n",
    );
    bench
        .run(&["hook", "install"])
        .exits(0)
        .stdout_has(
            "In a new file `lefthook-progress.yml`, because `lefthook.yml` already has some",
        )
        .stdout_has("In `lefthook.yml`:\n\nextends:\n  - lefthook-progress.yml\n");
    bench.write(".husky/pre-commit", "npm test");
    bench
        .run(&["hook", "install"])
        .exits(0)
        .stdout_has("echo >> .husky/pre-commit\necho 'if command -v progress-lint");
    let config = "default_install_hook_types: [pre-commit]\nrepos:\n- repo: local\n  hooks: []\n";
    bench.write(".pre-commit-config.yaml", config);
    bench
        .run(&["hook", "install"])
        .exits(0)
        .stdout_has("for `default_install_hook_types`, all of:")
        .stdout_has("in the list `repos`:\n\n- repo: https://")
        .stdout_has("- repo: local\n  hooks:\n    - id: progress-pre-commit\n")
        .stdout_has("      language: system\n");
}

#[test]
fn a_file_that_only_prek_reads_gets_lines_for_prek() {
    let bench = bench();
    bench.write(".pre-commit-config.yml", "repos: []\n");
    bench
        .run(&["hook", "install"])
        .exits(0)
        .stdout_has("prek manages hooks here")
        .stdout_has("In `.pre-commit-config.yml`, in the list `repos`:")
        .stdout_has("Then: prek install\n");
    fs::remove_file(bench.root.join(".pre-commit-config.yml")).unwrap();
    let keys = "default_install_hook_types = [\"pre-commit\"]\nrepos = []\n";
    bench.write("prek.toml", keys);
    bench
        .run(&["hook", "install"])
        .exits(0)
        .stdout_has("In `prek.toml`, for `default_install_hook_types`, all of:")
        .stdout_has("at the end, after converting the list `repos` to `[[repos]]`:");
}
