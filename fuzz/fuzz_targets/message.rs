//! A trailer joins any message in any cleanup mode without changing a byte of it, and Git's
//! cleanup leaves the trailer there.
//!
//! The first byte chooses the mode, the second the comment prefix.
#![no_main]

use libfuzzer_sys::fuzz_target;
use progress_core::task_links::{Cleanup, CleanupSettings, TrailerRules, editor_help, with_trailer};

const COMMENTS: &[&str] = &["#", ";", "//", "%%", "REM", "auto", "\u{e9}", "T"];

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let [mode, comment, message @ ..] = bytes else { return };
    let comment = COMMENTS[usize::from(*comment) % COMMENTS.len()].as_bytes();
    let cleanup = match mode % 4 {
        0 => Cleanup::Strip,
        1 => Cleanup::Whitespace,
        2 => Cleanup::Scissors,
        _ => Cleanup::Verbatim,
    };
    let draft = CleanupSettings {
        cleanup,
        is_sure: mode & 4 != 0,
        comment: comment.to_vec(),
        is_cut: mode & 8 != 0,
    };
    let rules = TrailerRules::default().with_comment(comment);
    let _ = editor_help(message);
    let _ = draft.cleaned(message);
    let Some(made) = with_trailer(message, &draft, &rules, "Task", "A-1") else { return };
    let added = made.len() - message.len();
    let same = |at: &usize| made[..*at] == message[..*at] && made[at + added..] == message[*at..];
    assert!((0..=message.len()).any(|at| same(&at)));
    let cleaned = draft.cleaned(&made);
    assert!(cleaned.windows(9).any(|window| window == b"Task: A-1"));
});
