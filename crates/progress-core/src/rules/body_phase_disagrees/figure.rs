//! Figures in a label's value: `60%`, `3/8`.

use std::ops::Range;

use yaml_lossless::text::{Edit, Span};

use crate::derive::Counts;

/// How much is done, as the body says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// `60%`.
    Percent(u32),
    /// `3/8`.
    Tasks {
        /// How many are done.
        done: usize,
        /// Of how many.
        total: usize,
    },
}

impl Figure {
    /// The figures at the start of a value and of its first remark in brackets, with their bytes.
    /// Numbers of tasks only if `may_count`.
    pub(super) fn all_in(value: &str, may_count: bool) -> Vec<(Self, Range<usize>)> {
        let mut found = Vec::new();
        let bracket = value.find('(').map(|at| at + 1);
        for start in [Some(0), bracket].into_iter().flatten() {
            let rest = value.get(start..).unwrap_or_default();
            let inner = rest.trim_start_matches(['*', '_', '~', ' ']);
            let start = start + (rest.len() - inner.len());
            if let Some((figure, length)) = Self::leading(inner)
                && (may_count || matches!(figure, Self::Percent(_)))
            {
                found.push((figure, start..start + length));
            }
        }
        found
    }

    /// The figure that a text starts with, and its length.
    fn leading(text: &str) -> Option<(Self, usize)> {
        let (number, rest) = number(text)?;
        if let Some(behind) = rest.strip_prefix('%') {
            // Something else may be a percentage too: `80% of the tests pass`.
            let is_of_phase =
                is_followed_by(behind, &["complete", "done", "-", "–", "—", ",", ")"]);
            let figure = Self::Percent(u32::try_from(number).ok()?);
            return is_of_phase.then_some((figure, text.len() - behind.len()));
        }
        let unit = rest.strip_prefix('/').or_else(|| rest.strip_prefix(" of "));
        let (total, rest) = unit.and_then(self::number)?;
        let length = text.len() - rest.len();
        // Anything else, such as points and hours, is not counted here.
        let figure = Self::Tasks {
            done: number,
            total,
        };
        is_followed_by(rest, &["task", ")"]).then_some((figure, length))
    }

    /// Whether the tasks confirm it. A total that is not that of the tasks counts something else.
    pub(super) fn is_right(self, counts: &Counts) -> bool {
        match self {
            Self::Percent(percent) => counts.accept(f64::from(percent)),
            Self::Tasks { done, total } => {
                // Dropped tasks may be in the total or not, and may count as done or not.
                let is_total = total == counts.total || total + counts.dropped == counts.total;
                let settled = counts.completed + counts.dropped;
                !is_total || (counts.completed..=settled).contains(&done)
            }
        }
    }

    /// The edit that makes it right.
    pub(super) fn corrected(self, span: Span, counts: &Counts) -> Edit {
        let text = match self {
            Self::Percent(_) => format!("{}%", counts.percent()),
            Self::Tasks { .. } => format!("{}/{}", counts.completed, counts.total),
        };
        Edit { span, text }
    }
}

/// Whether nothing follows, a remark in brackets, or one of these.
fn is_followed_by(text: &str, words: &[&str]) -> bool {
    let text = text.trim_start_matches(['*', '_', ' ']);
    text.is_empty() || text.starts_with('(') || words.iter().any(|word| text.starts_with(word))
}

/// The number that a text starts with, and the rest.
fn number(text: &str) -> Option<(usize, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.parse().ok()?, rest))
}
