//! Crashes of libyaml, which are reported as syntax errors.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread would be caught and reported as a syntax error, so that a panic
/// hook should stay silent.
#[must_use]
pub fn is_expected_crash() -> bool {
    EXPECTED.get()
}

/// Returns the result of a call into libyaml; `None` if it crashes.
///
/// Its state must not be used after that.
pub(super) fn caught<T>(run: impl FnOnce() -> T) -> Option<T> {
    EXPECTED.set(true);
    // Nothing sees the parser's broken state, because the caller drops it after a crash.
    let done = catch_unwind(AssertUnwindSafe(run));
    EXPECTED.set(false);
    done.ok()
}
