//! Tests against Git's handling of messages, and that the author's bytes are kept.

use proptest::prelude::*;

use super::*;

const VALUE: &str = "auth-v1:TASK-9.9";
const LINE: &str = "Task: auth-v1:TASK-9.9";

fn draft(cleanup: Cleanup, comment: &str) -> CleanupSettings {
    CleanupSettings {
        cleanup,
        is_sure: false,
        comment: comment.as_bytes().to_vec(),
        is_cut: false,
    }
}

fn rules(comment: &str) -> TrailerRules {
    TrailerRules::default().with_comment(comment.as_bytes())
}

/// Returns a message with our line, read like a message given with `-m`.
fn added(text: &str) -> String {
    let draft = draft(Cleanup::Whitespace, "#");
    let made = with_trailer(text.as_bytes(), &draft, &rules("#"), "Task", VALUE);
    String::from_utf8(made.unwrap_or_default()).unwrap()
}

/// Returns the message without our line and the blank line before it.
fn taken_out(made: &[u8], author: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(made);
    let all: Vec<&str> = text.split('\n').collect();
    let at = all.iter().rposition(|line| *line == LINE)?;
    let without = |from: usize| [&all[..from], &all[at + 1..]].concat().join("\n");
    let tries = [without(at), without(at.saturating_sub(1))];
    let author = String::from_utf8_lossy(author);
    tries
        .into_iter()
        .find(|it| *it == author)
        .map(String::into_bytes)
}

#[test]
fn a_line_joins_trailers_but_not_prose() {
    assert_eq!(added("S\n"), format!("S\n\n{LINE}\n"));
    assert_eq!(
        added("S\n\nSigned-off-by: A\n"),
        format!("S\n\nSigned-off-by: A\n{LINE}\n")
    );
    assert_eq!(
        added("S\n\nA: b\n  c\n\n\n"),
        format!("S\n\nA: b\n  c\n{LINE}\n\n\n")
    );
    for prose in [
        "BREAKING CHANGE: x\n",
        "Closes #12\nRefs: x\n",
        "https://tracker.example/issues/123\nstd::vector\n",
        "---\nA: b\n",
        "12:30\n",
    ] {
        let text = format!("S\n\n{prose}");
        assert_eq!(added(&text), format!("{text}\n{LINE}\n"), "{text}");
    }
    // A quarter of the lines is enough next to a line that Git itself writes.
    let mixed = "S\n\nNot one\nSigned-off-by: A\n";
    assert_eq!(added(mixed), format!("{mixed}{LINE}\n"));
}

#[test]
fn a_subject_is_not_a_trailer() {
    for text in ["Task: refactor\n", "A: b\nSigned-off-by: A\n", "#42 fix\n"] {
        assert_eq!(added(text), format!("{text}\n{LINE}\n"));
    }
}

#[test]
fn an_empty_message_stays_empty() {
    for text in ["", "\n \n", "\n\nSigned-off-by: A\n"] {
        assert_eq!(added(text), "", "{text}");
    }
    let draft = draft(Cleanup::Strip, "#");
    assert!(draft.is_empty(b"# a\n\n"));
    assert_eq!(
        with_trailer(b"# a\n", &draft, &rules("#"), "Task", "x"),
        None
    );
}

#[test]
fn a_line_that_git_would_remove_as_a_comment_is_not_added() {
    for (comment, is_added) in [("T", false), ("Task", false), ("t", true)] {
        let draft = draft(Cleanup::Strip, comment);
        let made = with_trailer(b"Add it\n", &draft, &rules(comment), "Task", VALUE);
        assert_eq!(made.is_some(), is_added, "{comment}");
    }
}

#[test]
fn a_missing_final_newline_is_not_added() {
    assert_eq!(added("S"), format!("S\n\n{LINE}"));
    assert_eq!(added("S\n\nA: b"), format!("S\n\nA: b\n{LINE}"));
}

