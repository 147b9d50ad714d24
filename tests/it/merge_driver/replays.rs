//! Conflict markers that a side has already, and `git rerere`, which merges files that have some.

use super::{BINARY, bench, content, good};
use crate::common::{GOOD_PATH, Outcome, Sandbox};

/// An example as a page about Git has it.
const EXAMPLE: &str = "<<<<<<< HEAD\nred\n=======\nblue\n>>>>>>> other\n";

/// A phase with a priority for each of its two tasks, and a body.
fn phase(first: &str, second: &str, body: &str) -> String {
    let mut text = good(&[("# Foundation\n", "")]);
    for priority in [first, second] {
        text = text.replacen("priority: \"high\"", &format!("priority: {priority}"), 1);
    }
    text + body
}

fn branch(bench: &Sandbox, name: &str, start: &str, text: &str) {
    bench.git(&["switch", "--quiet", "--create", name, start]);
    bench.write(GOOD_PATH, text);
    bench.git(&["commit", "--quiet", "--all", "--message", name]);
}

/// Merges `theirs` into `ours`, both made from `base`.
fn merged(bench: &Sandbox, base: &str, ours: &str, theirs: &str) -> Outcome {
    branch(bench, "theirs", base, theirs);
    branch(bench, "ours", base, ours);
    bench.try_git(&["merge", "--no-edit", "theirs"])
}

/// A repository in which one conflict has been settled: the base, both sides, the result.
fn settled(autoupdate: &str, versions: [&str; 4]) -> Sandbox {
    let [base, ours, theirs, result] = versions;
    let bench = bench(BINARY);
    bench.git(&["config", "rerere.enabled", "true"]);
    bench.git(&["config", "rerere.autoupdate", autoupdate]);
    bench.write(GOOD_PATH, base);
    bench.commit();
    branch(&bench, "a", "main", ours);
    branch(&bench, "b", "main", theirs);
    bench.git(&["switch", "--quiet", "a"]);
    bench.try_git(&["merge", "--no-edit", "b"]).exits(1);
    bench.write(GOOD_PATH, result);
    bench.git(&["commit", "--quiet", "--all", "--message", "Settle"]);
    bench
}

/// The conflict of the first task's priority, settled.
fn first_settled(autoupdate: &str) -> Sandbox {
    let [base, ours, theirs] =
        ["high", "medium", "low"].map(|priority| phase(priority, "high", ""));
    settled(autoupdate, [&base, &ours, &theirs, &ours])
}

#[test]
fn a_conflict_at_another_place_does_not_pass_for_settled() {
    for autoupdate in ["true", "false"] {
        let bench = first_settled(autoupdate);
        let sides = ["medium", "low"].map(|priority| phase("medium", priority, ""));
        let outcome = merged(&bench, "a", &sides[0], &sides[1]);
        outcome.exits(1);
        let text = content(&bench);
        let marked =
            "<<<<<<< ours\n    priority: medium\n=======\n    priority: low\n>>>>>>> theirs\n";
        assert!(text.contains(marked), "{outcome}{text}");
        assert!(bench.git(&["status", "--porcelain"]).starts_with("UU "));
        assert_eq!(bench.git(&["rerere", "remaining"]).trim(), GOOD_PATH);
    }
}

#[test]
fn a_conflict_in_a_code_fence_does_not_pass_for_settled() {
    let fences = |first: &str, second: &str| {
        let body = format!("```sh\n{first}\n```\n\nThen:\n\n```sh\n{second}\n```\n");
        phase("high", "high", &body)
    };
    let [base, ours, theirs] = ["a", "b", "c"].map(|first| fences(first, "a"));
    let bench = settled("true", [&base, &ours, &theirs, &ours]);
    let outcome = merged(&bench, "a", &fences("b", "b"), &fences("b", "c"));
    outcome.exits(1);
    let text = content(&bench);
    assert!(
        text.contains("<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n"),
        "{outcome}{text}"
    );
    assert!(bench.git(&["status", "--porcelain"]).starts_with("UU "));
}

#[test]
fn the_same_conflict_is_still_settled() {
    let bench = first_settled("true");
    bench.git(&["reset", "--quiet", "--hard", "a~1"]);
    let outcome = bench.try_git(&["merge", "--no-edit", "b"]);
    outcome.exits(1).stderr_has("using previous resolution");
    assert_eq!(content(&bench), phase("medium", "high", ""));
    assert_eq!(bench.git(&["diff", "--name-only", "--diff-filter=U"]), "");
}

#[test]
fn markers_that_one_side_has_committed_are_a_conflict() {
    for (body, is_conflict) in [
        (EXAMPLE.to_owned(), true),
        (format!("```text\n{EXAMPLE}```\n"), false),
    ] {
        let bench = bench(BINARY);
        bench.write(GOOD_PATH, &phase("high", "high", "Text.\n"));
        bench.commit();
        let ours = phase("low", "high", "Text.\n");
        let theirs = phase("high", "high", &format!("Text.\n{body}"));
        let outcome = merged(&bench, "main", &ours, &theirs);
        outcome.exits(i32::from(is_conflict));
        if is_conflict {
            outcome.stderr_has("conflict: theirs already has conflict markers");
        }
        assert_eq!(
            content(&bench),
            phase("low", "high", &format!("Text.\n{body}"))
        );
    }
}

#[test]
fn markers_that_both_sides_have_are_text() {
    for body in [EXAMPLE.to_owned(), format!("```text\n{EXAMPLE}```\n")] {
        let edited = body.replace("blue", "green");
        let bench = bench(BINARY);
        bench.write(GOOD_PATH, &phase("high", "high", &body));
        bench.commit();
        let sides = [phase("low", "high", &body), phase("high", "high", &edited)];
        merged(&bench, "main", &sides[0], &sides[1]).exits(0);
        assert_eq!(content(&bench), phase("low", "high", &edited));
    }
}
