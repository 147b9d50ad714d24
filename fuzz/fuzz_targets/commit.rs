//! Any commit message can be read against any plan.
//!
//! The message and the plan's file stand behind one another, a byte `FF` between them.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use progress_lint::commit::{Digest, Known, KnownFile, Message, mentions, uncommented};

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let mut parts = bytes.splitn(2, |byte| *byte == 0xFF);
    let message = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let file = parts.next().unwrap_or_default();
    let path = "progress/plan/phase-1-progress.md".to_owned();
    let digest = Digest::read(&path, file.to_vec());
    let known = Known::of_files(digest.map(|digest| KnownFile { path, digest: Arc::new(digest) }));
    let text = uncommented(&message, "#");
    let message = Message::parse(&text);
    let _ = (message.kind(), message.is_upkeep());
    for mention in mentions(&message, &known) {
        assert!(text.get(mention.span.range()).is_some());
    }
});
