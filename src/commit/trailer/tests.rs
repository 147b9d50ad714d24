use proptest::prelude::*;

use super::*;

const TRAILER: &str = "Task: AUTH-1.2";

fn edited() -> Layout {
    Layout {
        has_comments: true,
        has_scissors: true,
        ..Layout::verbatim()
    }
}

fn added(message: &str, layout: &Layout) -> String {
    let text = with_trailer(message.as_bytes(), TRAILER, layout);
    String::from_utf8(text).unwrap()
}

#[test]
fn prose_gets_a_paragraph_below_it() {
    for last in [
        "https://tracker.example/issues/123",
        "std::vector is faster",
        "12:30 is too late",
        "BREAKING CHANGE: the API is new",
        "src/a.rs:12: fixed",
        "Closes #12",
        "Refs: Phase 1\nCloses #12",
        "a\n---\nb",
        " indented: text",
    ] {
        let message = format!("Subject\n\n{last}\n");
        let want = format!("{message}\n{TRAILER}\n");
        assert_eq!(added(&message, &Layout::verbatim()), want);
    }
}

#[test]
fn trailers_are_joined() {
    for block in [
        "Signed-off-by: A <a@example.org>",
        "Refs: Phase 1\nReviewed-by: B",
        "Closes #12\nSigned-off-by: A",
        "Note: a long\n  story",
        "(cherry picked from commit 1234)",
    ] {
        let message = format!("Subject\n\nBody.\n\n{block}\n");
        let want = format!("{message}{TRAILER}\n");
        assert_eq!(added(&message, &Layout::verbatim()), want);
    }
}

#[test]
fn a_subject_is_no_trailer() {
    let want = format!("Task: refactor the parser\n\n{TRAILER}\n");
    assert_eq!(
        added("Task: refactor the parser\n", &Layout::verbatim()),
        want
    );
}

#[test]
fn tokens_of_the_settings_are_recognized() {
    let message = "Subject\n\nCloses: 3\nprose\n";
    let layout = Layout {
        tokens: vec!["closes".to_owned()],
        ..Layout::verbatim()
    };
    assert_eq!(added(message, &layout), format!("{message}{TRAILER}\n"));
    let own = format!("{message}\n{TRAILER}\n");
    assert_eq!(added(message, &Layout::verbatim()), own);
}

#[test]
fn the_line_goes_above_what_git_wrote() {
    let text = format!("\n# Please enter\n# {SCISSORS}\ndiff\n");
    let want = format!("\n\n{TRAILER}\n# Please enter\n# {SCISSORS}\ndiff\n");
    assert_eq!(added(&text, &edited()), want);
    let want = format!("S\n\n{TRAILER}\n\n# Please enter\n");
    assert_eq!(added("S\n\n# Please enter\n", &edited()), want);
    let want = format!("S\n\n# kept\n\n{TRAILER}\n");
    assert_eq!(added("S\n\n# kept\n", &Layout::verbatim()), want);
}

#[test]
fn an_empty_message_keeps_room_for_the_subject() {
    assert_eq!(added("", &edited()), format!("\n\n{TRAILER}\n"));
    assert_eq!(added("S", &edited()), format!("S\n\n{TRAILER}\n"));
}

/// Parts of messages that Git treats in some way of its own.
fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("Subject: of it\n".to_owned()),
        Just("# comment\n".to_owned()),
        Just("; comment\n".to_owned()),
        Just("Signed-off-by: A <a@example.org>\n".to_owned()),
        Just("Task: OTHER-1\n".to_owned()),
        Just("Closes #12\n".to_owned()),
        Just("---\n".to_owned()),
        Just("  indented\n".to_owned()),
        Just("see https://example.org/a:b  \n".to_owned()),
        Just(format!("# {SCISSORS}\n")),
        Just("no line end".to_owned()),
        "[ -~äé\t]{0,20}\n?",
    ]
}

proptest! {
    /// Taking out the line, and the blank one before it, gives back every byte of the author's.
    #[test]
    fn every_byte_is_kept(
        parts in prop::collection::vec(part(), 0..12),
        comment in prop_oneof![Just("#"), Just(";"), Just("//"), Just("")],
        has_comments: bool,
        has_scissors: bool,
    ) {
        let message = parts.concat();
        let layout = Layout {
            comment: comment.to_owned(),
            has_comments,
            has_scissors,
            ..Layout::verbatim()
        };
        let text = added(&message, &layout);
        let line = "Task: AUTH-1.2\n";
        let at = text.find(line).unwrap();
        let (before, after) = (&text[..at], &text[at + line.len()..]);
        // Up to three line ends were added: the subject's, the last line's and the blank line's.
        let is_author = (0..=3).any(|count| {
            let front = before.len().checked_sub(count);
            front.is_some_and(|front| {
                before[front..].bytes().all(|byte| byte == b'\n')
                    && format!("{}{after}", &before[..front]) == message
            })
        });
        prop_assert!(is_author, "{message:?} became {text:?}");
        prop_assert!(at == 0 || before.ends_with('\n'));
    }
}