#[test]
fn comments_for_the_editor_stay_below() {
    let text = "S\n\nbody\n\n; Please\n;\n";
    let draft = draft(Cleanup::Strip, ";");
    let made = with_trailer(text.as_bytes(), &draft, &rules(";"), "Task", VALUE).unwrap();
    assert_eq!(
        String::from_utf8(made).unwrap(),
        format!("S\n\nbody\n\n{LINE}\n\n; Please\n;\n")
    );
}

#[test]
fn nothing_is_added_where_git_finds_no_trailers() {
    let text = format!("S\n\nA: b\n# {SCISSORS}\nrest\n");
    let made = format!("S\n\nA: b\n{LINE}\n# {SCISSORS}\nrest\n");
    assert_eq!(added(&text), made);
}

#[test]
fn trailer_settings_are_respected() {
    let rules = TrailerRules {
        separators: b":#".to_vec(),
        keys: vec![b"Fixes".to_vec()],
        ..TrailerRules::default()
    };
    let draft = draft(Cleanup::Whitespace, "#");
    for text in ["S\n\nCloses #12\n", "S\n\nprose\nFixes: 12\n"] {
        let made = with_trailer(text.as_bytes(), &draft, &rules, "Task", VALUE);
        assert_eq!(made.unwrap(), format!("{text}{LINE}\n").into_bytes());
    }
}

/// Returns what Git 2.47 writes for the editor.
fn for_editor(comment: &str, kept: &str, below: &str) -> String {
    let text = format!(
        "\nC Please enter the commit message for your changes. Lines starting\n\
         C with 'C' will be {kept}\nC\nC On branch main\nC\n{below}"
    );
    text.replace('C', comment)
}

#[test]
fn the_help_text_shows_how_git_reads_a_message() {
    for comment in ["#", ";", "//", "é"] {
        let text = for_editor(comment, "ignored, and an empty message aborts.", "");
        let found = editor_help(text.as_bytes()).unwrap();
        assert_eq!(
            (found.draft.cleanup, &*found.draft.comment),
            (Cleanup::Strip, comment.as_bytes())
        );
        assert_eq!(found.room, Some(text.len()));
        let text = for_editor(comment, "kept; you may remove them", "");
        let found = editor_help(text.as_bytes()).unwrap();
        assert_eq!(
            (found.draft.cleanup, found.room),
            (Cleanup::Whitespace, None)
        );
    }
    let below = format!("# {SCISSORS}\n# Do not\ndiff --git a b\n");
    let text = for_editor("#", "ignored.", &below);
    let found = editor_help(text.as_bytes()).unwrap();
    assert_eq!(found.room, text.find(&format!("# {SCISSORS}")));
    assert!(found.draft.is_cut && !found.is_below);
}

#[test]
fn below_the_scissors_nothing_is_kept() {
    let text = format!("\n; {SCISSORS}\n; Do not\n; Everything\n;\n; On branch\n;\n");
    let found = editor_help(text.as_bytes()).unwrap();
    assert_eq!(found.draft.cleanup, Cleanup::Scissors);
    assert!(found.is_below);
    assert_eq!(found.room, text.find("\n;\n").map(|at| at + 1));
    // In other modes, only a diff is shown there.
    let text = format!("x\n# {SCISSORS}\n# Do not\ndiff --git a b\n");
    assert_eq!(editor_help(text.as_bytes()), None);
    assert_eq!(editor_help(b"x\n\n# with a comment\n"), None);
}

#[test]
fn git_chooses_a_comment_character_that_no_line_has() {
    let chosen = |text: &str| {
        let chosen = TrailerRules::automatic_comment(text.as_bytes(), true);
        String::from_utf8(chosen).unwrap()
    };
    assert_eq!(chosen("S\n; b\n"), "#");
    assert_eq!(chosen("S #1\n; b\n"), "#");
    assert_eq!(chosen("#1\n"), ";");
    assert_eq!(chosen("S\n#1\n;\r@\nb\n"), "!");
    // The ignored end of a message does not count.
    assert_eq!(chosen("S\n\n# c\n"), "#");
    assert_eq!(chosen(&format!("S\n# {SCISSORS}\nb\n")), "#");
    let before = TrailerRules::automatic_comment(b"S\n\n# c\n", false);
    assert_eq!(before, b";");
}

