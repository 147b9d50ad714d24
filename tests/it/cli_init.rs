//! Tests of `progress init`.

use std::collections::BTreeMap;
use std::fs;
use std::io;

use progress_lint::cli::{Console, ExitStatus, Terminal, run};

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Sandbox, bad};

/// Everything in a folder that Git sees, and the hooks, settings and attributes of the clone.
fn snapshot(bench: &Sandbox) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![bench.root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&bench.root).unwrap();
            let name = name.to_str().unwrap().replace('\\', "/");
            // Objects, the index and our own record are no part of what is set up.
            let is_kept = !name.starts_with(".git/")
                || [".git/hooks", ".git/info", ".git/config"]
                    .iter()
                    .any(|kept| name.starts_with(kept));
            if path.is_dir() && is_kept {
                folders.push(path);
            } else if is_kept && !path.is_dir() {
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

/// A repository with many old findings.
fn legacy() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    for number in 0..200 {
        let path = format!("progress/old-v{number}/phase-1-progress.md");
        bench.write(&path, &bad().replace("auth-v2", &format!("old-v{number}")));
    }
    bench.write(".github/workflows/test.yml", "on: push\njobs: {}\n");
    bench.write(".gitattributes", "*.png binary");
    bench.commit();
    bench
}

#[test]
fn a_repository_with_400_old_findings_is_clean_afterwards_and_stops_new_ones() {
    let bench = legacy();
    bench.run(&["lint"]).exits(1).stdout_has("400 errors");
    let before = snapshot(&bench);
    let done = bench.run(&["init", "--yes"]);
    done.exits(0)
        .complains("")
        .stdout_has("created `.progress-baseline.json`, which lists 400 known findings\n")
        .stdout_has("created `.progress.yaml`\n")
        .stdout_has("changed `.gitattributes`\n")
        .stdout_has("created `.github/workflows/progress.yml`\n")
        .stdout_has("installed hooks in `.git/hooks`\n")
        .stdout_has("set up the merge driver");
    bench
        .run(&["lint"])
        .exits(0)
        .stderr_has("400 findings hidden by the baseline");
    bench.run(&["hook", "status"]).exits(0);
    let attributes = bench.git(&["check-attr", "merge", "binary", "--", BAD_PATH, "a.png"]);
    assert!(
        attributes.contains(&format!("{BAD_PATH}: merge: progress")),
        "{attributes}"
    );
    assert!(attributes.contains("a.png: binary: set"), "{attributes}");
    // Again, nothing changes.
    let set_up = snapshot(&bench);
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .prints("everything is set up already\n");
    assert_eq!(snapshot(&bench), set_up);
    // A new finding fails, and does not become known by running it once more.
    bench.write(BAD_PATH, &bad());
    bench
        .run(&["lint", "--statistics"])
        .exits(1)
        .stdout_has("count-mismatch (1 file)");
    bench.run(&["init", "--yes"]).exits(0);
    bench.run(&["lint"]).exits(1);
    fs::remove_dir_all(bench.root.join("progress/auth-v2")).unwrap();
    bench
        .run(&["init", "--undo"])
        .exits(0)
        .stdout_has("removed the hooks\n");
    assert_eq!(snapshot(&bench), before);
    bench
        .run(&["init", "--undo"])
        .exits(0)
        .stdout_has("nothing to undo");
}

#[test]
fn changes_are_shown_first() {
    let bench = legacy();
    let before = snapshot(&bench);
    let shown = bench.run(&["init", "--dry-run"]);
    shown
        .exits(0)
        .stdout_has("new file `.progress-baseline.json`: lists 400 known findings\n")
        .stdout_has("+++ b/.progress.yaml\n")
        .stdout_has("+baseline: .progress-baseline.json\n")
        .stdout_has("+*.png binary\n")
        .stdout_has("hooks in `.git/hooks`: pre-commit, ")
        .stdout_has("merge driver for progress files, in this clone\n");
    // Without a terminal nobody can answer.
    bench
        .run(&["init"])
        .exits(2)
        .prints(&shown.stdout)
        .stderr_has("--yes");
    assert_eq!(snapshot(&bench), before);
}

