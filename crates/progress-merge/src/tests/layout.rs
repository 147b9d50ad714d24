//! Comments, quotes and columns: ours stay, theirs come along with what they add.

use super::{clean, file, yaml};

#[test]
fn what_they_add_comes_as_they_wrote_it() {
    let old = "tasks:\n- id: A\n  status: pending\nx: 1";
    let ours = "tasks:\n  - id: A  # ours\n    status: 'pending'\nx: 2";
    let theirs = "tasks:\n- id: A\n  status: pending\n\n# about B\n- id: \"B\"   # theirs\n  notes: |\n    first\n\n      second\n  deps: [\n    A, # why\n  ]\nx: 1\n# more\ny: 'z'";
    assert_eq!(
        yaml(old, ours, theirs),
        "tasks:\n  - id: A  # ours\n    status: 'pending'\n\n  # about B\n  - id: \"B\"   # theirs\n    notes: |\n      first\n\n        second\n    deps: [\n      A, # why\n    ]\nx: 2\n# more\ny: 'z'"
    );
}

#[test]
fn values_keep_their_quotes_and_our_comments() {
    let old = "a: 1 # one\nb: x\nc: y";
    let merged = yaml(
        old,
        "a: 1 # one!\nb: z\nc: y",
        "a: \"2\" # one\nb: x\nc: 1.10",
    );
    assert_eq!(merged, "a: \"2\" # one!\nb: z\nc: 1.10");
}

#[test]
fn long_texts_come_as_they_wrote_them() {
    let old = "a: short\nt:\n- n: x\nb: 1";
    let theirs = "a: >-\n  longer\n  text\nt:\n- n: |\n    x\n     y\nb: 1";
    let merged = yaml(old, "a: short\nt:\n    - n: x\nb: 2", theirs);
    assert_eq!(
        merged,
        "a: >-\n  longer\n  text\nt:\n    - n: |\n        x\n         y\nb: 2"
    );
}

#[test]
fn their_comments_come_along() {
    let old = "# top\na: 1\nb: 1 # b\n\n# c\nc:\n  # x\n  - id: x\n    s: 1\n# end";
    let ours = "# top\na: 2\nb: 1 # b\n\n# c\nc:\n  # x\n  - id: x\n    s: 1\n# end";
    let theirs = "# top\n# and more\na: 1\nb: 1 # bee\n\n# new c\nc: # list\n  # ex\n  - id: x # id\n    s: 1\n# the end";
    assert_eq!(
        yaml(old, ours, theirs),
        "# top\n# and more\na: 2\nb: 1 # bee\n\n# new c\nc: # list\n  # ex\n  - id: x # id\n    s: 1\n# the end"
    );
    let ours = "# top\n# ours\na: 1\nb: 1 # o\n\n# c\nc:\n  # x\n  - id: x\n    s: 2\n# end";
    assert_eq!(
        yaml(old, ours, theirs),
        "# top\n# ours\n# and more\na: 1\nb: 1 # o # bee\n\n# new c\nc: # list\n  # ex\n  - id: x # id\n    s: 2\n# the end"
    );
}

#[test]
fn comments_at_the_edges_of_a_collection_come_along() {
    let old = "t: 1\nc:\n  - id: x\n    s: 1\nd:\n  e: [a]\nz: 1";
    let ours = old.replace("t: 1", "t: 2");
    for (line, commented) in [
        ("    s: 1", "    s: 1 # waits"),
        ("  - id: x", "  # waits\n  - id: x"),
        ("  e: [a]", "  # waits\n  e: [a]"),
        ("  e: [a]", "  e: [a] # waits"),
    ] {
        let theirs = old.replace(line, commented);
        assert_eq!(yaml(old, &ours, &theirs), theirs.replace("t: 1", "t: 2"));
    }
}

#[test]
fn what_looks_like_a_comment_in_a_text_is_none() {
    let old = "n: |\n  text\n  # no comment\ns: 1\nt: 1";
    let theirs = "n: |\n  text\n  # no comment!\ns: 1\nt: 1";
    assert_eq!(
        yaml(old, "n: |\n  text\n  # no comment\ns: 1\nt: 2", theirs),
        "n: |\n  text\n  # no comment!\ns: 1\nt: 2"
    );
}

#[test]
fn comments_go_with_what_is_taken_out() {
    let old = "a: 1\n\n# about b\nb: 1\n\n# section\nc: 1\nd: 1";
    let merged = yaml(
        old,
        "a: 2\n\n# about b\nb: 1\n\n# section\nc: 1\nd: 1",
        "a: 1\n\n# section\nd: 1",
    );
    assert_eq!(merged, "a: 2\n\n# section\nd: 1");
}

