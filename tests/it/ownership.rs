//! Which files are taken for progress files, and which lost ones are noticed.

use crate::common::{GOOD, GOOD_PATH, Sandbox};

/// A file of another tool.
const FOREIGN: &str = "---\ntype: progress\nfeature: x\nrole: dev\nstatus: open\n---\n# Notes\n";

#[test]
fn files_of_other_tools_are_left_alone() {
    let bench = Sandbox::repository();
    bench.write("docs/progress/x.md", FOREIGN);
    bench.write("docs/progress-x-summary.md", "---\ntitle: x\n---\n");
    bench.write("commands/to-in-progress.md", "# Move to in progress\n");
    let run = bench.run(&["lint", "--pedantic"]);
    run.exits(0).prints("");
}

#[test]
fn a_named_file_that_is_not_a_progress_file_is_skipped_with_a_note() {
    let bench = Sandbox::repository();
    bench.write("docs/progress/x.md", FOREIGN);
    bench.write("README.md", "# Project\n");
    for path in ["docs/progress/x.md", "README.md"] {
        let run = bench.run(&["lint", "--pedantic", path]);
        run.exits(0).prints("");
        run.stderr_has(&format!("skipped `{path}`: not a progress file"));
    }
}

#[test]
fn a_foreign_looking_file_in_the_folder_of_a_plan_counts() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let path = GOOD_PATH.replace("phase-1", "phase-2");
    bench.write(&path, "---\ntype: progress\nphaze: 2\n---\n");
    bench
        .run(&["lint"])
        .exits(1)
        .stdout_has("phase-2-progress.md");
}

#[test]
fn a_file_that_lost_its_frontmatter_is_an_error() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write("progress/other/tracking.md", GOOD);
    bench.commit();
    for path in [GOOD_PATH, "progress/other/tracking.md"] {
        for text in ["", "# Phase 1\n"] {
            bench.write(path, text);
            bench.git(&["add", "."]);
            let range = format!("HEAD..{}", committed(&bench));
            for arguments in [
                &["lint"][..],
                &["lint", "--staged"],
                &["lint", path],
                &["lint", "--commits", &range],
            ] {
                let run = bench.run(arguments);
                run.exits(1).stdout_has("error[frontmatter-missing]");
                run.stdout_has("an earlier version has it");
            }
            bench.write(path, GOOD);
        }
    }
}

#[test]
fn a_file_that_was_moved_and_lost_its_frontmatter_is_an_error() {
    let body = "What was decided, and why it was decided.\n".repeat(60);
    let whole = format!("{GOOD}{body}");
    let unfenced = whole.replacen("---\n", "", 1);
    for (old, new, text) in [
        (GOOD_PATH, "progress/moved-v1/phase-1-progress.md", &body),
        (
            "progress/other/tracking.md",
            "progress/moved-v1/tracking.md",
            &body,
        ),
        (
            "progress/other/tracking.md",
            "progress/moved-v1/tracking.md",
            &unfenced,
        ),
    ] {
        let bench = Sandbox::repository();
        bench.write(old, &whole);
        bench.commit();
        bench.git(&["rm", "--quiet", old]);
        bench.write(new, text);
        bench.run(&["lint"]).exits(1).stdout_has(new);
        bench.git(&["add", "."]);
        let range = format!("HEAD..{}", committed(&bench));
        for arguments in [
            &["lint"][..],
            &["lint", "--staged"],
            &["lint", new],
            &["lint", "--commits", &range],
        ] {
            let run = bench.run(arguments);
            run.exits(1).stdout_has("error[frontmatter-missing]");
            run.stdout_has(new).stdout_has("1 error");
        }
    }
}

#[test]
fn prose_made_from_a_progress_file_is_left_alone() {
    let body = "What was decided, and why it was decided.\n".repeat(60);
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, &format!("{GOOD}{body}"));
    bench.commit();
    bench.git(&["rm", "--quiet", GOOD_PATH]);
    bench.write(&GOOD_PATH.replace("phase-1-progress", "summary"), &body);
    bench.git(&["add", "."]);
    bench.run(&["lint"]).exits(0).prints("");
    bench.run(&["lint", "--staged"]).exits(0).prints("");
}

/// A commit of the index, on no branch.
fn committed(bench: &Sandbox) -> String {
    let tree = bench.git(&["write-tree"]);
    let commit = bench.git(&["commit-tree", "-p", "HEAD", "-m", "x", tree.trim()]);
    commit.trim().to_owned()
}

#[test]
fn a_file_whose_type_is_lost_is_still_checked() {
    let bench = Sandbox::repository();
    let path = "progress/auth-v1/tracking.md";
    bench.write(path, GOOD);
    bench.commit();
    bench.write(path, &GOOD.replace("type: progress\n", ""));
    bench.run(&["lint"]).exits(1).stdout_has("`type`");
}

#[test]
fn a_file_whose_type_is_changed_is_still_checked() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.write(GOOD_PATH, &GOOD.replace("type: progress", "type: task"));
    bench.git(&["add", "."]);
    for arguments in [&["lint"][..], &["lint", "--staged"], &["lint", GOOD_PATH]] {
        let run = bench.run(arguments);
        run.exits(1)
            .stdout_has("`type` is `task`, expected `progress`");
    }
}

#[test]
fn documentation_that_shows_an_example_is_left_alone() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let example = "# Progress files\n\n```yaml\n---\ntype: progress\nprd: a\nphase: 1\n---\n```\n";
    let folder = GOOD_PATH.rsplit_once('/').unwrap().0;
    bench.write(&format!("{folder}/README.md"), example);
    bench.write("docs/progress/format.md", example);
    bench.run(&["lint", "--pedantic"]).exits(0).prints("");
}
