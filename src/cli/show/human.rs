//! Output of `progress show` for people.

use std::io::{self, Write};

use progress_core::display::plural;
use progress_core::status::{DependencyState, PlanView, Readiness, TaskView};
use yaml_lossless::Node;

use super::{Details, Other};
use crate::cli::colors::Style;
use crate::cli::ready::holder;
use crate::cli::table::{Screen, width};
use crate::cli::tasks::who;
use crate::report::Base;

/// The minimum width in columns.
const MIN_WIDTH: usize = 40;
/// The width of the column of labels.
const LABELS: usize = 11;
/// Maximum width of a label that is a key of the file.
const MAX_KEY: usize = 24;
/// Maximum lines shown of a value.
const MAX_LINES: usize = 200;
/// Maximum width of an ID in a list of tasks.
const MAX_ID: usize = 40;

/// How to show a task.
pub(super) struct View {
    /// Whether to use color.
    pub paint: bool,
    /// What the output can show.
    pub screen: Screen,
    /// What paths are shown relative to.
    pub base: Base,
}

impl View {
    /// Writes the task.
    pub(super) fn write(&self, details: &Details<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        let task = &details.task;
        let id = self.screen.fitted(task.id().unwrap_or("-"), MAX_ID);
        let room = self.room(width(&id, MAX_ID) + 2);
        // The description is what people look for, so it may be wrapped.
        let what = self
            .screen
            .fitted(task.description.unwrap_or_default(), room.max(200));
        let heading = format!("{}  {what}", Style::Strong.paint(&id, self.paint));
        writeln!(out, "{}", heading.trim_end())?;
        self.write_facts(details, out)?;
        self.write_dependencies(details, out)?;
        self.write_dependents(details, out)?;
        for (key, value) in details.further_values() {
            let mut lines = Vec::new();
            collect(value, "", &mut lines);
            self.write_value(&self.screen.fitted(key, MAX_KEY), &lines, out)?;
        }
        Ok(())
    }

    fn write_facts(&self, details: &Details<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        let task = &details.task;
        let title = match details.phase.title() {
            Some(title) => format!(": {title}"),
            None => String::new(),
        };
        let plan = format!("{}, {}{title}", details.plan.name, details.phase.name());
        self.write_line("plan", &plan, out)?;
        let path = self.base.shown(task.path());
        self.write_line("file", &format!("{path}:{}", details.line), out)?;
        self.write_line("status", status(task), out)?;
        self.write_line("assigned to", &who(task), out)?;
        self.write_line("priority", task.priority.unwrap_or_default(), out)?;
        self.write_line("effort", task.effort().unwrap_or_default(), out)?;
        self.write_line("batch", &schedule(task), out)?;
        if details.readiness == Readiness::Ready {
            self.write_line("ready", "all dependencies are done", out)?;
        }
        self.write_line(
            "not ready",
            details.why_not.as_deref().unwrap_or_default(),
            out,
        )?;
        if let Some(claim) = &details.claim {
            self.write_line("claimed by", &holder(claim), out)?;
        }
        Ok(())
    }

    fn write_dependencies(&self, details: &Details<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = Vec::new();
        for (dependency, named) in &details.dependencies {
            let state = match dependency.state {
                DependencyState::Done => "done",
                DependencyState::Open => "not done",
                DependencyState::Unknown(_) => "undecided",
            };
            rows.push(match named {
                Some(other) => Row::of(other, dependency.text, details.plan),
                // An event or a task that does not exist is shown as it is written.
                None => Row {
                    id: dependency.text.to_owned(),
                    status: state.to_owned(),
                    what: String::new(),
                },
            });
        }
        self.write_rows("depends on", &rows, out)
    }

    fn write_dependents(&self, details: &Details<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = Vec::with_capacity(details.dependents.len());
        for other in &details.dependents {
            rows.push(Row::of(other, other.task.id().unwrap_or("-"), details.plan));
        }
        self.write_rows("needed by", &rows, out)
    }

