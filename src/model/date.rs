//! Calendar dates as progress files write them.

/// A day of the proleptic Gregorian calendar; days compare in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`, alone or followed by a time (`T12:30Z`, ` 12:30`).
    ///
    /// `None` where the text is no such date, or names a day that does not exist.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.trim().split_at_checked(10)?;
        if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) || !is_time(rest) {
            return None;
        }
        let mut parts = date.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let fits = year.len() == 4 && month.len() == 2 && day.len() == 2;
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
        exists.then_some(date)
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

/// The minute of the day that stands behind a date, and the zone as written; `None` where
/// there is a date alone.
///
/// Times of one zone compare in order; of times in two zones nothing is said.
#[must_use]
pub fn minute(text: &str) -> Option<(u32, &str)> {
    Date::parse(text)?;
    let time = text.trim().get(11..)?.trim();
    let (clock, zone) = split_zone(time);
    let mut parts = clock.split(':').map(|part| part.parse::<u32>().ok());
    let (hours, minutes) = (parts.next()??, parts.next()??);
    Some((hours * 60 + minutes, zone.trim()))
}

/// A time of day, and the zone behind it.
fn split_zone(time: &str) -> (&str, &str) {
    match time.find(['Z', 'z', '+', '-', ' ']) {
        Some(at) => time.split_at(at),
        None => (time, ""),
    }
}

/// Whether what follows a date is empty or a time: hours, minutes, and at will seconds and a zone.
fn is_time(rest: &str) -> bool {
    let Some(time) = rest.get(1..) else {
        return true;
    };
    let time = time.trim();
    let (clock, zone) = split_zone(time);
    let mut parts = clock.split(':');
    let in_range = |part: Option<&str>, below: u32| {
        part.and_then(|text| text.parse::<u32>().ok())
            .is_some_and(|number| number < below)
    };
    let hours = in_range(parts.next(), 24);
    let minutes = in_range(parts.next(), 60);
    let seconds = parts.next().is_none_or(|text| {
        let whole = text.split(['.', ',']).next();
        in_range(whole, 61)
    });
    let zone = zone.trim();
    let zone_ok = zone.is_empty()
        || zone
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | ':' | '/'));
    hours && minutes && seconds && parts.next().is_none() && zone_ok
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
    fn dates_compare_by_day() {
        assert!(Date::parse("2026-02-05") < Date::parse("2026-02-06T00:00"));
        assert_eq!(Date::parse("2026-02-05"), Date::parse("2026-02-05T10:00"));
    }
}
