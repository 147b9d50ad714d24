//! Calendar dates as progress files write them.

/// A day of the proleptic Gregorian calendar; earlier days are smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`, alone or followed by a time (`T12:30Z`, ` 12:30`).
    ///
    /// `None` if the text is not such a date, or the day does not exist.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.trim().split_at_checked(10)?;
        if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) || !is_time(rest) {
            return None;
        }
        let mut parts = date.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let fits = year.len() == 4 && month.len() == 2 && day.len() == 2;
        // Numbers would also parse with a sign: `+026`.
        if !fits || parts.next().is_some() || !date.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        {
            return None;
        }
        let date = Self {
            year: year.parse().ok()?,
            month: month.parse().ok()?,
            day: day.parse().ok()?,
        };
        let exists =
            (1..=12).contains(&date.month) && (1..=date.days_in_month()).contains(&date.day);
        if exists { Some(date) } else { None }
    }

    /// The number of days before this one.
    fn number(self) -> i32 {
        let years = i32::from(self.year);
        let last_year = (years - 1).max(0);
        let leap_days = last_year / 4 - last_year / 100 + last_year / 400;
        let days: i32 = (1..self.month)
            .map(|month| Self { month, ..self }.days_in_month())
            .map(i32::from)
            .sum();
        // Year 0 has a leap day of its own.
        365 * years + leap_days + i32::from(years > 0) + days + i32::from(self.day)
    }

    fn days_in_month(self) -> u8 {
        let leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 31,
        }
    }
}

/// Whether one time is before another; `None` if either text is not a date.
///
/// Without a time, days are compared. Times in different zones are compared in UTC; with a named
/// zone, days one apart may be in either order.
#[must_use]
pub(crate) fn is_before(one: &str, other: &str) -> Option<bool> {
    let (day, other_day) = (Date::parse(one)?, Date::parse(other)?);
    let minutes = minute(one).zip(minute(other));
    let Some(((minute, zone), (other_minute, other_zone))) = minutes else {
        return Some(day < other_day);
    };
    if zone.eq_ignore_ascii_case(other_zone) {
        return Some((day, minute) < (other_day, other_minute));
    }
    // Days are numbered only here, because only between zones can an offset cross midnight.
    let (day, other_day) = (day.number(), other_day.number());
    Some(match offset(zone).zip(offset(other_zone)) {
        Some((offset, other_offset)) => {
            day * 1440 + minute - offset < other_day * 1440 + other_minute - other_offset
        }
        // The name of a zone says nothing about its offset, so neighboring days may be in either
        // order.
        None => day + 1 < other_day,
    })
}

/// Whether a text that is a date also has a time.
#[must_use]
pub fn has_time(date: &str) -> bool {
    date.len() > "YYYY-MM-DD".len()
}

/// The number of days from one date to another, whatever the times; `None` if either text is not
/// a date.
#[must_use]
pub fn days_between(one: &str, other: &str) -> Option<i32> {
    Some(Date::parse(other)?.number() - Date::parse(one)?.number())
}

/// The minute of the day after a date, and the zone as written; `None` for a date alone.
fn minute(text: &str) -> Option<(i32, &str)> {
    // A date has ten characters, and one separates it from the time.
    let time = text.trim().get(11..)?.trim();
    let (clock, zone) = split_zone(time);
    let mut parts = clock.split(':').map(|part| part.parse::<i32>().ok());
    let (hours, minutes) = (parts.next()??, parts.next()??);
    Some((hours * 60 + minutes, zone.trim()))
}

