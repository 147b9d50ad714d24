//! `--since`, `--until` and `--limit` of `progress log`.

use progress_git::git::Repository;

use crate::cli::args::LogArguments;
use crate::cli::failure::Failure;
use crate::cli::revision::broken;
use crate::history::Period;

/// Maximum commits of all plans, unless the user says which.
const RECENT: usize = 30;

/// Reads which commits to list.
pub(super) fn of(arguments: &LogArguments, repository: &Repository) -> Result<Period, Failure> {
    let limit = match arguments.limit {
        Some(0) => None,
        Some(limit) => Some(limit),
        None if is_recent(arguments) => Some(RECENT),
        None => None,
    };
    Ok(Period {
        since: time(
            arguments.since.as_deref(),
            "--since",
            "00:00:00",
            repository,
        )?,
        until: time(
            arguments.until.as_deref(),
            "--until",
            "23:59:59",
            repository,
        )?,
        limit,
    })
}

/// Whether nothing says which commits to list.
fn is_recent(arguments: &LogArguments) -> bool {
    let is_named = arguments.name.is_some() || arguments.file.is_some();
    !is_named && !arguments.unlinked && arguments.since.is_none()
}

/// Reads a time as Git does, in seconds since 1970. A day alone means `clock` on that day: Git
/// would add the current time of day, so that the same command would list other commits later.
pub(in crate::cli) fn time(
    text: Option<&str>,
    flag: &str,
    clock: &str,
    repository: &Repository,
) -> Result<Option<i64>, Failure> {
    let Some(text) = text else {
        return Ok(None);
    };
    if !is_time(text) {
        let message = format!("invalid time `{text}` in `{flag}`");
        return Err(Failure::new(message)
            .help("write it as `2026-02-05`, `2026-02-05 12:30` or `2 weeks ago`"));
    }
    let text = if is_day(text.trim()) {
        format!("{} {clock}", text.trim())
    } else {
        text.to_owned()
    };
    repository
        .time(&text)
        .map(Some)
        .map_err(|error| broken(&error))
}

/// Whether a text is a day, as in `2026-02-05`.
fn is_day(text: &str) -> bool {
    text.len() == 10 && progress_core::model::date::Date::parse(text).is_some()
}

/// Words of times that Git reads, by their first letters: Git reads any word as the current time.
const WORDS: &[&str] = &[
    "ago",
    "last",
    "now",
    "today",
    "yesterday",
    "midnight",
    "noon",
    "tea",
    "never",
    "am",
    "pm",
    "second",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "year",
    "sun",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "t",
    "z",
    "utc",
    "gmt",
    "st",
    "nd",
    "rd",
    "th",
];

/// Whether a text consists of numbers and the words of times.
fn is_time(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let has_number = text.contains(|c: char| c.is_ascii_digit());
    (has_number || !words.is_empty())
        && words.iter().all(|word| {
            WORDS
                .iter()
                .any(|known| word == known || known.len() > 2 && word.starts_with(known))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_times_are_times() {
        for text in [
            "2026-02-05",
            "2026-02-05T12:30:00Z",
            "2 weeks ago",
            "yesterday",
            "last Friday",
            "3.days.ago",
            "Feb 5 2026",
            "5th feb",
        ] {
            assert!(is_time(text), "{text}");
        }
        for text in ["", " ", "soon", "2 weks ago", "main", "v1.2-rc1"] {
            assert!(!is_time(text), "{text}");
        }
        assert!(is_day("2026-02-05") && !is_day("2026-02-31") && !is_day("2026-02"));
    }
}