/// Runs `progress init` on a terminal, with an answer.
fn answer(bench: &Sandbox, answer: &str) -> (ExitStatus, String) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut stdin = answer.as_bytes();
    let status = run(
        ["progress", "init"].map(Into::into),
        &mut Console {
            called: "progress",
            stdin: &mut stdin,
            stdout: &mut stdout,
            stderr: &mut stderr,
            terminal: Terminal {
                stdin: true,
                ..Terminal::default()
            },
            folder: io::Result::Ok(bench.root.clone()),
        },
    );
    (status, String::from_utf8(stderr).unwrap())
}

#[test]
fn only_yes_is_an_answer() {
    let bench = Sandbox::repository();
    for text in ["", "\n", "n\n", "yessir\n", "\u{1b}\n"] {
        let (status, asked) = answer(&bench, text);
        assert_eq!(status, ExitStatus::Findings, "{text}");
        assert_eq!(asked, "Make these changes? [y/N] ");
        assert!(!bench.root.join(".progress.yaml").exists());
    }
    let (status, _) = answer(&bench, "YES\n");
    assert_eq!(status, ExitStatus::Clean);
    assert!(bench.root.join(".progress.yaml").exists());
}

#[test]
fn an_empty_repository_gets_what_it_needs() {
    let bench = Sandbox::repository();
    let done = bench.run(&["init", "--yes"]);
    done.exits(0)
        .stdout_lacks("baseline")
        .stdout_lacks("workflows");
    bench.run(&["lint", "--show-settings"]).exits(0);
    bench.git(&["config", "remote.origin.url", "git@github.com:a/b.git"]);
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .stdout_has("created `.github/workflows/progress.yml`");
    bench.run(&["init", "--undo"]).exits(0);
    assert!(!bench.root.join(".github").exists());
    Sandbox::folder()
        .run(&["init"])
        .exits(2)
        .stderr_has("requires a Git repository");
}

#[test]
fn parts_can_be_left_out() {
    let bench = legacy();
    let before = snapshot(&bench);
    let all = "settings,baseline,attributes,hooks,ci";
    let nothing = bench.run(&["init", "--yes", "--skip", all]);
    nothing.exits(0).stdout_has("set up already");
    assert_eq!(snapshot(&bench), before);
    bench
        .run(&[
            "init",
            "--yes",
            "--skip",
            "hooks,baseline",
            "--ci",
            "gitlab",
        ])
        .exits(0)
        .stdout_has("created `.gitlab-ci.yml`")
        .stdout_lacks("hooks in");
    bench.run(&["lint"]).exits(1);
}

#[test]
fn existing_files_are_only_added_to() {
    let bench = legacy();
    bench.write(".progress.yaml", "# ours\npedantic: false # for now\n");
    bench.write(
        ".gitlab-ci.yml",
        "stages: [test]\nunit:\n  script: !reference [a, b]\n",
    );
    bench.run(&["init", "--yes", "--ci", "gitlab"]).exits(0);
    let read = |path: &str| fs::read_to_string(bench.root.join(path)).unwrap();
    assert_eq!(
        read(".progress.yaml"),
        "# ours\npedantic: false # for now\n\nbaseline: .progress-baseline.json\n"
    );
    assert!(
        read(".gitlab-ci.yml")
            .starts_with("stages: [test]\nunit:\n  script: !reference [a, b]\n\nprogress-lint:\n")
    );
    // What has been added since is kept.
    bench.write(
        ".progress.yaml",
        &(read(".progress.yaml") + "profile: strict\n"),
    );
    bench.write(
        ".progress-baseline.json",
        "{\"version\": 1, \"findings\": []}\n",
    );
    bench
        .run(&["init", "--undo"])
        .exits(0)
        .stdout_has("removed what was added to `.progress.yaml`\n")
        .stdout_has("kept `.progress-baseline.json`, because it has been changed since\n")
        .stdout_has("restored `.gitlab-ci.yml`\n");
    assert_eq!(
        read(".progress.yaml"),
        "# ours\npedantic: false # for now\nprofile: strict\n"
    );
}

#[test]
fn what_cannot_be_added_to_stops_everything() {
    let bench = legacy();
    bench.write(".progress.yaml", "{pedantic: false}\n");
    let before = snapshot(&bench);
    bench
        .run(&["init", "--yes"])
        .exits(2)
        .stderr_has("cannot add `baseline` to `.progress.yaml`")
        .stderr_has("or skip this part with `--skip`");
    bench.git(&["config", "core.hooksPath", "/dev/null"]);
    let refused = bench.run(&["init", "--yes", "--skip", "settings"]);
    refused.exits(2).stderr_has("hooks are disabled");
    bench.git(&["config", "--unset", "core.hooksPath"]);
    assert_eq!(snapshot(&bench), before);
}

