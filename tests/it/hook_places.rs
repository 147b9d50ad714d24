//! Where `progress hook install` installs hooks, and what it does not change.

#![cfg(unix)]

use std::fs;

use crate::common::installed::{assert_guarded, bench, read_path};
use crate::common::{GOOD, GOOD_PATH, Sandbox};

const BINARY: &str = env!("CARGO_BIN_EXE_progress");

#[test]
fn hooks_of_the_repository_itself() {
    let bench = bench();
    bench.run_in("progress", &["hook", "install"]).exits(0);
    assert_guarded(&bench, ".");
}

#[test]
fn hooks_in_an_absolute_folder() {
    let bench = bench();
    let outside = Sandbox::folder();
    let folder = outside.root.join("my hooks");
    bench.git(&["config", "core.hooksPath", folder.to_str().unwrap()]);
    let config = read_path(&bench.root.join(".git/config"));
    bench.run(&["hook", "install"]).exits(0);
    assert!(read_path(&folder.join("pre-commit")).contains(BINARY));
    assert!(!bench.root.join(".git/hooks/pre-commit").exists());
    assert_guarded(&bench, ".");
    bench.run(&["hook", "uninstall"]).exits(0);
    assert!(!folder.join("pre-commit").exists());
    assert_eq!(read_path(&bench.root.join(".git/config")), config);
}

#[test]
fn hooks_in_a_relative_folder() {
    let bench = bench();
    bench.git(&["config", "core.hooksPath", ".githooks"]);
    bench
        .run_in("progress", &["hook", "install"])
        .exits(0)
        .stdout_has("`.githooks` is in the working tree");
    // Hooks that are shared must not contain a path of this machine.
    let script = read_path(&bench.root.join(".githooks/pre-commit"));
    assert!(!script.contains(BINARY), "{script}");
    bench.commit();
    assert_guarded(&bench, ".");
    bench.run(&["hook", "status"]).exits(0);
    bench.run(&["hook", "uninstall"]).exits(0);
    assert!(!bench.root.join(".githooks/pre-commit").exists());
}

#[test]
fn hooks_in_a_folder_of_the_home() {
    let bench = bench();
    bench.git(&["config", "core.hooksPath", "~/hooks"]);
    bench.run(&["hook", "install"]).exits(0);
    assert!(bench.root.join("hooks/pre-commit").exists());
    assert_guarded(&bench, ".");
}

#[test]
fn hooks_of_every_repository() {
    let bench = bench();
    let home = Sandbox::folder();
    home.write(".gitconfig", "[core]\n\thooksPath = ~/hooks\n");
    let variables = [("HOME", home.root.to_str().unwrap())];
    bench
        .run_with(&["hook", "install"], &variables)
        .exits(0)
        .stdout_has("applies these hooks to every repository");
    assert!(home.root.join("hooks/pre-commit").exists());
    bench
        .run_with(&["hook", "status"], &variables)
        .exits(0)
        .stdout_has("(global)");
}

#[test]
fn hooks_that_are_disabled() {
    let bench = bench();
    bench.git(&["config", "core.hooksPath", "/dev/null"]);
    bench
        .run(&["hook", "install"])
        .exits(2)
        .stderr_has("`core.hooksPath` is `/dev/null` in `")
        .stderr_has(".git/config` (local)\n  help: remove it with `git config --local --unset core.hooksPath`");
}

#[test]
fn linked_worktrees_share_hooks() {
    for from in [".", "linked"] {
        let bench = bench();
        bench.write(".gitignore", "linked\n");
        bench.commit();
        bench.git(&["worktree", "add", "--quiet", "linked"]);
        bench.run_in(from, &["hook", "install"]).exits(0);
        assert!(bench.root.join(".git/hooks/pre-commit").exists());
        assert_guarded(&bench, ".");
        assert_guarded(&bench, "linked");
        bench.run_in("linked", &["hook", "status"]).exits(0);
        bench.run_in("linked", &["hook", "uninstall"]).exits(0);
        assert!(!bench.root.join(".git/hooks/pre-commit").exists());
    }
}

#[test]
fn one_worktree_can_have_hooks_of_its_own() {
    let bench = bench();
    bench.write(".gitignore", "linked\nown\n");
    bench.commit();
    bench.git(&["worktree", "add", "--quiet", "linked"]);
    bench.git(&["config", "extensions.worktreeConfig", "true"]);
    let own = bench.root.join("own");
    let own = own.to_str().unwrap();
    bench.git_in("linked", &["config", "--worktree", "core.hooksPath", own]);
    bench.run_in("linked", &["hook", "install"]).exits(0);
    assert!(bench.root.join("own/pre-commit").exists());
    assert!(!bench.root.join(".git/hooks/pre-commit").exists());
    assert_guarded(&bench, "linked");
}

#[test]
fn a_submodule_has_hooks_of_its_own() {
    let inner = bench();
    let bench = bench();
    let from = inner.root.to_str().unwrap();
    bench.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        from,
        "inner",
    ]);
    bench.commit();
    bench.run_in("inner", &["hook", "install"]).exits(0);
    assert!(
        bench
            .root
            .join(".git/modules/inner/hooks/pre-commit")
            .exists()
    );
    assert_guarded(&bench, "inner");
}

