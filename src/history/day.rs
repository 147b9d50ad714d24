//! Days and weeks of a history, in UTC.

use std::fmt;

use super::moment;

const SECONDS: u64 = 86_400;

/// A day in UTC, from 1970 on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(u64);

impl Day {
    /// The day of a time in seconds since 1970. A date before 1970 is not worth a failure.
    #[must_use]
    pub fn of(seconds: i64) -> Self {
        Self(u64::try_from(seconds).unwrap_or(0) / SECONDS)
    }

    /// The Monday of its week.
    #[must_use]
    pub fn monday(self) -> Self {
        // 1 January 1970 was a Thursday.
        Self(self.0.saturating_sub((self.0 + 3) % 7))
    }

    /// The day that many days later.
    #[must_use]
    pub fn plus(self, days: u64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The number of days since an earlier day; 0 if it is not earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = i64::try_from(self.0.saturating_mul(SECONDS)).unwrap_or(0);
        f.write_str(&moment(seconds).day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_start_on_monday() {
        let day = Day::of(1_770_292_800);
        assert_eq!(day.to_string(), "2026-02-05");
        assert_eq!(day.monday().to_string(), "2026-02-02");
        assert_eq!(day.monday().plus(6).monday(), day.monday());
        assert_eq!(day.monday().plus(7).monday(), day.monday().plus(7));
        assert_eq!(day.since(day.monday()), 3);
        assert_eq!(Day::of(-1).monday(), Day::default());
    }
}
