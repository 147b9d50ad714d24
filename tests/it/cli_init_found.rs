//! Tests of what `progress init` finds in a repository, and what it says about it.

use std::fs;

use crate::common::{GOOD, GOOD_PATH, Sandbox};

/// Runs the command by its long name.
fn long_name(bench: &Sandbox, arguments: &[&str]) -> (String, String) {
    let program = env!("CARGO_BIN_EXE_progress-lint");
    let output = crate::common::scrubbed(program, &bench.root)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

#[test]
fn hints_use_the_name_by_which_the_program_was_called() {
    let bench = Sandbox::repository();
    let (out, _) = long_name(&bench, &["init", "--yes"]);
    assert!(out.contains("with `progress-lint init --undo`"), "{out}");
    assert!(out.contains("`progress-lint new PLAN PHASE`"), "{out}");
    assert!(!out.contains("`progress "), "{out}");
    for file in [".progress.yaml", ".gitattributes"] {
        let text = fs::read_to_string(bench.root.join(file)).unwrap();
        assert!(text.contains("`progress-lint "), "{text}");
        assert!(!text.contains("`progress "), "{text}");
    }
    let new = ["new", "auth-v1", "1", "--owner", "me"];
    let (_, said) = long_name(&bench, &new);
    assert!(said.contains("`progress-lint add ID"), "{said}");
    let (_, said) = long_name(&bench, &["show", "X-1"]);
    assert!(said.contains("run `progress-lint list`"), "{said}");
    bench.git(&["config", "--unset", "merge.progress.driver"]);
    let (out, _) = long_name(&bench, &["doctor"]);
    assert!(out.contains("`progress-lint hook install`"), "{out}");
    // By the short name, they are as before.
    bench
        .run(&["show", "X-1"])
        .stderr_has("run `progress list`");
}

#[test]
fn tasks_of_other_tools_are_found_with_the_command_that_imports_them() {
    let bench = Sandbox::repository();
    bench.write(
        ".kiro/specs/login/tasks.md",
        "# Implementation Plan\n\n- [ ] 1. Store users\n- [ ] 2. Check passwords\n",
    );
    bench.write(
        "openspec/changes/add-a/tasks.md",
        "## 1. A\n\n- [ ] 1.1 One\n",
    );
    bench.write("specs/001-none/tasks.md", "# Nothing yet\n");
    for step in ["--dry-run", "--yes"] {
        bench
            .run(&["init", step, "--skip", "agents"])
            .exits(0)
            .stdout_has("hint: found 2 tasks of Kiro; run `progress import . --from kiro` to")
            .stdout_has(
                "hint: found 1 task of OpenSpec; run `progress import . --from openspec` to",
            )
            .stdout_lacks("spec-kit")
            .stdout_lacks("no progress files");
    }
    bench.run(&["import", ".", "--from", "kiro"]).exits(0);
    bench
        .run(&["init", "--yes", "--skip", "agents,baseline"])
        .exits(0)
        .stdout_has("everything is set up already\nhint: found 1 task of OpenSpec")
        .stdout_lacks("Kiro");
}

#[test]
fn progress_files_alone_are_no_sign_of_an_agent() {
    let bench = Sandbox::repository();
    bench.write(&format!(".claude/{GOOD_PATH}"), GOOD);
    bench
        .run(&["init", "--dry-run"])
        .exits(0)
        .stdout_lacks("settings.json");
    for sign in [".claude/agents/a.md", ".claude/settings.local.json"] {
        let bench = Sandbox::repository();
        bench.write(sign, "{}\n");
        bench
            .run(&["init", "--dry-run"])
            .exits(0)
            .stdout_has("+++ b/.claude/settings.json");
    }
}

#[test]
fn the_remote_in_use_decides_about_ci() {
    let github = "git@github.com:a/b.git";
    let gitlab = "https://gitlab.com/github.com/b.git";
    let ci = |settings: &[(&str, &str)]| {
        let bench = Sandbox::repository();
        for (key, value) in settings {
            bench.git(&["config", key, value]);
        }
        bench.run(&["init", "--yes", "--skip", "hooks"]).exits(0);
        let has = |path| bench.root.join(path).exists();
        match (has(".github"), has(".gitlab-ci.yml")) {
            (true, false) => "github",
            (false, true) => "gitlab",
            _ => "",
        }
    };
    // The only one, whatever its name.
    assert_eq!(ci(&[("remote.upstream.url", gitlab)]), "gitlab");
    let both = [("remote.origin.url", github), ("remote.work.url", gitlab)];
    assert_eq!(ci(&both), "github");
    let pushed = [&both[..], &[("remote.pushDefault", "work")]].concat();
    assert_eq!(ci(&pushed), "gitlab");
    let followed = [&pushed[..], &[("branch.main.remote", "origin")]].concat();
    assert_eq!(ci(&followed), "github");
    // An abbreviation says nothing about the host, and the longest one counts.
    let short = [
        ("remote.origin.url", "gl:a/b"),
        ("url.https://github.com/.insteadOf", "gl"),
        ("url.https://gitlab.com/.insteadOf", "gl:"),
    ];
    assert_eq!(ci(&short), "gitlab");
    // A branch can follow another one of the same repository.
    let local = [&both[..], &[("branch.main.remote", ".")]].concat();
    assert_eq!(ci(&local), "github");
    assert_eq!(
        ci(&[("remote.a.url", github), ("remote.b.url", gitlab)]),
        ""
    );
}

#[test]
fn a_gitlab_file_with_inputs_gets_the_job_in_its_second_document() {
    let bench = Sandbox::repository();
    let header = "spec:\n  inputs:\n    stage:\n      default: check\n---\n";
    let text = format!("{header}stages: [check]\nunit:\n  script: [make]\n");
    bench.write(".gitlab-ci.yml", &text);
    bench
        .run(&["init", "--yes", "--skip", "hooks"])
        .exits(0)
        .stdout_has("changed `.gitlab-ci.yml`");
    let written = fs::read_to_string(bench.root.join(".gitlab-ci.yml")).unwrap();
    let job = "\nprogress-lint:\n  stage: \"check\"\n  image: python:3\n";
    assert!(written.starts_with(&format!("{text}{job}")), "{written}");
    bench.run(&["init", "--undo"]).exits(0);
    // If nothing can be added to a file, the lines are shown, and the rest goes on.
    bench.write(".gitlab-ci.yml", "{unit: {script: make}}\n");
    bench
        .run(&["init", "--yes", "--skip", "hooks"])
        .exits(0)
        .stdout_has("created `.progress.yaml`")
        .stdout_has(
            "to be added by hand:\n\nIn `.gitlab-ci.yml`:\n\nprogress-lint:\n  image: python:3\n",
        );
    let kept = fs::read_to_string(bench.root.join(".gitlab-ci.yml")).unwrap();
    assert_eq!(kept, "{unit: {script: make}}\n");
}

#[test]
fn outside_a_repository_it_says_how_to_create_one() {
    let folder = Sandbox::folder();
    folder
        .run(&["init"])
        .exits(2)
        .stderr_has("or create one here with `git init`");
}

#[cfg(unix)]
#[test]
fn undoing_says_what_is_left_of_what_was_edited_and_why() {
    let bench = Sandbox::repository();
    bench.write(".gitattributes", "*.png binary\n");
    bench.run(&["init", "--yes", "--ci", "github"]).exits(0);
    let edit = |path: &str, from: &str, to: &str| {
        let text = fs::read_to_string(bench.root.join(path)).unwrap();
        bench.write(path, &text.replace(from, to));
    };
    edit(".gitattributes", " diff=progress", "");
    edit(".github/workflows/progress.yml", "pull_request", "push");
    let line = "progress_before=$?\n";
    edit(".git/hooks/commit-msg", line, &format!("{line}echo mine\n"));
    bench.run(&["init", "--undo"]).exits(0).prints(
        "kept `.gitattributes`, because what was added to it has been changed since\n\
         kept `.github/workflows/progress.yml`, because it has been changed since\n\
         removed `.progress.yaml`\n\
         removed the other hooks\n\
         hook commit-msg: kept, because it was edited; delete it manually\n\
         removed the merge driver\n\
         hint: remove by hand what you do not need in the files that were kept\n",
    );
    assert!(bench.root.join(".git/hooks/commit-msg").exists());
    assert!(!bench.root.join(".git/hooks/pre-commit").exists());
}

#[test]
fn a_name_that_hooks_call_but_is_not_there_is_reported() {
    let warning = "warning: `progress-lint` is not on the `PATH`";
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_progress-lint")).parent();
    let path = |folders: &[&std::path::Path]| {
        let known = std::env::var_os("PATH").unwrap_or_default();
        let all = std::env::split_paths(&known).filter(|it| !it.join("progress-lint").exists());
        let mut all: Vec<_> = all.collect();
        all.extend(folders.iter().map(|it| it.to_path_buf()));
        std::env::join_paths(all).unwrap().into_string().unwrap()
    };
    let init = |path: String| {
        let bench = Sandbox::repository();
        bench.write(".husky/pre-commit", "npm test\n");
        bench.run_with(&["init", "--yes"], &[("PATH", &path)])
    };
    init(path(&[])).exits(0).stdout_has(warning);
    init(path(&[folder.unwrap()]))
        .exits(0)
        .stdout_lacks(warning);
    // Git's own hooks know where the program is.
    let bench = Sandbox::repository();
    let done = bench.run_with(&["init", "--yes"], &[("PATH", &path(&[]))]);
    done.exits(0).stdout_lacks(warning);
}
