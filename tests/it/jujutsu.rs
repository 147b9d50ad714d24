//! Workspaces of Jujutsu. With the path of `jj` in `PROGRESS_JJ`, the real one is run as well.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::common::{GOOD, GOOD_PATH, Outcome, Sandbox};
use crate::merge_driver::{assert_both_done, first_done, good, second_done};

/// A Git repository with a workspace beside it, and another workspace below that has no Git
/// repository of its own.
fn workspaces() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(".gitignore", "/.jj\n/second\n");
    bench.commit();
    bench.write(".jj/repo/store/type", "git");
    bench.write(".jj/repo/store/git_target", "../../../.git");
    bench.write("second/.jj/repo", "../../.jj/repo");
    bench.write(&format!("second/{GOOD_PATH}"), GOOD);
    bench
}

fn content(bench: &Sandbox, path: &str) -> String {
    fs::read_to_string(bench.root.join(path)).unwrap()
}

#[test]
fn a_nested_workspace_is_a_root_of_its_own() {
    let bench = workspaces();
    bench.write("second/src/lib.rs", "");
    bench
        .run_in("second/src", &["start", "TASK-1.1"])
        .exits(0)
        .stdout_has(&format!("../{GOOD_PATH}"));
    assert_eq!(content(&bench, GOOD_PATH), GOOD);
    let changed = content(&bench, &format!("second/{GOOD_PATH}"));
    assert!(changed.contains("in_progress_tasks: 1"), "{changed}");
    // The files of the nested workspace are not part of the outer one.
    fs::remove_file(bench.root.join(".gitignore")).unwrap();
    bench.run(&["lint"]).exits(0).stderr_has("1 file checked");
    bench
        .run_in("second", &["lint"])
        .exits(0)
        .stderr_has("1 file checked");
}

#[test]
fn workspaces_share_claims() {
    let bench = workspaces();
    bench.run(&["ready", "--claim", "--as", "alice"]).exits(0);
    let outcome = bench.run_in("second", &["ready", "--all"]);
    outcome.exits(0).stdout_has("alice");
    bench
        .run_in("second", &["ready", "--claim", "--as", "bob"])
        .exits(0)
        .stdout_has("TASK-1.2");
    bench.run(&["status", "auth-v1"]).stdout_has("bob");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_path_is_not_read() {
    let bench = workspaces();
    for repo in ["mkfifo second/.jj/repo", "ln -s /dev/zero second/.jj/repo"] {
        bench
            .bash(&format!("rm second/.jj/repo && {repo}"))
            .exits(0);
        let status = bench.bash("cd second && timeout 60 \"$PROGRESS\" status");
        status.exits(0).stdout_has("auth-v1");
    }
}

#[test]
fn what_jujutsu_does_differently_is_said() {
    let bench = workspaces();
    let runs_no_hooks = "Jujutsu runs no Git hooks";
    bench.run(&["doctor"]).stdout_has(runs_no_hooks);
    bench.run(&["hook", "status"]).stderr_has(runs_no_hooks);
    bench
        .run(&["lint", "--staged"])
        .exits(0)
        .stderr_has("the parent of the working-copy commit");
    for command in [&["doctor"][..], &["hook", "status"], &["hook", "install"]] {
        bench
            .run_in("second", command)
            .exits(2)
            .stderr_has(runs_no_hooks);
    }
    // Elsewhere, nothing is said.
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.run(&["doctor"]).stdout_lacks("Jujutsu");
    bench.run(&["lint", "--staged"]).exits(0).complains("");
}

#[test]
fn what_needs_git_says_that_the_workspace_has_none() {
    let bench = workspaces();
    bench
        .run_in("second", &["log"])
        .exits(2)
        .stderr_has("this workspace of Jujutsu has no `.git`");
}

#[test]
fn an_agent_without_git_is_told_all_findings_of_its_file() {
    let bench = workspaces();
    let path = format!("second/{GOOD_PATH}");
    bench
        .run_in("second", &["agent", "check", GOOD_PATH])
        .exits(0)
        .complains("");
    bench.write(&path, &good(&[("total_tasks: 2", "total_tasks: 3")]));
    bench
        .run_in("second", &["agent", "check", GOOD_PATH])
        .exits(2)
        .stderr_has("progress lint: 1 finding, possibly older than the edit.")
        .stderr_has("count-mismatch");
    bench
        .run_in("second", &["agent", "check", "--fix", GOOD_PATH])
        .exits(2)
        .stderr_has("1 safe fix was made");
    assert_eq!(content(&bench, &path), GOOD);
}

/// The tree that Git checks out for a commit in conflict: the first side, and all of them below.
#[test]
fn conflicted_commits_are_not_read_as_plans() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    for folder in [
        ".jjconflict-base-0",
        ".jjconflict-side-0",
        ".jjconflict-side-1",
    ] {
        bench.write(&format!("{folder}/{GOOD_PATH}"), GOOD);
    }
    bench.write("JJ-CONFLICT-README", "This commit was made by jj\n");
    bench.commit();
    for arguments in [
        &["lint"][..],
        &["lint", "--staged"],
        &["lint", "--rev", "HEAD"],
    ] {
        bench
            .run(arguments)
            .exits(0)
            .stderr_has("Jujutsu recorded conflicts in this commit")
            .stderr_has("1 file checked");
    }
    for command in [
        "status", "ready", "list", "verify", "report", "history", "graph", "log", "doctor",
    ] {
        let said = bench.run(&[command]);
        let warning =
            "warning: Jujutsu recorded conflicts in this commit; only their first side is read";
        // `doctor` misses the hooks.
        said.exits(i32::from(command == "doctor"))
            .stderr_has(warning);
        assert_eq!(
            said.stderr.matches("recorded conflicts").count(),
            1,
            "{said}"
        );
        assert!(!said.stdout.contains(".jjconflict-"), "{said}");
    }
    bench
        .run(&["agent", "prime"])
        .exits(0)
        .complains("")
        .stdout_has("Jujutsu recorded conflicts in this commit; only their first side is read");
    let plans = bench.run(&["list", "--format", "json"]);
    assert_eq!(plans.stdout.matches("\"TASK-1.1\"").count(), 1, "{plans}");
}

