//! Code shared by the fuzz targets.

use std::panic;
use std::sync::Once;

use yaml_lossless::is_expected_crash;

/// Ignores panics that the program itself catches; all others abort the run.
pub fn catch_what_is_caught() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let fatal = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !is_expected_crash() {
                fatal(info);
            }
        }));
    });
}
