//! The dates of commits.

use std::time::{Duration, UNIX_EPOCH};

use progress_core::model::Moment;
use progress_git::git::Commit;

/// A time in seconds since 1970.
#[must_use]
pub fn moment(seconds: i64) -> Moment {
    // A date before 1970 is not worth a failure.
    let seconds = u64::try_from(seconds).unwrap_or(0);
    let at = UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
    at.unwrap_or(UNIX_EPOCH).into()
}

/// The day on which a commit was written, in the author's time zone.
#[must_use]
pub fn day(commit: &Commit) -> String {
    // Git's offset is in minutes.
    moment(commit.time.saturating_add(i64::from(commit.offset) * 60)).day()
}
