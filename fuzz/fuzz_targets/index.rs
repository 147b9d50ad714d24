//! Any bytes are accepted or refused as an index, with object names of either length.
#![no_main]

use libfuzzer_sys::fuzz_target;
use progress_git::git::is_index;

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let _ = (is_index(bytes, 20), is_index(bytes, 32));
});
