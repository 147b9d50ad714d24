//! Any commit message can be read against any plan, and given a trailer.
//!
//! The message and the plan's file stand behind one another, a byte `FF` between them.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use progress_core::task_links::{Cleanup, CleanupSettings, TrailerRules, editor_help, with_trailer};
use progress_core::task_links::{Digest, KnownFile, Message, TaskIndex, mentions};

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let mut parts = bytes.splitn(2, |byte| *byte == 0xFF);
    let message = parts.next().unwrap_or_default();
    let file = parts.next().unwrap_or_default();
    let path = "progress/plan/phase-1-progress.md".to_owned();
    let digest = Digest::read(&path, file.to_vec());
    let known = TaskIndex::of_files(digest.map(|digest| KnownFile {
        path,
        digest: Arc::new(digest),
    }));
    let rules = TrailerRules::default();
    let told = editor_help(message).map(|shown| shown.draft);
    let draft = told.unwrap_or(CleanupSettings {
        cleanup: Cleanup::Strip,
        is_sure: false,
        comment: rules.comment.clone(),
        is_cut: true,
    });
    if let Some(made) = with_trailer(message, &draft, &rules, "Task", "A-1") {
        assert!(made.len() > message.len());
    }
    let text = String::from_utf8_lossy(&draft.cleaned(message)).into_owned();
    let message = Message::parse(&text);
    let _ = (message.kind(), message.is_upkeep());
    for mention in mentions(&message, &known) {
        assert!(text.get(mention.span.range()).is_some());
    }
});
