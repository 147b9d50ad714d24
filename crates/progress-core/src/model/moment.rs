//! Points in time in UTC, to the second.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::date::Date;

const DAY: u64 = 86_400;

/// A second in UTC, from 1970 on; earlier moments are smaller.
///
/// Shown as `2026-02-05T12:30:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment {
    seconds: u64,
}

impl Moment {
    /// The current second.
    #[must_use]
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// Parses the format that [`Display`](fmt::Display) writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        // `Date::parse` also accepts fractions and times without seconds.
        if date.len() != 10 || time.len() != 8 {
            return None;
        }
        // Checks that the day exists and that everything is a number.
        Date::parse(text)?;
        let [year, month, day] = numbers(date, '-')?;
        let [hours, minutes, seconds] = numbers(time, ':')?;
        let days = days_before(year, month, day)?;
        Some(Self {
            seconds: days * DAY + hours * 3600 + minutes * 60 + seconds,
        })
    }

    /// Its day, as `2026-02-05`.
    #[must_use]
    pub fn day(self) -> String {
        let (year, month, day) = civil(self.seconds / DAY);
        format!("{year:04}-{month:02}-{day:02}")
    }
}

impl From<SystemTime> for Moment {
    fn from(at: SystemTime) -> Self {
        // A clock before 1970 is wrong anyway, and must not stop a command.
        let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            seconds: since.as_secs(),
        }
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("expected a time such as `2026-02-05T12:30:00Z`")
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = (self.seconds / 3600 % 24, self.seconds / 60 % 60);
        let (day, second) = (self.day(), self.seconds % 60);
        write!(f, "{day}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

fn numbers(text: &str, separator: char) -> Option<[u64; 3]> {
    let mut parts = text.split(separator).map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

/// Converts days since 1970-01-01 to a date, using 400-year eras that start in March.
fn civil(day: u64) -> (u64, u64, u64) {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let after_december = from_march >= 10;
    let month = if after_december {
        from_march - 9
    } else {
        from_march + 3
    };
    (era * 400 + year + u64::from(after_december), month, day)
}

/// Converts a date to days since 1970-01-01; `None` before 1970.
fn days_before(year: u64, month: u64, day: u64) -> Option<u64> {
    // January and February belong to the year before, so that the leap day is its last.
    let march_year = year.checked_sub(u64::from(month <= 2))?;
    let (era, year_of_era) = (march_year / 400, march_year % 400);
    let from_march = (month + 9) % 12;
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let of_era = 365 * year_of_era + year_of_era / 4 - year_of_era / 100 + of_year;
    (era * 146_097 + of_era).checked_sub(719_468)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment::from(UNIX_EPOCH + Duration::from_secs(seconds))
    }

    #[test]
    fn moments_are_written_in_utc() {
        assert_eq!(at(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(at(951_782_400).to_string(), "2000-02-29T00:00:00Z");
        assert_eq!(at(1_770_249_599).to_string(), "2026-02-04T23:59:59Z");
    }

    #[test]
    fn what_is_written_is_read() {
        for day in (0..60_000).step_by(13) {
            let moment = at(day * DAY + day % DAY);
            assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
        }
    }

    #[test]
    fn nothing_else_is_read() {
        for text in [
            "",
            "2026-02-05",
            "2026-02-05T12:30:00",
            "2026-02-31T12:30:00Z",
            "2026-02-05T12:30:0éZ",
            "1969-12-31T23:59:59Z",
            "0000-01-01T00:00:00Z",
            "0000-02-30T00:00:00Z",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
