//! Git commands that hang, and remotes that nobody should wait for.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::common::hooked::{PHASE, bench};
use crate::common::{BAD_PATH, GOOD, Outcome, Sandbox, bad};

/// Runs `progress` with a `git` that hangs at a subcommand.
fn with_hanging(bench: &Sandbox, subcommand: &str, arguments: &str) -> Outcome {
    let script = format!(
        "#!/bin/sh
case \" $* \" in *' {subcommand} '*) exec sleep 1000;; esac
PATH=${{PATH#*:}} exec git \"$@\"
"
    );
    bench.write("bin/git", &script);
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(bench.root.join("bin/git"), mode).unwrap();
    bench.bash(&format!(
        "export PATH=\"$PWD/bin:$PATH\" PROGRESS_GIT_TIMEOUT=1\ncd tree\n\"$PROGRESS\" {arguments}"
    ))
}

#[test]
fn a_git_command_that_hangs_is_stopped() {
    let bench = Sandbox::folder();
    // What libgit2 cannot read.
    let made = bench.try_git(&["init", "--quiet", "--object-format=sha256", "tree"]);
    if made.status != 0 {
        return;
    }
    bench.write(&format!("tree/{BAD_PATH}"), &bad());
    bench.git_in("tree", &["add", "--all"]);
    bench.git_in("tree", &["commit", "--quiet", "--message=Work"]);
    for (subcommand, arguments) in [
        ("cat-file", "lint --rev HEAD"),
        ("cat-file", "lint --staged"),
        ("rev-parse", "sync"),
    ] {
        let outcome = with_hanging(&bench, subcommand, arguments);
        outcome.exits(2);
        // Why libgit2 cannot open a repository is said if Git says nothing.
        if subcommand == "cat-file" {
            let said = "`git cat-file` produced no output for 1 s and was stopped";
            outcome.stderr_has(said).stderr_has("PROGRESS_GIT_TIMEOUT");
        }
    }
    with_hanging(&bench, "push", "lint --rev HEAD").exits(1);
}

#[test]
fn a_hook_asks_no_remote_and_lets_pass() {
    let bench = bench();
    bench.git(&["config", "uploadpack.allowFilter", "true"]);
    bench.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    bench.write(PHASE, &GOOD.replace("Foundation", "Another title"));
    bench.git(&[
        "commit",
        "--quiet",
        "--all",
        "--no-verify",
        "--message=More",
    ]);
    let url = bench.url();
    bench.git(&[
        "clone",
        "--quiet",
        "--filter=blob:none",
        "--no-checkout",
        &url,
        "partial",
    ]);
    let missing = || {
        let ask = ["rev-list", "--objects", "--all", "--missing=print"];
        bench.git_in("partial", &ask).matches("\n?").count()
    };
    let before = missing();
    assert!(before > 0);
    let script = "cd partial
        git read-tree HEAD
        before=$(git rev-parse HEAD)
        \"$PROGRESS\" hook run pre-commit; echo \"pre-commit $?\"
        echo \"refs/heads/x $before refs/heads/x $(git rev-parse HEAD~1)\" |
            \"$PROGRESS\" hook run pre-push origin url; echo \"pre-push $?\"
        git commit-tree -m x HEAD^{tree} >/dev/null 2>&1";
    let outcome = bench.bash(script);
    outcome.stderr_has("is missing from this partial clone and was not fetched");
    assert_eq!(missing(), before, "{outcome}");
}
