//! Custom hooks that run a hook manager and ours.

#![cfg(unix)]

use crate::common::installed::script;
use crate::common::{GOOD, GOOD_PATH, Sandbox};

#[test]
fn nothing_is_to_be_added_once_every_hook_runs() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let mut lines = String::new();
    for hook in
        "pre-commit prepare-commit-msg commit-msg post-commit post-merge post-rewrite pre-push"
            .split(' ')
    {
        lines.push_str("- progress-lint hook run ");
        lines.push_str(hook);
        lines.push('\n');
        let path = format!(".git/hooks/{hook}");
        script(
            &bench,
            &path,
            "#!/usr/bin/env ruby\nexit if ENV['OVERCOMMIT_DISABLE']\n",
        );
    }
    bench.write(".overcommit.yml", &lines);
    let init = bench.run(&["init", "--yes"]);
    init.exits(0)
        .stdout_has("progress-lint hook install --only pre-merge-commit\n")
        .stdout_lacks("below the key of each hook");
    let only = ["hook", "install", "--only", "pre-merge-commit"];
    bench.run(&only).exits(0);
    bench
        .run(&["init", "--yes"])
        .exits(0)
        .stdout_lacks("overcommit");
}

#[test]
fn a_custom_hook_may_run_a_manager_and_ours() {
    for line in ["hk run check", "mychk run all", "lefthook run lint"] {
        let bench = Sandbox::repository();
        bench.write(GOOD_PATH, GOOD);
        script(
            &bench,
            ".git/hooks/pre-commit",
            &format!("#!/bin/sh\n{line}\nprogress hook run pre-commit \"$@\"\n"),
        );
        bench
            .run(&["hook", "status"])
            .stdout_has("not ours, run by the custom hook `pre-commit`");
    }
}
