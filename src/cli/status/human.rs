//! Output of `progress status` for people.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use progress_core::display::plural;
use progress_core::document::Frontmatter;
use progress_core::model::{Class, status};
use progress_core::status::{Blocker, PhaseView, PlanView, Stage, TaskView};

use super::columns::{Columns, DIFFERS, MAX_NAME};
use crate::cli::colors::Style;
use crate::cli::table::{fitted, padded, width};
use crate::cli::tasks::{phase_name, who};
use crate::report::Base;

/// The minimum width in columns.
const MIN_WIDTH: usize = 40;
/// The width of a status: `not_started`, `in_progress`.
const STATUS: usize = 12;
/// Maximum tasks shown of each kind; the rest are counted.
const SHOWN: usize = 12;

/// How to show plans.
pub(super) struct View {
    /// Whether to use color.
    pub paint: bool,
    /// The width in columns.
    pub width: usize,
    /// Whether to show each phase, or only each plan.
    pub shows_phases: bool,
    /// Whether to include finished plans.
    pub shows_over: bool,
    /// What paths are shown relative to.
    pub base: Base,
}

impl View {
    /// Writes the plans.
    pub(super) fn write(&self, plans: &[PlanView<'_>], out: &mut dyn Write) -> io::Result<()> {
        if self.shows_phases {
            for (number, plan) in plans.iter().enumerate() {
                if number > 0 {
                    writeln!(out)?;
                }
                self.write_plan(plan, out)?;
            }
            if let [plan] = plans {
                self.write_tasks(plan, out)?;
            }
        } else {
            self.write_sums(plans, out)?;
        }
        let mut phases = plans.iter().flat_map(|plan| &plan.phases);
        if phases.any(|phase| !phase.agrees) {
            let note = format!(
                "{DIFFERS} differs from what the file states; run `progress lint` for details"
            );
            writeln!(out, "\n{}", self.faint(&note))?;
        }
        Ok(())
    }

    /// Writes one line per plan.
    fn write_sums(&self, plans: &[PlanView<'_>], out: &mut dyn Write) -> io::Result<()> {
        let shown: Vec<&PlanView<'_>> = plans
            .iter()
            .filter(|plan| self.shows_over || plan.stage() != Stage::Over)
            .collect();
        let names = distinct_names(&shown);
        let columns = Columns::of(
            self.width(),
            names.iter().copied(),
            shown.iter().map(|plan| plan.counts().total),
        );
        for (plan, name) in shown.iter().zip(&names) {
            let counts = plan.counts();
            let over = plan.phases.iter().filter(|phase| phase.is_over()).count();
            let agrees = plan.phases.iter().all(|phase| phase.agrees);
            let phases = format!("{over}/{}", plural(plan.phases.len(), "phase", "phases"));
            let start = columns.start(name, Some(&counts), agrees, self.paint);
            let room = self.width().saturating_sub(columns.taken() + 2);
            let rest = format!("{phases:12}  {}", activity(plan));
            writeln!(out, "{start}  {}", fitted(rest.trim_end(), room))?;
        }
        let hidden = plans.len() - shown.len();
        if hidden > 0 {
            let plans = plural(hidden, "plan is", "plans are");
            let note = format!("{plans} finished; use `progress status --all` to show them");
            writeln!(out, "{}", self.faint(&note))?;
        }
        Ok(())
    }

    /// Writes one line per phase, below the plan's name.
    fn write_plan(&self, plan: &PlanView<'_>, out: &mut dyn Write) -> io::Result<()> {
        let name = Style::Strong.paint(&fitted(plan.name, self.width()), self.paint);
        let folder = self.base.shown(plan.folder).into_owned();
        let room = self
            .width()
            .saturating_sub(width(plan.name, self.width()) + 2);
        writeln!(
            out,
            "{}",
            format!("{name}  {}", self.faint(&fitted(&folder, room))).trim_end()
        )?;
        let names: Vec<String> = plan.phases.iter().map(phase_name).collect();
        let columns = Columns::of(
            // Phases are indented by two columns.
            self.width() - 2,
            names.iter().map(String::as_str),
            plan.phases.iter().map(|phase| phase.counts.total),
        );
        for (phase, name) in plan.phases.iter().zip(&names) {
            let line = self.phase_line(phase, name, &columns);
            writeln!(out, "  {}", line.trim_end())?;
        }
        Ok(())
    }

    fn phase_line(&self, phase: &PhaseView<'_>, name: &str, columns: &Columns) -> String {
        if phase.phase.is_none() {
            let (cannot, lint) = match phase.file.document.frontmatter {
                // Only advice, because it may never have had any.
                Frontmatter::Missing => ("has no frontmatter", "progress lint --pedantic"),
                _ => ("cannot be read", "progress lint"),
            };
            let cannot = Style::Error.paint(cannot, self.paint);
            let name = padded(name, columns.name);
            return format!("{name}  {cannot}; run `{lint}` for details");
        }
        let counts = phase.has_tasks().then_some(&phase.counts);
        let start = columns.start(name, counts, phase.agrees, self.paint);
        let mut room = self.width().saturating_sub(columns.taken() + 4);
        // In a narrow line, the status comes first, and the title gets what is left.
        let word = self.status_word(phase, room.min(STATUS));
        room = room.saturating_sub(STATUS + 2);
        let dropped = match phase.counts.dropped {
            0 => String::new(),
            count => fitted(&format!("{count} dropped  "), room),
        };
        room = room.saturating_sub(dropped.len());
        let title = fitted(phase.title().unwrap_or_default(), room);
        format!("{start}  {word}  {}{title}", self.faint(&dropped))
    }

    fn status_word(&self, phase: &PhaseView<'_>, columns: usize) -> String {
        // `In Progress` and `in-progress` are shown alike.
        let word = phase.status().map(status::normalize).unwrap_or_default();
        let word = padded(&word, columns);
        match phase.class() {
            Some(Class::Done) => Style::Good.paint(&word, self.paint),
            Some(Class::Blocked) => Style::Error.paint(&word, self.paint),
            Some(Class::Active) => Style::Strong.paint(&word, self.paint),
            _ => word,
        }
    }

    /// Writes the active, blocked and ready tasks of a plan.
    fn write_tasks(&self, plan: &PlanView<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.write_list("active", plan.phases.iter().flat_map(|it| &it.active), out)?;
        self.write_list(
            "blocked",
            plan.phases.iter().flat_map(|it| &it.blocked),
            out,
        )?;
        self.write_blockers(plan.phases.iter().flat_map(|it| &it.blockers), out)?;
        self.write_list("ready", plan.phases.iter().flat_map(|it| &it.ready), out)
    }

    fn write_list<'v, 'w: 'v>(
        &self,
        title: &str,
        tasks: impl Iterator<Item = &'v TaskView<'w>>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let tasks: Vec<&TaskView<'_>> = tasks.collect();
        // Only the rows that are shown are measured.
        let id_width = tasks
            .iter()
            .take(SHOWN)
            .map(|task| task.id().unwrap_or("-"))
            .map(|id| width(id, MAX_NAME))
            .max()
            .unwrap_or(0);
        self.write_section(title, tasks.len(), out)?;
        for task in tasks.iter().take(SHOWN) {
            let id = padded(task.id().unwrap_or("-"), id_width);
            let mut room = self.width().saturating_sub(id_width + 4);
            // Names take at most half, so that the description has room.
            let who = match who(task, room / 2) {
                who if who.is_empty() => who,
                who => format!("  ({who})"),
            };
            room = room.saturating_sub(width(&who, room));
            let what = fitted(task.description.unwrap_or_default(), room);
            writeln!(
                out,
                "{}",
                format!("  {id}  {what}{}", self.faint(&who)).trim_end()
            )?;
        }
        self.write_rest(tasks.len(), out)
    }

    fn write_blockers<'v, 'w: 'v>(
        &self,
        blockers: impl Iterator<Item = &'v Blocker<'w>>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let blockers: Vec<&Blocker<'_>> = blockers.collect();
        self.write_section("blockers", blockers.len(), out)?;
        for blocker in blockers.iter().take(SHOWN) {
            let parts: Vec<&str> = [blocker.id, blocker.description]
                .into_iter()
                .flatten()
                .collect();
            let text = fitted(&parts.join("  "), self.width() - 2);
            writeln!(out, "  {text}")?;
        }
        self.write_rest(blockers.len(), out)
    }

