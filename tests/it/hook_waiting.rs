//! Pending paths: those whose phase only the message names, until the next commit.

#![cfg(unix)]

use crate::common::Sandbox;
use crate::common::hooked::{
    PHASE, PHASE_2, bench, commit, commit_else, listed, listed_in, status, with_second_phase,
    with_setting,
};

/// Creates a repository in which `a.txt`, changed by a commit of the second phase, is pending.
fn waits() -> Sandbox {
    let bench = bench();
    with_second_phase(&bench);
    bench.git(&["init", "--quiet", "--bare", "remote.git"]);
    bench.git(&["remote", "add", "origin", "./remote.git"]);
    bench.write(".git/info/exclude", "remote.git\n");
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-2.1)"])
        .exits(0)
        .stderr_has("the next commit on this branch will record them");
    bench
}

fn next(bench: &Sandbox) {
    commit_else(bench, "More (TASK-2.1)").exits(0);
}

/// Whether a record of pending paths exists.
fn is_kept(bench: &Sandbox) -> bool {
    bench.root.join(".git/progress/pending.json").exists()
}

#[test]
fn paths_linked_only_by_the_message_wait_for_the_next_commit() {
    let bench = bench();
    with_second_phase(&bench);
    bench.write("a.txt", "two\n");
    let outcome = commit(&bench, &["-a", "-m", "Work (TASK-2.1)"]);
    outcome.exits(0).complains(&format!(
        "progress: 1 path of this commit belongs to `{PHASE_2}`; the next commit on this branch \
         will record them; run `progress sync` to record them now\n"
    ));
    assert_eq!(status(&bench), "");
    bench.write("b.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-2.1)"]).exits(0);
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
    assert_eq!(listed(&bench), "[]");
    commit_else(&bench, "Work (TASK-2.1)").exits(0);
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\", \"b.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn pending_paths_of_one_phase_do_not_block_a_commit_of_another() {
    let bench = bench();
    with_second_phase(&bench);
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
    bench.write("b.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-2.1)"]).exits(0);
    assert_eq!(listed(&bench), "[\"a.txt\"]");
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[]");
    commit_else(&bench, "Work (TASK-1.1)").exits(0);
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"b.txt\"]");
    assert_eq!(listed(&bench), "[\"a.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn paths_of_a_discarded_commit_are_no_longer_pending() {
    let bench = bench();
    with_second_phase(&bench);
    bench.write("new.txt", "new\n");
    bench.git(&["add", "new.txt"]);
    commit(&bench, &["-m", "Work (TASK-1.1)"]).exits(0);
    bench.git(&["reset", "--quiet", "--hard", "HEAD~"]);
    bench.write("b.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-1.1)"]).exits(0);
    commit_else(&bench, "Work (TASK-1.1)").exits(0);
    assert_eq!(listed(&bench), "[\"b.txt\"]");
}

#[test]
fn a_push_reports_pending_paths() {
    let bench = waits();
    let push = bench.try_git(&["push", "--quiet", "origin", "HEAD"]);
    push.exits(0)
        .stderr_has("1 path is not in `files_modified` yet");
    next(&bench);
    bench
        .try_git(&["push", "--quiet", "origin", "HEAD"])
        .exits(0)
        .complains("");
}

#[test]
fn a_push_does_not_report_discarded_commits() {
    let bench = waits();
    bench.git(&["reset", "--quiet", "--hard", "HEAD~"]);
    bench
        .try_git(&["push", "--quiet", "origin", "HEAD"])
        .exits(0)
        .complains("");
    // The reset itself can be undone.
    bench.git(&["reset", "--quiet", "--hard", "ORIG_HEAD"]);
    next(&bench);
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
}

#[test]
fn a_branch_that_is_not_checked_out_keeps_waiting() {
    let bench = waits();
    bench.git(&["switch", "--quiet", "main"]);
    commit_else(&bench, "Else").exits(0);
    bench.git(&["push", "--quiet", "origin", "HEAD"]);
    bench.git(&["switch", "--quiet", "feature/auth"]);
    next(&bench);
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
    assert!(!is_kept(&bench));
}