#[test]
fn line_endings_are_ours() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let base = file("a: 1\nf:\n  - x");
    let ours = crlf(&format!("{}body\n", file("a: 2\nf:\n  - x")));
    let theirs = format!(
        "{}text\n",
        file("a: 1\nf:\n  - x\n  # why\n  - y\nn: |\n  b\n  c")
    );
    let merged = super::run(&base, &ours, &theirs);
    let text = String::from_utf8(merged.bytes()).unwrap();
    assert_eq!(
        text.matches('\n').count(),
        text.matches("\r\n").count(),
        "{text:?}"
    );
    let merged = clean(&base, &crlf(&file("a: 2\nf:\n  - x")), &theirs);
    let expected = format!(
        "{}text\n",
        file("a: 2\nf:\n  - x\n  # why\n  - y\nn: |\n  b\n  c")
    );
    assert_eq!(merged, crlf(&expected));
}

#[test]
fn anchors_are_left_to_the_merge_by_lines() {
    let versions = [
        "a: &x 1\nb: *x\nc: 1",
        "a: &x 2\nb: *x\nc: 1",
        "a: &x 1\nb: 3\nc: 1",
    ];
    let [base, ours, theirs] = versions.map(file);
    let merged = super::run(&base, &ours, &theirs);
    let text = String::from_utf8(merged.bytes()).unwrap();
    assert!(merged.by_lines || text.contains("b: 3"), "{text}");
}

#[test]
fn relations_that_only_the_merge_by_lines_breaks_are_conflicts() {
    let tasks = "x: 1\nx: 2\ntasks:\n  - id: A\n    dependencies: []\n  - id: B\n    dependencies: []\n  \
                 - id: C\n    dependencies: []\nmiddle: 1\nparallelization:\n  batch_1: [C]\n  \
                 batch_2: [B]\n  critical_path: [B]\n";
    let renamed = tasks.replace("id: A", "id: Z");
    let of = |id: &str, old: &str, new: &str| {
        let task = format!("id: {id}\n    dependencies: {old}\n");
        assert!(tasks.contains(&task));
        tasks.replace(&task, &format!("id: {id}\n    dependencies: {new}\n"))
    };
    for (ours, theirs, messages) in [
        (
            renamed.clone(),
            of("C", "[]", "[A]"),
            "together, ours and theirs make `C` depend on `A`, which is removed",
        ),
        (
            renamed.clone(),
            tasks.replace("batch_1: [C]", "batch_1: [C, A]"),
            "together, ours and theirs make `batch_1` name `A`, which is removed",
        ),
        (
            renamed,
            tasks.replace("path: [B]", "path: [B, A]"),
            "together, ours and theirs make the critical path name `A`, which is removed",
        ),
        (
            of("A", "[]", "[C]"),
            of("C", "[]", "[A]"),
            "together, ours and theirs make a cycle of dependencies among `A`, `C`",
        ),
        (
            tasks.replace("batch_1: [C]", "batch_1: [C, A]"),
            tasks
                .replace("path: [B]", "path: [B, A]")
                .replace("id: A\n", "id: A # a\n"),
            "",
        ),
    ] {
        for (one, other) in [(&ours, &theirs), (&theirs, &ours)] {
            let [base, ours, theirs] = [tasks, one, other].map(file);
            let merged = super::run(&base, &ours, &theirs);
            assert!(merged.by_lines);
            let conflicts = merged.conflicts.iter().map(ToString::to_string);
            assert_eq!(conflicts.collect::<Vec<_>>().join("; "), messages);
            let text = String::from_utf8(merged.bytes()).unwrap();
            assert_eq!(text.contains("<<<<<<<"), !messages.is_empty(), "{text}");
        }
    }
}

#[test]
fn tags_and_merge_keys_are_left_to_the_merge_by_lines() {
    let old = "a: 1\nb: 1\nc: 1\nd: 1\ne: 1";
    let ours = old.replace("e: 1", "e: 2");
    for new in ["a: !!str 1", "a: 1\nx: !foo y", "x: &x {k: 1}\ny: {<<: *x}"] {
        let theirs = old.replace("a: 1", new);
        for (one, other) in [(&ours, &theirs), (&theirs, &ours)] {
            let [base, ours, theirs] = [old, one, other].map(file);
            let merged = super::run(&base, &ours, &theirs);
            let text = String::from_utf8(merged.bytes()).unwrap();
            assert!(text.contains(&format!("{new}\n")), "{text}");
            assert!(
                text.contains("e: 2") && merged.conflicts.is_empty(),
                "{text}"
            );
        }
    }
}

#[test]
fn the_last_item_goes_with_the_comment_above_it() {
    let old = "t:\n  # why\n  - id: A\n    s: 1\ng: 1";
    for ours in [
        "t:\n    # why\n    - id: \"A\"\n      s: 1\ng: 1",
        "t:\n  # why\n  - id: A\n    s: 1\ng: 2",
    ] {
        let merged = yaml(old, ours, "t: []\ng: 1");
        assert_eq!(merged, format!("t: []\ng: {}", &ours[ours.len() - 1..]));
    }
}
