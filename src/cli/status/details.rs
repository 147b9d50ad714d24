//! What happens in one plan: active, blocked, ready and claimed tasks, and what keeps phases open.

use std::io::{self, Write};

use progress_core::status::{Blocker, PhaseView, PlanView, TaskView};
use textwrap::core::display_width;

use super::line_start::MAX_NAME;
use super::view::View;
use crate::claims::HeldClaim;
use crate::cli::colors::Style;
use crate::cli::ready::holder_of;
use crate::cli::table::width;
use crate::cli::tasks::who;

/// Maximum tasks shown of each kind; the rest are counted.
const SHOWN: usize = 12;

/// The details of a plan.
pub(super) struct Details<'v, 'w> {
    /// How to show them.
    pub view: &'v View<'v>,
    /// The plan.
    pub plan: &'v PlanView<'w>,
}

/// The claims on tasks of a plan.
pub(super) fn claims_of<'c>(
    plan: &'c PlanView<'_>,
    claims: &'c [HeldClaim],
) -> impl Iterator<Item = &'c HeldClaim> {
    claims.iter().filter(|held| {
        let mut files = plan.phases.iter().map(|phase| phase.file.path.as_str());
        files.any(|path| path == held.claim.key.path)
    })
}

impl Details<'_, '_> {
    /// Writes them, each kind under a heading.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let phases = &self.plan.phases;
        self.write_list("active", phases.iter().flat_map(|it| &it.active), out)?;
        self.write_list("blocked", phases.iter().flat_map(|it| &it.blocked), out)?;
        self.write_blockers(phases.iter().flat_map(|it| &it.blockers), out)?;
        self.write_list("ready", phases.iter().flat_map(|it| &it.ready), out)?;
        self.write_claims(out)?;
        self.write_left(out)
    }

    fn write_claims(&self, out: &mut dyn Write) -> io::Result<()> {
        let claims: Vec<&HeldClaim> = claims_of(self.plan, self.view.claims).collect();
        self.write_section("claimed", claims.len(), out)?;
        for held in claims.iter().take(SHOWN) {
            let line = format!("{}  by {}", held.claim.key.task, holder_of(held));
            // The assignees must not be cut off.
            writeln!(out, "  {}", self.view.screen.fitted(&line, usize::MAX))?;
        }
        self.write_rest(claims.len(), out)
    }

    /// Writes what keeps phases open although all of their tasks are done.
    fn write_left(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut lines = Vec::new();
        for phase in self.plan.phases.iter().filter(|phase| phase.is_held_open()) {
            let name = phase.name();
            let room = self.view.screen().room(2 + display_width(&name) + 2);
            for left in self.left_in(phase, room) {
                lines.push(format!("{name}  {left}"));
            }
        }
        self.write_section("left to do", lines.len(), out)?;
        for line in lines.iter().take(SHOWN) {
            // A command must not be cut off.
            writeln!(out, "  {}", self.view.screen.fitted(line, usize::MAX))?;
        }
        self.write_rest(lines.len(), out)
    }

    /// What is left to do in a phase. Descriptions get `room` columns.
    fn left_in(&self, phase: &PhaseView<'_>, room: usize) -> Vec<String> {
        let mut left = Vec::new();
        for criterion in phase.pending_criteria() {
            let parts = [criterion.id, criterion.description];
            let text = parts.into_iter().flatten().collect::<Vec<_>>().join("  ");
            left.push(self.view.screen.fitted(&format!("criterion {text}"), room));
        }
        // Their texts are listed above.
        match phase.blockers.len() {
            0 => {}
            1 => left.push("1 blocker".to_owned()),
            count => left.push(format!("{count} blockers")),
        }
        if left.is_empty() {
            let path = self.view.base.shown(phase.file.path.as_str());
            let status = phase.status().unwrap_or_default();
            // Only a person can say whether a phase without a finished task was completed.
            let word = if phase.counts.completed > 0 {
                "completed"
            } else {
                "STATUS"
            };
            left.push(format!(
                "status is `{status}`; run `{} update -f {path} --set status={word}`",
                self.view.called
            ));
        }
        left
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
            let id = self.view.screen.padded(task.id().unwrap_or("-"), id_width);
            let mut room = self.view.screen().room(id_width + 4);
            // Names take at most half, so that the description has room.
            let who = match self.view.screen.fitted(&who(task), room / 2) {
                who if who.is_empty() => who,
                who => format!("  ({who})"),
            };
            room = room.saturating_sub(width(&who, self.view.screen().width()));
            let what = self
                .view
                .screen
                .fitted(task.description.unwrap_or_default(), room);
            writeln!(
                out,
                "{}",
                format!("  {id}  {what}{}", self.view.faint(&who)).trim_end()
            )?;
            if let Some(reason) = task.block_reason() {
                let room = self.view.screen().room(id_width + 4);
                let indent = " ".repeat(id_width + 4);
                writeln!(out, "{indent}{}", self.view.screen.fitted(&reason, room))?;
            }
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
            let screen = self.view.screen();
            let text = screen.fitted(&parts.join("  "), screen.room(2));
            writeln!(out, "  {text}")?;
        }
        self.write_rest(blockers.len(), out)
    }

    fn write_section(&self, title: &str, count: usize, out: &mut dyn Write) -> io::Result<()> {
        if count == 0 {
            return Ok(());
        }
        writeln!(out, "\n{}", Style::Strong.paint(title, self.view.paint))
    }

    fn write_rest(&self, count: usize, out: &mut dyn Write) -> io::Result<()> {
        match count.saturating_sub(SHOWN) {
            0 => Ok(()),
            rest => writeln!(out, "  {}", self.rest(rest)),
        }
    }

    /// `… and 3 more`.
    fn rest(&self, rest: usize) -> String {
        let text = self.view.screen.and(&format!("{rest} more"));
        self.view.faint(&text)
    }
}
