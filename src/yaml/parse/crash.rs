//! Crashes of libyaml, which are a mistake in the file to its reader.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a crash of this thread would be caught and told as a mistake in a file: who hears of
/// it has nothing to say.
#[must_use]
pub fn is_expected_crash() -> bool {
    EXPECTED.get()
}

/// What a part of libyaml returns; `None` where it crashes.
///
/// Its state is not looked at again then.
pub(super) fn caught<T>(run: impl FnOnce() -> T) -> Option<T> {
    EXPECTED.set(true);
    let done = catch_unwind(AssertUnwindSafe(run));
    EXPECTED.set(false);
    done.ok()
}
