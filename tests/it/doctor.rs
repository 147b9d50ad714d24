//! `progress doctor`: problems that keep hooks from running.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::common::{GOOD, GOOD_PATH, Sandbox};

const BINARY: &str = env!("CARGO_BIN_EXE_progress");

/// Creates a repository with hooks.
fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.run(&["hook", "install"]).exits(0);
    bench
}

fn mode(bench: &Sandbox, path: &str, mode: u32) {
    let permissions = fs::Permissions::from_mode(mode);
    fs::set_permissions(bench.root.join(path), permissions).unwrap();
}

fn script(bench: &Sandbox, path: &str, content: &str) {
    bench.write(path, content);
    mode(bench, path, 0o755);
}

fn replace(bench: &Sandbox, path: &str, old: &str, new: &str) {
    let path = bench.root.join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "no `{old}` in {text}");
    fs::write(path, text.replace(old, new)).unwrap();
}

/// Checks that there is exactly this problem.
#[track_caller]
fn complains(bench: &Sandbox, check: &str, message: &str, help: &str) {
    let outcome = bench.run(&["doctor"]);
    outcome
        .exits(1)
        .complains("")
        .stdout_has(&format!("warning[{check}]: "))
        .stdout_has(message)
        .stdout_has(help);
    assert_eq!(outcome.stdout.matches("warning[").count(), 1, "{outcome}");
}

#[test]
fn nothing_is_reported_without_problems() {
    bench().run(&["doctor"]).exits(0).prints("").complains("");
    bench()
        .run(&["doctor", "--format", "json"])
        .exits(0)
        .prints("{\"version\":1,\"problems\":[]}\n");
}

#[test]
fn hooks_are_missing() {
    let bench = bench();
    fs::remove_file(bench.root.join(".git/hooks/pre-push")).unwrap();
    script(&bench, ".git/hooks/commit-msg", "#!/bin/sh\n");
    let help = "run `progress hook install`";
    complains(&bench, "hooks-missing", "`commit-msg`, `pre-push`\n", help);
    bench.run(&["hook", "install"]).exits(0);
    bench.run(&["doctor"]).exits(0);
    bench.run(&["hook", "uninstall"]).exits(0);
    bench
        .run(&["doctor"])
        .exits(1)
        .stdout_has("no progress hooks are installed")
        .stdout_has("warning[merge-driver-missing]");
}

#[test]
fn hooks_are_stale() {
    let bench = bench();
    replace(&bench, ".git/hooks/pre-push", ", version 5", ", version 0");
    complains(&bench, "hooks-stale", "`pre-push`", "hook install");
}

#[test]
fn hooks_are_not_executable() {
    let bench = bench();
    mode(&bench, ".git/hooks/pre-commit", 0o644);
    complains(
        &bench,
        "hooks-not-executable",
        "`pre-commit`",
        "hook install",
    );
}

#[test]
fn hooks_are_shadowed() {
    let bench = bench();
    bench.git(&["config", "core.hooksPath", "elsewhere"]);
    let message = ".git/hooks` do not run";
    complains(
        &bench,
        "hooks-shadowed",
        message,
        "`git config --local --unset core.hooksPath`",
    );
    let file = bench.root.join(".git/config");
    let file = format!("is `elsewhere` in `{}` (local)", file.display());
    bench.run(&["doctor"]).exits(1).stdout_has(&file);
    // Through the global configuration; `HOME` is the folder.
    bench.git(&["config", "--unset", "core.hooksPath"]);
    bench.write(".gitconfig", "[core]\n\thooksPath = /tmp/no such folder\n");
    complains(
        &bench,
        "hooks-shadowed",
        ".gitconfig` (global)",
        "--global --unset",
    );
}

#[test]
fn hooks_are_disabled() {
    let bench = bench();
    bench.git(&["config", "core.hooksPath", "/dev/null"]);
    complains(&bench, "hooks-off", "`/dev/null`", "--local --unset");
}

