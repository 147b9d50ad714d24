//! The diff format for people.

use std::fmt::Write as _;
use std::io::{self, Write};

use progress_core::compare::{Event, PhaseState, TaskChange};
use progress_core::display::{plural, visible};
use textwrap::core::display_width;

use super::words::{self, Detail, PhaseStatus};
use crate::cli::colors::Style;
use crate::cli::table::{EMPTY, Screen, width};
use crate::comparing::FileChange;
use crate::report::Base;

/// Maximum width of an ID, and of an event.
const MAX_ID: usize = 24;
const MAX_EVENTS: usize = 24;
/// Maximum length of a path that is measured.
const MAX_PATH: usize = 400;
/// With less room than this, a description gets a line of its own.
const MIN_DESCRIPTION: usize = 16;
/// With less room than this beside a description, details get lines of their own.
const MIN_BESIDE: usize = 30;
/// The indent of further lines about a task.
const INDENT: usize = 6;

/// How to show changes.
pub(super) struct View {
    /// Whether to use color.
    pub paint: bool,
    /// What the output can show.
    pub screen: Screen,
    /// Whether to say that nothing changed, for interactive use.
    pub terminal: bool,
    /// What paths are shown relative to.
    pub base: Base,
}

impl View {
    /// Writes the changes.
    pub(super) fn write(&self, files: &[FileChange], out: &mut dyn Write) -> io::Result<()> {
        for file in files {
            self.write_file(file, out)?;
            writeln!(out)?;
        }
        if files.is_empty() {
            if self.terminal {
                writeln!(out, "no differences in progress files")?;
            }
            return Ok(());
        }
        let totals: Vec<String> = words::totals(files)
            .iter()
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let tasks = files.iter().map(|file| file.what.tasks.len()).sum();
        let (tasks, phases) = (
            plural(tasks, "task", "tasks"),
            plural(files.len(), "phase", "phases"),
        );
        let summary = if totals.is_empty() {
            format!("{phases}, no tasks")
        } else {
            format!("{tasks} in {phases}: {}", totals.join(", "))
        };
        let lines = self.screen.wrapped(&summary);
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))
    }

    fn write_file(&self, file: &FileChange, out: &mut dyn Write) -> io::Result<()> {
        // One of the versions is a progress file; otherwise the file would not be listed.
        let Some(standing) = words::naming(&file.what) else {
            return Ok(());
        };
        self.write_head(standing, &file.path, out)?;
        if let Some(from) = &file.from {
            let from = visible(from);
            let from = self.base.shown(&from);
            let from = self.screen.fitted(&from, self.screen.room(6));
            writeln!(out, "  was {from}")?;
        }
        if let Some(fate) = words::fate(file) {
            // A file that cannot be read needs attention, unlike one that was added or removed.
            let style = if fate.contains("read") {
                Style::Warning
            } else {
                Style::Strong
            };
            writeln!(out, "  {}", style.paint(fate, self.paint))?;
        }
        let figures = words::figures(&file.what).into_iter();
        let figures = figures.map(|it| self.screen.signs(&it).into_owned());
        let status = match words::status(&file.what) {
            PhaseStatus::Same(status) => status.map(|it| self.screen.fitted(it, MAX_ID)),
            PhaseStatus::Changed(statuses) => {
                let [old, new] = statuses.map(|it| self.screen.fitted(it.unwrap_or(EMPTY), MAX_ID));
                Some(format!("{old} {} {new}", self.screen.sign('→')))
            }
        };
        let line: Vec<String> = figures.chain(status).collect();
        if !line.is_empty() {
            self.write_wrapped(&line.join(", "), out)?;
        }
        self.write_tasks(&file.what.tasks, out)?;
        self.write_rest(file, out)
    }

    /// Writes the names of the plan and the phase, and the path: on one line if they fit.
    fn write_head(&self, standing: &PhaseState, path: &str, out: &mut dyn Write) -> io::Result<()> {
        let screen = self.screen;
        let plan = screen.fitted(&standing.plan, screen.width());
        let mut rest = String::new();
        if let Some(phase) = &standing.phase {
            let _ = write!(rest, "  phase {}", screen.fitted(phase, MAX_ID));
        }
        if let Some(title) = &standing.title {
            let _ = write!(rest, "  {}", screen.fitted(title, screen.width() / 2));
        }
        let used = display_width(&plan);
        let rest = screen.fitted(&rest, screen.room(used));
        let name = Style::Strong.paint(&plan, self.paint) + &rest;
        let path = visible(path);
        let path = self.base.shown(&path);
        if screen.room(used + display_width(&rest) + 2) >= width(&path, MAX_PATH) {
            let path = Style::Faint.paint(&path, self.paint);
            return writeln!(out, "{name}  {path}");
        }
        let path = screen.fitted(&path, screen.room(2));
        writeln!(out, "{name}\n  {}", Style::Faint.paint(&path, self.paint))
    }

    /// Writes a text in lines that fit, all but the first indented once more.
    fn write_wrapped(&self, text: &str, out: &mut dyn Write) -> io::Result<()> {
        for (at, line) in self.screen.wrapped_after(text, 4).iter().enumerate() {
            let indent = if at == 0 { "  " } else { "    " };
            writeln!(out, "{indent}{line}")?;
        }
        Ok(())
    }

    fn write_tasks(&self, tasks: &[TaskChange], out: &mut dyn Write) -> io::Result<()> {
        // All rows are measured before the first is written.
        let (mut ids, mut events) = (0, 0);
        // On a narrow terminal, they leave room for each other.
        let max_id = MAX_ID.min(self.screen.width() / 4);
        let max_events = MAX_EVENTS.min(self.screen.width() * 2 / 5);
        for task in tasks {
            ids = ids.max(width(id(task), max_id));
            events = events.max(width(&words::events(task), max_events));
        }
        for task in tasks {
            let happened = self.screen.padded(&words::events(task), events);
            let happened = match style(task) {
                Some(style) => style.paint(&happened, self.paint),
                None => happened,
            };
            let mut line = format!("  {happened}  {}", self.screen.padded(id(task), ids));
            let used = 2 + events + 2 + ids + 2;
            let description = task.description.as_deref().unwrap_or_default();
            let details = self.detail_text(task);
            let beside = match width(&details, self.screen.width()) {
                0 => used,
                columns => used + columns + 2,
            };
            let is_beside = self.screen.room(beside) >= width(description, MIN_BESIDE);
            let room = self.screen.room(if is_beside { beside } else { used });
            // In a narrow terminal, more lines are better than no description.
            if room < width(description, MIN_DESCRIPTION) {
                let room = self.screen.room(INDENT);
                let description = self.screen.fitted(description, room);
                let _ = write!(line, "\n{:INDENT$}{description}", "");
            } else {
                let _ = write!(line, "  {}", self.screen.fitted(description, room));
            }
            if is_beside && !details.is_empty() {
                line.push_str("  ");
                line.push_str(&Style::Faint.paint(&visible(&details), self.paint));
            }
            writeln!(out, "{}", line.trim_end())?;
            if !is_beside && !details.is_empty() {
                for line in self.screen.wrapped_after(&visible(&details), INDENT) {
                    let line = Style::Faint.paint(&line, self.paint);
                    writeln!(out, "{:INDENT$}{line}", "")?;
                }
            }
        }
        Ok(())
    }

    /// Writes the changes that are not about tasks.
    fn write_rest(&self, file: &FileChange, out: &mut dyn Write) -> io::Result<()> {
        let what = &file.what;
        for (name, changes) in [("criteria", &what.criteria), ("blockers", &what.blockers)] {
            let groups: Vec<String> = words::entries(changes)
                .into_iter()
                .map(|(count, names)| format!("{count} ({})", names.join(", ")))
                .collect();
            if !groups.is_empty() {
                let text = format!("{name}: {}", groups.join("; "));
                self.write_wrapped(&visible(&text), out)?;
            }
        }
        if let Some(files) = words::files(what) {
            writeln!(out, "  files_modified: {files}")?;
        }
        for field in words::fields(what) {
            self.write_wrapped(&visible(&self.shown(&field)), out)?;
        }
        if what.body {
            writeln!(out, "  the body differs")?;
        }
        Ok(())
    }

    /// `(was A; assigned to alice → bob)`; for a new task, its status.
    fn detail_text(&self, task: &TaskChange) -> String {
        let mut parts = Vec::new();
        parts.extend(task.was.as_ref().map(|was| format!("was {was}")));
        if let [Event::Added] = task.events.as_slice() {
            parts.extend(task.status.clone());
        }
        parts.extend(words::details(task).iter().map(|it| self.shown(it)));
        if parts.is_empty() {
            return String::new();
        }
        format!("({})", parts.join("; "))
    }

    fn shown(&self, detail: &Detail<'_>) -> String {
        let Detail {
            label,
            before,
            after,
        } = detail;
        let arrow = self.screen.sign('→');
        format!("{label}: {before} {arrow} {after}")
    }
}

fn id(task: &TaskChange) -> &str {
    task.id.as_deref().unwrap_or("without an ID")
}

fn style(task: &TaskChange) -> Option<Style> {
    Some(match task.events.first()? {
        Event::Finished => Style::Good,
        Event::Blocked | Event::Removed => Style::Error,
        Event::AtRisk | Event::Reopened | Event::Dropped | Event::Restated => Style::Warning,
        Event::Started | Event::Unblocked | Event::Added | Event::InReview => Style::Help,
        _ => return None,
    })
}