/// A zone's offset from UTC in minutes: `Z`, `+02:00`, `-0530` or `+02`.
fn offset(zone: &str) -> Option<i32> {
    if ["z", "utc", "gmt"]
        .iter()
        .any(|name| zone.eq_ignore_ascii_case(name))
    {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    // `+02:00` and `+0200` are the same offset.
    let digits: String = zone.strip_prefix(['+', '-'])?.split(':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(2);
    let minutes: i32 = if minutes.is_empty() {
        0
    } else {
        minutes.parse().ok()?
    };
    Some(sign * (hours.parse::<i32>().ok()? * 60 + minutes))
}

/// Splits a time of day from the zone after it.
fn split_zone(time: &str) -> (&str, &str) {
    match time.find(['Z', 'z', '+', '-', ' ']) {
        Some(at) => time.split_at(at),
        None => (time, ""),
    }
}

/// Whether the rest after a date is empty or a time: hours, minutes, optional seconds and zone.
fn is_time(rest: &str) -> bool {
    let Some(time) = rest.get(1..) else {
        return true;
    };
    let (clock, zone) = split_zone(time.trim());
    let mut parts = clock.split(':');
    if !is_below(parts.next(), 24) || !is_below(parts.next(), 60) {
        return false;
    }
    if let Some(seconds) = parts.next() {
        let whole = seconds.split(['.', ',']).next();
        // A leap second is second 60.
        if !is_below(whole, 61) {
            return false;
        }
    }
    parts.next().is_none() && is_zone(zone.trim())
}

fn is_below(part: Option<&str>, limit: u32) -> bool {
    let number = part.and_then(|text| text.parse::<u32>().ok());
    number.is_some_and(|number| number < limit)
}

/// Whether a text has the form of an offset or of a zone's name: `+02:00`, `America/New_York`.
fn is_zone(zone: &str) -> bool {
    zone.chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | ':' | '/' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_days_are_dates() {
        for text in [
            "2026-02-05",
            "2024-02-29",
            "2026-01-31T12:30",
            "2026-01-31T12:30:59.123Z",
            "2026-01-31 12:30 EST",
            "2026-01-31 12:30 America/New_York",
            "2026-01-31T12:30:00-05:00",
        ] {
            assert!(Date::parse(text).is_some(), "{text}");
        }
    }

    #[test]
    fn impossible_days_are_not() {
        for text in [
            "2026-02-31",
            "2025-02-29",
            "2026-13-01",
            "2026-1-1",
            "soon",
            "2026-01-01T25:00",
            "2026/01/01",
            "+026-01-01",
        ] {
            assert!(Date::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn days_are_numbered_without_gaps() {
        let number = |text: &str| Date::parse(text).unwrap().number();
        for (day, next) in [
            ("0000-12-31", "0001-01-01"),
            ("1900-02-28", "1900-03-01"),
            ("2024-02-28", "2024-02-29"),
            ("2024-12-31", "2025-01-01"),
            ("2000-12-31", "2001-01-01"),
        ] {
            assert_eq!(number(day) + 1, number(next), "{day}");
        }
    }

    #[test]
    fn times_compare_across_zones() {
        for (one, other, expected) in [
            ("2026-02-05T23:00Z", "2026-02-06T00:30+02:00", false),
            ("2026-02-05T22:29Z", "2026-02-06T00:30+02:00", true),
            ("2026-02-05T20:08+0200", "2026-02-05T19:30Z", true),
            ("2026-02-05T20:08-05", "2026-02-06T00:30 UTC", false),
            ("2026-02-05T20:08 EST", "2026-02-05T21:00Z", false),
            ("2026-02-05T20:08 EST", "2026-02-06T01:00Z", false),
            ("2026-02-05T20:08 EST", "2026-02-07T01:00Z", true),
            ("2026-02-05", "2026-02-05T23:00Z", false),
        ] {
            assert_eq!(is_before(one, other), Some(expected), "{one} {other}");
        }
        assert_eq!(is_before("soon", "2026-02-05"), None);
    }

    #[test]
    fn dates_compare_by_day() {
        assert!(Date::parse("2026-02-05") < Date::parse("2026-02-06T00:00"));
        assert_eq!(Date::parse("2026-02-05"), Date::parse("2026-02-05T10:00"));
    }
}