/// A workspace for the real program, if there is one.
struct Real {
    bench: Sandbox,
    program: OsString,
}

impl Real {
    fn new(arguments: &[&str]) -> Option<Self> {
        let program = std::env::var_os("PROGRESS_JJ")?;
        let bench = Sandbox::folder();
        let page = include_str!("../../docs/jujutsu.md");
        let tables = page.split("```toml\n").skip(1);
        let mut config = "user.name = \"Alice\"\nuser.email = \"alice@example.org\"\n".to_owned();
        // The settings are those that the guide shows.
        for table in tables {
            config += table.split("```").next().unwrap();
        }
        bench.write("config.toml", &config);
        let real = Self { bench, program };
        real.jj("", arguments).exits(0);
        real.write(GOOD);
        real.jj("work", &["commit", "--message=base"]).exits(0);
        real.jj("work", &["bookmark", "create", "base", "-r", "@-"])
            .exits(0);
        Some(real)
    }

    fn jj(&self, folder: &str, arguments: &[&str]) -> Outcome {
        let words = arguments.iter().map(|word| format!("'{word}'"));
        let words: Vec<String> = words.collect();
        self.bench.bash(&format!(
            "mkdir -p bin; ln -sf \"$PROGRESS\" bin/progress; export PATH=\"$PWD/bin:$PATH\"\n\
             export JJ_CONFIG=\"$PWD/config.toml\"; cd './{folder}'; '{}' {}",
            self.program.display(),
            words.join(" ")
        ))
    }

    fn write(&self, text: &str) {
        self.bench.write(&format!("work/{GOOD_PATH}"), text);
    }

    fn text(&self) -> String {
        content(&self.bench, &format!("work/{GOOD_PATH}"))
    }

