//! Dates as a file writes them.

use yaml_lossless::Node;

use crate::model::Moment;
use crate::model::date::Date;

/// The current date or time in the format of another date.
///
/// If the other has a time, so has this one, in UTC: `2026-02-05T12:30:00Z` if the other ends in
/// `Z`, else with an offset or without a zone as the other. Without a time, or without another
/// date, it is the date alone.
#[must_use]
pub fn stamp(like: Option<&str>, now: Moment) -> String {
    let (day, moment) = (now.day(), now.to_string());
    let Some(time) = like.and_then(|like| like.trim().get(10..)) else {
        return day;
    };
    let Some(separator) = time.chars().next() else {
        return day;
    };
    let rest = time.get(separator.len_utf8()..).unwrap_or_default();
    let clock_end = rest.find(['Z', 'z', '+', '-', ' ']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at_checked(clock_end).unwrap_or((rest, ""));
    // Seconds only if the other date has them.
    let until = if clock.matches(':').count() > 1 {
        19
    } else {
        16
    };
    let own_clock = moment.get(11..until).unwrap_or_default();
    let zone = match zone.trim() {
        "" => "",
        // The time is UTC, whatever the other's offset is.
        zone if zone.starts_with(['+', '-']) => "+00:00",
        _ => "Z",
    };
    format!("{day}{separator}{own_clock}{zone}")
}

/// The first date among the values of a mapping.
#[must_use]
pub(crate) fn date_in(mapping: Node<'_>) -> Option<&str> {
    let mut values = mapping.entries().filter_map(|(_, value)| date_text(value));
    values.next()
}

/// The text of a value that is a date.
#[must_use]
pub(crate) fn date_text(value: Node<'_>) -> Option<&str> {
    value.some_text().filter(|text| Date::parse(text).is_some())
}

/// Whether a value is null or blank.
#[must_use]
pub fn is_empty(value: Node<'_>) -> bool {
    value.is_null() || value.text().is_some_and(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_other_dates_is_kept() {
        let now = Moment::parse("2026-02-05T12:30:07Z").unwrap();
        for (like, written) in [
            ("2026-01-01", "2026-02-05"),
            ("2026-01-01T08:00Z", "2026-02-05T12:30Z"),
            ("2026-01-01T08:00:00Z", "2026-02-05T12:30:07Z"),
            ("2026-01-01T08:00:00.123Z", "2026-02-05T12:30:07Z"),
            ("2026-01-01 08:00:00", "2026-02-05 12:30:07"),
            ("2026-01-01T08:00:00-05:00", "2026-02-05T12:30:07+00:00"),
            ("2026-01-01 08:00 UTC", "2026-02-05 12:30Z"),
            ("soon", "2026-02-05"),
        ] {
            assert_eq!(stamp(Some(like), now), written, "{like}");
        }
        assert_eq!(stamp(None, now), "2026-02-05");
    }
}