#[test]
fn hook_managers_get_our_hooks() {
    let bench = Sandbox::repository();
    let config = "repos:\n  - repo: local\n    hooks: []\n";
    bench.write(".pre-commit-config.yaml", config);
    bench.write("lefthook.yml", "colors: false\n");
    bench.write(".husky/pre-commit", "npm test");
    let before = snapshot(&bench);
    let done = bench.run(&["init", "--yes"]);
    done.exits(0)
        .stdout_has("changed `.pre-commit-config.yaml`\n")
        .stdout_has("changed `lefthook.yml`\n")
        .stdout_has("changed `.husky/pre-commit`\ncreated `.husky/pre-merge-commit`\n")
        .stdout_has("hint: run `pre-commit install` in every clone\n");
    for manager in ["pre-commit", "lefthook", "husky"] {
        let said = format!("{manager} is not installed for them in this clone");
        bench
            .run(&["hook", "install"])
            .exits(0)
            .stdout_has(&said)
            .stdout_lacks("does not list");
    }
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .prints("everything is set up already\n");
    bench.run(&["init", "--undo"]).exits(0);
    assert_eq!(snapshot(&bench), before);
    bench.write("lefthook.yml", "pre-commit: {}\n");
    let before = snapshot(&bench);
    let done = bench.run(&["init", "--yes"]);
    done.exits(0)
        .stdout_has("created `lefthook-progress.yml`\nchanged `lefthook.yml`\n")
        .stdout_lacks("by hand");
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .prints("everything is set up already\n");
    bench.run(&["init", "--undo"]).exits(0);
    assert_eq!(snapshot(&bench), before);
    bench.write("lefthook-progress.yml", "# ours\n");
    let lines = bench.run(&["init", "--dry-run"]);
    lines
        .exits(0)
        .stdout_has("to be added by hand:\n")
        .stdout_has("lefthook-progress.yml");
}

#[test]
fn agents_are_set_up_where_the_repository_has_signs_of_them() {
    let bench = Sandbox::repository();
    let settings = "{\n  // ours\n  \"model\": \"opus\"\n}\n";
    bench.write(".claude/settings.json", settings);
    bench.write("AGENTS.md", "# Agents\n\nBe brief.");
    let before = snapshot(&bench);
    bench
        .run(&["init", "--dry-run"])
        .exits(0)
        .stdout_has("--- a/.claude/settings.json\n+++ b/.claude/settings.json\n")
        .stdout_has("--- /dev/null\n+++ b/.progress.yaml\n")
        .stdout_lacks(".cursor");
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .stdout_has("changed `.claude/settings.json`\nchanged `AGENTS.md`\n");
    bench.run(&["agent", "setup", "--check"]).exits(0);
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .prints("everything is set up already\n");
    let undone = bench.run(&["init", "--undo"]);
    undone.exits(0).stdout_has("restored `AGENTS.md`\n");
    assert_eq!(snapshot(&bench), before);
    // What has been changed since is kept.
    bench.run(&["init", "--yes"]).exits(0);
    let path = bench.root.join(".claude/settings.json");
    let edited = fs::read_to_string(&path).unwrap().replace("opus", "haiku");
    fs::write(&path, edited).unwrap();
    bench
        .run(&["init", "--undo"])
        .exits(0)
        .stdout_has("removed what was added to `.claude/settings.json`\n");
    let restored = fs::read_to_string(&path).unwrap();
    assert_eq!(restored, settings.replace("opus", "haiku"));
}

#[test]
fn agents_can_be_left_out() {
    let bench = Sandbox::repository();
    bench.write(".claude/settings.json", "{\"hooks\": [}\n");
    let refused = bench.run(&["init", "--yes"]);
    refused
        .exits(2)
        .stderr_has("cannot change `.claude/settings.json`")
        .stderr_has("skip this part with `--skip`");
    assert!(!bench.root.join(".progress.yaml").exists());
    bench.run(&["init", "--yes", "--skip", "agents"]).exits(0);
}

