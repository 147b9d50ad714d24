//! A table of plans in Markdown, for a section of a README.
//!
//! Everything from a file is escaped to be plain text.

use std::fmt::Write as _;

use super::{PhaseView, PlanView, Stage};
use crate::display::markdown::plain;
use crate::display::{plural, shortened};

/// The name of the section, in its markers.
pub const SECTION: &str = "progress:status";
/// Maximum length of a title.
const MAX_TITLE: usize = 120;

/// The lines of the section: a table of plans, or of the phases of each.
#[must_use]
pub fn status_section(plans: &[PlanView<'_>], shows_phases: bool, shows_over: bool) -> String {
    let mut out = String::new();
    // Writing to a string never fails.
    let _ = if shows_phases {
        phases(plans, &mut out)
    } else {
        table(plans, shows_over, &mut out)
    };
    out
}

/// How many plans are finished, as a sentence.
#[must_use]
pub fn finished_plans(count: usize) -> String {
    match count {
        0 => "No plan is finished.".to_owned(),
        count => format!("{} finished.", plural(count, "plan", "plans")),
    }
}

fn table(plans: &[PlanView<'_>], shows_over: bool, out: &mut String) -> std::fmt::Result {
    let is_over = |plan: &&PlanView<'_>| plan.stage() == Stage::Over;
    let finished = plans.iter().filter(is_over).count();
    let shown: Vec<&PlanView<'_>> = plans
        .iter()
        .filter(|plan| shows_over || !is_over(plan))
        .collect();
    // A comment right above a table would make it part of the comment's block.
    writeln!(out)?;
    if !shown.is_empty() {
        writeln!(out, "| Plan | Done | | Active | Blocked | Ready |")?;
        writeln!(out, "|---|--:|--:|--:|--:|--:|")?;
        for plan in shown {
            let counts = plan.counts();
            let (mut active, mut blocked, mut ready) = (0, 0, 0);
            for phase in &plan.phases {
                active += phase.active.len();
                blocked += phase.blocked.len();
                ready += phase.ready.len();
            }
            writeln!(
                out,
                "| {} | {}/{} | {}% | {active} | {blocked} | {ready} |",
                plain(&format!("{}{}", plan.name, unreadable(plan))),
                counts.completed,
                counts.total,
                counts.percent()
            )?;
        }
        writeln!(out)?;
    }
    if !shows_over {
        writeln!(out, "{}\n", finished_plans(finished))?;
    }
    Ok(())
}

fn phases(plans: &[PlanView<'_>], out: &mut String) -> std::fmt::Result {
    for plan in plans {
        let counts = plan.counts();
        writeln!(
            out,
            "\n**{}**: {} of {} done{}\n",
            plain(plan.name),
            counts.completed,
            plural(counts.total, "task", "tasks"),
            unreadable(plan)
        )?;
        writeln!(
            out,
            "| Phase | Done | | Status | Active | Blocked | Ready |"
        )?;
        writeln!(out, "|---|--:|--:|---|--:|--:|--:|")?;
        for phase in &plan.phases {
            write_phase(phase, out)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// ` (1 file cannot be read)`; empty if all can.
fn unreadable(plan: &PlanView<'_>) -> String {
    match plan.phases.iter().filter(|it| it.phase.is_none()).count() {
        0 => String::new(),
        count => format!(" ({} cannot be read)", plural(count, "file", "files")),
    }
}

fn write_phase(phase: &PhaseView<'_>, out: &mut String) -> std::fmt::Result {
    let name = match phase.title() {
        Some(title) => format!("{}: {}", phase.name(), shortened(title, MAX_TITLE)),
        None => phase.name(),
    };
    if phase.phase.is_none() {
        return writeln!(out, "| {} | | | cannot be read | | | |", plain(&name));
    }
    let counts = &phase.counts;
    writeln!(
        out,
        "| {} | {}/{} | {}% | {} | {} | {} | {} |",
        plain(&name),
        counts.completed,
        counts.total,
        counts.percent(),
        plain(phase.status().unwrap_or("none")),
        phase.active.len(),
        phase.blocked.len(),
        phase.ready.len()
    )
}
