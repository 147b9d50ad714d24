//! The columns at the start of each line about a plan or phase: name, bar, figures.

use progress_core::derive::Counts;

use crate::cli::colors::Style;
use crate::cli::table::{Screen, width};

/// Maximum width of names.
pub(super) const MAX_NAME: usize = 40;
/// Marks figures that differ from what the file states.
pub(super) const DIFFERS: char = '≠';

/// The widths of the columns at the start of each line.
pub(super) struct Columns {
    /// The width of the name column.
    pub name: usize,
    bar: usize,
    number: usize,
    screen: Screen,
}

impl Columns {
    /// Computes the columns for these names and task counts.
    pub(super) fn of<'n>(
        screen: Screen,
        indent: usize,
        names: impl Iterator<Item = &'n str>,
        totals: impl Iterator<Item = usize>,
    ) -> Self {
        let room = screen.width().saturating_sub(indent);
        let limit = MAX_NAME.min(room * 2 / 5);
        Self {
            name: names.map(|name| width(name, limit)).max().unwrap_or(0),
            bar: match room {
                0..60 => 0,
                60..90 => 10,
                _ => 20,
            },
            number: totals.max().unwrap_or(0).to_string().len(),
            screen,
        }
    }

    /// Their total width.
    pub(super) fn taken(&self) -> usize {
        let bar = if self.bar == 0 { 0 } else { self.bar + 2 };
        // Name, bar, counts on both sides of a slash, percentage and mark, with their blanks.
        self.name + 2 + bar + 2 * self.number + 1 + 2 + 4 + 1
    }

    /// Name, bar, done of all, percent, mark.
    pub(super) fn start(
        &self,
        name: &str,
        counts: Option<&Counts>,
        agrees: bool,
        paint: bool,
    ) -> String {
        let name = self.screen.padded(name, self.name);
        let number = self.number;
        let Some(counts) = counts.filter(|counts| counts.total > 0) else {
            // Padded, so that what follows is aligned with the other lines.
            let columns = self.taken() - self.name - 2;
            return format!("{name}  {}", self.screen.padded("no tasks", columns));
        };
        let done = format!("{:number$}/{:<number$}", counts.completed, counts.total);
        let mark = if agrees {
            ' '
        } else {
            self.screen.sign(DIFFERS)
        };
        let percent = counts.percent();
        let mark = Style::Warning.paint(&mark.to_string(), paint && !agrees);
        let bar = match self.bar {
            0 => String::new(),
            columns => format!("{}  ", self.drawn(counts, columns, paint)),
        };
        format!("{name}  {bar}{done}  {percent:3}%{mark}")
    }

    fn drawn(&self, counts: &Counts, columns: usize, paint: bool) -> String {
        // Full only if everything is done, and never empty if something is.
        let mut done = counts.completed * columns / counts.total.max(1);
        if done == 0 && counts.completed > 0 {
            done = 1;
        }
        done = done.min(columns);
        let (full, empty) = (self.screen.signs("█"), self.screen.signs("░"));
        let (full, empty) = (full.repeat(done), empty.repeat(columns - done));
        format!(
            "{}{}",
            Style::Good.paint(&full, paint && done > 0),
            Style::Faint.paint(&empty, paint && done < columns)
        )
    }
}