#[test]
fn cleanup_matches_git() {
    let text = format!("\n\nS  \n\n\n# c\n \nb\t\n# {SCISSORS}\nrest\n\n");
    let cleaned = |cleanup| {
        let cleaned = draft(cleanup, "#").cleaned(text.as_bytes());
        String::from_utf8(cleaned).unwrap()
    };
    assert_eq!(cleaned(Cleanup::Strip), "S\n\nb\nrest\n");
    assert_eq!(cleaned(Cleanup::Scissors), "S\n\n# c\n\nb\n");
    assert_eq!(cleaned(Cleanup::Verbatim), text);
    let kept = format!("S\n\n# c\n\nb\n# {SCISSORS}\nrest\n");
    assert_eq!(cleaned(Cleanup::Whitespace), kept);
}

/// Fragments that often form messages of every kind.
fn piece() -> impl Strategy<Value = String> {
    let usual = prop::sample::select(vec![
        "Subject",
        "Fix it\n",
        "\n",
        "\n\n",
        " \t\n",
        "\r\n",
        "Body of prose\r\n",
        "https://tracker.example/issues/123\n",
        "std::vector and 12:30\n",
        "a   |   b\n",
        "---\n",
        "diff --git a/x b/x\n",
        "Task: refactor the parser\n",
        "BREAKING CHANGE: it is\n",
        "Closes #12\n",
        "Signed-off-by: A <a@b>\n",
        "Signed-off-by: A <a@b>",
        "(cherry picked from commit 1234)\n",
        "Co-authored-by:B\n",
        "Key : value\n",
        "  continued\n",
        "Conflicts:\n",
        "\tfile\n",
        "# Task: AUTH-1.2\n",
        "#42 fix\n",
        "; note\n",
        "// note\n",
        "# ------------------------ >8 ------------------------\n",
        "; ------------------------ >8 ------------------------\n",
        "\u{c}\n",
    ]);
    prop_oneof![4 => usual.prop_map(str::to_owned), 1 => "\\PC{0,6}\n?"]
}

fn mode() -> impl Strategy<Value = Cleanup> {
    prop::sample::select(vec![
        Cleanup::Strip,
        Cleanup::Whitespace,
        Cleanup::Scissors,
        Cleanup::Verbatim,
    ])
}

/// Whether a line of its own would be found anywhere it could be added.
fn can_be_found(text: &[u8], draft: &CleanupSettings, rules: &TrailerRules) -> bool {
    let ends = draft.content(text).into_iter().map(|(_, end)| end);
    ends.into_iter().any(|at| {
        ["", "\n"].iter().any(|blank| {
            let (before, after) = text.split_at(at);
            let end = if before.ends_with(b"\n") { "" } else { "\n" };
            let line = format!("{end}{blank}{LINE}\n");
            let made = [before, line.as_bytes(), after].concat();
            rules.finds(&draft.cleaned(&made), "Task", VALUE)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_authors_bytes_are_not_changed(
        pieces in prop::collection::vec(piece(), 0..12),
        cleanup in mode(),
        comment in prop::sample::select(vec!["#", ";", "//", "Sub", "C"]),
        is_cut in any::<bool>(),
        is_sure in any::<bool>(),
    ) {
        let text = pieces.concat().into_bytes();
        let draft = CleanupSettings { is_sure, is_cut, ..draft(cleanup, comment) };
        let rules = rules(comment);
        let Some(made) = with_trailer(&text, &draft, &rules, "Task", VALUE) else {
            prop_assert!(draft.is_empty(&text) || draft.content(&text).is_empty());
            return Ok(());
        };
        prop_assert_eq!(taken_out(&made, &text), Some(text.clone()));
        // Git commits the author's bytes too.
        let (cleaned, author) = (draft.cleaned(&made), draft.cleaned(&text));
        prop_assert_eq!(taken_out(&cleaned, &author), Some(author));
        if can_be_found(&text, &draft, &rules) {
            prop_assert!(rules.finds(&cleaned, "Task", VALUE));
        }
    }
}
