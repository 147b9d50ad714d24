//! The Markdown format of `progress status`, for a section of a README.
//!
//! Everything from a file is escaped to be plain text.

use std::fmt::Write as _;

use progress_core::display::{plural, shortened};
use progress_core::status::{PhaseView, PlanView, Stage};

use crate::cli::escape::plain;
use crate::cli::tasks::phase_name;

/// The name of the section, in its markers.
pub(super) const SECTION: &str = "progress:status";
/// Maximum length of a title.
const MAX_TITLE: usize = 120;

/// The section with its markers.
pub(super) fn marked(content: &str) -> String {
    format!("<!-- {SECTION} -->\n{content}<!-- /{SECTION} -->\n")
}

/// The lines of the section: a table of plans, or of the phases of each.
pub(super) fn section(plans: &[PlanView<'_>], shows_phases: bool, shows_over: bool) -> String {
    let mut out = String::new();
    // Writing to a string never fails.
    let _ = if shows_phases {
        phases(plans, &mut out)
    } else {
        table(plans, shows_over, &mut out)
    };
    out
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
                plain(plan.name),
                counts.completed,
                counts.total,
                counts.percent()
            )?;
        }
        writeln!(out)?;
    }
    if !shows_over {
        writeln!(out, "{}\n", crate::cli::plans::finished(finished))?;
    }
    Ok(())
}

fn phases(plans: &[PlanView<'_>], out: &mut String) -> std::fmt::Result {
    for plan in plans {
        let counts = plan.counts();
        writeln!(
            out,
            "\n**{}**: {} of {} done\n",
            plain(plan.name),
            counts.completed,
            plural(counts.total, "task", "tasks")
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

fn write_phase(phase: &PhaseView<'_>, out: &mut String) -> std::fmt::Result {
    let name = match phase.title() {
        Some(title) => format!("{}: {}", phase_name(phase), shortened(title, MAX_TITLE)),
        None => phase_name(phase),
    };
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
