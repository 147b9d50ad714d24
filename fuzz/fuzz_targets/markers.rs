//! Reading conflict markers ends, loses no line, and a clean result has no markers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use progress_merge::{Conflicted, Options, resolve_marked};

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let Ok(Some(conflicted)) = Conflicted::parse(bytes) else {
        return;
    };
    let sides = conflicted.sides();
    assert_eq!(sides.len(), conflicted.bases().len() + 1);
    // A side has only lines of the text, or parts of them.
    assert!(sides.iter().all(|side| side.len() < bytes.len()));
    let options = Options::default();
    let Ok(Some(resolved)) = resolve_marked(bytes, None, &options) else {
        return;
    };
    if resolved.conflicts.is_empty() {
        let again = Conflicted::parse(&resolved.text);
        let is_marked = |again: &Conflicted<'_>| again.marker_size == conflicted.marker_size;
        assert!(!matches!(again, Ok(Some(again)) if is_marked(&again)));
    }
});