#[test]
fn the_recorded_program_is_gone() {
    let bench = bench();
    for hook in fs::read_dir(bench.root.join(".git/hooks")).unwrap() {
        let path = hook.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace(BINARY, "/no/such/progress")).unwrap();
    }
    let outcome = bench.run(&["doctor"]);
    outcome
        .exits(1)
        .stdout_has("warning[program-gone]: hooks call `/no/such/progress`, which does not exist")
        .stdout_has("warning[path-missing]: `progress` is not on the `PATH`")
        .stdout_has("warning[merge-driver-stale]");
    bench.run(&["hook", "install"]).exits(0);
    bench.run(&["doctor"]).exits(0);
}

#[test]
fn another_program_has_the_name() {
    let bench = bench();
    script(
        &bench,
        "debian/progress",
        "#!/bin/sh\necho progress version 0.16\n",
    );
    let folder = bench.root.join("debian");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let variables = [("PATH", path.as_str())];
    // The hooks find their program, but typing its name runs another one.
    bench
        .run_with(&["doctor"], &variables)
        .exits(0)
        .stdout_has("note[path-other]: ")
        .stdout_has("debian/progress` is a different program with the same name");
    bench.write(".husky/pre-commit", "progress hook run pre-commit \"$@\"\n");
    bench
        .run_with(&["doctor"], &variables)
        .exits(1)
        .stdout_has("warning[path-missing]: `progress-lint` is not on the `PATH`");
    // The lines of a manager call the other name.
    script(
        &bench,
        "bin/progress-lint",
        &format!("#!/bin/sh\nexec '{BINARY}' \"$@\"\n"),
    );
    let path = format!("{path}:{}", bench.root.join("bin").display());
    bench
        .run_with(&["doctor"], &[("PATH", path.as_str())])
        .stdout_lacks("[path-");
}

#[test]
fn the_merge_driver_is_not_set() {
    let bench = bench();
    bench.git(&["config", "--remove-section", "merge.progress"]);
    complains(
        &bench,
        "merge-driver-missing",
        "no merge driver is configured",
        "hook install",
    );
    bench.run(&["hook", "install"]).exits(0);
    fs::remove_file(bench.root.join(".git/info/attributes")).unwrap();
    complains(
        &bench,
        "merge-driver-unused",
        "no Git attributes assign",
        "`.gitattributes`",
    );
    bench.write(".gitattributes", "*-progress.md merge=progress\n");
    bench.run(&["doctor"]).exits(0);
}

#[test]
fn a_manager_does_not_list_our_hooks() {
    let bench = Sandbox::repository();
    bench.write("lefthook.yml", "pre-commit: {}\n");
    bench.run(&["hook", "install"]).exits(0);
    bench
        .run(&["doctor"])
        .exits(1)
        .stdout_has("lefthook manages hooks here, but `lefthook.yml` lists no progress hooks");
}

#[test]
fn a_setting_is_wrong() {
    let bench = bench();
    bench.git(&["config", "progress.onFailure", "blcok"]);
    complains(
        &bench,
        "setting",
        "`progress.onFailure` is `blcok`",
        "`block` or `warn`",
    );
}

#[test]
fn a_repository_that_only_git_can_read_is_reported() {
    let bench = Sandbox::folder();
    bench.git(&[
        "init",
        "--quiet",
        "--initial-branch=main",
        "--object-format=sha256",
    ]);
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.run(&["hook", "install"]).exits(0);
    bench
        .run(&["doctor"])
        .exits(0)
        .stdout_has("note[repository-by-command]: libgit2 cannot read");
    bench
        .run(&["doctor", "--format", "json"])
        .exits(0)
        .stdout_has("\"severity\":\"note\"");
    bench.git(&["commit", "--quiet", "--allow-empty", "--message=Work"]);
}

#[test]
fn outside_a_repository_is_an_error() {
    Sandbox::folder()
        .run(&["doctor"])
        .exits(2)
        .stderr_has("not in a Git repository");
}
