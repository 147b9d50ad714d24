//! The report in short, as Markdown.

use std::io::{self, Write};

use progress_core::display::markdown::{code, plain};
use progress_core::display::{plural, shortened};
use progress_core::status::{
    ListedTask, PlanView, ReadinessIndex, Stage, TaskConditions, finished_plans, list_tasks,
};
use progress_core::workspace::Workspace;
use progress_graph::State;

/// Maximum plans and tasks shown in a table.
const MAX_ROWS: usize = 30;
/// Maximum length of a description or reason.
const MAX_TEXT: usize = 120;

/// Writes where each plan stands, and the tasks that need attention.
pub(super) fn write(
    workspace: &Workspace,
    plans: &[PlanView<'_>],
    forecast: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let readiness = ReadinessIndex::of(workspace);
    let statuses = &workspace.settings.statuses;
    let tasks = list_tasks(plans, &TaskConditions::default(), &readiness, statuses);
    writeln!(out, "### Progress\n")?;
    let open = plans.iter().filter(|plan| plan.stage() != Stage::Over);
    let open: Vec<&PlanView<'_>> = open.collect();
    if !open.is_empty() {
        write_plans(&open, out)?;
    }
    writeln!(out, "{}", finished_plans(plans.len() - open.len()))?;
    if let Some(forecast) = forecast {
        writeln!(out, "\n{forecast}")?;
    }
    let groups: [(&str, &[State]); 3] = [
        ("Blocked or at risk", &[State::Blocked, State::AtRisk]),
        ("In progress", &[State::Active, State::Review]),
        ("Ready to start", &[State::Ready]),
    ];
    for (name, states) in groups {
        write_tasks(name, states, &tasks, out)?;
    }
    Ok(())
}

fn write_plans(plans: &[&PlanView<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| Plan | Done | | Phases open |\n|---|--:|--:|--:|")?;
    for plan in plans.iter().take(MAX_ROWS) {
        let counts = plan.counts();
        let open = plan.phases.iter().filter(|phase| !phase.is_over()).count();
        writeln!(
            out,
            "| {} | {}/{} | {}% | {open} |",
            plain(plan.name),
            counts.completed,
            counts.total,
            counts.percent()
        )?;
    }
    if plans.len() > MAX_ROWS {
        let rest = plural(plans.len() - MAX_ROWS, "more plan", "more plans");
        writeln!(out, "| … {rest} | | | |")?;
    }
    writeln!(out)
}

fn write_tasks(
    name: &str,
    states: &[State],
    tasks: &[ListedTask<'_, '_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let found: Vec<&ListedTask<'_, '_>> = tasks
        .iter()
        .filter(|task| {
            let state = State::of(task.task.entry.state, &task.readiness);
            states.contains(&state)
        })
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n#### {name} ({})\n", found.len())?;
    writeln!(out, "| Task | | Plan | Who |\n|---|---|---|---|")?;
    for listed in found.iter().take(MAX_ROWS) {
        let task = &listed.task;
        let who: Vec<&str> = task.assignees().collect();
        let mut text = in_short(task.description.unwrap_or_default());
        if let Some(reason) = task.block_reason() {
            text.push_str(": ");
            text.push_str(&in_short(&reason));
        }
        writeln!(
            out,
            "| {} | {text} | {} | {} |",
            code(task.id().unwrap_or("without an ID")),
            plain(listed.plan.name),
            plain(&who.join(", "))
        )?;
    }
    if found.len() > MAX_ROWS {
        let rest = plural(found.len() - MAX_ROWS, "more task", "more tasks");
        writeln!(out, "| … | {rest} | | |")?;
    }
    Ok(())
}

/// A text for a cell: one line, not too long, and without markup.
fn in_short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    // Shortened before it is escaped, so that no escape is cut in half.
    plain(&shortened(&words.join(" "), MAX_TEXT))
}
