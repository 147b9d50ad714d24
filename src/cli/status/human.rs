//! Output of `progress status` for people.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use progress_core::display::plural;
use progress_core::document::Frontmatter;
use progress_core::model::{Class, status};
use progress_core::status::{PhaseView, PlanView, Stage};

use super::details::{Details, claims_of};
use super::line_start::{Columns, DIFFERS};
use super::view::View;
use crate::claims::HeldClaim;
use crate::cli::colors::Style;
use crate::cli::table::width;

/// The width of a status: `not_started`, `in_progress`.
const STATUS: usize = 12;

impl View<'_> {
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
                Details { view: self, plan }.write(out)?;
            }
        } else {
            self.write_sums(plans, out)?;
        }
        let mut phases = plans.iter().flat_map(|plan| &plan.phases);
        if phases.any(|phase| !phase.agrees) {
            let note = format!(
                "{} differs from what the file states; run `{} lint` for details",
                self.screen.sign(DIFFERS),
                self.called
            );
            writeln!(out)?;
            self.write_note(&note, out)?;
        }
        Ok(())
    }

    fn write_note(&self, note: &str, out: &mut dyn Write) -> io::Result<()> {
        let lines = self.screen().wrapped(note);
        lines
            .iter()
            .try_for_each(|line| writeln!(out, "{}", self.faint(line)))
    }

    /// Writes one line per plan.
    fn write_sums(&self, plans: &[PlanView<'_>], out: &mut dyn Write) -> io::Result<()> {
        let shown: Vec<&PlanView<'_>> = plans
            .iter()
            .filter(|plan| self.shows_over || plan.stage() != Stage::Over)
            .collect();
        let names = distinct_names(&shown);
        let columns = Columns::of(
            self.screen(),
            0,
            names.iter().copied(),
            shown.iter().map(|plan| plan.counts().total),
        );
        for (plan, name) in shown.iter().zip(&names) {
            let counts = plan.counts();
            let over = plan.phases.iter().filter(|phase| phase.is_over()).count();
            let agrees = plan.phases.iter().all(|phase| phase.agrees);
            let phases = format!("{over}/{}", plural(plan.phases.len(), "phase", "phases"));
            let start = columns.start(name, Some(&counts), agrees, self.paint);
            let room = self.screen().room(columns.taken() + 2);
            let activity = activity(plan, self.claims);
            let rest = if room < 12 + 2 + activity.len() && !activity.is_empty() {
                // On a narrow terminal, the activity says more than the number of phases.
                activity
            } else {
                format!("{phases:12}  {activity}")
            };
            writeln!(
                out,
                "{start}  {}",
                self.screen.fitted(rest.trim_end(), room)
            )?;
        }
        let hidden = plans.len() - shown.len();
        if hidden > 0 {
            let plans = plural(hidden, "plan is", "plans are");
            let called = self.called;
            let note = format!("{plans} finished; use `{called} status --all` to show them");
            self.write_note(&note, out)?;
        }
        Ok(())
    }

    /// Writes one line per phase, below the plan's name.
    fn write_plan(&self, plan: &PlanView<'_>, out: &mut dyn Write) -> io::Result<()> {
        let screen = self.screen();
        let name = screen.fitted(plan.name, screen.width());
        let name = Style::Strong.paint(&name, self.paint);
        let folder = self.base.shown(plan.folder).into_owned();
        let room = screen.room(width(plan.name, screen.width()) + 2);
        writeln!(
            out,
            "{}",
            format!("{name}  {}", self.faint(&screen.fitted(&folder, room))).trim_end()
        )?;
        let names: Vec<String> = plan.phases.iter().map(PhaseView::name).collect();
        let columns = Columns::of(
            screen,
            // Phases are indented by two columns.
            2,
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
            let name = self.screen.padded(name, columns.name);
            return format!("{name}  {cannot}; run `{lint}` for details");
        }
        let counts = phase.has_tasks().then_some(&phase.counts);
        let start = columns.start(name, counts, phase.agrees, self.paint);
        let mut room = self.screen().room(columns.taken() + 4);
        // In a narrow line, the status comes first, and the title gets what is left.
        let word = self.status_word(phase, room.min(STATUS));
        room = room.saturating_sub(STATUS + 2);
        let dropped = match phase.counts.dropped {
            0 => String::new(),
            count => self.screen.fitted(&format!("{count} dropped  "), room),
        };
        room = room.saturating_sub(dropped.len());
        let title = (self.screen).fitted(phase.title().unwrap_or_default(), room);
        format!("{start}  {word}  {}{title}", self.faint(&dropped))
    }

    fn status_word(&self, phase: &PhaseView<'_>, columns: usize) -> String {
        // `In Progress` and `in-progress` are shown alike.
        let word = phase.status().map(status::normalize).unwrap_or_default();
        let word = self.screen.padded(&word, columns);
        match phase.class() {
            Some(Class::Done) => Style::Good.paint(&word, self.paint),
            Some(Class::Blocked) => Style::Error.paint(&word, self.paint),
            Some(Class::Active) => Style::Strong.paint(&word, self.paint),
            _ => word,
        }
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
fn activity(plan: &PlanView<'_>, claims: &[HeldClaim]) -> String {
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
        (claims_of(plan, claims).count(), "claimed"),
        (unreadable, "unreadable"),
    ]
    .iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    kinds.join(", ")
}
