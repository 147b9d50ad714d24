//! The time, read in one place.

use super::failure::Failure;
use crate::model::Moment;

/// Stands for the time where it is set, so that runs can be repeated.
const VARIABLE: &str = "PROGRESS_NOW";

/// This second, or the one that the environment names.
pub(super) fn now() -> Result<Moment, Failure> {
    let Some(text) = std::env::var_os(VARIABLE) else {
        return Ok(Moment::now());
    };
    let text = text.to_string_lossy();
    Moment::parse(&text).ok_or_else(|| {
        Failure::new(format!("`{VARIABLE}` is `{text}`, which is no time"))
            .help("write it as `2026-02-05T12:30:00Z`, or unset the variable")
    })
}
