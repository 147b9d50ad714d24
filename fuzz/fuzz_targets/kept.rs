//! Files kept in Git's folders may hold any bytes: they are read or refused, and what was read
//! reads the same after it is written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use progress_lint::cache::count_facts;
use progress_lint::tracking::rewritten_journal;

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    assert!(count_facts(bytes) <= bytes.split(|byte| *byte == b'\n').count());
    if let Some(once) = rewritten_journal(bytes) {
        assert_eq!(rewritten_journal(&once), Some(once));
    }
});
