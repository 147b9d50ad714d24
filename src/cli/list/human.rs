//! Output of `progress list` for people.

use std::io::{self, Write};

use progress_core::model::Class;
use progress_core::status::{ListedTask, TaskView};

use crate::cli::colors::Style;
use crate::cli::table::{Screen, width};
use crate::cli::tasks::who;

/// The minimum width in columns.
const MIN_WIDTH: usize = 40;
/// Maximum width of a status.
const MAX_STATUS: usize = 12;

/// How to show tasks.
pub(super) struct View {
    /// Whether to use color.
    pub paint: bool,
    /// What the output can show.
    pub screen: Screen,
}

impl View {
    /// Writes the tasks, grouped by phase.
    pub(super) fn write(
        &self,
        listed: &[ListedTask<'_, '_>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let columns = Columns::of(listed, self.screen.at_least(MIN_WIDTH));
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
        let screen = self.screen.at_least(MIN_WIDTH);
        let heading = screen.fitted(&heading, screen.width());
        Style::Strong.paint(&heading, self.paint)
    }
}

/// The widths of the columns; empty columns are omitted.
struct Columns {
    id: usize,
    status: usize,
    who: usize,
    screen: Screen,
}

impl Columns {
    fn of(listed: &[ListedTask<'_, '_>], screen: Screen) -> Self {
        let limit = screen.width() / 4;
        let mut columns = Self {
            id: 0,
            status: 0,
            who: 0,
            screen,
        };
        for ListedTask { task, .. } in listed {
            // IDs and names take at most a quarter each, so that the description has room.
            columns.id = columns.id.max(width(id(task), limit));
            columns.status = columns.status.max(width(status(task), MAX_STATUS));
            columns.who = columns.who.max(width(&who(task), limit));
        }
        let used = columns.id + 2 + columns.status + 4;
        screen.make_room(used, &mut [&mut columns.who]);
        columns
    }

    fn line(&self, task: &TaskView<'_>, paint: bool) -> String {
        // Padded before it is painted, because escapes have no width.
        let status = self.screen.padded(status(task), self.status);
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
            (self.id, self.screen.padded(id(task), self.id)),
            (self.status, status),
            (self.who, self.screen.padded(&who(task), self.who)),
        ];
        self.screen
            .row(&cells, task.description.unwrap_or_default())
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
