//! A part of the files is judged like the whole.

use crate::common::{GOOD, GOOD_PATH, Sandbox};

#[test]
fn references_are_resolved_alike() {
    let bench = Sandbox::repository();
    let plan = |name: &str, id: &str, needs: &str| {
        let text = GOOD.replace("auth-v1", name).replace("TASK-1", id);
        let needs = format!("dependencies: [{needs}]");
        text.replacen("dependencies: []", &needs, 1)
    };
    bench.write(".gitignore", "/progress/c/phase-2-progress.md\n");
    bench.write("progress/a/phase-1-progress.md", &plan("a", "SAME", ""));
    bench.write("progress/n/phase-1-progress.md", &plan("n", "SAME", ""));
    // In two plans, and in a file that Git ignores.
    let needs = "SAME.1, \"c:HIDDEN.1\"";
    bench.write("progress/m/phase-1-progress.md", &plan("m", "M", needs));
    bench.write("progress/c/phase-1-progress.md", &plan("c", "C", ""));
    let hidden = plan("c", "HIDDEN", "").replace("phase: 1", "phase: 2");
    bench.write("progress/c/phase-2-progress.md", &hidden);
    bench.commit();
    let about_m = |arguments: &[&str]| -> Vec<String> {
        let format = ["lint", "--pedantic", "--format=concise"];
        let found = bench.run(&[&format[..], arguments].concat());
        let lines = found.stdout.lines();
        let lines = lines.filter(|line| line.starts_with("progress/m/"));
        lines.map(str::to_owned).collect()
    };
    let whole = about_m(&[]);
    assert!(
        whole.iter().any(|line| line.contains("progress/a/")),
        "{whole:#?}"
    );
    for part in [&["progress/m"][..], &["progress/m", "progress/n"]] {
        assert_eq!(about_m(part), whole, "{part:?}");
    }
    bench
        .run(&["lint", "--pedantic", "--new-from=HEAD"])
        .exits(0);
}

/// What `progress lint` says about the branch and the commits on it.
fn about_branch(bench: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let outcome = bench.run(&[&["lint", "--format=concise"], arguments].concat());
    assert!(outcome.status <= 1, "{}", outcome.stderr);
    let lines = outcome.stdout.lines();
    let lines = lines.filter(|line| line.contains("branch"));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_branch_is_judged_alike() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    for (folder, old, new) in [
        ("stated", "auth-v1\"", "billing-v2\""),
        ("no-type", "type: progress", "title: x"),
        ("quoted", "prd: \"auth-v1\"", "\"prd\": 'mail'"),
        ("doubled", "prd: \"auth-v1\"", "prd: 'it''s'"),
        ("folder-v3", "prd: \"auth-v1\"", "priority: high"),
        ("no-frontmatter", GOOD, "# Nothing\n"),
    ] {
        assert!(GOOD.contains(old), "{old}");
        let text = GOOD.replacen(old, new, 1);
        let text = match folder {
            "no-type" => text.replacen("auth-v1", "untyped", 1),
            _ => text,
        };
        let path = format!("progress/{folder}/phase-1-progress.md");
        bench.write(&path, &text);
    }
    bench.write(".gitignore", "/progress/stated/hidden-progress.md\n");
    let hidden = GOOD.replacen("auth-v1", "hidden", 1);
    bench.write("progress/stated/hidden-progress.md", &hidden);
    bench.commit();
    let directory = "progress/auth-v1";
    let mut checked = 0;
    for name in [
        "billing", "untyped", "mail-v2", "it's", "folder", "hidden", "other",
    ] {
        for prefix in ["alice", "feature"] {
            bench.git(&["checkout", "--quiet", "-B", &format!("{prefix}/{name}")]);
            for pedantic in [&[][..], &["--pedantic"]] {
                let whole = about_branch(&bench, pedantic);
                checked += whole.len();
                for part in [directory, GOOD_PATH] {
                    let found = about_branch(&bench, &[pedantic, &[part]].concat());
                    assert_eq!(found, whole, "{prefix}/{name} {pedantic:?} {part}");
                }
            }
        }
    }
    // Otherwise nothing would be compared.
    assert_eq!(checked, 13);
}

