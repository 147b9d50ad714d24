//! Reading conflict markers ends, and merging what they show gives the same every time.
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
    let resolved = resolve_marked(bytes, None, &options).ok();
    assert_eq!(resolve_marked(bytes, None, &options).ok(), resolved);
});
