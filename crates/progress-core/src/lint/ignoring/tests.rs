use proptest::prelude::*;

use super::*;

/// Ignores findings of rules at these texts; returns the document with the comments.
fn ignored(text: &str, findings: &[(&'static str, &str)]) -> Option<(String, usize)> {
    let document = Document::parse(text.as_bytes().to_vec());
    let findings: Vec<Ignorable> = findings
        .iter()
        .map(|&(rule, at)| Ignorable {
            start: text.find(at).unwrap(),
            rule,
        })
        .collect();
    let (edited, count) = ignore(&document, &findings)?;
    Some((edited.document.text.as_str().to_owned(), count))
}

/// The lines that ignoring takes out and puts in.
#[track_caller]
fn check(text: &str, findings: &[(&'static str, &str)], expected: &[&str]) {
    let (after, _) = ignored(text, findings).unwrap();
    let diff = similar::TextDiff::from_lines(text, &after);
    let changed = diff.iter_all_changes();
    let changed = changed.filter(|change| change.tag() != similar::ChangeTag::Equal);
    let changed: Vec<String> = changed
        .map(|change| format!("{}{}", change.tag(), change.value().trim_end_matches('\n')))
        .collect();
    assert_eq!(changed, expected);
}

#[test]
fn a_line_gets_one_comment_for_all_its_rules() {
    check(
        "---\na: 1\nb: 2 # note\n---\n",
        &[("y", "2"), ("x", "b"), ("y", "b"), ("unused-ignore", "a")],
        &["-b: 2 # note", "+b: 2 # note # progress: ignore[x, y]"],
    );
}

#[test]
fn line_endings_and_blanks_are_kept() {
    check(
        "---\r\na: 1\t\r\n---\r\nbody\r\n",
        &[("x", "1"), ("y", "body")],
        &[
            "-a: 1\t\r",
            "+# progress: ignore[y]\r",
            "+a: 1\t# progress: ignore[x]\r",
        ],
    );
}

#[test]
fn an_existing_comment_is_extended() {
    check(
        "---\n# progress: ignore[a , b ]\nk: 1 # progress: ignore[c] # why\nl: 2 # progress: ignore[]\n# progress: ignore[d]\nm: |\n  x\n---\nbody\n",
        &[("e", "1"), ("e", "2"), ("e", "m:"), ("f", "body")],
        &[
            "-# progress: ignore[a , b ]",
            "-k: 1 # progress: ignore[c] # why",
            "-l: 2 # progress: ignore[]",
            "-# progress: ignore[d]",
            "+# progress: ignore[a , b, f ]",
            "+k: 1 # progress: ignore[c, e] # why",
            "+l: 2 # progress: ignore[e]",
            "+# progress: ignore[d, e]",
        ],
    );
}

#[test]
fn a_malformed_comment_is_not_extended() {
    check(
        "---\na: 1 # progress: ignore x\n---\n",
        &[("x", "1")],
        &[
            "-a: 1 # progress: ignore x",
            "+a: 1 # progress: ignore x # progress: ignore[x]",
        ],
    );
}

#[test]
fn a_line_inside_a_text_gets_a_comment_above_its_entry() {
    let text = "---\na: 1\ntasks:\n  - id: T-1\n    description: |\n      one\n      two\n    note: \"three\n      four\"\n    status: five\n      six\n---\n";
    check(
        text,
        &[("x", "two"), ("x", "note"), ("x", "five")],
        &[
            "+    # progress: ignore[x]",
            "+    # progress: ignore[x]",
            "+    # progress: ignore[x]",
        ],
    );
    let (_, count) = ignored(text, &[("x", "one"), ("x", "two"), ("y", "1")]).unwrap();
    assert_eq!(count, 2);
}

#[test]
fn a_comment_makes_no_other_superfluous() {
    // The comment above a list's entry covers all of it.
    check(
        "---\na: 1\nlist:\n  - b: |\n      two\n    c: 3\n---\n",
        &[("x", "two"), ("x", "3"), ("y", "3")],
        &[
            "+  # progress: ignore[x]",
            "-    c: 3",
            "+    c: 3 # progress: ignore[y]",
        ],
    );
    check(
        "---\na: 1\n---\nbody\n",
        &[("x", "1"), ("x", "body")],
        &["+# progress: ignore[x]"],
    );
    // The first entry has no place for a comment of its own.
    check(
        "---\na: |\n  text\nb: 1\n---\n",
        &[("x", "text"), ("x", "1")],
        &["+# progress: ignore[x]"],
    );
}

#[test]
fn what_cannot_be_ignored_is_left() {
    assert_eq!(ignored("---\na: [\n---\n", &[("x", "a")]), None);
    assert_eq!(ignored("no frontmatter\n", &[("x", "no")]), None);
    let unused = "---\na: 1 # progress: ignore[x]\n---\n";
    assert_eq!(ignored(unused, &[("unused-ignore", "x]")]), None);
}

#[test]
fn many_findings_are_ignored_at_once() {
    let lines: Vec<String> = (0..3_000).map(|at| format!("k{at}: {at}\n")).collect();
    let text = format!("---\n{}---\n", lines.concat());
    let document = Document::parse(text.clone().into_bytes());
    let findings: Vec<Ignorable> = text
        .match_indices(": ")
        .map(|(start, _)| Ignorable { start, rule: "x" })
        .collect();
    let (edited, count) = ignore(&document, &findings).unwrap();
    assert_eq!(count, 3_000);
    let after = edited.document.text.as_str();
    assert_eq!(after.replace(" # progress: ignore[x]", ""), text);
}

proptest! {
    /// Only ignore comments are inserted, wherever findings start, and they need no more.
    #[test]
    fn nothing_but_comments_is_inserted(
        lines in prop::collection::vec(prop_oneof![
            Just("tasks:\n".to_owned()),
            Just("  - id: \"T-1\"\n".to_owned()),
            Just("    dependencies: [T-2, 'T-3']\n".to_owned()),
            Just("note: |\n  text # x\n\n  text\n".to_owned()),
            Just("    more: \"a\n      b\" # progress: ignore[b]\n".to_owned()),
            Just("# progress: ignore[b]\n".to_owned()),
            Just("a: &x {b: 1,\n  c: 2}\nd: *x\n".to_owned()),
            "[a-z]{1,6}: [a-z0-9.\"'\\[\\]{},:# -]{0,12}\n",
        ], 0..12),
        places in prop::collection::vec((0..400usize, 0..2usize), 1..8),
        crlf in any::<bool>(),
    ) {
        let text = format!("---\n{}---\n\n# Title\n", lines.concat());
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let document = Document::parse(text.clone().into_bytes());
        let findings: Vec<Ignorable> = places
            .into_iter()
            .map(|(start, rule)| Ignorable { start: start % text.len(), rule: ["a", "b"][rule] })
            .collect();
        let Some((edited, count)) = ignore(&document, &findings) else { return Ok(()) };
        prop_assert_eq!(edited.edits.len(), count);
        for edit in &edited.edits {
            prop_assert!(edit.span.is_empty());
            let added = edit.text.trim_matches([' ', '\r', '\n', ',']);
            let is_list = added.split(", ").all(|rule| ["a", "b"].contains(&rule));
            prop_assert!(added.starts_with("# progress: ignore[") || is_list, "{}", edit.text);
        }
        let after = yaml_lossless::text::apply(&text, &edited.edits).unwrap();
        prop_assert_eq!(edited.document.text.as_str(), after);
        prop_assert!(edited.document.tree().is_some());
    }
}
