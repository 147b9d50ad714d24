//! Panics: print one line that says how to report them, and exit with a failure.

use std::backtrace::Backtrace;
use std::io::Write;
use std::panic::{self, PanicHookInfo};

/// Where to report panics.
const REPORT_TO: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");

/// Makes a panic print one line, and a backtrace only on request.
pub(super) fn install() {
    panic::set_hook(Box::new(|info| {
        // The parser catches this panic and reports a syntax error instead.
        if yaml_lossless::is_expected_crash() {
            return;
        }
        // The stream may be closed, but there is no other.
        let mut stderr = std::io::stderr().lock();
        let _ = writeln!(stderr, "{}", describe(info));
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            let _ = writeln!(stderr, "{}", Backtrace::force_capture());
        }
    }));
}

/// Makes a panic print nothing.
pub(super) fn silence() {
    panic::set_hook(Box::new(|_| {}));
}

/// Runs a function that may panic.
pub(super) fn guard<T>(run: impl FnOnce() -> T) -> Option<T> {
    // Nothing left half done by a panic is used again: the process exits.
    panic::catch_unwind(panic::AssertUnwindSafe(run)).ok()
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    // `panic!` passes a `String` or a `&str`; anything else has no text.
    let message = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    let place = info
        .location()
        .map(|place| format!(" at {}:{}", place.file(), place.line()))
        .unwrap_or_default();
    // The message may quote a file.
    let message = progress_core::display::visible(message);
    format!(
        "error: internal error{place}: {message}; please report this, with the file if possible, at {REPORT_TO}"
    )
}