#[test]
fn earlier_settings_are_restored() {
    let bench = bench();
    let path = bench.root.join(".git/config");
    let before = read_path(&path) + "[merge \"progress\"]\n\tdriver = mine %A\n[x]\n\ty = 1";
    fs::write(&path, &before).unwrap();
    bench.write(".git/info/attributes", "*.md diff=markdown");
    bench.run(&["hook", "install"]).exits(0);
    bench.run(&["hook", "install"]).exits(0);
    let merge = bench.git(&["check-attr", "merge", "diff", "--", GOOD_PATH]);
    assert_eq!(merge.matches(": progress\n").count(), 2, "{merge}");
    bench.run(&["hook", "uninstall"]).exits(0);
    assert_eq!(bench.git(&["config", "merge.progress.driver"]), "mine %A\n");
    assert_eq!(read_path(&path).trim_end(), before);
    let attributes = bench.root.join(".git/info/attributes");
    assert_eq!(read_path(&attributes), "*.md diff=markdown");
}

#[test]
fn git_merges_by_meaning_once_hooks_are_installed() {
    for is_gone in [false, true] {
        let bench = bench();
        bench.run(&["hook", "install"]).exits(0);
        if is_gone {
            let driver = bench.git(&["config", "merge.progress.driver"]);
            let driver = driver.trim_end().replace(BINARY, "/no/such/progress");
            bench.git(&["config", "merge.progress.driver", &driver]);
        }
        let done = |what: &str| {
            let pending = format!("{what}\"\n    status: \"pending\"");
            let completed = format!("{what}\"\n    status: \"completed\"");
            let text = GOOD.replace(&pending, &completed);
            let text = text.replace("completed_tasks: 0", "completed_tasks: 1");
            let text = text.replace("overall_progress: 0", "overall_progress: 50");
            text.replace("planning", "in_progress").replace(
                "files_modified: []",
                &format!("files_modified:\n  - {what}.rs"),
            )
        };
        let commit = [
            "commit",
            "--quiet",
            "--no-verify",
            "--all",
            "--message=Work",
        ];
        bench.git(&["checkout", "--quiet", "-b", "other"]);
        bench.write(GOOD_PATH, &done("API"));
        bench.git(&commit);
        bench.git(&["checkout", "--quiet", "main"]);
        bench.write(GOOD_PATH, &done("schema"));
        bench.git(&commit);
        let merged = bench.try_git(&["merge", "--quiet", "--no-edit", "--no-verify", "other"]);
        let text = read_path(&bench.root.join(GOOD_PATH));
        if is_gone {
            // Never our side alone.
            merged.exits(1);
            assert!(text.contains("<<<<<<<"), "{text}");
        } else {
            merged.exits(0);
            assert!(text.contains("completed_tasks: 2"), "{text}");
        }
        assert!(
            text.contains("API.rs") && text.contains("schema.rs"),
            "{text}"
        );
    }
}

#[test]
fn settings_of_others_are_kept() {
    let bench = bench();
    let path = bench.root.join(".git/config");
    bench.git(&["config", "merge.progress.driver", "mine %A %O %B"]);
    bench.git(&["config", "progress.program", "/their/progress"]);
    let before = read_path(&path);
    // Nothing was installed.
    bench.run(&["hook", "uninstall"]).exits(0);
    assert_eq!(read_path(&path), before);
    // Set by the user after the installation.
    bench.run(&["hook", "install"]).exits(0);
    bench.git(&["config", "merge.progress.driver", "theirs %A %O %B"]);
    bench.run(&["hook", "uninstall"]).exits(0);
    let driver = bench.git(&["config", "merge.progress.driver"]);
    assert_eq!(driver, "theirs %A %O %B\n");
    let program = bench.git(&["config", "progress.program"]);
    assert_eq!(program, "/their/progress\n");
}

#[test]
fn settings_in_another_file_do_not_belong_to_the_repository() {
    let bench = bench();
    bench.write(
        ".git/shared",
        "[merge \"progress\"]\n\tdriver = theirs %A\n",
    );
    bench.git(&["config", "include.path", "shared"]);
    let before = read_path(&bench.root.join(".git/config"));
    bench.run(&["hook", "uninstall"]).exits(0).complains("");
    bench.run(&["hook", "install"]).exits(0);
    bench.run(&["hook", "uninstall"]).exits(0).complains("");
    assert_eq!(read_path(&bench.root.join(".git/config")), before);
}

#[test]
fn the_driver_has_a_command_whenever_it_has_a_name() {
    // With a driver that has a name but no command, every merge fails.
    let bench = bench();
    bench.run(&["hook", "install"]).exits(0);
    let config = read_path(&bench.root.join(".git/config"));
    let section = config.split("[merge \"progress\"]").nth(1).unwrap();
    assert!(section.trim_start().starts_with("driver"), "{config}");
}