#[test]
fn a_branch_that_is_renamed_keeps_waiting() {
    let bench = waits();
    bench.git(&["branch", "--move", "feature/auth-v1"]);
    let push = bench.try_git(&["push", "--quiet", "origin", "HEAD"]);
    push.exits(0)
        .stderr_has("run `progress sync` to add the missing paths");
    next(&bench);
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
    assert!(!is_kept(&bench));
}

#[test]
fn pending_paths_of_a_merged_and_deleted_branch_are_recorded() {
    let bench = waits();
    bench.git(&["switch", "--quiet", "main"]);
    bench.git(&["merge", "--quiet", "--no-ff", "--no-edit", "feature/auth"]);
    bench.git(&["branch", "--quiet", "--delete", "feature/auth"]);
    next(&bench);
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
    assert_eq!(status(&bench), "");
    assert!(!is_kept(&bench));
}

#[test]
fn pending_paths_of_unreachable_commits_are_discarded() {
    let bench = waits();
    bench.git(&["branch", "other"]);
    bench.git(&["switch", "--quiet", "main"]);
    bench.git(&["branch", "--quiet", "-D", "feature/auth"]);
    bench.git(&["push", "--quiet", "origin", "main"]);
    assert!(is_kept(&bench));
    bench.git(&["branch", "--quiet", "-D", "other"]);
    bench.git(&["push", "--quiet", "origin", "main:again"]);
    assert!(!is_kept(&bench));
}

#[test]
fn a_phase_that_is_renamed_meanwhile_is_found() {
    let later = PHASE_2.replace("phase-2", "phase-2-api");
    // Renamed by the next commit itself, or by an earlier one without hooks.
    for is_seen in [true, false] {
        let bench = waits();
        bench.git(&["mv", PHASE_2, &later]);
        if is_seen {
            commit(&bench, &["-m", "docs(plan): rename"]).exits(0);
        } else {
            bench.git(&[
                "-c",
                "core.hooksPath=/dev/null",
                "commit",
                "-m",
                "docs(plan): rename",
            ]);
            next(&bench);
        }
        assert_eq!(listed_in(&bench, "HEAD", &later), "[\"a.txt\"]");
        assert_eq!(status(&bench), "");
        assert!(!is_kept(&bench));
    }
}

#[test]
fn waiting_paths_can_be_staged() {
    let bench = bench();
    with_second_phase(&bench);
    with_setting(&bench, "files_modified:\n  pending: stage\n");
    bench.write("a.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work (TASK-2.1)"])
        .exits(0)
        .complains(&format!(
            "progress: staged 1 path in `files_modified` of `{PHASE_2}`\n"
        ));
    assert_eq!(status(&bench), format!("M  {PHASE_2}\n"));
    assert_eq!(listed_in(&bench, "", PHASE_2), "[\"a.txt\"]");
}

#[test]
fn pending_paths_can_be_added_to_the_commit_alone() {
    let bench = bench();
    with_second_phase(&bench);
    with_setting(&bench, "files_modified:\n  pending: amend\n");
    bench.write("a.txt", "two\n");
    bench.write("b.txt", "two\n");
    bench.git(&["add", "a.txt", "b.txt"]);
    commit(&bench, &["-m", "Work (TASK-2.1)", "--", "a.txt"])
        .exits(0)
        .complains(&format!(
            "progress: recorded 1 path in `files_modified` of `{PHASE_2}` and amended the commit\n"
        ));
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
    assert_eq!(
        bench.git(&["log", "-2", "--format=%s"]),
        "Work (TASK-2.1)\nSettings\n"
    );
    assert_eq!(status(&bench), "M  b.txt\n");
}

#[test]
fn a_commit_with_nothing_staged_leaves_nothing_staged() {
    let bench = waits();
    commit(&bench, &["-m", "More (TASK-2.1)"]).exits(1);
    assert_eq!(status(&bench), "");
    bench.git(&["rebase", "--quiet", "main"]);
    next(&bench);
    assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
    assert_eq!(status(&bench), "");
}

