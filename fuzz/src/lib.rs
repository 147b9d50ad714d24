//! What the targets share.

use std::panic;
use std::sync::Once;

use progress_lint::yaml::is_expected_crash;

/// Lets crashes pass that the program itself catches; all others end the run.
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
