//! Output of `progress list` for people.

use std::io::{self, Write};

use progress_core::model::Class;
use progress_core::status::{ListedTask, TaskView};

use crate::cli::colors::Style;
use crate::cli::table::{Names, fitted, padded, row, width};
use crate::cli::tasks::who;

/// The minimum width in columns.
const MIN_WIDTH: usize = 40;
/// Maximum width of a status.
const MAX_STATUS: usize = 12;

/// How to show tasks.
pub(super) struct View {
    /// Whether to use color.
    pub paint: bool,
    /// The width in columns.
    pub width: usize,
    /// Whether names are cut.
    pub names: Names,
}

impl View {
    /// Writes the tasks, grouped by phase.
    pub(super) fn write(
        &self,
        listed: &[ListedTask<'_, '_>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let columns = Columns::of(listed, self.width.max(MIN_WIDTH), self.names);
        let groups = listed.chunk_by(|one, other| one.phase.id == other.phase.id);
        for (number, group) in groups.enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            if let Some(first) = group.first() {
                writeln!(out, "{}", self.heading(first))?;
            }
            for listed in group {
                writeln!(out, "{}", columns.line(&listed.task, self.paint).trim_end())?;
            }
        }
        Ok(())
    }

    fn heading(&self, listed: &ListedTask<'_, '_>) -> String {
        let title = match listed.phase.title() {
            Some(title) => format!(": {title}"),
            None => String::new(),
        };
        let heading = format!("{}, {}{title}", listed.plan.name, listed.phase.name());
        let heading = fitted(&heading, self.width.max(MIN_WIDTH));
        Style::Strong.paint(&heading, self.paint)
    }
}

/// The widths of the columns; empty columns are omitted.
struct Columns {
    id: usize,
    status: usize,
    who: usize,
    total: usize,
    names: Names,
}

impl Columns {
    fn of(listed: &[ListedTask<'_, '_>], total: usize, names: Names) -> Self {
        let mut columns = Self {
            id: 0,
            status: 0,
            who: 0,
            total,
            names,
        };
        for ListedTask { task, .. } in listed {
            // IDs and names take at most a quarter each, so that the description has room.
            columns.id = columns.id.max(width(id(task), total / 4));
            columns.status = columns.status.max(width(status(task), MAX_STATUS));
            columns.who = columns.who.max(width(&who(task, total / 4), total / 4));
        }
        columns
    }

    fn line(&self, task: &TaskView<'_>, paint: bool) -> String {
        // Padded before it is painted, because escapes have no width.
        let status = padded(status(task), self.status);
        let status = match task.entry.state {
            Some(Class::Done) => Style::Good.paint(&status, paint),
            Some(Class::Blocked) => Style::Error.paint(&status, paint),
            Some(Class::Active | Class::AtRisk | Class::Review) => {
                Style::Strong.paint(&status, paint)
            }
            Some(Class::Dropped) => Style::Faint.paint(&status, paint),
            _ => status,
        };
        let cells = [
            (self.id, self.names.padded(id(task), self.id)),
            (self.status, status),
            (self.who, padded(&who(task, self.who), self.who)),
        ];
        row(&cells, task.description.unwrap_or_default(), self.total)
    }
}

fn id<'w>(task: &TaskView<'w>) -> &'w str {
    task.id().unwrap_or("-")
}

fn status<'w>(task: &TaskView<'w>) -> &'w str {
    match &task.entry.status {
        Some(name) => &name.text,
        None => "-",
    }
}