#[cfg(unix)]
#[test]
fn links_out_of_the_repository_are_refused_before_anything_is_written() {
    let bench = legacy();
    fs::remove_file(bench.root.join(".gitattributes")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", bench.root.join(".gitattributes")).unwrap();
    let refused = bench.run(&["init", "--dry-run"]);
    refused
        .exits(2)
        .prints("")
        .stderr_has("leads out of the repository");
    assert!(!bench.root.join(".progress.yaml").exists());
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_file_is_not_waited_for() {
    let bench = legacy();
    let name = ".github/workflows/pipe.yml";
    bench
        .bash(&format!("rm .gitattributes; mkfifo .gitattributes {name}"))
        .exits(0);
    let refused = bench.run(&["init", "--yes", "--skip", "baseline"]);
    refused.exits(2).stderr_has("cannot read `.gitattributes`");
    bench
        .run(&["init", "--yes", "--skip", "attributes,hooks"])
        .exits(0);
}

#[test]
fn a_read_only_file_stops_it_before_anything_is_changed() {
    let bench = legacy();
    let path = bench.root.join(".gitattributes");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let before = snapshot(&bench);
    let done = bench.run(&["init", "--yes"]);
    done.exits(2).stderr_has("`.gitattributes` is read-only");
    assert_eq!(snapshot(&bench), before);
}

#[test]
fn a_baseline_is_kept_as_long_as_the_settings_name_it() {
    let bench = legacy();
    let before = snapshot(&bench);
    bench.run(&["init", "--yes"]).exits(0);
    let path = bench.root.join(".progress.yaml");
    let written = fs::read_to_string(&path).unwrap();
    bench.write(".progress.yaml", &format!("{written}pedantic: false\n"));
    let undone = bench.run(&["init", "--undo"]);
    undone
        .exits(0)
        .stdout_has("kept `.progress-baseline.json`, because `.progress.yaml` names it");
    bench.run(&["lint"]).exits(0);
    // What was kept can still be undone.
    bench.write(".progress.yaml", &written);
    bench.run(&["init", "--undo"]).exits(0);
    assert_eq!(snapshot(&bench), before);
    let again = bench.run(&["init", "--undo"]);
    again.exits(0).stdout_has("nothing to undo in this clone");
}

#[test]
fn what_is_on_another_branch_can_still_be_undone() {
    let bench = legacy();
    let start = bench.git(&["rev-parse", "HEAD"]);
    bench.run(&["init", "--yes", "--skip", "hooks"]).exits(0);
    bench.commit();
    bench.git(&["checkout", "--quiet", "-b", "other", start.trim()]);
    bench.run(&["init", "--undo"]).exits(0);
    bench.git(&["checkout", "--quiet", "-"]);
    let undone = bench.run(&["init", "--undo"]);
    undone.exits(0).stdout_has("removed `.progress.yaml`");
}

#[test]
fn new_settings_name_the_baseline_that_there_is() {
    let bench = legacy();
    bench
        .run(&[
            "lint",
            "--write-baseline",
            "--baseline",
            ".progress-baseline.json",
        ])
        .exits(0);
    bench.run(&["init", "--yes"]).exits(0);
    bench.run(&["lint"]).exits(0);
}

#[test]
fn a_baseline_that_the_settings_name_is_written_where_it_is_missing() {
    let bench = legacy();
    bench.write(".progress.yaml", "baseline: known/old.json\n");
    let before = snapshot(&bench);
    bench.run(&["lint"]).exits(2);
    bench.run(&["init", "--yes"]).exits(0);
    bench.run(&["lint"]).exits(0);
    bench.run(&["init", "--undo"]).exits(0);
    assert_eq!(snapshot(&bench), before);
    assert!(!bench.root.join("known").exists());
}

#[test]
fn a_required_baseline_is_written_even_if_nothing_is_found() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(".progress.yaml", "baseline: old.json\n");
    bench.commit();
    bench.run(&["init", "--yes", "--skip", "hooks"]).exits(0);
    bench.run(&["lint"]).exits(0);
}

#[test]
fn a_merge_driver_that_was_there_before_stays() {
    let bench = legacy();
    bench.run(&["hook", "install"]).exits(0);
    let config = fs::read(bench.root.join(".git/config")).unwrap();
    let attributes = fs::read(bench.root.join(".git/info/attributes")).unwrap();
    fs::remove_dir_all(bench.root.join(".git/hooks")).unwrap();
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .stdout_has("installed hooks in `.git/hooks`\n");
    bench
        .run(&["init", "--undo"])
        .exits(0)
        .stdout_has("removed the hooks\n")
        .stdout_lacks("merge driver");
    assert_eq!(fs::read(bench.root.join(".git/config")).unwrap(), config);
    let path = bench.root.join(".git/info/attributes");
    assert_eq!(fs::read(path).unwrap(), attributes);
    assert!(!bench.root.join(".git/hooks/pre-commit").exists());
}

#[test]
fn hooks_that_were_there_before_stay() {
    let bench = legacy();
    bench.run(&["hook", "install"]).exits(0);
    bench.git(&["config", "--unset", "merge.progress.driver"]);
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .stdout_has("set up the merge driver");
    bench
        .run(&["init", "--undo"])
        .exits(0)
        .stdout_has("removed the merge driver\n")
        .stdout_lacks("removed the hooks");
    assert!(bench.root.join(".git/hooks/pre-commit").exists());
}

#[cfg(unix)]
#[test]
fn undoing_keeps_folders_and_permissions_that_were_there_before() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Sandbox::repository();
    bench.write(".git/hooks/pre-commit", "#!/bin/sh\nset -e\n");
    let hook = bench.root.join(".git/hooks/pre-commit");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o744)).unwrap();
    fs::create_dir_all(bench.root.join(".github/workflows")).unwrap();
    bench.run(&["init", "--yes"]).exits(0);
    assert!(bench.root.join(".github/workflows/progress.yml").is_file());
    let mode = || fs::metadata(&hook).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o744);
    bench.run(&["init", "--undo"]).exits(0);
    assert!(bench.root.join(".github/workflows").is_dir());
    assert_eq!(mode(), 0o744);
}

