//! Custom hooks that run a hook manager and ours.

#![cfg(unix)]

use crate::common::installed::script;
use crate::common::{GOOD, GOOD_PATH, Sandbox};

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