    /// Commits these versions beside each other, and merges them.
    fn merge(&self, versions: &[String]) {
        let mut names = Vec::new();
        for (index, version) in versions.iter().enumerate() {
            let name = format!("side{index}");
            self.jj("work", &["new", "base"]).exits(0);
            self.write(version);
            self.jj("work", &["commit", "--message", &name]).exits(0);
            self.jj("work", &["bookmark", "create", &name, "-r", "@-"])
                .exits(0);
            names.push(name);
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.jj(
            "work",
            &[&["new", "--message=merge"], names.as_slice()].concat(),
        )
        .exits(0);
    }

    fn is_in_conflict(&self) -> bool {
        // Fails if there is none.
        self.jj("work", &["resolve", "--list"]).status == 0
    }
}

const BESIDE_GIT: &[&str] = &["git", "init", "--colocate", "work"];
const ALONE: &[&str] = &["git", "init", "--no-colocate", "work"];

#[test]
fn jj_resolve_calls_the_merge_tool() {
    for kind in [BESIDE_GIT, ALONE] {
        let Some(real) = Real::new(kind) else { return };
        real.merge(&[first_done(), second_done()]);
        assert!(real.is_in_conflict());
        // The user's folder is not the root.
        real.bench.write("work/sub/file", "");
        real.jj("work/sub", &["resolve", "--tool", "progress"])
            .exits(0);
        assert!(!real.is_in_conflict());
        assert_both_done(&real.text());
    }
}

#[test]
fn jj_reads_what_stays_in_conflict() {
    let Some(real) = Real::new(BESIDE_GIT) else {
        return;
    };
    let ours = first_done().replacen("Foundation", "Ground", 1);
    let theirs = second_done().replacen("Foundation", "Base", 1);
    real.merge(&[ours, theirs]);
    real.jj("work", &["resolve", "--tool", "progress"])
        .stderr_has("`title` is `Ground` in ours and `Base` in theirs");
    assert!(real.is_in_conflict());
    let text = real.text();
    assert_eq!(text.matches("<<<<<<<").count(), 1, "{text}");
    assert!(text.contains("completed_tasks: 2\n"), "{text}");
    // Resolving from the markers leaves the same conflict.
    real.bench.run_in("work", &["resolve"]).exits(1);
    assert!(real.is_in_conflict());
    assert!(real.text().contains("completed_tasks: 2\n"));
}

#[test]
fn conflicts_with_three_sides_are_resolved_from_markers() {
    for (kind, style) in [(BESIDE_GIT, "diff"), (ALONE, "snapshot"), (ALONE, "git")] {
        let Some(real) = Real::new(kind) else { return };
        let third = good(&[("files_modified: []", "files_modified:\n  - src/third.rs")]);
        let setting = ["config", "set", "--user", "ui.conflict-marker-style", style];
        real.jj("work", &setting).exits(0);
        real.merge(&[first_done(), second_done(), third]);
        // The tool is not called for more than two sides.
        assert_ne!(
            real.jj("work", &["resolve", "--tool", "progress"]).status,
            0
        );
        real.bench.run_in("work", &["resolve"]).exits(0);
        assert!(!real.is_in_conflict());
        let text = real.text();
        assert_both_done(&text);
        assert!(text.contains("  - src/third.rs\n"), "{text}");
    }
}

#[test]
fn a_range_of_commits_is_checked() {
    let Some(real) = Real::new(BESIDE_GIT) else {
        return;
    };
    real.write(&good(&[("total_tasks: 2", "total_tasks: 3")]));
    let range = ["lint", "--commits", "base..", "--format", "concise"];
    // Git's `HEAD` is the parent of the working-copy commit.
    real.jj("work", &["status"]).exits(0);
    real.bench.run_in("work", &range).exits(0);
    let message = "--message=Count the tasks";
    real.jj("work", &["commit", message]).exits(0);
    let checked = real.bench.run_in("work", &range);
    checked.exits(1).stdout_has("error[count-mismatch]");
    // Continuous integration works on a clone.
    real.bench.bash("git clone --quiet work clone").exits(0);
    let range = ["lint", "--commits", "HEAD~1..", "--format", "concise"];
    let cloned = real.bench.run_in("clone", &range);
    cloned.exits(1).prints(&checked.stdout);
}

#[test]
fn jj_fix_runs_safe_fixes() {
    let Some(real) = Real::new(ALONE) else { return };
    real.write(&good(&[("completed_tasks: 0", "completed_tasks: 1")]));
    real.jj("work", &["fix"]).exits(0);
    assert_eq!(real.text(), GOOD);
}

#[test]
fn equal_changes_are_merged_without_a_tool() {
    let Some(real) = Real::new(ALONE) else { return };
    let without = |text: String| {
        text.replace("files_modified:\n  - src/schema.rs", "files_modified: []")
            .replace("files_modified:\n  - src/api.rs", "files_modified: []")
    };
    real.merge(&[without(first_done()), without(second_done())]);
    assert!(!real.is_in_conflict());
    assert!(real.text().contains("completed_tasks: 1\n"));
    real.bench.run_in("work", &["lint", "--fix"]);
    assert!(real.text().contains("completed_tasks: 2\n"));
}

#[test]
fn git_checks_out_a_commit_in_conflict() {
    let Some(real) = Real::new(BESIDE_GIT) else {
        return;
    };
    real.merge(&[first_done(), second_done()]);
    real.jj("work", &["bookmark", "create", "merged", "-r", "@"])
        .exits(0);
    real.bench
        .bash("git clone --quiet --branch merged work clone")
        .exits(0);
    assert!(
        Path::new(&real.bench.root)
            .join("clone/.jjconflict-side-1")
            .is_dir()
    );
    real.bench
        .run_in("clone", &["lint"])
        .stderr_has("Jujutsu recorded conflicts in this commit")
        .stderr_has("1 file checked");
}