#[test]
fn commits_are_judged_alike() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let billing = GOOD
        .replace("auth-v1", "billing-v1")
        .replace("TASK-", "PAY-");
    bench.write("progress/billing-v1/phase-1-progress.md", &billing);
    bench.commit();
    bench.git(&["checkout", "--quiet", "-b", "feature/billing"]);
    bench.write("a.rs", "x\n");
    bench.commit();
    let range = "--commits=HEAD~1..HEAD";
    let whole = about_branch(&bench, &[range]);
    assert!(whole[0].contains("commit-without-task"), "{whole:?}");
    let part = about_branch(&bench, &[range, "progress/auth-v1"]);
    assert_eq!(part, whole);
}

#[test]
fn a_mention_of_a_branch_is_judged_alike() {
    let bench = Sandbox::repository();
    let text = GOOD.replacen("---\n", "---\nbranch: alice/billing-v2\n", 1);
    bench.write(GOOD_PATH, &text);
    let billing = GOOD
        .replace("auth-v1", "billing-v1")
        .replace("TASK-", "PAY-");
    bench.write("progress/billing-v1/phase-1-progress.md", &billing);
    bench.commit();
    let directory = "progress/auth-v1";
    for arguments in [&[][..], &[directory], &["--new-from=HEAD"]] {
        // It is the branch of another plan.
        assert_eq!(about_branch(&bench, arguments), [""; 0], "{arguments:?}");
    }
    bench.write(GOOD_PATH, &text.replacen("billing-v2", "auth-v2", 1));
    let whole = about_branch(&bench, &[]);
    assert!(whole[0].contains("branch-mention"), "{whole:?}");
    for arguments in [&[directory][..], &["--new-from=HEAD"]] {
        assert_eq!(about_branch(&bench, arguments), whole, "{arguments:?}");
    }
    bench.commit();
    assert_eq!(about_branch(&bench, &["--new-from=HEAD"]), [""; 0]);
}

#[test]
fn a_moved_file_is_known_alike() {
    let bench = Sandbox::repository();
    let lines: Vec<String> = (1..60)
        .map(|at| format!("Line {at} of the notes."))
        .collect();
    let lines = lines.join("\n");
    let path = |plan: &str, name: &str| format!("progress/{plan}/{name}");
    for plan in ["a", "b"] {
        let text = GOOD.replace("auth-v1", plan).replace("TASK-", plan);
        bench.write(&path(plan, "phase-1-progress.md"), &text);
    }
    let old = path("old", "phase-1-progress.md");
    bench.write(&old, &format!("{GOOD}\n{lines}\n"));
    bench.write(".gitignore", "/progress/b/notes.md\n");
    bench.commit();
    std::fs::remove_file(bench.root.join(old)).unwrap();
    // The old file lost its frontmatter. One that Git ignores is even more like it.
    let moved = lines.replace("Line 3 ", "Row 3 ");
    let moved_path = path("a", "phase-2-progress.md");
    bench.write(&moved_path, &format!("# Phase\n{moved}\n"));
    bench.write(&path("b", "notes.md"), &format!("# Phase\n{lines}\n"));
    let about_it = |arguments: &[&str]| -> Vec<String> {
        let outcome = bench.run(&[&["lint", "--format=concise"], arguments].concat());
        let lines = outcome.stdout.lines();
        let lines = lines.filter(|line| line.starts_with(&moved_path));
        lines.map(str::to_owned).collect()
    };
    let whole = about_it(&[]);
    assert!(whole[0].contains("frontmatter-missing"), "{whole:?}");
    assert_eq!(about_it(&["progress/a"]), whole);
}
