//! Output of `progress ready` for people.

use std::io::{self, Write};

use progress_core::display::{plural, visible};
use progress_core::status::{
    Obstacle, OpenDependency, Readiness, TaskView, UnknownReason, open_dependencies,
};

use super::claim::holder_of;
use crate::claims::{ReadyTask, ReadyTasks};
use crate::cli::colors::Style;
use crate::cli::table::{Screen, width};
use crate::cli::tasks::who;

/// The minimum width in columns.
const MIN_WIDTH: usize = 40;
/// Maximum width of a priority and of an effort.
const MAX_FIGURE: usize = 8;
/// Maximum length of a dependency.
const MAX_QUOTED: usize = 60;

/// How to show tasks.
pub(super) struct View {
    /// The name by which the program was called.
    pub called: &'static str,
    /// Whether to use color.
    pub paint: bool,
    /// What the output can show.
    pub screen: Screen,
    /// Whether to show tasks that cannot be decided.
    pub shows_all: bool,
    /// Maximum tasks shown.
    pub limit: usize,
}

impl View {
    /// Writes the tasks, grouped by phase.
    pub(super) fn write(&self, list: &ReadyTasks<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        // Without a limit, it is larger than any list.
        let shown = &list.ready[..list.ready.len().min(self.limit)];
        let columns = Columns::of(shown, self.screen.at_least(MIN_WIDTH));
        for (number, group) in shown
            // The tasks of a phase follow each other.
            .chunk_by(|one, other| one.phase.id == other.phase.id)
            .enumerate()
        {
            if number > 0 {
                writeln!(out)?;
            }
            self.write_heading(group, out)?;
            for entry in group {
                writeln!(out, "{}", columns.line(entry.task, self.paint).trim_end())?;
            }
        }
        let rest = list.ready.len() - shown.len();
        if rest > 0 {
            let note = format!(
                "{}; filter with --plan, --phase, --assignee or --priority, or use --limit 0",
                self.rest(rest)
            );
            writeln!(out)?;
            self.write_note(&note, out)?;
        }
        if !self.shows_all {
            return self.write_counts(list, out);
        }
        let mut sections = [claims(list), self.waiting(list), self.undecided(list)];
        // The ready tasks come first, if any are shown.
        let mut is_first = shown.is_empty();
        for section in sections
            .iter_mut()
            .filter(|section| !section.lines.is_empty())
        {
            if !is_first {
                writeln!(out)?;
            }
            is_first = false;
            self.write_section(section, out)?;
        }
        Ok(())
    }

    fn write_heading(&self, group: &[ReadyTask<'_, '_>], out: &mut dyn Write) -> io::Result<()> {
        let Some(ReadyTask { plan, phase, .. }) = group.first() else {
            return Ok(());
        };
        let title = phase
            .title()
            .map(|title| format!(": {title}"))
            .unwrap_or_default();
        let heading = format!("{}, {}{title}", plan.name, phase.name());
        let screen = self.screen.at_least(MIN_WIDTH);
        let heading = screen.fitted(&heading, screen.width());
        writeln!(out, "{}", Style::Strong.paint(&heading, self.paint))
    }

    /// Writes a line about what is omitted.
    fn write_counts(&self, list: &ReadyTasks<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        let more = if list.ready.is_empty() { "" } else { "more " };
        let claimed = match list.claimed {
            0 => None,
            count => Some(plural(
                count,
                &format!("{more}is claimed"),
                &format!("{more}are claimed"),
            )),
        };
        let unknown = match list.unknown.len() {
            0 => None,
            count => Some(format!("{count} {more}may be ready")),
        };
        // What cannot start matters only if nothing can.
        let waiting = match list.waiting.len() {
            count if count > 0 && list.ready.is_empty() => {
                Some(plural(count, "waits for others", "wait for others"))
            }
            _ => None,
        };
        let counts: Vec<String> = [claimed, unknown, waiting].into_iter().flatten().collect();
        if counts.is_empty() {
            return Ok(());
        }
        self.separate(list, out)?;
        let note = format!("{}; see `{} ready --all`", counts.join(", "), self.called);
        self.write_note(&note, out)
    }

    fn write_note(&self, note: &str, out: &mut dyn Write) -> io::Result<()> {
        for line in self.screen.at_least(MIN_WIDTH).wrapped(note) {
            writeln!(out, "{}", self.faint(&line))?;
        }
        Ok(())
    }

    fn waiting(&self, list: &ReadyTasks<'_, '_>) -> Section {
        let line = |entry: &ReadyTask<'_, '_>| {
            let open = open_dependencies(list.readiness, entry.task.at);
            let names: Vec<String> = open.iter().map(|it| open_text(it, self.screen)).collect();
            format!(
                "{}  for {}",
                entry.task.id().unwrap_or("-"),
                names.join(", ")
            )
        };
        Section {
            title: "waiting",
            lines: list.waiting.iter().map(line).collect(),
            width: self.screen.at_least(MIN_WIDTH).width() - 2,
            limit: self.limit,
        }
    }