#[test]
fn another_workflow_of_the_same_name_is_left_alone() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let other = "# Unlike progress-lint, it draws bars.\non: push\njobs: {}\n";
    bench.write(".github/workflows/progress.yml", other);
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .stdout_has("created `.github/workflows/progress-lint.yml`");
    let text = fs::read_to_string(bench.root.join(".github/workflows/progress.yml")).unwrap();
    assert_eq!(text, other);
    bench
        .run(&["init", "--yes"])
        .prints("everything is set up already\n");
    // Both names are taken.
    let bench = Sandbox::repository();
    bench.write(".github/workflows/progress.yml", other);
    bench.write(".github/workflows/progress-lint.yml", other);
    bench
        .run(&["init", "--yes", "--ci", "github"])
        .exits(0)
        .stdout_has("to be added by hand:\n\nIn a new file in `.github/workflows`:\n\n");
}

#[test]
fn hooks_for_every_repository_are_noted() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let shared = Sandbox::folder();
    let hooks = shared.root.join("hooks").display().to_string();
    let text = format!("[core]\n\thooksPath = {}\n", hooks.replace('\\', "/"));
    bench.write("global", &text);
    let path = bench.root.join("global").display().to_string();
    let global = [("GIT_CONFIG_GLOBAL", path.as_str())];
    for step in ["--dry-run", "--yes"] {
        bench
            .run_with(&["init", step], &global)
            .stdout_has("applies these hooks to every repository");
    }
}

#[test]
fn a_repository_without_progress_files_gets_a_next_step() {
    let bench = Sandbox::repository();
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .stdout_has("hint: there are no progress files yet: `progress new PLAN PHASE`");
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .stdout_lacks("no progress files");
}

#[test]
fn invalid_settings_can_be_undone() {
    let bench = Sandbox::repository();
    bench.run(&["init", "--yes"]).exits(0);
    let hook = bench.root.join(".git/hooks/pre-push");
    assert!(hook.exists());
    let text = fs::read_to_string(bench.root.join(".progress.yaml")).unwrap();
    bench.write(".progress.yaml", &format!("{text}basline: x\n"));
    bench
        .run(&["init", "--undo"])
        .exits(0)
        .stdout_has("removed the hooks\n")
        .stdout_has("`.progress.yaml`, because it has been changed since");
    assert!(!hook.exists());
}

#[test]
fn lines_that_were_added_to_a_hook_are_kept_and_reported() {
    for command in [["init", "--undo"], ["hook", "uninstall"]] {
        let bench = Sandbox::repository();
        bench.run(&["init", "--yes"]).exits(0);
        let path = bench.root.join(".git/hooks/pre-push");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}echo mine\n")).unwrap();
        bench
            .run(&command)
            .exits(0)
            .stdout_has("pre-push: kept the lines that were added to it\n");
        let left = fs::read_to_string(&path).unwrap();
        assert_eq!(left, "#!/bin/sh\necho mine\n");
    }
}
