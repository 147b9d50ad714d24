//! The current time, read in one place.

use progress_core::model::Moment;

use super::failure::Failure;

/// Overrides the current time, for reproducible runs.
const VARIABLE: &str = "PROGRESS_NOW";

/// Returns the current time in seconds, or the one set in the environment.
pub(super) fn now() -> Result<Moment, Failure> {
    let Some(text) = std::env::var_os(VARIABLE) else {
        return Ok(Moment::now());
    };
    // If an invalid time were ignored, the run would differ without a word.
    Moment::parse(&text.to_string_lossy()).ok_or_else(|| {
        let message = format!("invalid time `{}` in `{VARIABLE}`", text.display());
        Failure::new(message).help("write it as `2026-02-05T12:30:00Z`, or unset the variable")
    })
}
