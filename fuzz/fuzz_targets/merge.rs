//! Merging any three versions ends, and what is merged by meaning can be read.
//!
//! The versions stand behind one another, a byte `FF` between them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use progress_core::document::Document;
use progress_merge::{Options, Three, merge};

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let mut versions = bytes.splitn(3, |byte| *byte == 0xFF);
    let (Some(base), Some(ours), Some(theirs)) =
        (versions.next(), versions.next(), versions.next())
    else {
        return;
    };
    let options = Options::default();
    let merged = |base, ours, theirs| merge(Three { base, ours, theirs }, &options);
    let Ok(result) = merged(base, ours, theirs) else { return };
    let again = merged(base, ours, theirs);
    let bytes = result.bytes();
    assert_eq!(again.map(|again| again.bytes()).ok().as_ref(), Some(&bytes));
    let is_readable = |version: &[u8]| Document::parse(version.to_vec()).tree().is_some();
    if ![base, ours, theirs].into_iter().all(is_readable) {
        return;
    }
    if result.conflicts.is_empty() && !result.by_lines {
        assert!(Document::parse(bytes.clone()).tree().is_some());
        // Who has everything already gets nothing new from either side.
        let settled = merged(theirs, &bytes, theirs);
        assert_eq!(settled.map(|settled| settled.bytes()).ok().as_ref(), Some(&bytes));
    }
});
