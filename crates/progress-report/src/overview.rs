//! The first section: all plans, what needs attention, and who works on what.

use std::collections::BTreeMap;

use progress_core::collections::HashMap;
use progress_core::display::plural;
use progress_core::status::{ListedTask, ReadinessIndex, Stage};
use progress_graph::State;

use crate::Page;
use crate::attention::Attention;
use crate::html::{badge, bar, close_table, file, open_table, push, text};
use crate::{checks, course, people};

/// The parts of the section: the ID and the heading.
const PARTS: [(&str, &str); 8] = [
    ("blocked", "Blocked or at risk"),
    ("active", "In progress"),
    ("plans", "Plans"),
    ("checks", "Findings and verdicts"),
    ("course", "History"),
    ("ready", "Ready to start"),
    ("waiting", "Waiting for something"),
    ("people", "Who works on what"),
];

/// The parts of the section that a page has.
pub(crate) fn parts(page: &Page<'_, '_>) -> impl Iterator<Item = (&'static str, &'static str)> {
    let (has_history, has_checks) = (page.history.is_some(), page.checks.is_some());
    PARTS.into_iter().filter(move |(id, _)| match *id {
        "course" => has_history,
        "checks" => has_checks,
        _ => true,
    })
}

/// Writes the section.
pub(crate) fn write<'w>(
    page: &Page<'_, 'w>,
    tasks: &[ListedTask<'_, 'w>],
    readiness: &ReadinessIndex<'w>,
    out: &mut String,
) {
    out.push_str("<section id=\"overview\" aria-labelledby=\"overview-title\">\n");
    out.push_str("<h2 id=\"overview-title\">Overview</h2>\n");
    summary(page, tasks, out);
    unread(page, out);
    let attention = Attention {
        page,
        tasks,
        readiness,
    };
    for (id, heading) in parts(page) {
        push(out, format_args!("<h3 id=\"{id}\">{heading}</h3>\n"));
        match id {
            "blocked" => attention.write(heading, &[State::Blocked, State::AtRisk], out),
            "active" => attention.write(heading, &[State::Active, State::Review], out),
            "ready" => attention.write(heading, &[State::Ready], out),
            "waiting" => attention.write(heading, &[State::Waiting], out),
            "plans" => plans(page, tasks, out),
            "checks" => {
                if let Some(checks) = page.checks {
                    checks::overview(page, checks, out);
                }
            }
            "course" => {
                if let Some(history) = page.history {
                    course::write(&history.all, "all", "all plans", out);
                }
            }
            _ => people::write(page, tasks, out),
        }
    }
    out.push_str("</section>\n");
}

/// The number of tasks in each state.
fn summary(page: &Page<'_, '_>, tasks: &[ListedTask<'_, '_>], out: &mut String) {
    let mut states: BTreeMap<State, usize> = BTreeMap::new();
    for task in tasks {
        *states.entry(state_of(task)).or_default() += 1;
    }
    let open = page.plans.iter().filter(|plan| plan.stage() != Stage::Over);
    push(
        out,
        format_args!(
            "<p>{} with {}; {} not finished.</p>\n<ul class=\"tiles\">\n",
            plural(page.plans.len(), "plan", "plans"),
            plural(tasks.len(), "task", "tasks"),
            plural(open.count(), "plan is", "plans are"),
        ),
    );
    for (state, count) in states {
        push(
            out,
            format_args!("<li><strong>{count}</strong> {}</li>\n", badge(state)),
        );
    }
    out.push_str("</ul>\n");
}

/// The files whose tasks are missing everywhere else.
fn unread(page: &Page<'_, '_>, out: &mut String) {
    let phases = page.plans.iter().flat_map(|plan| &plan.phases);
    let unread = phases.filter(|phase| phase.phase.is_none());
    let files = unread.map(|phase| file(page.base, phase.file.path.as_str()));
    let files: Vec<String> = files.collect();
    if !files.is_empty() {
        push(
            out,
            format_args!(
                "<p class=\"notice\">{} cannot be read, so the tasks are missing here: {}.</p>\n",
                plural(files.len(), "file", "files"),
                files.join(", ")
            ),
        );
    }
}

/// All plans, with bars; the finished ones apart.
fn plans(page: &Page<'_, '_>, tasks: &[ListedTask<'_, '_>], out: &mut String) {
    // The tasks refer to the plans of the page, so their addresses identify them.
    let plans = page.plans.iter().map(std::ptr::from_ref);
    let positions: HashMap<_, usize> = plans.zip(0..).collect();
    let mut counts: BTreeMap<(usize, State), usize> = BTreeMap::new();
    for task in tasks {
        let plan = positions.get(&std::ptr::from_ref(task.plan)).copied();
        let key = (plan.unwrap_or_default(), state_of(task));
        *counts.entry(key).or_default() += 1;
    }
    let all = 0..page.plans.len();
    let (finished, open): (Vec<usize>, Vec<usize>) =
        all.partition(|&index| page.plans[index].stage() == Stage::Over);
    if open.is_empty() {
        out.push_str("<p>All are finished.</p>\n");
    } else {
        plan_table(page, "Plans that are not finished", &open, &counts, out);
    }
    if !finished.is_empty() {
        let summary = plural(finished.len(), "finished plan", "finished plans");
        push(out, format_args!("<details><summary>{summary}</summary>\n"));
        plan_table(page, "Finished plans", &finished, &counts, out);
        out.push_str("</details>\n");
    }
}

fn plan_table(
    page: &Page<'_, '_>,
    caption: &str,
    plans: &[usize],
    counts: &BTreeMap<(usize, State), usize>,
    out: &mut String,
) {
    let columns = [
        "Plan", "Done", "Phases", "Stage", "Active", "Blocked", "Ready", "Waiting",
    ];
    open_table("plans cards", out, caption, &columns);
    for &index in plans {
        let plan = &page.plans[index];
        let over = plan.phases.iter().filter(|phase| phase.is_over()).count();
        push(
            out,
            format_args!(
                "<tr>\n<th><a href=\"#plan-{index}\">{}</a>\
                 <td data-key=\"{}\">{}<td class=\"number\">{over}/{}<td>{}",
                text(plan.name),
                plan.counts().percent(),
                bar(&plan.counts()),
                plan.phases.len(),
                stage(plan.stage())
            ),
        );
        for state in [State::Active, State::Blocked, State::Ready, State::Waiting] {
            let count = counts.get(&(index, state)).copied().unwrap_or(0);
            push(out, format_args!("<td class=\"number\">{count}"));
        }
    }
    close_table(out);
}

/// The word for a stage.
pub(crate) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Underway => "in progress",
        Stage::Planned => "not started",
        Stage::Over => "finished",
    }
}

/// The state of a task.
pub(crate) fn state_of(listed: &ListedTask<'_, '_>) -> State {
    State::of(listed.task.entry.state, &listed.readiness)
}