    fn undecided(&self, list: &ReadyTasks<'_, '_>) -> Section {
        let line = |entry: &ReadyTask<'_, '_>| {
            let reason = match list.readiness.readiness(entry.task.at) {
                // One reason fits in a line; `progress show` has all of them.
                Readiness::Unknown(obstacles) => obstacles.first().map(obstacle_text),
                _ => None,
            };
            let name = entry.task.id().unwrap_or("-");
            format!("{name}  {}", reason.unwrap_or_default())
        };
        Section {
            title: "undecided",
            lines: list.unknown.iter().map(line).collect(),
            width: self.screen.at_least(MIN_WIDTH).width() - 2,
            limit: self.limit,
        }
    }

    fn write_section(&self, section: &Section, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", Style::Strong.paint(section.title, self.paint))?;
        for line in section.lines.iter().take(section.limit) {
            writeln!(out, "  {}", self.screen.fitted(line, section.width))?;
        }
        match section.lines.len().saturating_sub(section.limit) {
            0 => Ok(()),
            rest => writeln!(out, "  {}", self.faint(&self.rest(rest))),
        }
    }

    /// Writes a blank line after the ready tasks, if there are any.
    fn separate(&self, list: &ReadyTasks<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        if list.ready.is_empty() || self.limit == 0 {
            return Ok(());
        }
        writeln!(out)
    }

    fn faint(&self, text: &str) -> String {
        Style::Faint.paint(text, self.paint)
    }

    /// `… and 3 more`.
    fn rest(&self, rest: usize) -> String {
        self.screen.and(&format!("{rest} more"))
    }
}

/// A list below the ready tasks.
struct Section {
    title: &'static str,
    lines: Vec<String>,
    width: usize,
    limit: usize,
}

fn claims(list: &ReadyTasks<'_, '_>) -> Section {
    let claims = list.claims.iter();
    Section {
        title: "claimed",
        lines: claims
            .map(|held| format!("{}  by {}", held.claim.key.task, holder_of(held)))
            .collect(),
        // The assignees must not be cut off.
        width: usize::MAX,
        limit: usize::MAX,
    }
}

/// `AUTH-1.2 (in_progress)`.
fn open_text(open: &OpenDependency<'_>, screen: Screen) -> String {
    let name = screen.fitted(open.text, MAX_QUOTED);
    match open.status {
        Some(status) => format!("{name} ({})", screen.fitted(status, MAX_QUOTED)),
        None => format!("{name} (not done)"),
    }
}

/// Why readiness cannot be decided.
pub(in crate::cli) fn obstacle_text(obstacle: &Obstacle<'_>) -> String {
    let name = visible(obstacle.text.unwrap_or_default());
    match obstacle.doubt {
        UnknownReason::Unlisted => "has no `dependencies`".to_owned(),
        UnknownReason::Dropped => format!("depends on `{name}`, which was dropped"),
        UnknownReason::Event => format!("depends on `{name}`, which is not a task"),
        UnknownReason::Missing => format!("depends on `{name}`, which does not exist"),
        UnknownReason::OtherPlan => {
            format!("depends on `{name}`, which exists only in another plan")
        }
    }
}

/// The widths of the columns; empty columns are omitted.
struct Columns {
    id: usize,
    priority: usize,
    effort: usize,
    who: usize,
    screen: Screen,
}

impl Columns {
    fn of(entries: &[ReadyTask<'_, '_>], screen: Screen) -> Self {
        let limit = screen.width() / 4;
        let mut columns = Self {
            id: 0,
            priority: 0,
            effort: 0,
            who: 0,
            screen,
        };
        for ReadyTask { task, .. } in entries {
            // IDs and names take at most a quarter each, so that the description has room.
            let id = width(task.id().unwrap_or("-"), limit);
            let priority = width(task.priority.unwrap_or_default(), MAX_FIGURE);
            let effort = width(task.effort().unwrap_or_default(), MAX_FIGURE);
            let who = width(&who(task), limit);
            columns.id = columns.id.max(id);
            columns.priority = columns.priority.max(priority);
            columns.effort = columns.effort.max(effort);
            columns.who = columns.who.max(who);
        }
        let used = columns.id + 4;
        let Self {
            priority,
            effort,
            who,
            ..
        } = &mut columns;
        screen.make_room(used, &mut [effort, priority, who]);
        columns
    }

    fn line(&self, task: &TaskView<'_>, paint: bool) -> String {
        let cells = [
            (
                self.id,
                self.screen.padded(task.id().unwrap_or("-"), self.id),
            ),
            (
                self.priority,
                self.urgent(task.priority.unwrap_or_default(), paint),
            ),
            (
                self.effort,
                (self.screen).padded(task.effort().unwrap_or_default(), self.effort),
            ),
            (self.who, self.screen.padded(&who(task), self.who)),
        ];
        self.screen
            .row(&cells, task.description.unwrap_or_default())
    }

    fn urgent(&self, priority: &str, paint: bool) -> String {
        let is_urgent = ["critical", "high"]
            .iter()
            .any(|it| priority.eq_ignore_ascii_case(it));
        // Padded before it is painted, because escapes have no width.
        let priority = self.screen.padded(priority, self.priority);
        Style::Strong.paint(&priority, paint && is_urgent)
    }
}
