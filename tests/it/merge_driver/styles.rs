//! How Git wants conflicts to be shown, and merges inside of merges.

use super::{BINARY, bench, content, diverged, first_done, good, second_done};
use crate::common::{GOOD, GOOD_PATH, Sandbox};

/// `main` and `other` call the phase by two names.
fn renamed_twice() -> Sandbox {
    let bench = diverged(BINARY);
    bench.write(GOOD_PATH, &first_done().replacen("Foundation", "Ground", 1));
    bench.commit();
    bench.git(&["checkout", "--quiet", "other"]);
    bench.write(GOOD_PATH, &second_done().replacen("Foundation", "Base", 1));
    bench.commit();
    bench
}

#[test]
fn markers_carry_the_base_where_git_is_set_so() {
    let expected = "\n<<<<<<< ours\ntitle: \"Base\"\n||||||| base\ntitle: \"Foundation\"\n=======\ntitle: \"Ground\"\n>>>>>>> theirs\nstatus: \"review\"\n";
    for style in ["diff3", "zdiff3"] {
        let bench = renamed_twice();
        bench.git(&["config", "merge.conflictStyle", style]);
        bench.try_git(&["merge", "--no-edit", "main"]).exits(1);
        let text = content(&bench);
        assert!(text.contains(expected), "{text}");
        // So it is where only this one command is told.
        let bench = renamed_twice();
        let setting = format!("merge.conflictStyle={style}");
        let merge = ["-c", &setting, "merge", "--no-edit", "main"];
        bench.try_git(&merge).exits(1);
        let text = content(&bench);
        assert!(text.contains(expected), "{text}");
    }
}

/// `main` and `other` were merged into each other, with a conflict; both settled it alike.
fn crossed(attributes: &str) -> Sandbox {
    let bench = bench(BINARY);
    if !attributes.is_empty() {
        bench.write(".git/info/attributes", attributes);
    }
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.git(&["checkout", "--quiet", "-b", "other"]);
    bench.write(GOOD_PATH, &good(&[("Foundation", "Base")]));
    bench.commit();
    bench.git(&["branch", "other-first"]);
    bench.git(&["checkout", "--quiet", "main"]);
    bench.write(GOOD_PATH, &good(&[("Foundation", "Ground")]));
    bench.commit();
    bench.git(&["branch", "main-first"]);
    for (branch, with) in [("main", "other-first"), ("other", "main-first")] {
        bench.git(&["checkout", "--quiet", branch]);
        let merge = ["merge", "--no-edit", with];
        bench
            .try_git(&merge)
            .exits(1)
            .stderr_has("conflict: `title`");
        bench.write(GOOD_PATH, &good(&[("Foundation", "ReadinessIndex")]));
        bench.commit();
    }
    bench
}

#[test]
fn a_clean_merge_of_crossed_histories_tells_of_no_conflict() {
    for attributes in ["", "*.md conflict-marker-size=12\n"] {
        let bench = crossed(attributes);
        bench.write(
            GOOD_PATH,
            &second_done().replacen("Foundation", "ReadinessIndex", 1),
        );
        bench.commit();
        bench.git(&["checkout", "--quiet", "main"]);
        bench.write(
            GOOD_PATH,
            &first_done().replacen("Foundation", "ReadinessIndex", 1),
        );
        bench.commit();
        let outcome = bench.try_git(&["merge", "--no-edit", "other"]);
        outcome.exits(0);
        assert!(!outcome.to_string().contains("conflict"), "{outcome}");
        super::assert_both_done(&content(&bench));
    }
}

#[test]
fn a_conflict_in_crossed_histories_is_told() {
    let bench = crossed("*.md conflict-marker-size=12\n");
    bench.write(GOOD_PATH, &good(&[("Foundation", "One")]));
    bench.commit();
    bench.git(&["checkout", "--quiet", "main"]);
    bench.write(GOOD_PATH, &good(&[("Foundation", "Two")]));
    bench.commit();
    let outcome = bench.try_git(&["merge", "--no-edit", "other"]);
    outcome
        .exits(1)
        .stderr_has("conflict: `title` is `Two` in ours and `One` in theirs");
    let text = content(&bench);
    assert_eq!(text.matches("<<<<<<<<<<<< ours").count(), 1, "{text}");
}
