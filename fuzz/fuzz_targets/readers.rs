//! The fast path and libyaml read the same tree from any text, or the fast path gives up.
#![no_main]

use libfuzzer_sys::fuzz_target;
use yaml_lossless::compare_readers;

fuzz_target!(|text: &str| {
    progress_lint_fuzz::catch_what_is_caught();
    for yaml in [text.to_owned(), text.replace('\n', "\r\n")] {
        if let Err(difference) = compare_readers(&yaml) {
            panic!("{yaml:?}: {difference}");
        }
    }
});