    fn write_rows(&self, label: &str, rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
        let id_width = rows
            .iter()
            .map(|row| width(&row.id, MAX_ID))
            .max()
            .unwrap_or(0);
        let status_width = rows
            .iter()
            .map(|row| width(&row.status, 12))
            .max()
            .unwrap_or(0);
        for (number, row) in rows.iter().enumerate() {
            let label = if number == 0 { label } else { "" };
            let start = format!(
                "{}  {}  ",
                self.screen.padded(&row.id, id_width),
                self.screen.padded(&row.status, status_width)
            );
            let what = self.screen.fitted(
                &row.what,
                self.room(LABELS + 4 + id_width + status_width + 4),
            );
            let line = format!("  {}  {start}{what}", self.label(label));
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn write_value(&self, key: &str, lines: &[String], out: &mut dyn Write) -> io::Result<()> {
        match lines {
            [] => Ok(()),
            [line] if width(line, usize::MAX) <= self.room(LABELS + 4) && key.len() <= LABELS => {
                self.write_line(key, line, out)
            }
            _ => {
                writeln!(out, "  {}", Style::Faint.paint(key, self.paint))?;
                for line in lines.iter().take(MAX_LINES) {
                    writeln!(
                        out,
                        "    {}",
                        self.screen.fitted(line, usize::MAX).trim_end()
                    )?;
                }
                let more = lines.len().saturating_sub(MAX_LINES);
                if more > 0 {
                    let more = plural(more, "more line", "more lines");
                    writeln!(out, "    {}", self.screen.and(&more))?;
                }
                Ok(())
            }
        }
    }

    /// Writes a line, unless its text is empty.
    fn write_line(&self, label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "  {}  {}",
            self.label(label),
            self.screen.fitted(text, usize::MAX)
        )
    }

    fn label(&self, label: &str) -> String {
        let label_text = self.screen.padded(label, LABELS);
        Style::Faint.paint(&label_text, self.paint && !label.is_empty())
    }

    fn room(&self, used: usize) -> usize {
        self.screen.at_least(MIN_WIDTH).room(used)
    }
}

/// Another task, in a list.
struct Row {
    id: String,
    status: String,
    what: String,
}

impl Row {
    /// Shows a task under a name, with its plan if that is another one.
    fn of(other: &Other<'_, '_>, name: &str, own: &PlanView<'_>) -> Self {
        // Views come from one list, so a plan is known by its address. A dependency may be written
        // with its plan already.
        let is_foreign = !std::ptr::eq(other.plan, own) && !name.contains(':');
        Self {
            id: if is_foreign {
                format!("{}:{name}", other.plan.name)
            } else {
                name.to_owned()
            },
            status: status(&other.task).to_owned(),
            what: other.task.description.unwrap_or_default().to_owned(),
        }
    }
}

fn status<'w>(task: &TaskView<'w>) -> &'w str {
    match &task.entry.status {
        Some(name) => &name.text,
        None => "no status",
    }
}

/// `2, on the critical path`.
fn schedule(task: &TaskView<'_>) -> String {
    match (task.batch, task.is_critical) {
        (Some(batch), true) => format!("{batch}, on the critical path"),
        (Some(batch), false) => batch.to_string(),
        (None, true) => "none, but on the critical path".to_owned(),
        (None, false) => String::new(),
    }
}

/// The lines of a value of any form.
fn collect(value: Node<'_>, before: &str, lines: &mut Vec<String>) {
    if let Some(text) = value.text() {
        lines.extend(
            text.trim_end()
                .lines()
                .map(|line| format!("{before}{line}")),
        );
        return;
    }
    // A node has items or entries, never both.
    for item in value.items() {
        let mut inner = Vec::new();
        collect(item, "", &mut inner);
        for (number, line) in inner.iter().enumerate() {
            let bullet = if number == 0 { "- " } else { "  " };
            lines.push(format!("{before}{bullet}{line}"));
        }
    }
    for (key, value) in value.entries() {
        let name = key.text().unwrap_or("…");
        if let Some(text) = value.text() {
            lines.push(format!("{before}{name}: {}", text.trim()));
        } else {
            lines.push(format!("{before}{name}:"));
            collect(value, &format!("{before}  "), lines);
        }
    }
}