/// Runs a script in which hooks find `$PROGRESS`, like a user.
fn script(bench: &Sandbox, script: &str) -> crate::common::Outcome {
    bench.bash(&format!(
        "export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b \
         GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b; {script}"
    ))
}

#[test]
fn paths_that_a_manager_could_not_restore_are_recorded_later() {
    let bench = bench();
    bench.write("a.txt", "two\n");
    // An unknown manager, whose patches cannot be found. The message names no task.
    script(&bench, "PRE_COMMIT=1 git commit -qam Work")
        .exits(0)
        .stderr_has("1 path of this commit belongs to");
    assert_eq!(
        (listed(&bench), status(&bench)),
        ("[]".to_owned(), String::new())
    );
    // This continues until the list is updated manually.
    bench.write("b.txt", "two\n");
    script(&bench, "PRE_COMMIT=1 git commit -qam Work").exits(0);
    bench.run(&["sync"]).exits(0).stdout_has("a.txt");
    assert_eq!(status(&bench), format!(" M {PHASE}\n"));
    bench.git(&["commit", "--quiet", "--all", "-m", "Work"]);
    assert_eq!(listed(&bench), "[\"a.txt\", \"b.txt\"]");
    assert!(!is_kept(&bench));
}

#[test]
fn postponed_paths_are_not_lost_without_post_commit() {
    let bench = bench();
    std::fs::remove_file(bench.root.join(".git/hooks/post-commit")).unwrap();
    // The first attempt fails.
    bench.write("b.txt", "two\n");
    script(&bench, "git add b.txt; PRE_COMMIT=1 git commit -qm ''").exits(1);
    bench.git(&["checkout", "--quiet", "HEAD", "--", "b.txt"]);
    bench.write("a.txt", "two\n");
    script(&bench, "PRE_COMMIT=1 git commit -qam Work").exits(0);
    commit_else(&bench, "More").exits(0);
    assert_eq!(listed(&bench), "[\"a.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn paths_of_an_unreadable_file_are_recorded_later() {
    let bench = bench();
    bench.write(PHASE, "---\ntype: progress\nstatus: [\n---\n");
    bench.write("a.txt", "two\n");
    bench.git(&["add", "a.txt"]);
    commit(&bench, &["-m", "Work"])
        .exits(0)
        .stderr_has("cannot parse its frontmatter")
        .stderr_has("1 path of this commit belongs to");
    assert_eq!(listed(&bench), "[]");
    bench.git(&["checkout", "--quiet", "--", PHASE]);
    bench.write("b.txt", "two\n");
    commit(&bench, &["-a", "-m", "Work"]).exits(0);
    assert_eq!(listed(&bench), "[\"a.txt\", \"b.txt\"]");
    assert_eq!(status(&bench), "");
}

#[test]
fn files_that_git_stores_in_a_different_form_are_not_changed() {
    for (attribute, setting) in [
        (
            "filter=mark",
            "git config filter.mark.clean 'sed s/Foundation/Base/' && git config filter.mark.smudge 'sed s/Base/Foundation/'",
        ),
        ("working-tree-encoding=UTF-16", "true"),
    ] {
        let bench = bench();
        bench.write(".gitattributes", &format!("*-progress.md {attribute}\n"));
        script(
            &bench,
            &format!(
                "{setting}; git rm -q --cached {PHASE}; git add .gitattributes; \
                 git commit -q --no-verify -m 'docs: attributes'; git reset -q HEAD~ -- {PHASE}; \
                 rm {PHASE}; git checkout -q -- {PHASE} && git add -A; \
                 git commit -q --no-verify -m 'docs: phase'"
            ),
        )
        .exits(0);
        let stored = bench.git(&["show", &format!("HEAD:{PHASE}")]);
        bench.write("a.txt", "two\n");
        bench.git(&["add", "a.txt"]);
        commit(&bench, &["-m", "Work (TASK-1.1)"])
            .exits(0)
            .stderr_has(&format!(
                "Git stores it in a different form because of its attribute `{attribute}`"
            ))
            .stderr_has("run `progress sync` to record it");
        let now = bench.git(&["show", &format!("HEAD:{PHASE}")]);
        assert_eq!(now, stored);
    }
}

/// Installs a program that signs like `gpg`, with the given key.
fn signs(bench: &Sandbox) {
    bench.write(
        ".git/gpg",
        "#!/bin/sh\n\
         case \" $* \" in\n\
         *' --verify '*) for file; do case $file in /*) break;; esac; done\n\
         echo \"[GNUPG:] GOODSIG $(sed -n 's/^Key: //p' \"$file\") Somebody\"; exit 0;;\n\
         esac\n\
         test -e .git/no-signing && exit 1\n\
         for key; do :; done\n\
         cat > /dev/null\n\
         echo '[GNUPG:] BEGIN_SIGNING' >&2\n\
         echo '[GNUPG:] SIG_CREATED D 1 8 00 1 1' >&2\n\
         printf '%s\\n' '-----BEGIN PGP SIGNATURE-----' '' \"Key: $key\" '-----END PGP SIGNATURE-----'\n",
    );
    script(bench, "chmod +x .git/gpg").exits(0);
    let gpg = bench.root.join(".git/gpg");
    bench.git(&["config", "gpg.program", gpg.to_str().unwrap()]);
    bench.git(&["config", "user.signingKey", "AAAAAAAAAAAAAAAA"]);
}

#[test]
fn an_amend_keeps_the_signature_that_the_commit_had() {
    for (setting, option, key) in [
        ("false", "--gpg-sign", "AAAAAAAAAAAAAAAA"),
        ("true", "--no-gpg-sign", ""),
        ("true", "--gpg-sign", "AAAAAAAAAAAAAAAA"),
    ] {
        let bench = bench();
        with_second_phase(&bench);
        with_setting(&bench, "files_modified:\n  pending: amend\n");
        signs(&bench);
        bench.git(&["config", "commit.gpgSign", setting]);
        bench.write("a.txt", "two\n");
        let message = "Work (TASK-2.1)\n\n# kept  \n\n";
        let how = ["-a", option, "--cleanup=verbatim", "-m", message];
        bench.git(&["config", "commit.cleanup", "strip"]);
        commit(&bench, &how).exits(0).stderr_has("and amended");
        assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[\"a.txt\"]");
        let signer = bench.git(&["log", "-1", "--format=%GK"]);
        assert_eq!(signer.trim(), key, "{setting} {option}");
        let kept = bench.git(&["log", "-1", "--format=%B"]);
        assert!(kept.starts_with(message), "{kept:?}");
        assert_eq!(status(&bench), "");
    }
}

#[test]
fn a_commit_whose_signature_cannot_be_kept_is_not_amended() {
    for (option, then) in [
        ("--gpg-sign=BBBBBBBBBBBBBBBB", ""),
        ("--gpg-sign", "touch .git/no-signing"),
    ] {
        let bench = bench();
        with_second_phase(&bench);
        with_setting(&bench, "files_modified:\n  pending: amend\n");
        signs(&bench);
        let binary = env!("CARGO_BIN_EXE_progress");
        let hook = format!("#!/bin/sh\n{then}\nexec '{binary}' hook run post-commit\n");
        bench.write(".git/hooks/post-commit", &hook);
        bench.write("a.txt", "two\n");
        commit(&bench, &["-a", option, "-m", "Work (TASK-2.1)"])
            .exits(0)
            .stderr_has("cannot amend the commit")
            .stderr_has("are still staged");
        assert_eq!(listed_in(&bench, "HEAD", PHASE_2), "[]");
        let signer = bench.git(&["log", "-1", "--format=%GK"]);
        assert_ne!(signer.trim(), "", "{option}");
        assert_eq!(status(&bench), format!("M  {PHASE_2}\n"));
    }
}