    fn write_section(&self, title: &str, count: usize, out: &mut dyn Write) -> io::Result<()> {
        if count == 0 {
            return Ok(());
        }
        writeln!(out, "\n{}", Style::Strong.paint(title, self.paint))
    }

    fn write_rest(&self, count: usize, out: &mut dyn Write) -> io::Result<()> {
        match count.saturating_sub(SHOWN) {
            0 => Ok(()),
            rest => writeln!(out, "  {}", self.faint(&format!("… and {rest} more"))),
        }
    }

    fn width(&self) -> usize {
        self.width.max(MIN_WIDTH)
    }

    fn faint(&self, text: &str) -> String {
        // Escapes around nothing would keep blanks at the end from being trimmed.
        Style::Faint.paint(text, self.paint && !text.is_empty())
    }
}

/// The names of plans, or their directories if several share a name.
fn distinct_names<'w>(plans: &[&PlanView<'w>]) -> Vec<&'w str> {
    let mut folders: HashMap<&str, HashSet<&str>> = HashMap::new();
    for plan in plans {
        folders.entry(plan.name).or_default().insert(plan.folder);
    }
    plans
        .iter()
        .map(|plan| match folders.get(plan.name) {
            // The root has no name that could be shown.
            Some(shared) if shared.len() > 1 && !plan.folder.is_empty() => plan.folder,
            _ => plan.name,
        })
        .collect()
}

/// `2 active, 1 blocked, 3 ready`.
fn activity(plan: &PlanView<'_>) -> String {
    let (mut active, mut blocked, mut ready, mut unreadable) = (0, 0, 0, 0);
    for phase in &plan.phases {
        active += phase.active.len();
        blocked += phase.blocked.len();
        ready += phase.ready.len();
        unreadable += usize::from(phase.phase.is_none());
    }
    let kinds: Vec<String> = [
        (active, "active"),
        (blocked, "blocked"),
        (ready, "ready"),
        (unreadable, "unreadable"),
    ]
    .iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    kinds.join(", ")
}
