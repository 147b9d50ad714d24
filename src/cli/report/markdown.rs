//! The report in short, as Markdown.

use std::io::{self, Write};

use progress_core::config::Severity;
use progress_core::display::markdown::{code, plain};
use progress_core::display::{plural, shortened};
use progress_core::status::{
    ListedTask, PlanView, ReadinessIndex, Stage, TaskConditions, finished_plans, list_tasks,
};
use progress_core::verdict::Verdict;
use progress_graph::State;
use progress_report::{Page, waits_for};

/// Maximum plans and tasks shown in a table.
const MAX_ROWS: usize = 30;
/// Maximum length of a description or reason.
const MAX_TEXT: usize = 120;

/// Writes where each plan stands, what was found, and the tasks that need attention.
pub(super) fn write(
    page: &Page<'_, '_>,
    forecast: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let plans = page.plans;
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
    write_checks(page, out)?;
    let readiness = ReadinessIndex::of(page.workspace);
    let statuses = &page.workspace.settings.statuses;
    let tasks = list_tasks(plans, &TaskConditions::default(), &readiness, statuses);
    let groups: [(&str, &[State]); 4] = [
        ("Blocked or at risk", &[State::Blocked, State::AtRisk]),
        ("In progress", &[State::Active, State::Review]),
        ("Ready to start", &[State::Ready]),
        ("Waiting for something", &[State::Waiting]),
    ];
    for (name, states) in groups {
        let mut found = tasks.iter().collect::<Vec<_>>();
        found.retain(|task| states.contains(&State::of(task.task.entry.state, &task.readiness)));
        if !found.is_empty() {
            writeln!(out, "\n#### {name} ({})\n", found.len())?;
            write_tasks(page, &readiness, &found, out)?;
        }
    }
    Ok(())
}

/// What `lint` and `verify` say, in numbers, and what cannot be read.
fn write_checks(page: &Page<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let phases = page.plans.iter().flat_map(|plan| &plan.phases);
    let unread = phases.filter(|phase| phase.phase.is_none());
    let unread: Vec<String> = unread.map(|it| code(it.file.path.as_str())).collect();
    if !unread.is_empty() {
        let files = plural(unread.len(), "file", "files");
        let names = unread.join(", ");
        writeln!(
            out,
            "\n**{files} cannot be read**, so the tasks are missing here: {names}."
        )?;
    }
    let Some(checks) = page.checks else {
        return Ok(());
    };
    let count = |severity: Severity| {
        let found = checks.findings().iter();
        found.filter(|finding| finding.severity == severity).count()
    };
    write!(
        out,
        "\nRules found {}, {}.",
        plural(count(Severity::Error), "error", "errors"),
        plural(count(Severity::Warning), "warning", "warnings")
    )?;
    if let Some(verdicts) = checks.verdicts() {
        let words = Verdict::ALL.iter().map(|verdict| {
            let judged = verdicts.iter().map(|it| it.judgement.verdict);
            let count = judged.filter(|it| it == verdict).count();
            format!("{count} {}", verdict.name())
        });
        let words = words.collect::<Vec<_>>().join(", ");
        write!(out, " Verdicts on what is marked as done or met: {words}.")?;
    }
    writeln!(out)
}

fn write_plans(plans: &[&PlanView<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| Plan | Done | | Phases open |\n|---|--:|--:|--:|")?;
    for plan in plans.iter().take(MAX_ROWS) {
        let counts = plan.counts();
        let open = plan.phases.iter().filter(|phase| !phase.is_over()).count();
        // A percentage of nothing would look like a start.
        let percent = match counts.total {
            0 => "no tasks".to_owned(),
            _ => format!("{}%", counts.percent()),
        };
        writeln!(
            out,
            "| {} | {}/{} | {percent} | {open} of {} |",
            plain(plan.name),
            counts.completed,
            counts.total,
            plan.phases.len()
        )?;
    }
    if plans.len() > MAX_ROWS {
        let rest = plural(plans.len() - MAX_ROWS, "more plan", "more plans");
        writeln!(out, "| … {rest} | | | |")?;
    }
    writeln!(out)
}

fn write_tasks(
    page: &Page<'_, '_>,
    readiness: &ReadinessIndex<'_>,
    tasks: &[&ListedTask<'_, '_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "| Task | | Since | Plan | Who |\n|---|---|---|---|---|"
    )?;
    for listed in tasks.iter().take(MAX_ROWS) {
        let task = &listed.task;
        let who: Vec<&str> = task.assignees().collect();
        let mut text = in_short(task.description.unwrap_or_default());
        let waits_for = waits_for(readiness, task.at);
        for reason in task.block_reason().into_iter().chain(waits_for) {
            text.push_str(": ");
            text.push_str(&in_short(&reason));
        }
        writeln!(
            out,
            "| {} | {text} | {} | {} | {} |",
            code(task.id().unwrap_or("without an ID")),
            since(page, listed),
            plain(listed.plan.name),
            plain(&who.join(", "))
        )?;
    }
    if tasks.len() > MAX_ROWS {
        let rest = plural(tasks.len() - MAX_ROWS, "more task", "more tasks");
        writeln!(out, "| … | {rest} | | | |")?;
    }
    Ok(())
}

/// Since when a task is in its state.
fn since(page: &Page<'_, '_>, listed: &ListedTask<'_, '_>) -> String {
    let id = listed.task.id().unwrap_or_default();
    let key = (listed.plan.name.to_owned(), id.to_owned());
    let days = page.history.and_then(|history| history.tasks.get(&key));
    days.map_or(String::new(), |task| task.since.clone())
}

/// A text for a cell: one line, not too long, and without markup.
fn in_short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    // Shortened before it is escaped, so that no escape is cut in half.
    plain(&shortened(&words.join(" "), MAX_TEXT))
}
