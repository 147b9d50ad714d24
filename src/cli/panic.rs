//! Crashes: one line that says how to report them, and the exit status of a failure.

use std::io::Write;
use std::panic::{self, PanicHookInfo};

/// Where crashes are reported.
const REPORT_TO: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");

/// Makes a crash say one line instead of a backtrace, unless one is asked for.
pub(super) fn install() {
    let default = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let _ = writeln!(std::io::stderr(), "{}", describe(info));
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            default(info);
        }
    }));
}

/// Runs something that may crash.
pub(super) fn guard<T>(run: impl FnOnce() -> T) -> Option<T> {
    // Nothing that a crash leaves half done is looked at again: the process ends.
    panic::catch_unwind(panic::AssertUnwindSafe(run)).ok()
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let owned = payload.downcast_ref::<String>().map(String::as_str);
    let literal = || payload.downcast_ref::<&str>().copied();
    let message = owned.or_else(literal).unwrap_or("no message");
    let place = info
        .location()
        .map(|place| format!(" at {}:{}", place.file(), place.line()))
        .unwrap_or_default();
    let message = crate::text::visible(message);
    format!(
        "error: internal error{place}: {message}; please report it, with the file if you can, at {REPORT_TO}"
    )
}
