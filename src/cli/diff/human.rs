//! The diff format for people.

use std::fmt::Write as _;
use std::io::{self, Write};

use progress_core::compare::{Event, PhaseState, TaskChange};
use progress_core::display::{plural, visible};

use super::words::{self, Detail, PhaseStatus};
use crate::cli::colors::Style;
use crate::cli::table::{EMPTY, Screen, width};
use crate::comparing::FileChange;
use crate::report::Base;

/// Maximum width of an ID, and of an event.
const MAX_ID: usize = 24;
const MAX_EVENTS: usize = 24;
/// Minimum width of a description.
const MIN_DESCRIPTION: usize = 30;

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
        if totals.is_empty() {
            writeln!(out, "{phases}, no tasks")
        } else {
            writeln!(out, "{tasks} in {phases}: {}", totals.join(", "))
        }
    }

    fn write_file(&self, file: &FileChange, out: &mut dyn Write) -> io::Result<()> {
        // One of the versions is a progress file; otherwise the file would not be listed.
        let Some(standing) = file.what.phase() else {
            return Ok(());
        };
        let path = visible(&file.path);
        let path = Style::Faint.paint(&self.base.shown(&path), self.paint);
        writeln!(out, "{}  {path}", self.name(standing))?;
        if let Some(from) = &file.from {
            writeln!(out, "  was {}", self.base.shown(&visible(from)))?;
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
            writeln!(out, "  {}", line.join(", "))?;
        }
        self.write_tasks(&file.what.tasks, out)?;
        self.write_rest(file, out)
    }

    fn name(&self, standing: &PhaseState) -> String {
        let name = &self.screen.fitted(&standing.plan, self.screen.width());
        let mut name = Style::Strong.paint(name, self.paint);
        if let Some(phase) = &standing.phase {
            let _ = write!(name, "  phase {}", self.screen.fitted(phase, MAX_ID));
        }
        if let Some(title) = &standing.title {
            let _ = write!(
                name,
                "  {}",
                self.screen.fitted(title, self.screen.width() / 2)
            );
        }
        name
    }

    fn write_tasks(&self, tasks: &[TaskChange], out: &mut dyn Write) -> io::Result<()> {
        // All rows are measured before the first is written.
        let (mut ids, mut events) = (0, 0);
        for task in tasks {
            ids = ids.max(width(id(task), MAX_ID));
            events = events.max(width(&words::events(task), MAX_EVENTS));
        }
        for task in tasks {
            let happened = self.screen.padded(&words::events(task), events);
            let happened = match style(task) {
                Some(style) => style.paint(&happened, self.paint),
                None => happened,
            };
            let mut line = format!("  {happened}  {}", self.screen.padded(id(task), ids));
            let details = self.detail_text(task);
            let used = 2 + events + 2 + ids + 2 + 2 + width(&details, self.screen.width());
            if let Some(description) = &task.description {
                // In a narrow terminal, it is better to wrap a line than to lose its description.
                let room = self.screen.room(used).max(MIN_DESCRIPTION);
                line.push_str("  ");
                line.push_str(&self.screen.fitted(description, room));
            }
            if !details.is_empty() {
                line.push_str("  ");
                line.push_str(&Style::Faint.paint(&visible(&details), self.paint));
            }
            writeln!(out, "{}", line.trim_end())?;
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
                writeln!(out, "  {name}: {}", visible(&groups.join("; ")))?;
            }
        }
        if let Some(files) = words::files(what) {
            writeln!(out, "  files_modified: {files}")?;
        }
        for field in words::fields(what) {
            writeln!(out, "  {}", visible(&self.shown(&field)))?;
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
