//! Effort estimates: `1 pt`, `2-3h`, `XL`, `5`.

use super::Task;

/// The unit of an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Story points, written `pt`, `pts`, `point`, `points`, `sp`.
    Points,
    /// Minutes, `m`.
    Minutes,
    /// Hours, `h`.
    Hours,
    /// Days, `d`.
    Days,
    /// Weeks, `w`.
    Weeks,
    /// T-shirt sizes, S to XL.
    Size,
    /// A number without a unit.
    Bare,
}

/// An estimate. A range counts as its middle; sizes as 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// The amount, in [`Effort::unit`].
    pub amount: f64,
    /// The unit.
    pub unit: Unit,
}

impl Effort {
    /// Parses an estimate; `None` if the text is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let trimmed = text.trim();
        if let Some(size) = ["S", "M", "L", "XL"]
            .iter()
            .position(|size| size.eq_ignore_ascii_case(trimmed))
        {
            let amount = [1.0, 2.0, 3.0, 4.0][size];
            return Some(Self {
                amount,
                unit: Unit::Size,
            });
        }
        // `~2h` is about two hours.
        let exact = trimmed.trim_start_matches('~');
        let digits = exact
            .find(|c: char| c.is_ascii_alphabetic())
            .unwrap_or(exact.len());
        // The unit starts at the first letter; a range has no letters in between.
        let (number, unit) = exact.split_at(digits);
        let amount = match number.trim().split_once(['-', '–']) {
            Some((low, high)) => f64::midpoint(number_of(low)?, number_of(high)?),
            None => number_of(number)?,
        };
        Some(Self {
            amount,
            unit: unit_of(unit.trim())?,
        })
    }
}

/// The common unit of all estimates, if every task has one in that unit.
#[must_use]
pub(crate) fn common_unit(tasks: &[Task]) -> Option<Unit> {
    let mut units = tasks
        .iter()
        .map(|task| task.effort.as_deref().map(|(_, effort)| effort.unit));
    let first = units.next()??;
    if units.all(|unit| unit == Some(first)) {
        Some(first)
    } else {
        None
    }
}

/// The weight of each task on a path: its estimate if all have one in the same unit, otherwise 1.
#[must_use]
pub(crate) fn weights(tasks: &[Task]) -> Vec<f64> {
    // Hours and points cannot be added, nor can a missing estimate be guessed.
    if common_unit(tasks).is_none() {
        return vec![1.0; tasks.len()];
    }
    let efforts = tasks.iter().map(|task| task.effort.as_deref());
    efforts
        .map(|effort| effort.map_or(1.0, |(_, effort)| effort.amount))
        .collect()
}

/// The formatted sum of all estimates, if they can be added.
#[must_use]
pub fn total(tasks: &[Task]) -> Option<String> {
    let unit = match common_unit(tasks)? {
        Unit::Points => " pts",
        Unit::Minutes => "m",
        Unit::Hours => "h",
        Unit::Days => "d",
        Unit::Weeks => "w",
        Unit::Bare => "",
        // The sum of sizes has no name.
        Unit::Size => return None,
    };
    let sum = rounded(weights(tasks).iter().sum());
    let unit = if unit == " pts" && (sum - 1.0).abs() < f64::EPSILON {
        " pt"
    } else {
        unit
    };
    Some(format!("{sum}{unit}"))
}

/// A sum of estimates as it is shown: sums of fractions such as 0.1 are not exact.
#[must_use]
pub(crate) fn rounded(sum: f64) -> f64 {
    (sum * 100.0).round() / 100.0
}

fn number_of(text: &str) -> Option<f64> {
    let number = text.trim();
    // `parse` also accepts `inf` and `1e9`.
    if !number.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    number.parse().ok()
}

fn unit_of(text: &str) -> Option<Unit> {
    Some(match text.to_ascii_lowercase().as_str() {
        "" => Unit::Bare,
        "pt" | "pts" | "point" | "points" | "sp" => Unit::Points,
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Minutes,
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hours,
        "d" | "day" | "days" => Unit::Days,
        "w" | "week" | "weeks" => Unit::Weeks,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<(f64, Unit)> {
        Effort::parse(text).map(|effort| (effort.amount, effort.unit))
    }

    #[test]
    fn estimates_are_read() {
        assert_eq!(parse("0.5 pt"), Some((0.5, Unit::Points)));
        assert_eq!(parse("2-3h"), Some((2.5, Unit::Hours)));
        assert_eq!(parse("5"), Some((5.0, Unit::Bare)));
        assert_eq!(parse("xl"), Some((4.0, Unit::Size)));
        assert_eq!(parse("~2 days"), Some((2.0, Unit::Days)));
    }

    #[test]
    fn prose_is_not_an_estimate() {
        for text in ["", "adaptive", "a while", "3 apples", "-", "1.2.3 pt"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
